"""Answers that were given before, up to a bound of bytes; the one not used for longest goes first."""

from __future__ import annotations

from collections import OrderedDict

from kotograph.server.sparql.wire import Job, Reply

# What an entry takes beside its texts.
_OVERHEAD = 1024


class Cache:
    """Replies by job and generation, which stands for the build."""

    def __init__(self, most: int) -> None:
        self.size = 0
        self._most = most
        self._replies: OrderedDict[tuple[int, Job], Reply] = OrderedDict()

    def find(self, generation: int, job: Job) -> Reply | None:
        """Find a reply of a generation."""
        key = (generation, job)
        reply = self._replies.get(key)
        if reply is not None:
            self._replies.move_to_end(key)
        return reply

    def add(self, generation: int, job: Job, reply: Reply) -> None:
        """Keep a reply that will not change, unless it would push out much of the rest."""
        if reply.status != 200 or not reply.lasting or (generation, job) in self._replies:
            return
        size = _measure(job, reply)
        if size > self._most // 4:
            return
        self._replies[generation, job] = reply
        self.size += size
        while self.size > self._most:
            (_, oldest), dropped = self._replies.popitem(last=False)
            self.size -= _measure(oldest, dropped)

    def clear(self) -> None:
        """Forget everything."""
        self._replies.clear()
        self.size = 0


def _measure(job: Job, reply: Reply) -> int:
    # A query may hold characters of four bytes.
    return len(reply.body) + 4 * len(job.query) + _OVERHEAD
