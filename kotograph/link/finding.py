"""Find links: match each thing of a build against a target, and keep what people decided before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kotograph.config import DEFAULT_BASE
from kotograph.link.links import SEMAPV, Link, clean
from kotograph.link.sssom import ACCEPTED, PROPOSED, REJECTED, Mapping
from kotograph.link.subjects import CONCEPTS
from kotograph.match import PROPOSE, Candidate, Entry, Index, Wanted
from kotograph.match.compare import EXACT
from kotograph.vocab import PREFIXES

_SKOS = PREFIXES["skos"]
SAME = f"{PREFIXES['owl']}sameAs"
SEE = f"{PREFIXES['rdfs']}seeAlso"
EXACT_CONCEPT = f"{_SKOS}exactMatch"
CLOSE_CONCEPT = f"{_SKOS}closeMatch"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be proposed: from which score on, and how many candidates of one thing at most."""

    threshold: float = PROPOSE
    most: int = 3


def match_subject(subject: Entry, index: Index, most: int) -> list[Candidate]:
    """Return the candidates for a thing by the best of its names, best first.

    One is certain if a preferred name or an identifier makes it so and no other candidate is; what a thing is called
    besides, such as by its acronym, is only good for a proposal.
    """
    best: dict[str, Candidate] = {}
    sure: set[str] = set()
    for name in subject.names:
        wanted = Wanted(name.text, name.lang, subject.types, subject.identifiers, subject.places)
        for found in index.find(wanted, most + 2):
            key = found.entry.id
            if found.certain and (name.kind == "preferred" or found.how == "same identifier"):
                sure.add(key)
            if key not in best or (found.score, found.certain) > (best[key].score, best[key].certain):
                best[key] = found
    ranked = sorted(best.values(), key=lambda found: (-found.score, found.entry.id))
    return [replace(found, certain=sure == {found.entry.id}) for found in ranked[:most]]


def find_links(
    found: Iterable[tuple[Entry, Index]],
    *,
    kinds: Sequence[str],
    kept: Sequence[Link],
    published: Sequence[Mapping],
    base: str,
    today: str,
    wish: Wish | None = None,
) -> list[Link]:
    """Return the links of the things: those decided before as they are, and what is found now.

    ``kinds`` are those looked for; what was found before for other kinds stays. What is certain and of the right type
    is accepted, unless two things would be linked to one; the rest is proposed. A pair that was decided, here or in the
    tables that are ``published`` from, or is published, is not found again, and neither is anything for a thing that a
    person linked to this target, or that a published link leads there from.
    """
    wish = wish or Wish()
    decided = [link for link in kept if link.is_decided]
    known = {link.pair for link in decided}
    known |= {(each.subject, each.object) for each in published if each.is_published or each.is_denied}
    settled = {link.subject for link in decided if link.status == ACCEPTED}
    before = {link.pair: link for link in kept if not link.is_decided}
    fresh: list[Link] = []
    for subject, index in found:
        local = _rebase(subject, base)
        if local in settled:
            continue
        spaces = {_space(mapping.object) for mapping in published if mapping.is_published and mapping.subject == local}
        for candidate in match_subject(subject, index, wish.most):
            target = candidate.entry.id
            if (local, target) in known or _space(target) in spaces or candidate.score < wish.threshold:
                continue
            link = _make_link(local, subject, candidate, today)
            fresh.append(_keep_date(link, before.get(link.pair)))
    others = [link for link in kept if not link.is_decided and link.kind not in kinds]
    return [*decided, *others, *_keep_apart(fresh, [*decided, *others])]


def _keep_date(link: Link, before: Link | None) -> Link:
    """Return a link with the date on which it was found first, if nothing about it has changed since."""
    return before if before is not None and replace(before, date=link.date, score=link.score) == link else link


def _keep_apart(fresh: Sequence[Link], stay: Sequence[Link]) -> Iterator[Link]:
    """Yield the fresh links; where two things would be linked to one, a person is asked."""
    taken = Counter(link.object for link in (*fresh, *stay) if link.status == ACCEPTED)
    for link in fresh:
        several = link.status == ACCEPTED and taken[link.object] > 1
        yield replace(link, status=PROPOSED) if several else link


def _make_link(local: str, subject: Entry, candidate: Candidate, today: str) -> Link:
    kind = subject.types[0]
    accepted = candidate.certain and kind in candidate.entry.types
    identified = candidate.how == "same identifier"
    if identified:
        justification = "CompositeMatching"
    else:
        justification = "LexicalMatching" if candidate.how in EXACT else "LexicalSimilarityThresholdMatching"
    features = ", ".join(f"{feature.name} {feature.value:g}" for feature in candidate.features)
    return Link(
        local,
        _label(subject),
        kind,
        choose_predicate(kind, same=identified),
        candidate.entry.id,
        clean(candidate.name.text),
        clean("|".join(candidate.entry.types)),
        f"{SEMAPV}{justification}",
        candidate.score,
        f"{candidate.how}: {features}",
        ACCEPTED if accepted else PROPOSED,
        today,
    )


def choose_predicate(kind: str, *, same: bool) -> str:
    """Return what may be said of a thing and another: that they are the same, or only that they belong together."""
    if kind in CONCEPTS:
        return EXACT_CONCEPT if same else CLOSE_CONCEPT
    return SAME if same else SEE


def _label(subject: Entry) -> str:
    preferred = [name for name in subject.names if name.kind == "preferred"] or list(subject.names)
    return next((name.text for name in preferred if name.lang == "en"), preferred[0].text if preferred else subject.id)


def _rebase(subject: Entry, base: str) -> str:
    """Return the IRI below the default base, which tables of links name."""
    local = subject.id.removeprefix(base)
    return subject.id if local == subject.id else f"{DEFAULT_BASE}{local}"


def _space(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def list_open(links: Iterable[Link]) -> list[Link]:
    """Return the links that nobody has decided on and that are not certain, the likeliest first."""
    return sorted((link for link in links if link.status == PROPOSED), key=lambda link: (-link.score, link.pair))


def count_links(links: Iterable[Link]) -> dict[str, int]:
    """Return how many links there are of each status."""
    counts = Counter(link.status for link in links)
    return {status: counts[status] for status in (ACCEPTED, PROPOSED, REJECTED)}
