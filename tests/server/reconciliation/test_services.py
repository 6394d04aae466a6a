"""Suggest services, flyouts, previews, views and data extension."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from kotograph.config import LANGUAGES
from kotograph.server.reconciliation.suggesting import PAGE
from tests.server.conftest import Client
from tests.server.reconciliation.specification import BASE, CONCEPT, KOTO, ORGANISATION, PLACE, PROJECT, check, extend
from tests.site.html import parse

RIO_2 = f"{BASE}id/project/rio-2"
AMIF = f"{BASE}vocab/instrument/amif-2014-2020"
TITLE = "http://purl.org/dc/terms/title"


def suggest(client: Client, what: str, lang: str = "en", **given: object) -> list[dict[str, Any]]:
    query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in given.items())
    answer = client.get(f"/reconcile/{lang}/suggest/{what}?{query}")
    assert answer.status_code == 200, answer.text
    document = answer.json()
    plural = {"entity": "entities", "property": "properties", "type": "types"}[what]
    check(document, f"suggest-{plural}-response")
    found: list[dict[str, Any]] = document["result"]
    assert len(found) <= PAGE
    return found


def test_entities_by_the_beginning_of_a_name(client: Client) -> None:
    found = suggest(client, "entity", "fi", prefix="hels")
    assert found[0] == {
        "id": f"{BASE}id/place/helsinki",
        "name": "Helsinki",
        "notable": [{"id": PLACE, "name": "paikka"}],
        "description": "Uusimaa",
    }
    assert suggest(client, "entity", "fi", prefix="Helsinki")[0]["id"] == f"{BASE}id/place/helsinki"
    assert suggest(client, "entity", "fi", prefix="hels", type=ORGANISATION)[0]["id"].endswith("helsingin-kaupunki")
    assert suggest(client, "entity", prefix=RIO_2)[0]["id"] == RIO_2
    assert suggest(client, "entity", prefix="Q40840")[0]["id"] == f"{BASE}id/place/tampere"
    assert suggest(client, "entity", prefix="") == suggest(client, "entity", prefix="¿") == []


def test_a_cursor_leads_through_all_of_them(client: Client) -> None:
    seen: list[str] = []
    while found := suggest(client, "entity", "fi", prefix="k", cursor=len(seen)):
        seen += [each["id"] for each in found]
    assert len(seen) > PAGE and len(seen) == len(set(seen))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_types(client: Client, lang: str) -> None:
    found = suggest(client, "type", lang, prefix="")
    assert [each["id"] for each in found][:1] == [ORGANISATION] and {PROJECT, PLACE, CONCEPT} <= {
        e["id"] for e in found
    }
    theme = next(each for each in found if each["id"] == f"{BASE}vocab/theme")
    assert [each["id"] for each in theme["broader"]] == [CONCEPT]
    for each in found[:3]:
        assert each["id"] in [again["id"] for again in suggest(client, "type", lang, prefix=each["name"])]
        assert suggest(client, "type", lang, prefix=each["id"])[0]["id"] == each["id"]
    assert suggest(client, "type", lang, prefix="Project")[0]["id"] == PROJECT
    assert suggest(client, "type", lang, prefix="qqq") == []


@pytest.mark.parametrize(("lang", "prefix"), [("fi", "toteutt"), ("sv", "genomför"), ("en", "implem")])
def test_properties(client: Client, lang: str, prefix: str) -> None:
    assert f"{KOTO}implementer" in [each["id"] for each in suggest(client, "property", lang, prefix=prefix)]
    every: list[str] = []
    while found := suggest(client, "property", lang, prefix="", cursor=len(every)):
        every += [each["id"] for each in found]
    assert len(every) > 30 and f"^{KOTO}implementer" in every and f"{KOTO}amount" in every
    # What only the dataset's inner parts have is no property of what is matched.
    assert not {f"{KOTO}grant", f"{KOTO}describedBy", f"{KOTO}criterionEvidence", f"^{KOTO}about"} & set(every)


def test_what_a_suggest_service_refuses(client: Client) -> None:
    for query, parameter in (("", "prefix"), ("prefix=a&cursor=-1", "cursor"), ("prefix=a&cursor=9999", "cursor")):
        answer = client.get(f"/reconcile/en/suggest/entity?{query}")
        assert answer.status_code == 400 and answer.json()["parameter"] == parameter
    assert client.get("/reconcile/en/suggest/entity?prefix=a&callback=f").status_code == 400


@pytest.mark.parametrize(
    ("what", "iri", "name"),
    [
        ("entity", RIO_2, "RIO 2"),
        ("type", PROJECT, "project"),
        ("property", TITLE, "title"),
        ("property", f"^{KOTO}partner", "those"),
    ],
)
def test_flyouts(client: Client, what: str, iri: str, name: str) -> None:
    shown = client.get(f"/reconcile/en/flyout/{what}?id={quote(iri, safe='')}").json()
    assert shown["id"] == iri and f"<strong>{name}" in shown["html"]
    missing = client.get(f"/reconcile/en/flyout/{what}?id=%3Cscript%3E")
    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")
    assert client.get(f"/reconcile/en/flyout/{what}").json()["code"] == "missing-parameter"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_preview_is_a_page_for_a_frame_anywhere(client: Client, lang: str) -> None:
    answer = client.get(f"/reconcile/{lang}/preview?id={quote(RIO_2, safe='')}")
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == lang
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors" not in policy and "default-src 'none'" in policy and "script" not in policy
    assert "x-frame-options" not in answer.headers
    page = parse(answer.content)
    assert page.html and page.html["lang"] == lang and page.h1 and "RIO 2" in page.h1.get_text()
    assert not page.find_all(["script", "form", "iframe"])
    for link in page.find_all("a"):
        assert link["target"] == "_blank" and link["rel"] == ["noopener"]
        assert client.get(f"/reconcile/{lang}/" + str(link["href"])).status_code == 200
    sheet = page.find("link", rel="stylesheet")
    assert sheet and client.get(f"/reconcile/{lang}/" + str(sheet["href"])).status_code == 200
    # Every other page stays out of frames.
    assert "frame-ancestors 'none'" in client.get(f"/{lang}/project/rio-2.html").headers["content-security-policy"]
    assert client.get(f"/reconcile/{lang}/preview?id=x").status_code == 404


def test_every_entity_has_a_preview_and_a_view(client: Client) -> None:
    catalogue = client.app.state.service.generation.desk.result().catalogue
    assert len(catalogue.entries) > 200
    for iri in list(catalogue.entries)[::9]:
        query = f"id={quote(iri, safe='')}"
        assert client.get(f"/reconcile/sv/preview?{query}").status_code == 200
        view = client.get(f"/reconcile/sv/view?{query}")
        assert view.status_code == 303
        target = view.headers["location"].removeprefix("../../").partition("#")[0]
        assert client.get(f"/{target}").status_code in (200, 303), target
    assert client.get("/reconcile/sv/view?id=x").status_code == 404


def test_values_have_their_types(client: Client) -> None:
    properties = [TITLE, f"{KOTO}implementer", f"{KOTO}endDate", f"{KOTO}amount", f"{KOTO}fundedUnder", "no IRI <"]
    answer = extend(client, {"ids": [RIO_2, "x"], "properties": [{"id": each} for each in properties]}, "sv")
    assert [each["id"] for each in answer["meta"]] == properties
    assert [each["name"] for each in answer["meta"]][1] == "genomförare"
    kinds = {each["id"]: each["type"]["id"] for each in answer["meta"] if "type" in each}
    assert kinds == {f"{KOTO}implementer": ORGANISATION, f"{KOTO}fundedUnder": f"{BASE}vocab/instrument"}
    row = answer["rows"][RIO_2]
    assert row[TITLE] == [{"str": "RIO 2 – Ambulerande migrationsexpert"}]
    assert row[f"{KOTO}implementer"] == [
        {"id": f"{BASE}id/organisation/maahanmuuttovirasto", "name": "Migrationsverket"}
    ]
    assert row[f"{KOTO}endDate"] == [{"date": "2022-01-30T00:00:00Z"}]
    assert row[f"{KOTO}amount"] == [{"float": 112623.0}]
    assert row[f"{KOTO}fundedUnder"][0]["id"] == AMIF
    assert row["no IRI <"] == [] and set(answer["rows"]["x"]) == set(properties)
    assert all(values == [] for values in answer["rows"]["x"].values())


def test_the_way_back_and_the_settings(client: Client) -> None:
    back = f"^{KOTO}fundedUnder"

    def fetch(**settings: object) -> list[dict[str, Any]]:
        asked = {"ids": [AMIF], "properties": [{"id": back, "settings": settings}]}
        values: list[dict[str, Any]] = extend(client, asked)["rows"][AMIF][back]
        return values

    every = fetch()
    assert len(every) > 30 and all(each["id"].startswith(f"{BASE}id/project/") for each in every)
    assert fetch(limit=0) == fetch(limit="") == fetch(limit="0") == every
    assert fetch(limit=2) == fetch(limit="2") == fetch(limit=2.0) == every[:2]
    assert fetch(form="name", limit=1) == [{"str": every[0]["name"]}]
    assert fetch(form="iri", limit=1) == [{"str": every[0]["id"]}]


def test_properties_are_proposed_by_type(client: Client) -> None:
    for kind, own in (
        (PROJECT, f"{KOTO}implementer"),
        (ORGANISATION, f"^{KOTO}implementer"),
        (PLACE, f"{KOTO}placeKind"),
    ):
        document = client.get(f"/reconcile/en/properties?type={quote(kind, safe='')}").json()
        check(document, "data-extension-property-proposal")
        assert document["type"] == kind and own in [each["id"] for each in document["properties"]]
        few = client.get(f"/reconcile/en/properties?type={quote(kind, safe='')}&limit=3").json()
        assert few["properties"] == document["properties"][:3] and few["limit"] == 3
        ids = [each["id"] for each in document["properties"]]
        catalogue = client.app.state.service.generation.desk.result().catalogue
        some = [iri for iri, entry in catalogue.entries.items() if kind in entry.types]
        rows = extend(client, {"ids": some, "properties": [{"id": each} for each in ids]})["rows"]
        assert all(any(rows[iri][each] for iri in some) for each in ids)
    nothing = client.get("/reconcile/en/properties?type=https://elsewhere.example/T").json()
    assert nothing["properties"] == []
    every = client.get("/reconcile/en/properties").json()
    assert every["properties"] == client.get("/reconcile/en/properties?type=").json()["properties"] != []
    assert client.get(f"/reconcile/en/properties?type={'x' * 2001}").status_code == 400
    assert client.get("/reconcile/en/properties?type=x&limit=0").status_code == 400
