"""Bytes → numbered blocks: decode strictly, split text at line feeds, flatten HTML, refuse what RDF cannot carry."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from kotograph.errors import InputError, LimitError
from kotograph.reports import Issue, Severity

if TYPE_CHECKING:
    from bs4 import Tag

MAX_LINE = 1_000_000
_BULLET = re.compile(r"^\s*[•●▪◦‣∙*·–-]\s+(?=\S)")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# In HTML a character may also be written as its number.
_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]+)|(?P<decimal>[0-9]+));?")
_LAST_CHARACTER, _SURROGATES = 0x10FFFF, range(0xD800, 0xE000)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_MAGIC = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP or Office file",
    b"\x89PNG": "a PNG picture",
    b"\x1f\x8b": "a gzip file",
}
_BOUNDARIES = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Kind(Enum):
    """What a block is by its mark-up or bullet, before any reader looks at its words."""

    TEXT = auto()
    BULLET = auto()
    HEADING = auto()
    ROW = auto()
    NAVIGATION = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """One non-blank line of a text file, or one block element of an HTML file.

    ``line`` is the 1-based line of the file where it starts; ``text`` is without its bullet and trimmed;
    ``cells`` are a table row's cells, each with its own line; ``url`` is set where the block is one link.
    """

    line: int
    text: str
    kind: Kind = Kind.TEXT
    cells: tuple[tuple[int, str], ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded file: its blocks in order, its hash, and the characters that were refused."""

    path: str
    sha256: str
    blocks: tuple[Block, ...]
    is_html: bool
    issues: tuple[Issue, ...] = ()


