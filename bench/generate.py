"""Invent projects from a fixed seed: as pages in the layouts of the funds' site, and as records that stream.

No name, number or sentence is of a real project. Entry ``i`` is the same whatever the number of entries asked for, and
for any hash seed. The traps of the real pages are there: misspelt labels, missing commas, no-break spaces, missing
currencies, dates that do not exist.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kotograph.iris import mint_slug
from kotograph.records import Link, Record, Source
from kotograph.sources.entry import Draft, build_record

SEED = 20200101
SOURCE = "synthetic"
INSTRUMENT = "amif-2014-2020"
OBJECTIVE = "2.2"
NBSP = "\u00a0"


class Layout(StrEnum):
    """The layouts of the funds' pages."""

    LABELLED_FI = "labelled-fi"
    LABELLED_SV = "labelled-sv"
    UNLABELLED = "unlabelled"

    @property
    def language(self) -> str:
        """Return the language of a page in this layout."""
        return "sv" if self is Layout.LABELLED_SV else "fi"


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of a labelled layout, right and as they are misspelt, and the headings of its page."""

    description: tuple[str, str]
    implementer: tuple[str, str]
    period: tuple[str, str]
    amount: tuple[str, str]
    heading: str
    objective: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One invented entry: as it is written, and the values that a reader must find.

    ``start`` and ``end`` are lexical forms, None where the written date does not exist. ``issues`` are the codes that
    reading it must give.
    """

    number: int
    layout: Layout
    title: str
    description: tuple[str, ...]
    implementer: str
    period: str
    start: str | None
    end: str | None
    amount_text: str
    amount: str
    link: str
    issues: tuple[str, ...]


LABELS = {
    Layout.LABELLED_FI: Labels(
        ("Hankkeen kuvaus", "Hankeen kuvaus"),
        ("Hankkeen toteuttaja", "Hankkeen totetuttaja"),
        ("Toteutusaika", "Toteutusiaka"),
        ("EU-tuen määrä", "EU-tuen määra"),
        "Keksityt hankkeet",
        f"Kansallinen tavoite {OBJECTIVE}: Kotoutuminen",
    ),
    Layout.LABELLED_SV: Labels(
        ("Projektbeskrivning", "Projektbeskrivining"),
        ("Projektgenomförare", "Projektgenomföraren"),
        ("Verksamhetsperiod", "Verksamhetsperid"),
        ("EU-stöd", "EU-stöd"),
        "Påhittade projekt",
        f"Nationellt mål {OBJECTIVE}: Integration",
    ),
}
_ROOTS = ("Kelva", "Morsi", "Täpsy", "Åvri", "Ölmä", "Pirsu", "Nurve", "Hylmi", "Zorva", "Wendi", "Quolo", "Brisu")
_TAILS = ("ranta", "lanko", "torvi", "lumme", "viiri", "salpa", "kuisti", "tuike")
_BODIES = {
    "fi": ("{} ry", "{} säätiö sr", "{}n kaupunki", "{} Oy", "{}-opisto", "Yhdistys {} - Förening {} rf"),
    "sv": ("{} rf", "Stiftelsen {} sr", "{} stad", "{} Ab", "{}-institutet", "Yhdistys {} - Förening {} rf"),
}
_SENTENCES = {
    "fi": (
        "Hanke on keksitty, ja sen tekstin tehtävä on vain täyttää tilaa mittauksessa.",
        "Ryhmä kokoontuu n. 6-8 kertaa, ja jokainen kerta päättyy yhteiseen kahvihetkeen.",
        "Tuloksena syntyy opas, jonka nimi on ”Ensin kysytään”, sekä sen selkokielinen versio.",
        'Osallistujat kirjoittavat taululle lauseen "hyvää huomenta" kahdeksalla kielellä.',
        "Työtä ohjaa ohjausryhmä, jossa istuu kuvitteellisia ihmisiä kuvitteellisista kunnista.",
    ),
    "sv": (
        "Projektet är påhittat och texten finns till för att fylla plats i en mätning.",
        "Gruppen träffas ca 6-8 gånger och varje gång slutar med att man dricker kaffe.",
        "Resultatet är en handbok som heter ”Först frågar man” och en lättläst version av den.",
        'Deltagarna skriver meningen "god morgon" på tavlan för åtta språk.',
        "Arbetet leds av en styrgrupp som består av påhittade människor från påhittade kommuner.",
    ),
}


