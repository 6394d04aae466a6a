"""Ask a reconciliation service for candidates: https://reconciliation-api.github.io/specs/0.2/.

The service says what may be meant, and we compare: its scores have no common scale, so the candidates are scored anew
with the names, types and features that `kotograph.match` knows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import quote

from kotograph import quads
from kotograph.errors import RemoteError
from kotograph.link.cache import Cache
from kotograph.link.fetch import Fetcher
from kotograph.link.links import clean
from kotograph.link.targets import Target
from kotograph.match import Entry, Index, Name

Progress = Callable[[int, int], None]
LANGUAGE = "{lang}"
_BATCH = 10
_CANDIDATES = 6
_LONGEST_NAME = 500
_MOST_TYPES = 50


@dataclass(frozen=True, slots=True)
class Question:
    """One query: a name in a language, to be found among these types of the service."""

    text: str
    lang: str
    types: tuple[str, ...]

    def spell(self) -> dict[str, Any]:
        """Return it as the specification has it."""
        query: dict[str, Any] = {"query": self.text, "limit": _CANDIDATES}
        return query | ({"type": list(self.types), "type_strict": "any"} if self.types else {})


class ReconciliationService:
    """A service of version 0.2, or an older one that takes the same queries; asks only what the cache does not have."""

    def __init__(self, target: Target, fetcher: Fetcher | None, cache: Cache, *, refresh: bool = False) -> None:
        self._target = target
        self._fetcher = fetcher
        self._cache = cache
        self._refresh = refresh
        self._manifests: dict[str, Mapping[str, Any]] = {}

    def iter_candidates(self, subjects: Sequence[Entry], progress: Progress) -> Iterator[tuple[Entry, Index]]:
        """Yield each subject with the candidates for it; raise RemoteError or LimitError, keeping what was answered."""
        asked = {subject.id: list(self._list_questions(subject)) for subject in subjects}
        every = dict.fromkeys(question for several in asked.values() for question in several)
        answers = self._ask(list(every), progress)
        for subject in subjects:
            found: dict[str, Entry] = {}
            for question in asked[subject.id]:
                for candidate in answers[question]:
                    entry = self._read_candidate(candidate, question, subject.types)
                    if entry is not None:
                        known = found.get(entry.id)
                        found[entry.id] = _join(known, entry) if known else entry
            yield subject, Index(found.values())

    def _list_questions(self, subject: Entry) -> Iterator[Question]:
        """Yield what is asked of a subject: each preferred name once, in its language if the service has one."""
        types = tuple(each for kind in subject.types for each in self._target.types.get(kind, ()))
        by_language = LANGUAGE in self._target.address
        seen = set()
        for name in subject.names:
            lang = name.lang if name.lang in self._target.languages else ""
            key = (name.text, lang if by_language else "")
            if name.kind == "preferred" and key not in seen and (lang or not name.lang):
                seen.add(key)
                yield Question(name.text[:_LONGEST_NAME], lang, types)

    def _ask(self, questions: list[Question], progress: Progress) -> dict[Question, list[Mapping[str, Any]]]:
        found: dict[Question, list[Mapping[str, Any]]] = {}
        missing: dict[str, list[Question]] = {}
        for question in questions:
            address = self._address(question.lang)
            kept = None if self._refresh else self._cache.find(address, question.spell())
            if kept is None:
                missing.setdefault(address, []).append(question)
            else:
                found[question] = kept
        done, total = len(found), len(questions)
        for address, several in missing.items():
            size = self._find_batch(address)
            for start in range(0, len(several), size):
                batch = several[start : start + size]
                answers = self._ask_batch(address, batch)
                self._cache.keep(address, [(question.spell(), answers[question]) for question in batch])
                found |= answers
                done += len(batch)
                progress(done, total)
        return found

    def _ask_batch(self, address: str, batch: Sequence[Question]) -> dict[Question, list[Mapping[str, Any]]]:
        fetcher = self._get_fetcher(address)
        queries = {f"q{number}": question.spell() for number, question in enumerate(batch)}
        form = {"queries": json.dumps(queries, ensure_ascii=False)}
        answer = fetcher.post_form(address, form, batch[0].lang)
        found: dict[Question, list[Mapping[str, Any]]] = {}
        for number, question in enumerate(batch):
            result = answer.get(f"q{number}") if isinstance(answer, Mapping) else None
            candidates = result.get("result") if isinstance(result, Mapping) else None
            if not isinstance(candidates, list):
                self._fail("bad-service", f"it gave no result for '{question.text}'", address)
            found[question] = [_check(candidate) or self._fail_candidate(address) for candidate in candidates]
        return found

    def _find_batch(self, address: str) -> int:
        """Return how many queries go into one request: as configured, and never more than the service takes."""
        size = self.get_manifest(address).get("batchSize")
        most = size if isinstance(size, int) and size > 0 else self._target.batch or _BATCH
        return min(self._target.batch or _BATCH, most)

    def get_manifest(self, address: str) -> Mapping[str, Any]:
        """Return the manifest of the service at an address; raise RemoteError if there is no such service."""
        if address not in self._manifests:
            kept = None if self._refresh else self._cache.find(address, "manifest")
            found = kept if kept is not None else self._get_fetcher(address).get_json(address)
            if not isinstance(found, Mapping) or not isinstance(found.get("identifierSpace"), str):
                self._fail("bad-service", "it has no manifest of a reconciliation service", address)
            versions = found.get("versions", ["0.1"])
            if not isinstance(versions, list) or not {"0.1", "0.2"} & set(map(str, versions)):
                self._fail("bad-service", f"it speaks version {versions}; expected 0.2", address)
            if kept is None:
                self._cache.keep(address, [("manifest", found)])
            self._manifests[address] = found
        return self._manifests[address]

    def _address(self, lang: str) -> str:
        first = self._target.languages[0] if self._target.languages else "en"
        return self._target.address.replace(LANGUAGE, lang or first)

    def _read_candidate(self, candidate: Mapping[str, Any], question: Question, kinds: Sequence[str]) -> Entry | None:
        """Read a candidate as an entry; None for one whose id makes no IRI.

        Its types count where one of them is what was asked for; of others (often narrower ones) nothing is concluded.
        """
        iri = self._make_iri(candidate["id"], self._address(question.lang))
        types = [each["id"] if isinstance(each, Mapping) else each for each in candidate["type"]]
        fits = set(types) & set(question.types)
        found = kinds if fits or self._target.holds in kinds else ()
        name = Name(clean(candidate["name"]), question.lang)
        return Entry(iri, (name,), tuple(found)) if quads.is_iri(iri) and name.text else None

    def _make_iri(self, key: str, address: str) -> str:
        """Return the IRI of an entity: its id below the identifier space, unless it is an IRI itself."""
        space = self._target.namespace or str(self.get_manifest(address)["identifierSpace"])
        if key.startswith(("http://", "https://")):
            return key
        return space + quote(key, safe="!$&'()*+,;=:@/-._~")

    def _get_fetcher(self, address: str) -> Fetcher:
        if self._fetcher is None:
            hint = "run once without --offline: what is answered is kept"
            raise RemoteError("not-kept", "not all of it was answered before", address, hint)
        return self._fetcher

    def _fail_candidate(self, address: str) -> NoReturn:
        self._fail("bad-service", "a candidate has no id, name or types as they should be", address)

    def _fail(self, code: str, message: str, address: str) -> NoReturn:
        hint = "check that it is a service of version 0.2 of the Reconciliation API"
        raise RemoteError(code, message, address, hint)


def _check(candidate: object) -> dict[str, Any] | None:
    """Return what is used of a candidate, in the forms that the schema of results has; None for another."""
    if not isinstance(candidate, Mapping):
        return None
    key, name, types = candidate.get("id"), candidate.get("name"), candidate.get("type") or []
    if not isinstance(key, str) or not key or not isinstance(name, str) or not isinstance(types, list):
        return None
    named = [each.get("id") if isinstance(each, Mapping) else each for each in types[:_MOST_TYPES]]
    if not all(isinstance(each, str) for each in named):
        return None
    return {"id": key, "name": name[:_LONGEST_NAME], "type": named}


def _join(one: Entry, other: Entry) -> Entry:
    """Return two answers for one entity as one entry."""
    return Entry(one.id, tuple(dict.fromkeys((*one.names, *other.names))), one.types or other.types)