def read_document(path: Path, max_bytes: int) -> Document:
    """Read a text or HTML file; raise InputError (unreadable) or LimitError (too large)."""
    data = _read_bytes(path, max_bytes)
    sha256 = hashlib.sha256(data).hexdigest()
    is_html = path.suffix.casefold() in (".html", ".htm", ".xhtml") or bool(_HTML.match(data[:4096]))
    text = _decode(data, path, is_html)
    if not text.strip():
        raise InputError("empty-file", "the file is empty", str(path), "save the page again")
    text, issues = _refuse_controls(text.replace("\r\n", "\n").replace("\r", "\n"), str(path), is_html)
    blocks = tuple(_iter_html(text) if is_html else _iter_lines(text, path))
    if not blocks:
        raise InputError("empty-file", "the file has no text", str(path), "save the page again, with its content")
    return Document(str(path), sha256, blocks, is_html, tuple(issues))


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        if path.is_dir():
            raise InputError("is-a-folder", "this is a folder, not a page", str(path), "give the file inside it")
        if path.stat().st_size > max_bytes:
            raise LimitError(
                "file-too-large",
                f"the file has {path.stat().st_size:,} bytes; at most {max_bytes:,} are read",
                str(path),
                "is this a web page? raise KOTOGRAPH_MAX_BYTES if it is",
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError("unreadable-file", f"cannot read: {error.strerror}", str(path), "check the path") from error


def _decode(data: bytes, path: Path, is_html: bool) -> str:
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise InputError("binary-file", f"this is {what}, not text", str(path), "save the page as text or HTML")
    declared = _CHARSET.search(data[:2048]) if is_html else None
    encoding = declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        return data.decode("utf-8-sig" if encoding.casefold() in ("utf-8", "utf8") else encoding)
    except (UnicodeDecodeError, LookupError) as error:
        found = _guess_encoding(data)
        start = getattr(error, "start", 0)
        line = data.count(b"\n", 0, start) + 1
        if not found:
            raise InputError("binary-file", "this is not text", str(path), "save the page as text or HTML") from error
        raise InputError(
            "wrong-encoding",
            f"not {encoding}: it looks like {found}",
            f"{path}:{line}",
            "correct the charset that the page declares"
            if found == "utf-8"
            else f"convert it, for example: iconv -f {found} -t utf-8",
        ) from error


def _guess_encoding(data: bytes) -> str:
    """Name the encoding that bytes look like; empty for bytes that are no text."""
    for mark, name in _BOUNDARIES:
        if data.startswith(mark):
            return name
    if data.count(b"\x00") > len(data) // 4:
        even = data[::2].count(b"\x00")
        return "utf-16-le" if even < len(data) // 8 else "utf-16-be"
    controls = sum(data.count(bytes([c])) for c in range(32) if c not in (9, 10, 12, 13))
    if controls * 50 > len(data):
        return ""
    for name in ("utf-8", "windows-1252"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "iso-8859-1"


def _refuse_controls(text: str, path: str, is_html: bool) -> tuple[str, list[Issue]]:
    """Replace characters that RDF/XML cannot carry by U+FFFD, and say where each line of them was.

    In HTML references to such characters, and to none that exists, are refused like the characters themselves.
    """
    if len(_FORBIDDEN.findall(text)) * 10 > len(text):
        raise InputError("binary-file", "this is not text", path, "save the page as text or HTML")
    found: set[str] = set()

    def refuse(match: re.Match[str]) -> str:
        code = ord(match.group()) if len(match.group()) == 1 else _read_reference(match)
        if code is not None and code <= _LAST_CHARACTER and not _FORBIDDEN.match(chr(code)) and code not in _SURROGATES:
            return match.group()
        found.add(f"U+{code:04X}" if code is not None else match.group()[:12])
        return "\ufffd"

    patterns = (_FORBIDDEN, _REFERENCE) if is_html else (_FORBIDDEN,)
    lines, issues = text.split("\n"), []
    for number, line in enumerate(lines, 1):
        for pattern in patterns:
            line = pattern.sub(refuse, line)
        if found:
            issues.append(
                Issue(
                    "control-character",
                    number,
                    " ".join(sorted(found)),
                    Severity.WARNING,
                    path,
                    "refused: RDF/XML cannot carry it; U+FFFD stands in its place",
                    "remove it from the file",
                )
            )
            lines[number - 1] = line
            found.clear()
    return "\n".join(lines), issues


def _read_reference(match: re.Match[str]) -> int | None:
    """Return the number of a character reference; None for one that is too long to be of a character."""
    digits = (match["hex"] or match["decimal"]).lstrip("0") or "0"
    return int(digits, 16 if match["hex"] else 10) if len(digits) <= 8 else None


def _iter_lines(text: str, path: Path) -> Iterator[Block]:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise LimitError(
                "line-too-long",
                f"the line has {len(line):,} characters; at most {MAX_LINE:,} are read",
                f"{path}:{number}",
                "is this a web page saved as text?",
            )
        if not line.strip():
            continue
        bullet = _BULLET.match(line)
        if bullet:
            yield Block(number, line[bullet.end() :].strip(), Kind.BULLET)
        else:
            yield Block(number, line.strip())


# --- HTML ---------------------------------------------------------------------------------------------------------

_SKIPPED = {"script", "style", "template", "head", "noscript", "svg", "iframe", "object"}
_NAVIGATION = {"nav", "footer", "aside", "form", "button", "header"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "summary", "caption", "legend", "dt"}
_BLOCKS = (
    {
        "address",
        "article",
        "body",
        "blockquote",
        "dd",
        "details",
        "div",
        "dl",
        "fieldset",
        "figcaption",
        "figure",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "ul",
    }
    | _HEADINGS
    | _NAVIGATION
)


def _iter_html(text: str) -> Iterator[Block]:
    from bs4 import BeautifulSoup

    yield from _walk(BeautifulSoup(text, "html.parser"))


def _walk(root: Tag) -> Iterator[Block]:
    """Yield the blocks of a tree in document order; inline runs between block children are blocks too.

    Without recursion: a page may nest its elements as deep as it likes.
    """
    from bs4.element import NavigableString, PageElement, PreformattedString, Tag

    holders = _find_holders(root)
    open_runs: list[tuple[Tag, Kind, Iterator[PageElement], list[PageElement]]] = [
        (root, Kind.TEXT, iter(root.children), [])
    ]
    while open_runs:
        node, kind, children, run = open_runs[-1]
        child = next(children, None)
        is_block = isinstance(child, Tag) and (child.name in _BLOCKS or child.name == "br" or id(child) in holders)
        if isinstance(child, PreformattedString) or (isinstance(child, Tag) and child.name in _SKIPPED):
            continue
        if isinstance(child, (Tag, NavigableString)) and not is_block:
            run.append(child)
            continue
        yield from _inline(run, kind, node)
        run.clear()
        if child is None:
            open_runs.pop()
        elif isinstance(child, Tag) and child.name == "tr":
            yield from _row(child, kind)
        elif isinstance(child, Tag) and child.name != "br":
            open_runs.append((child, _kind_of(child, kind), iter(child.children), []))


def _find_holders(root: Tag) -> set[int]:
    """Return the ids of the elements that hold a block element at any depth."""
    found: set[int] = set()
    for block in root.find_all(list(_BLOCKS)):
        for outer in block.parents:
            if id(outer) in found:
                break
            found.add(id(outer))
    return found


def _kind_of(tag: Tag, outer: Kind) -> Kind:
    if outer is Kind.NAVIGATION:
        return outer
    if tag.name == "li":
        return Kind.BULLET
    if tag.name in _HEADINGS or outer is Kind.HEADING:
        return Kind.HEADING
    if tag.name == "header" and tag.find(["h1", "h2", "h3"]) is not None:
        return outer
    return Kind.NAVIGATION if tag.name in _NAVIGATION else outer


def _inline(run: Sequence[object], kind: Kind, parent: Tag) -> Iterator[Block]:
    from bs4 import Tag

    text = _squeeze("".join(item.get_text() if isinstance(item, Tag) else str(item) for item in run))
    if not text:
        return
    anchors = [a for item in run if isinstance(item, Tag) for a in ([item] if item.name == "a" else item.find_all("a"))]
    url = None
    if len(anchors) == 1 and len(_squeeze(anchors[0].get_text())) * 2 > len(text):
        url = str(anchors[0].get("href") or "") or None
    first = next((item for item in run if isinstance(item, Tag)), None)
    line = (first.sourceline if first is not None and first is run[0] else None) or parent.sourceline or 1
    bullet = _BULLET.match(text)
    if bullet and kind is Kind.TEXT:
        kind, text = Kind.BULLET, text[bullet.end() :]
    yield Block(line, text, kind, (), url)


def _row(row: Tag, kind: Kind) -> Iterator[Block]:
    cells = []
    for cell in row.find_all(["td", "th"], recursive=False):
        cells.append((cell.sourceline or 1, _squeeze(cell.get_text(" "))))
    if any(text for _, text in cells):
        joined = " | ".join(text for _, text in cells)
        yield Block(row.sourceline or 1, joined, Kind.NAVIGATION if kind is Kind.NAVIGATION else Kind.ROW, tuple(cells))


def _squeeze(text: str) -> str:
    """Collapse white space as a browser shows it; no-break spaces stay."""
    return re.sub(r"[ \t\n\r\f]+", " ", text).strip()