def iter_entries(count: int, layout: Layout | None = None, seed: int = SEED) -> Iterator[Entry]:
    """Yield invented entries; without a layout, the layouts take turns."""
    layouts = tuple(Layout)
    for number in range(count):
        yield invent(number, layout or layouts[number % len(layouts)], seed)


def invent(number: int, layout: Layout, seed: int = SEED) -> Entry:
    """Return one invented entry; in another layout, it is the same project in the other language."""
    # A text as seed goes through SHA-512 in Random, so that it does not depend on the hash seed.
    rng = random.Random(f"{seed} {number}")
    language = layout.language
    name = rng.choice(_ROOTS) + rng.choice(_TAILS)
    word = "hanke" if language == "fi" else "projektet"
    title = rng.choice((f"{name} {number}", f"{name} {number} -{word}", f"{name} {number} – testi (TES{number})"))
    body = rng.choice(_ROOTS) + rng.choice(_TAILS)
    implementer = rng.choice(_BODIES[language]).format(body, body)
    sentences = _SENTENCES[language]
    texts = [" ".join(rng.choices(sentences, k=rng.randint(3, 6))) for _ in range(rng.choice((1, 1, 1, 2)))]
    period, start, end, issues = _invent_period(rng)
    amount_text, amount, stated = _invent_amount(rng)
    return Entry(
        number,
        layout,
        title,
        tuple(texts),
        implementer,
        period,
        start,
        end,
        amount_text,
        amount,
        "Lue lisää hankkeesta" if language == "fi" else "Läs mer om projektet",
        tuple(sorted(issues if stated else [*issues, "currency-not-stated"])),
    )


def _invent_period(rng: random.Random) -> tuple[str, str | None, str | None, list[str]]:
    """Return a period as written, its two values, and what reading it must complain of."""
    dash = rng.choice((" - ", " - ", " – ", "–", "-"))
    begin = date(rng.randint(2014, 2019), rng.randint(1, 12), rng.randint(1, 28))
    finish = date(begin.year + rng.randint(1, 3), rng.randint(1, 12), rng.randint(1, 28))
    kind = rng.random()
    if kind < 0.05:
        return f"{begin.year}{dash}{finish.year}", str(begin.year), str(finish.year), []
    pattern = "{0.day:02}.{0.month:02}.{0.year}" if rng.random() < 0.3 else "{0.day}.{0.month}.{0.year}"
    first, last = pattern.format(begin), pattern.format(finish)
    if kind < 0.1:
        return f"{begin.day}.0.{begin.year}{dash}{last}", None, finish.isoformat(), ["impossible-date"]
    return f"{first}{dash}{last}", begin.isoformat(), finish.isoformat(), []


def _invent_amount(rng: random.Random) -> tuple[str, str, bool]:
    """Return an amount as written, its canonical decimal, and whether it names its currency."""
    whole, cents = rng.randint(10_000, 999_999), rng.choice((0, 0, rng.randint(1, 99)))
    space = NBSP if rng.random() < 0.2 else " "
    text = f"{whole:,}".replace(",", space) + (f",{cents:02}" if cents else "")
    value = f"{whole}.{cents:02}".rstrip("0").rstrip(".") if cents else str(whole)
    stated = rng.random() < 0.9
    return text + (rng.choice((f"{space}euroa", " euroa", " €")) if stated else ""), value, stated


# --- pages ---------------------------------------------------------------------------------------------------------


