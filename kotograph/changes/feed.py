"""Write an Atom 1.0 feed (RFC 4287) of the published versions, in one language, newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import TypeAlias
from xml.sax.saxutils import quoteattr

from kotograph.changes.compare import Tally
from kotograph.changes.names import say
from kotograph.changes.patch import MEDIA_TYPE
from kotograph.changes.releases import FOLDER, PATCH, Release
from kotograph.changes.sentences import Show, say_counts, say_resource, say_tally, show_value
from kotograph.changes.words import ResourceChange, Status
from kotograph.config import LANGUAGES
from kotograph.store.table import neutralise

Entry: TypeAlias = tuple[Release, Sequence[ResourceChange]]

_MOST_ENTRIES = 30
_MOST_RESOURCES = 40
_MOST_FACTS = 12
# XML 1.0 has no way to write these characters.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_feed(entries: Sequence[Entry], lang: str, *, base: str, site_url: str, show: Show = show_value) -> str:
    """Return the feed at ``{lang}/changes.atom`` of a site.

    ``entries`` are the releases with their changes told in this language, oldest first as in the ledger. Identifiers
    are IRIs below ``base``, links are below ``site_url`` (both end in a slash). An entry leads to the part of the page
    of changes that has the version as its fragment.
    """
    if not entries:
        raise ValueError("a feed needs a release: without one there is no time of its update")
    newest = list(reversed(entries))[:_MOST_ENTRIES]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">',
        f"  <id>{_text(f'{base}{lang}/changes.atom')}</id>",
        f"  <title>{_text(say('feed-title', lang))}</title>",
        f"  <subtitle>{_text(say('feed-subtitle', lang))}</subtitle>",
        f"  <updated>{_instant(newest[0][0])}</updated>",
        f"  <author><name>kotograph</name><uri>{_text(site_url)}</uri></author>",
        f"  {_link('self', f'{site_url}{lang}/changes.atom', 'application/atom+xml')}",
    ]
    for other in (lang, *(each for each in LANGUAGES if each != lang)):
        lines.append(f"  {_link('alternate', f'{site_url}{other}/changes.html', 'text/html', other)}")
    for release, changes in newest:
        lines += _iter_entry(release, changes, lang, base, site_url, show)
    return "\n".join([*lines, "</feed>", ""])


def _iter_entry(
    release: Release, changes: Sequence[ResourceChange], lang: str, base: str, site_url: str, show: Show
) -> list[str]:
    page = f"{site_url}{lang}/changes.html#{release.version}"
    lines = [
        "  <entry>",
        f"    <id>{_text(f'{base}{FOLDER}/{release.version}#{lang}')}</id>",
        f"    <title>{_text(_title(release, lang))}</title>",
        f"    <published>{_instant(release)}</published>",
        f"    <updated>{_instant(release)}</updated>",
        f"    {_link('alternate', page, 'text/html', lang)}",
    ]
    if release.previous:
        patch = f"{site_url}{FOLDER}/{release.version}/{PATCH}"
        lines.append(f"    {_link('related', patch, MEDIA_TYPE, title=say('patch', lang))}")
    summary = _summarise(release, changes, lang)
    lines.append(f"    <summary>{_text(summary)}</summary>")
    if release.previous and changes:
        lines.append(f'    <content type="html">{_text(_list(changes, lang, show))}</content>')
    return [*lines, "  </entry>"]


def _title(release: Release, lang: str) -> str:
    return say("version", lang, version=release.version)


def _summarise(release: Release, changes: Sequence[ResourceChange], lang: str) -> str:
    counts = say_tally(Tally(release.added, release.removed), lang)
    if release.previous is None:
        return f"{say('first-version', lang)}. {counts}."
    return f"{'. '.join(filter(None, (say_counts(changes, lang), counts)))}."


def _list(changes: Sequence[ResourceChange], lang: str, show: Show) -> str:
    """Return the changes as an HTML list; long ones are cut, with a count of what is left out."""
    items = [_item(change, lang, show) for change in changes[:_MOST_RESOURCES]]
    if len(changes) > _MOST_RESOURCES:
        items.append(f"<li>{escape(say('more', lang, count=len(changes) - _MOST_RESOURCES))}</li>")
    return f"<ul>{''.join(items)}</ul>"


def _item(change: ResourceChange, lang: str, show: Show) -> str:
    marked = f' lang="{escape(change.language)}"' if change.language not in ("", lang) else ""
    name = f"<b{marked}>{escape(neutralise(change.label))}</b>"
    if change.status is not Status.CHANGED:
        name = f"{name} ({escape(say(f'status-{change.status}', lang))})"
    sentences = say_resource(change, lang, show)
    facts = [f"<li>{escape(neutralise(each))}</li>" for each in sentences[:_MOST_FACTS]]
    if len(sentences) > _MOST_FACTS:
        facts.append(f"<li>{escape(say('more', lang, count=len(sentences) - _MOST_FACTS))}</li>")
    return f"<li>{name}{f'<ul>{chr(10).join(facts)}</ul>' if facts else ''}</li>"


def _instant(release: Release) -> str:
    return f"{release.date}T00:00:00Z"


def _link(rel: str, href: str, media_type: str, lang: str = "", title: str = "") -> str:
    attributes = {"rel": rel, "type": media_type, "hreflang": lang, "href": href, "title": title}
    return f"<link {' '.join(f'{name}={quoteattr(_clean(value))}' for name, value in attributes.items() if value)}/>"


def _text(text: str) -> str:
    return escape(_clean(text), quote=False)


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
