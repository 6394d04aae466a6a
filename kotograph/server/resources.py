"""IRIs that answer: 303 to the document that a client wants, and the data of everything that the dataset names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import Executor
from functools import partial
from http import HTTPStatus

from kotograph.export import iter_export, write_export
from kotograph.formats import find_format
from kotograph.resources import get_folder
from kotograph.server.caching import Reply
from kotograph.server.generation import MOST_IN_MEMORY, Generation
from kotograph.server.headers import KEPT, LICENSE, NEGOTIATED, find_media_type, write_link
from kotograph.server.negotiation import choose_language, choose_type
from kotograph.server.pages import up
from kotograph.server.problem import Problem
from kotograph.server.things import HTML, Thing, find_iri, find_stem, find_thing, is_described
from kotograph.server.tombstones import Tombstone
from kotograph.site.describe import describe, write_format, write_jsonld
from kotograph.site.site import DATA_FORMATS
from kotograph.store import accepts_iri
from kotograph.store.files import iter_turtle_file
from kotograph.terms import Quad, iter_quads

_EXTENSIONS = {extension: media_type for extension, media_type, _ in DATA_FORMATS}
_CONVERTED = ("jsonld", "nt", "rdf")
_GRAPH = "data/graph/"
#: The languages of pages, the one for who names none first.
PREFERRED = ("en", "fi", "sv")


def redirect(thing: Thing, path: str, accept: str | None, languages: str | None) -> Reply:
    """Return the 303 to the document that a client wants of a thing; raise Problem 406 with the types there are."""
    types = thing.list_types()
    chosen = choose_type(accept, types)
    lang = choose_language(languages, PREFERRED)
    links = ", ".join(
        write_link(up(path) + thing.locate(media_type, lang), "describedby", type=media_type) for media_type in types
    )
    if chosen is None:
        raise Problem(
            HTTPStatus.NOT_ACCEPTABLE,
            "not-acceptable",
            f"there is no description of it as '{accept}'",
            f"accept one of: {', '.join(types)}",
            {"Vary": NEGOTIATED, "Link": links},
            {"types": types},
        )
    # Relative, so it stays on the host that was asked, whatever the base of the IRIs is and behind any prefix.
    location = up(path) + thing.locate(chosen, lang)
    headers = [("Location", location), ("Vary", NEGOTIATED), ("Link", links)]
    text = f"See {location}\n".encode()
    return Reply(text, "text/plain; charset=utf-8", headers, status=HTTPStatus.SEE_OTHER, cached=KEPT)


def redirect_any(generation: Generation, iri: str, accept: str | None) -> Reply:
    """Return the 303 to the data of any IRI that the dataset describes (``/data?iri=``)."""
    from urllib.parse import urlencode

    get_described(generation, iri)
    types = list(_EXTENSIONS.values())
    chosen = choose_type(accept, types)
    if chosen is None:
        raise Problem(
            HTTPStatus.NOT_ACCEPTABLE,
            "not-acceptable",
            f"there is no description of it as '{accept}'",
            f"accept one of: {', '.join(types)}",
            {"Vary": "Accept"},
            {"types": types},
        )
    extension = next(known for known, media_type in _EXTENSIONS.items() if media_type == chosen)
    location = f"data.{extension}?{urlencode({'iri': iri})}"
    headers = [("Location", location), ("Vary", "Accept")]
    return Reply(b"", "text/plain; charset=utf-8", headers, status=HTTPStatus.SEE_OTHER, cached=KEPT)


def get_described(generation: Generation, iri: str) -> str:
    """Return an IRI that the dataset says something of; raise Problem otherwise."""
    if not accepts_iri(iri):
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            "bad-parameter",
            f"the parameter 'iri' cannot be '{iri}'",
            "give an absolute IRI",
            extra={"parameter": "iri"},
        )
    if not is_described(generation, iri):
        raise Problem(HTTPStatus.NOT_FOUND, "not-found", f"nothing is said of <{iri}>", "look for it on the pages")
    return iri


def split_data(path: str) -> tuple[str, str] | None:
    """Split the path of a thing's data into its stem and extension; None for a path that is none."""
    stem, dot, extension = path.rpartition(".")
    return (stem, extension) if dot and stem.startswith(("data/", "vocab/", "ontology/")) else None


