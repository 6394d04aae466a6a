"""The documents: every file that the static publication has, made when it is asked for; their addresses never vary."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor

from kotograph.config import LANGUAGES
from kotograph.server.caching import Reply
from kotograph.server.generation import MOST_IN_MEMORY, Generation
from kotograph.server.headers import LICENSE, find_media_type, write_link
from kotograph.site.page import Page
from kotograph.site.site import DATA_FORMATS, csv_path
from kotograph.site.writer import iter_sitemap, search_path, write_search

_INDEX = "index.html"
_METADATA = "-metadata.json"


def up(path: str) -> str:
    """Return what leads from a path (without the first ``/``) to the root.

    >>> up("id/project/rio-2"), up("index.html")
    ('../../', '')
    """
    return "../" * path.count("/")


def name_file(path: str) -> str:
    """Return the file that an address means: of a folder its index.

    >>> name_file(""), name_file("fi/"), name_file("fi/projects.html")
    ('index.html', 'fi/index.html', 'fi/projects.html')
    """
    return path + _INDEX if path in ("", *(f"{lang}/" for lang in LANGUAGES)) else path


async def find_document(generation: Generation, path: str, executor: Executor) -> Reply | None:
    """Find the answer for the path of a file; None if the publication has no such file."""
    file = name_file(path)
    known = generation.cache.find(file)
    if known is not None:
        return known
    if file in generation.files:
        return _send_file(generation, file)
    if file in generation.plain:
        reply = _make_plain(file, generation.plain[file])
        generation.cache.keep(file, reply)
        return reply
    if file in generation.scripts:
        key, make = file, lambda: _make_search(generation, file)
    elif file.startswith("sitemap") and file.endswith(".xml"):
        key, make = "sitemap", lambda: _make_sitemap(generation)
    else:
        page = _find_page_path(generation, file)
        if page is None:
            return None
        key, make = page, lambda: _make_page(generation, page)
    made = (await generation.make_once(key, make, executor)).get(file)
    if made and file != path:
        generation.cache.keep(path, made)
    return made


def _find_page_path(generation: Generation, file: str) -> str | None:
    """Find the page that a file belongs to: the page itself, or the table beside it."""
    if file.endswith(".html"):
        return file if generation.site.has_page(file) else None
    stem = file.removesuffix(_METADATA)
    if not stem.endswith(".csv"):
        return None
    page = stem.removesuffix(".csv").rpartition(".")[0] + ".html"
    return page if generation.site.has_page(page) else None


def _make_page(generation: Generation, path: str) -> Mapping[str, Reply]:
    """Return the answers for a page and for the files of its tables."""
    site = generation.site
    page = site.find_page(path)
    assert page, path
    made = {}
    for file, content in site.iter_files(path, page):
        links = list(_iter_page_links(path, page) if file == path else _iter_table_links(file))
        made[file] = Reply(content, find_media_type(file), [("Link", ", ".join(links))])
    return made


def _iter_page_links(path: str, page: Page) -> Iterator[str]:
    root, (lang, _, local) = up(path), path.partition("/")
    if page.data:
        for extension, media_type, _ in DATA_FORMATS:
            yield write_link(f"{root}{page.data}.{extension}", "alternate", type=media_type)
        yield write_link(f"{root}{page.data}.ttl", "describedby", type="text/turtle")
    if page.about:
        yield write_link(page.about, "describes")
    for other in LANGUAGES:
        if other != lang:
            yield write_link(f"{root}{other}/{local}", "alternate", hreflang=other, type="text/html")
    for table in page.tables:
        name = posixpath.basename(csv_path(path, table.name))
        yield write_link(name, "alternate", type="text/csv")
    yield write_link(LICENSE, "license")
    yield write_link(f"{root}openapi.json", "service-desc", type="application/vnd.oai.openapi+json")
    yield write_link(f"{root}{lang}/api.html", "service-doc", type="text/html")


def _iter_table_links(file: str) -> Iterator[str]:
    name = posixpath.basename(file)
    if name.endswith(".csv"):
        yield write_link(name + _METADATA, "describedby", type="application/csvm+json")
    yield write_link(LICENSE, "license")


def _make_plain(file: str, content: bytes) -> Reply:
    links = [write_link(LICENSE, "license")]
    if not file.startswith("assets/"):
        links.append(write_link(f"{up(file)}catalog.ttl", "describedby", type="text/turtle"))
    return Reply(content, find_media_type(file), [("Link", ", ".join(links))])


def _send_file(generation: Generation, file: str) -> Reply:
    path = generation.files[file]
    links = [write_link(LICENSE, "license")]
    if not file.startswith("catalog."):
        links.append(write_link(f"{up(file)}catalog.ttl", "describedby", type="text/turtle"))
    headers = [("Link", ", ".join(links))]
    if path.stat().st_size <= MOST_IN_MEMORY:
        reply = Reply(path.read_bytes(), find_media_type(file), headers)
        generation.cache.keep(file, reply)
        return reply
    digest = generation.digests.get(file) or hashlib.sha256(f"{generation.digest} {file}".encode()).hexdigest()
    return Reply(b"", find_media_type(file), [*headers, ("Accept-Ranges", "bytes")], path=path, digest=digest)


def _make_search(generation: Generation, file: str) -> Mapping[str, Reply]:
    lang = next(lang for lang in LANGUAGES if search_path(lang) == file)
    return {file: _make_plain(file, write_search(generation.site, lang))}


def _make_sitemap(generation: Generation) -> Mapping[str, Reply]:
    site = generation.site
    pages = list(site.iter_paths(indexed_only=True))
    return {name: _make_plain(name, content) for name, content in iter_sitemap(site, pages)}
