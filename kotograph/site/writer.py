"""Write a site to a folder: only what has changed is written, what is no longer there is removed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from kotograph import __version__
from kotograph.config import LANGUAGES
from kotograph.errors import InputError
from kotograph.link import list_tables
from kotograph.resources import get_folder
from kotograph.site.describe import describe, iter_formats
from kotograph.site.search import build_index, find_lemmatiser, write_script
from kotograph.site.search_documents import iter_documents
from kotograph.site.site import ASSETS, FOLDER, Site

MANIFEST = ".kotograph.json"
_MOST_IN_SITEMAP = 50_000
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """What was done: files in all, written anew, removed, and pages among them."""

    files: int
    changed: int
    removed: int
    pages: int


def fingerprint(site: Site) -> str:
    """Return a digest of all that the site is made from: the build, the publication, templates, code, queries."""
    digest = hashlib.sha256()
    build = site.graph.store.folder
    for part in (__version__, build.name, repr(site.edition), repr(site.settings.base)):
        digest.update(part.encode() + b"\0")
    folders = (FOLDER, *(get_folder(name) for name in ("queries", "shapes", "ontology")), site.settings.data / "links")
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for name in ("quality.ttl", "kotograph.nq"):
        if (build / name).is_file():
            with (build / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def iter_files(site: Site, progress: Progress | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the site as path and content; one page is in memory at a time."""
    paths = list(site.iter_paths())
    indexed: list[str] = []
    for number, path in enumerate(paths, 1):
        if progress:
            progress("site", number, len(paths))
        page = site.find_page(path)
        assert page, path
        yield from site.iter_files(path, page)
        if page.is_indexed:
            indexed.append(path)
        # Further pages of a thing link to the same data.
        if page.data and path == f"{LANGUAGES[-1]}/{page.data.removeprefix('data/')}.html":
            yield from _iter_data(site, page.data, page.about)
    yield from iter_plain(site)
    for lang in LANGUAGES:
        yield search_path(lang), write_search(site, lang)
    yield from iter_sitemap(site, indexed)


def _iter_data(site: Site, stem: str, iri: str) -> Iterator[tuple[str, bytes]]:
    quads = describe(site.graph, iri)
    for extension, content in iter_formats(quads, iri, site.settings.base, site.context):
        yield f"{stem}.{extension}", content


def iter_plain(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield what is copied as it is, and the pages that stand outside the languages."""
    for path in sorted(ASSETS.iterdir()):
        yield f"assets/{path.name}", path.read_bytes()
    ontology = get_folder("ontology")
    yield "ontology/kotograph.ttl", (ontology / "kotograph.ttl").read_bytes()
    yield "ontology/context.jsonld", (ontology / "context.jsonld").read_bytes()
    for path in sorted((ontology / "schemes").glob("*.ttl")):
        yield f"vocab/{path.name}", path.read_bytes()
    for path in sorted(get_folder("shapes").glob("*.ttl")):
        yield f"shapes/{path.name}", path.read_bytes()
    for path in sorted(get_folder("queries").glob("*.rq")):
        yield f"queries/{path.name}", path.read_bytes()
    tables = site.settings.data / "links"
    for name in list_tables(tables):
        yield f"links/{name}", (tables / name).read_bytes()
    yield "index.html", site.render_choice("choice.html").encode()
    yield "404.html", site.render_choice("missing-choice.html").encode()
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.edition.site_url}sitemap.xml\n".encode()


def search_path(lang: str) -> str:
    """Return the path of the search index of a language."""
    return f"assets/search-index-{lang}.js"


def write_search(site: Site, lang: str) -> bytes:
    """Return the search index of a language as a script, which loads from the disk too."""
    documents = iter_documents(site.graph.store, lang, site.settings.base)
    return write_script(build_index(documents, lang, find_lemmatiser())).encode()


def iter_sitemap(site: Site, paths: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the sitemap, each page with its other languages; several files and an index where there are many pages."""
    locals_ = list(dict.fromkeys(path.partition("/")[2] for path in paths))
    step = _MOST_IN_SITEMAP // len(LANGUAGES)
    chunks = [locals_[at : at + step] for at in range(0, len(locals_), step)] or [[]]
    if len(chunks) == 1:
        yield "sitemap.xml", _write_urls(site, chunks[0]).encode()
        return
    names = []
    for number, chunk in enumerate(chunks, 1):
        names.append(f"sitemap-{number}.xml")
        yield names[-1], _write_urls(site, chunk).encode()
    listed = "".join(f"<sitemap><loc>{escape(site.absolute(name))}</loc></sitemap>\n" for name in names)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    )
    yield "sitemap.xml", f"{head}{listed}</sitemapindex>\n".encode()