async def find_data(generation: Generation, path: str, executor: Executor) -> Reply | Tombstone | None:
    """Find the answer for the path of a thing's data; None if there is no such thing, or no such format."""
    known = generation.cache.find(path)
    if known is not None:
        return known
    parts = split_data(path)
    if parts is None:
        return None
    stem, extension = parts
    if f"{stem}.ttl" in generation.plain:
        if extension not in _CONVERTED:
            return None
        make = partial(_convert, generation, path, stem, extension)
    elif stem.startswith(_GRAPH):
        thing = find_thing(generation, stem.removeprefix("data/"))
        if not isinstance(thing, Thing) or extension not in thing.types:
            return None
        make = partial(_write_graph, generation, path, thing.iri, extension)
    elif extension in _EXTENSIONS and stem.startswith("data/"):
        iri = find_iri(generation, stem)
        # One address a thing: what has a page is not also below another name.
        if find_stem(iri, generation.settings.base) != stem:
            return None
        if not is_described(generation, iri):
            return generation.tombstones.find(iri)
        make = partial(describe_as, generation, path, iri, extension)
    else:
        return None
    return (await generation.make_once(path, make, executor)).get(path)


def describe_as(generation: Generation, key: str, iri: str, extension: str) -> Mapping[str, Reply]:
    """Return the data of a thing in the format of a file extension, under a key."""
    site = generation.site
    content = write_format(extension, describe(site.graph, iri), iri, site.settings.base, generation.context)
    path = key.partition("?")[0]
    links = [write_link(iri, "describes")]
    stem = path.rpartition(".")[0]
    if "?" not in key:
        for other, media_type, _ in DATA_FORMATS:
            if other != extension:
                links.append(write_link(f"{up(path)}{stem}.{other}", "alternate", type=media_type))
    links += [write_link(f"{up(path)}catalog.ttl", "describedby", type="text/turtle"), write_link(LICENSE, "license")]
    return {key: Reply(content, find_media_type(f"data.{extension}"), [("Link", ", ".join(links))])}


def _convert(generation: Generation, path: str, stem: str, extension: str) -> Mapping[str, Reply]:
    """Return the ontology or a scheme, which is kept as Turtle, in another format."""
    base = generation.settings.base
    part = "kotograph.ttl" if stem.startswith("ontology/") else f"schemes/{stem.removeprefix('vocab/')}.ttl"
    lines = iter_turtle_file(get_folder("ontology") / part, f"<{base}graph/vocabulary>", base)
    quads = list(iter_quads(sorted(set(lines))))
    return {path: _make_whole(generation, path, quads, extension)}


def _make_whole(generation: Generation, path: str, quads: list[Quad], extension: str) -> Reply:
    if extension == "jsonld":
        content = write_jsonld(quads, generation.context).encode()
    else:
        form = find_format(extension)
        assert form
        content = "".join(iter_export(form, quads, base=generation.settings.base)).encode()
    link = write_link(f"{up(path)}catalog.ttl", "describedby", type="text/turtle")
    return Reply(content, find_media_type(path), [("Link", f"{link}, {write_link(LICENSE, 'license')}")])


def _write_graph(generation: Generation, path: str, iri: str, extension: str) -> Mapping[str, Reply]:
    """Write a whole graph into the generation's folder, and return the answer that sends it."""
    form = find_format(extension)
    assert form
    target = generation.folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    write_export(form, generation.dataset, target, iri, base=generation.settings.base)
    headers = [("Link", f"{write_link(iri, 'describes')}, {write_link(LICENSE, 'license')}")]
    if target.stat().st_size <= MOST_IN_MEMORY:
        return {path: Reply(target.read_bytes(), find_media_type(path), headers)}
    with target.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    headers.append(("Accept-Ranges", "bytes"))
    return {path: Reply(b"", find_media_type(path), headers, path=target, digest=digest)}


def describe_tombstone(generation: Generation, tombstone: Tombstone, path: str, media_type: str, lang: str) -> Reply:
    """Return the 410 of a withdrawn thing as a page or as RDF; both name what replaced it."""
    base, new = generation.settings.base, tombstone.replaced_by
    links = [write_link(LICENSE, "license")]
    if new:
        local = up(path) + new.removeprefix(base)
        links.append(write_link(local, "http://purl.org/dc/terms/isReplacedBy"))
    headers = [("Link", ", ".join(links)), ("Vary", NEGOTIATED)]
    if media_type == HTML:
        from kotograph.server.faults import render_tombstone

        content = render_tombstone(generation, tombstone, path, lang)
        return Reply(content, find_media_type("gone.html"), headers, status=HTTPStatus.GONE)
    extension = next(known for known, known_type in _EXTENSIONS.items() if known_type == media_type)
    content = write_format(extension, tombstone.iter_quads(base), tombstone.iri, base, generation.context)
    return Reply(content, find_media_type(f"gone.{extension}"), headers, status=HTTPStatus.GONE)
