"""Look things up in a target of any kind: an index for each thing, made of what the target knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kotograph.link.cache import Cache
from kotograph.link.entries import ask_entries, read_entries
from kotograph.link.fetch import Fetcher, check_contact, make_agent
from kotograph.link.reconciliation import ReconciliationService
from kotograph.link.targets import Target
from kotograph.match import Entry, Index
from kotograph.store import RemoteStore
from kotograph.store.patience import Patience

# A page of 5,000 labels is about two megabytes.
_PAGE_BYTES = 32 * 1024 * 1024
Progress = Callable[[int, int], None]
Search = Callable[[Sequence[Entry], Progress], Iterator[tuple[Entry, Index]]]


@contextmanager
def open_target(
    target: Target,
    cache_folder: Path,
    *,
    contact: str = "",
    offline: bool = False,
    refresh: bool = False,
    patience: Patience | None = None,
) -> Iterator[Search]:
    """Give a function that looks things up in a target; ``offline`` asks nobody, ``refresh`` asks everything anew.

    Raise UsageError if a server of others would be asked without a contact.
    """
    if target.protocol == "file":
        yield _search_whole(lambda _subjects, _progress: read_entries(Path(target.address), target))
        return
    if not offline:
        check_contact(target.address, contact)
    with Cache(cache_folder) as cache:
        if target.protocol == "sparql":
            store = None if offline else _open_endpoint(target, contact, patience)

            def ask(subjects: Sequence[Entry], progress: Progress) -> list[Entry]:
                kinds = tuple(dict.fromkeys(kind for subject in subjects for kind in subject.types))
                return ask_entries(target, store, cache, kinds, progress, refresh)

            yield _search_whole(ask)
            return
        fetcher = None
        if not offline:
            fetcher = Fetcher(contact=contact, pause=target.pause, timeout=target.timeout, patience=patience)
        try:
            yield ReconciliationService(target, fetcher, cache, refresh=refresh).iter_candidates
        finally:
            if fetcher is not None:
                fetcher.close()


def _open_endpoint(target: Target, contact: str, patience: Patience | None) -> RemoteStore:
    return RemoteStore(
        target.address,
        timeout=max(1, round(target.timeout)),
        longest=target.timeout,
        max_bytes=_PAGE_BYTES,
        graphs=target.graphs,
        agent=make_agent(contact),
        patience=patience or Patience(),
        pause=target.pause,
    )


def _search_whole(read: Callable[[Sequence[Entry], Progress], list[Entry]]) -> Search:
    def search(subjects: Sequence[Entry], progress: Progress) -> Iterator[tuple[Entry, Index]]:
        index = Index(read(subjects, progress))
        for subject in subjects:
            yield subject, index

    return search