def _write_urls(site: Site, locals_: list[str]) -> str:
    lines = []
    for local in locals_:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href="{escape(site.absolute(f"{lang}/{local}"))}"/>'
            for lang in LANGUAGES
        )
        lines += [f"<url><loc>{escape(site.absolute(f'{lang}/{local}'))}</loc>{others}</url>\n" for lang in LANGUAGES]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "".join(lines) + "</urlset>\n"
    )


def write_site(
    site: Site, target: Path, progress: Progress | None = None, others: Iterable[str] = (), mark: str = ""
) -> Written:
    """Write a site to a folder; a site made of the same things is left alone, file by file.

    ``others`` are paths in the folder that belong to it and are there already; ``mark`` is a digest of all that the
    folder is made from, else the site's own. Raise InputError for a folder that holds something else or cannot be
    written.
    """
    mark = mark or fingerprint(site)
    old = read_manifest(target)
    if old and old.fingerprint == mark and _is_whole(target, old.files):
        return Written(len(old.files), 0, 0, old.pages)
    files: dict[str, int] = {}
    changed = 0
    try:
        for path in others:
            files[path] = (target / path).stat().st_size
        # A run that is cut off must leave a folder that the next one knows as its own.
        write_manifest(target, Manifest("", 0, {}))
        for path, content in iter_files(site, progress):
            files[path] = len(content)
            changed += write_file(target / path, content)
        removed = _remove_others(target, files)
        pages = sum(1 for path in files if path.endswith(".html"))
        write_manifest(target, Manifest(mark, pages, files))
    except OSError as error:
        raise InputError(
            "unwritable-folder", f"cannot write: {error.strerror}", str(target), "choose another folder"
        ) from error
    return Written(len(files), changed, removed, pages)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a site's folder holds: the digest of what it was made from, pages, and the size of each file."""

    fingerprint: str
    pages: int
    files: Mapping[str, int]


def write_manifest(target: Path, manifest: Manifest) -> None:
    """Write the manifest of a folder, line by line: half a million files are no text to hold in memory."""
    target.mkdir(parents=True, exist_ok=True)
    fresh = target / f"{MANIFEST}.new"
    with fresh.open("w", encoding="utf-8", newline="\n") as out:
        head = f'"fingerprint": {json.dumps(manifest.fingerprint)},\n"pages": {manifest.pages}'
        out.write(f'{{\n{head},\n"files": {{')
        comma = "\n"
        for path in sorted(manifest.files):
            out.write(f"{comma}{json.dumps(path, ensure_ascii=False)}: {manifest.files[path]}")
            comma = ",\n"
        out.write("\n}\n}\n")
    fresh.replace(target / MANIFEST)


def write_file(path: Path, content: bytes) -> bool:
    """Write a file in one step if its content is not there yet; tell whether it was written."""
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)
    return True


def read_manifest(target: Path) -> Manifest | None:
    """Read the manifest of a folder, None for an empty or unfinished one; raise InputError for a stranger's folder."""
    path = target / MANIFEST
    if not path.is_file():
        if target.is_dir() and any(target.iterdir()):
            raise InputError(
                "not-a-site", "the folder holds something that is no site of ours", str(target), "name a new folder"
            )
        return None
    try:
        return Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _is_whole(target: Path, files: Mapping[str, int]) -> bool:
    try:
        return all(os.stat(f"{target}/{path}").st_size == size for path, size in files.items())  # noqa: PTH116
    except OSError:
        return False


def _remove_others(target: Path, kept: Collection[str]) -> int:
    """Remove what a site of ours no longer has, and folders that become empty; return how many files."""
    removed, start = 0, len(os.path.join(target, ""))  # noqa: PTH118
    for folder, _, names in os.walk(target, topdown=False):
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118 – Path takes seconds for half a million files
            local = path[start:].replace(os.sep, "/")
            if local not in kept and local != MANIFEST:
                Path(path).unlink()
                removed += 1
        if Path(folder) != target and not any(Path(folder).iterdir()):
            Path(folder).rmdir()
    return removed
