"""Entries that are grants: one project keeps them apart, and takes from them only what is the whole's."""

from __future__ import annotations

from kotograph.projects import Grant, Resolution
from kotograph.reconcile.entries import Order
from kotograph.reconcile.grants import resolve_grants
from kotograph.records import Property, Record
from tests.reconcile.making import FI, make_record

ORDER = Order({FI: "fi", "a-fi": "fi", "b-fi": "fi"})
WHOLE = make_record("Talo", FI, start="2015", end="2020", implementer="Kunta")
FIRST = make_record(
    "Talo", "a-fi", start="2015-03-01", end="2018-07-31", amount="100", grant="S1", implementer="Toinen"
)
SECOND = make_record("Talo 2", "b-fi", start="2018-01-01", end="2020-12-31", amount="200", grant="S2")


def resolve(*records: Record) -> tuple[tuple[Resolution, ...], tuple[Grant, ...]]:
    return resolve_grants(
        sorted(records, key=ORDER.rank), ORDER, lambda r: (r.value(Property.IMPLEMENTER) or "") or None
    )


def values(resolutions: tuple[Resolution, ...], prop: Property) -> list[str | None]:
    return [r.value for r in resolutions if r.property is prop]


def test_the_whole_takes_the_outer_days_and_no_sums() -> None:
    found, grants = resolve(WHOLE, FIRST, SECOND)
    assert values(found, Property.START) == ["2015-03-01"] and values(found, Property.END) == ["2020-12-31"]
    assert not [r for r in found if r.is_discrepancy]
    assert values(found, Property.AMOUNT) == [] and values(found, Property.TITLE) == ["Talo"]
    assert values(found, Property.IMPLEMENTER) == ["Kunta"]
    assert [grant.key for grant in grants] == ["s1", "s2"] and [grant.identifier for grant in grants] == ["S1", "S2"]
    assert [values(g.resolutions, Property.AMOUNT) for g in grants] == [["100"], ["200"]]
    assert [values(g.resolutions, Property.END) for g in grants] == [["2018-07-31"], ["2020-12-31"]]
    assert {r.grant for g in grants for r in g.resolutions} == {"s1", "s2"} and {r.grant for r in found} == {""}


def test_every_statement_counts_somewhere() -> None:
    found, grants = resolve(WHOLE, FIRST, SECOND)
    counted = {id(c.statement) for r in (*found, *(r for g in grants for r in g.resolutions)) for c in r.considered}
    assert counted == {id(s) for record in (WHOLE, FIRST, SECOND) for s in record.statements}


def test_a_grant_outside_the_years_of_the_page_disagrees() -> None:
    late = make_record("Talo 2", "b-fi", start="2018-01-01", end="2021-06-30", amount="200", grant="S2")
    found, _ = resolve(WHOLE, FIRST, late)
    (end,) = [r for r in found if r.property is Property.END]
    assert end.is_discrepancy and end.value is None


def test_entries_with_one_code_are_one_grant() -> None:
    again = make_record("Talo yksi", "b-fi", start="2015-03-01", end="2018-07-30", amount="100", grant="S1")
    _, grants = resolve(WHOLE, FIRST, again)
    assert len(grants) == 1
    (end,) = [r for r in grants[0].resolutions if r.property is Property.END]
    assert end.is_discrepancy and len(end.considered) == 2


def test_one_grant_alone_is_all_that_is_known_of_its_project() -> None:
    found, grants = resolve(FIRST)
    assert grants == () and values(found, Property.AMOUNT) == ["100"] and {r.grant for r in found} == {""}


def test_grants_without_a_page_of_the_whole_make_the_project() -> None:
    found, grants = resolve(FIRST, SECOND)
    assert len(grants) == 2 and values(found, Property.AMOUNT) == []
    assert values(found, Property.START) == ["2015-03-01"] and values(found, Property.END) == ["2020-12-31"]
    assert values(found, Property.IMPLEMENTER) == ["Toinen"]


def test_a_grant_without_a_code_has_its_key_and_no_identifier() -> None:
    nameless = make_record("Talo 2", "b-fi", start="2018-01-01", grant="talo-2")
    _, grants = resolve(WHOLE, FIRST, nameless)
    assert [(g.key, g.identifier) for g in grants] == [("s1", "S1"), ("talo-2", "")]