def render_page(entries: Iterable[Entry], layout: Layout, seed: int = SEED) -> str:
    """Return a page of entries as saved text, in one of the layouts, with the traps of the real pages."""
    labels = LABELS[Layout.LABELLED_SV if layout is Layout.LABELLED_SV else Layout.LABELLED_FI]
    blocks = [labels.heading, labels.objective]
    for entry in entries:
        rng = random.Random(f"page {seed} {entry.number}")
        blocks += [entry.title, *_render_items(entry, layout, rng)]
    return "\n\n".join(blocks) + "\n"


def _render_items(entry: Entry, layout: Layout, rng: random.Random) -> list[str]:
    bullet = rng.choice((" • ", " • ", "  • ", f" •{NBSP}"))
    tail = rng.choice(("", "", " ", NBSP))
    if layout is Layout.UNLABELLED:
        money = rng.choice(("EU-tuki", "EU-tuki", "EU-rahoitus"))
        facts = f"{entry.implementer}, {entry.period}{rng.choice((', ', ', ', '. '))}{money} {entry.amount_text}"
        items = [*entry.description, facts]
    else:
        labels = LABELS[layout]
        wrong = rng.choice(("none", "none", "description", "implementer", "period", "amount", "commas"))
        comma = "" if wrong == "commas" else ","
        colon = rng.choice((": ", ": ", f":{NBSP}", ":"))
        # Only one label of an entry is misspelt, as on the real pages: two would be a different word.
        spelt = {
            name: getattr(labels, name)[wrong == name] for name in ("description", "implementer", "period", "amount")
        }
        facts = (
            f"{spelt['implementer']}{colon}{entry.implementer}{comma} {spelt['period']}{colon}{entry.period}{comma} "
            f"{spelt['amount']}{colon}{entry.amount_text}"
        )
        items = [f"{spelt['description']}{colon}{entry.description[0]}", *entry.description[1:], facts]
    if rng.random() < 0.5:
        items.append(entry.link)
    return [f"{bullet}{item}{tail}" for item in items]


# --- records -------------------------------------------------------------------------------------------------------


def make_source(count: int) -> Source:
    """Return the invented source document that the streamed records belong to."""
    return Source(
        id=SOURCE,
        path="synthetic.txt",
        sha256="0" * 64,
        language="fi",
        publisher_language="fi",
        status="completed",
        instrument=INSTRUMENT,
        currency="EUR",
        reference_date="2022-01-01",
        entries=count,
        texts={
            "title": {"fi": "Keksityt hankkeet", "sv": "Påhittade projekt", "en": "Invented projects"},
            "publisher": {"fi": "Keksitty virasto", "sv": "Påhittade verket", "en": "Invented agency"},
            "section": {"fi": "Kaikki", "sv": "Alla", "en": "All"},
        },
    )


def iter_records(count: int, seed: int = SEED) -> Iterator[Record]:
    """Yield one record a project, as reading the entries' pages gives them; only one is held at a time."""
    source = make_source(count)
    for entry in iter_entries(count, None, seed):
        yield _make_record(entry, source)


def _make_record(entry: Entry, source: Source) -> Record:
    line = 10 * entry.number + 10
    draft = Draft(entry.title, line, implementer=(entry.implementer, line + 6), period=(entry.period, line + 6))
    draft.amount = (entry.amount_text, line + 6)
    draft.objective = (OBJECTIVE, OBJECTIVE, 3)
    draft.description = [(text, line + 2 + number) for number, text in enumerate(entry.description)]
    draft.links = [Link(entry.link, line + 8)]
    draft.fact_lines = [line + 6]
    return build_record(draft, source, entry.layout.language, mint_slug(entry.title))


def main(arguments: list[str]) -> None:
    """Write tables (``tables COUNT FOLDER``) or print a page (``page LAYOUT COUNT``)."""
    import sys
    from pathlib import Path

    from bench.tables import write_tables

    if arguments[0] == "tables":
        count, folder = int(arguments[1]), Path(arguments[2])
        folder.mkdir(parents=True, exist_ok=True)
        write_tables(folder, make_source(count), OBJECTIVE, iter_records(count))
    else:
        layout = Layout(arguments[1])
        sys.stdout.write(render_page(iter_entries(int(arguments[2]), layout), layout))


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
