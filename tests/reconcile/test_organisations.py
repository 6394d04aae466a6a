"""Which names mean one organisation, and which do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.match.names import Verdict, compare_names, parse_name
from kotograph.match.places import make_gazetteer, make_genitives
from kotograph.projects import Reconciled
from kotograph.reconcile import Identity, reconcile
from kotograph.reconcile.decisions import NameDecision, OrganisationKey
from tests.reconcile.making import DONE, FI, SV, make_pages, make_record

PLACES = make_gazetteer()
NOTHING = Identity()


def compare(a: str, b: str) -> Verdict:
    return compare_names(parse_name(a, PLACES), parse_name(b, PLACES))[0]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Lab-ammattikorkeakoulu Oy", "LAB Ammattikorkeakoulu oy"),
        ("LAB Ammattikorkeakoulu oy", "LAB yrkeshögskolan"),
        ("Helsingin kaupunki", "Helsingfors stad"),
        ("Vantaan kaupunki", "City of Vantaa"),
        ("Paraisten kaupunki", "Pargas stad"),
        ("Kempeleen kunta", "Kempele kommun"),
        ("Maahanmuuttovirasto", "Migrationsverket"),
        ("Rajavartiolaitos", "Gränsbevakningsväsendet"),
        ("Poliisiammattikorkeakoulu", "Polisyrkeshögskolan"),
        ("Suomen Pakolaisapu ry", "Finlands Flyktinghjälp rf"),
        ("Pelastakaa Lapset ry", "Rädda Barnen rf"),
        ("Työ- ja elinkeinoministeriö", "Arbets- och näringsministeriet"),
        ("Uudenmaan ELY-keskus", "Uudenmaan elinkeino-, liikenne- ja ympäristökeskus"),
        ("Uudenmaan ELY-keskus", "NTM-centralen i Nyland"),
        ("Seltementti Tampere ry", "Setlementti Tampere ry"),
        ("Mahanmuuttovirasto", "Maahanmuuttovirsato"),
        ("Tyo- ja elinkeinoministerio", "Työ- ja elinkeinoministeriö"),
        ("Institutet för hälsa och välfärd (THL)", "Terveyden ja hyvinvoinnin laitos"),
        ("THL, Terveyden ja hyvinvoinnin laitos", "Terveyden ja hyvinvoinnin laitos"),
        ("Maahanmuuttovirasto / Migrationsverket", "Migrationsverket"),
    ],
)
def test_one_organisation(a: str, b: str) -> None:
    assert compare(a, b) is Verdict.SAME


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Lahden ammattikorkeakoulu", "Lab-ammattikorkeakoulu Oy"),
        ("Lahden ammattikorkeakoulu", "Lahden kaupunki"),
        ("Vaalan kunta", "Vaasan kaupunki"),
        ("Åbo Akademi", "Åbo universitet"),
        ("Turun yliopisto", "Åbo yrkeshögskola"),
        ("Tampereen kaupunki", "Tampereen evankelis-luterilainen seurakuntayhtymä"),
        ("Pakolaisneuvonta ry", "Suomen Pakolaisapu ry"),
        ("Suunta ry", "Suunta Oy"),
        ("Polku 1 ry", "Polku 2 ry"),
        ("Koulutus Elämään Säätiö sr", "Oppi Elämään ry"),
    ],
)
def test_two_organisations(a: str, b: str) -> None:
    assert compare(a, b) is not Verdict.SAME


def conclude(*names: str, identity: Identity = NOTHING) -> dict[str, tuple[str, ...]]:
    records = [make_record(f"Hanke {at}", FI, 10 * at + 15, implementer=name) for at, name in enumerate(names)]
    return {o.key: o.names for o in reconcile(make_pages(*records), identity).organisations}


def test_acronym_of_one_organisation() -> None:
    names = "Terveyden ja hyvinvoinnin laitos", "THL", "Oulun kaupunki"
    assert conclude(*names) == {
        "oulun-kaupunki": ("Oulun kaupunki",),
        "terveyden-ja-hyvinvoinnin-laitos": ("THL", "Terveyden ja hyvinvoinnin laitos"),
    }


@pytest.mark.parametrize(
    ("short", "told"), [("Kylädia", True), ("Kylän", False), ("Ky", False), ("Kylädiakonia", True), ("Oulu", False)]
)
def test_a_short_form_of_one_name_is_reported_and_not_joined(short: str, told: bool) -> None:
    names = (
        "Kylädiakonian säätiö",
        "Oulun kaupunki",
        "Kylänraitti Kaarinan tuki ry",
        "Kylänvanhin Liisan tuki ry",
        short,
    )
    records = [make_record(f"Hanke {at}", FI, 10 * at + 15, implementer=name) for at, name in enumerate(names)]
    result = reconcile(make_pages(*records), NOTHING)
    found = [i for i in result.issues if i.code == "unsure-organisation"]
    assert [(i.text, "Kylädiakonian säätiö" in i.message) for i in found] == ([(short, True)] if told else [])
    if told:
        assert len(result.organisations) == 5 and found[0].line == 59


def test_acronym_that_fits_two_is_reported() -> None:
    names = "Tampereen ammattikorkeakoulu", "Turun ammattikorkeakoulu", "TAMK"
    records = [make_record(f"Hanke {at}", FI, 10 * at + 15, implementer=name) for at, name in enumerate(names)]
    result = reconcile(make_pages(*records), NOTHING)
    assert len(result.organisations) == 3
    issue = next(i for i in result.issues if i.code == "ambiguous-acronym")
    assert issue.text == "TAMK"
    assert issue.line == records[2].line + 4


def test_short_name_of_one_organisation() -> None:
    assert conclude("Laurea-ammattikorkeakoulu Oy", "Laurea") == {
        "laurea-ammattikorkeakoulu": ("Laurea", "Laurea-ammattikorkeakoulu Oy")
    }


def _coreference(swedish: str, finnish: str = "Satakunnan koulutusyhtymä", source: str = SV) -> Reconciled:
    facts = {"start": "2020-07-01", "end": "2022-12-31", "amount": "135221"}
    a = make_record("Koulutus ja ohjaus diakonian tueksi", implementer=finnish, **facts)
    b = make_record("Koulutus ja ohjaus diakonian tueksi", source, implementer=swedish, **facts)
    return reconcile(make_pages(a, b), NOTHING)


def test_one_project_names_its_implementer_in_two_languages() -> None:
    result = _coreference("SATAEDU")
    assert [(o.key, o.names) for o in result.organisations] == [
        ("satakunnan-koulutusyhtyma", ("SATAEDU", "Satakunnan koulutusyhtymä"))
    ]
    assert result.projects[0].implementer == "satakunnan-koulutusyhtyma"


def test_coreference_never_joins_different_places() -> None:
    result = _coreference("Åbo stad", "Oulun kaupunki")
    assert len(result.organisations) == 2


def test_coreference_never_joins_two_names_of_one_language() -> None:
    result = _coreference("Suunta", "Kompassi", DONE)
    assert len(result.organisations) == 2


@pytest.mark.parametrize(
    ("written", "body", "unit"),
    [
        ("Åbo Akademi, Centret för livslångt lärande", "Åbo Akademi", "Centret för livslångt lärande"),
        ("Helsingin kaupunki, sosiaali- ja terveystoimiala", "Helsingin kaupunki", "sosiaali- ja terveystoimiala"),
        ("Turun yliopisto / Brahea-keskus", "Turun yliopisto", "Brahea-keskus"),
        (
            "Uudenmaan elinkeino-, liikenne- ja ympäristökeskus",
            "Uudenmaan elinkeino-, liikenne- ja ympäristökeskus",
            "",
        ),
        ("Startup Refugees, Oy Ab", "Startup Refugees", ""),
        ("Polli ry.", "Polli", ""),
    ],
)
def test_units(written: str, body: str, unit: str) -> None:
    name = parse_name(written, PLACES)
    assert (name.body, name.unit) == (body, unit)


def test_unit_belongs_to_its_organisation() -> None:
    a = make_record("Yksi", implementer="Åbo Akademi")
    b = make_record("Kaksi", FI, 35, implementer="Åbo Akademi, Centret för livslångt lärande")
    result = reconcile(make_pages(a, b), NOTHING)
    assert [(o.key, o.units) for o in result.organisations] == [("abo-akademi", ("Centret för livslångt lärande",))]
    units = {p.key: (p.implementer, p.unit) for p in result.projects}
    assert units == {"yksi": ("abo-akademi", None), "kaksi": ("abo-akademi", "Centret för livslångt lärande")}


def test_several_organisations_in_one_name_are_reported() -> None:
    record = make_record("Yhdessä", implementer="Helsingin kaupunki, Espoon kaupunki ja Vantaan kaupunki")
    result = reconcile(make_pages(record), NOTHING)
    assert [o.key for o in result.organisations] == ["helsingin-kaupunki"]
    assert [i.code for i in result.issues] == ["several-implementers"]


REGISTRY = (OrganisationKey("thl", ("Terveyden ja hyvinvoinnin laitos", "Institutet för hälsa och välfärd"), "THL"),)


def test_registered_key_is_kept() -> None:
    identity = Identity(organisations=REGISTRY)
    assert conclude("THL", "Institutet for halsa och valfard", identity=identity) == {
        "thl": ("Institutet for halsa och valfard", "THL")
    }


def test_decision_goes_before_the_rules() -> None:
    identity = Identity(
        names=(NameDecision("Kompassen rf", "suunta", "", True), NameDecision("Suunta ry", "suunta", "", True))
    )
    assert conclude("Kompassen rf", "Suunta ry", identity=identity) == {"suunta": ("Kompassen rf", "Suunta ry")}


def test_decision_keeps_a_name_out() -> None:
    identity = Identity(
        names=(
            NameDecision("Laurea-ammattikorkeakoulu Oy", "laurea", "", True),
            NameDecision("Laurea", "laurea", "", False),
        )
    )
    assert len(conclude("Laurea-ammattikorkeakoulu Oy", "Laurea", identity=identity)) == 2


def test_undone_decision_leaves_the_rules() -> None:
    assert len(conclude("Kompassen rf", "Suunta ry")) == 2


def test_withdrawn_organisation_leads_to_its_successor() -> None:
    identity = Identity(
        organisations=(
            OrganisationKey("old", ("Suunta ry",), status="withdrawn", replaced_by="new"),
            OrganisationKey("new", ("Kompassi ry",)),
        )
    )
    assert conclude("Suunta ry", "Kompassi ry", identity=identity) == {"new": ("Kompassi ry", "Suunta ry")}


@pytest.mark.parametrize(
    ("nominative", "genitive"),
    [
        ("helsinki", "helsingin"), ("espoo", "espoon"), ("kauniainen", "kauniaisten"), ("vihti", "vihdin"),
        ("lahti", "lahden"), ("turku", "turun"), ("seinajoki", "seinajoen"), ("tampere", "tampereen"),
        ("uusimaa", "uudenmaan"), ("satakunta", "satakunnan"), ("lappeenranta", "lappeenrannan"), ("hanko", "hangon"),
    ],
)  # fmt: skip
def test_genitives(nominative: str, genitive: str) -> None:
    assert genitive in make_genitives(nominative)
    assert PLACES[genitive] == nominative


@given(st.text(max_size=60))
def test_any_text_can_be_a_name(text: str) -> None:
    name = parse_name(text, PLACES)
    assert compare_names(name, name)[0] is not Verdict.DIFFERENT
    records = [make_record("Yksi", implementer=text), make_record("Kaksi", FI, 35, implementer="Oulun kaupunki")]
    reconcile(make_pages(*records), NOTHING)
