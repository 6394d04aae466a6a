"""Cut an answer in JSON at the limits, row by row, without reading what the rows hold."""

from __future__ import annotations

import json

from kotograph.server.sparql import problems
from kotograph.store.embedded import Written

_BINDINGS = '"bindings":['


def cut_json(written: Written, most_rows: int, most_bytes: int, notice: str) -> tuple[bytes, str] | None:
    """Return an answer within the limits, and which of them cut it; ``notice`` is the address that tells of cuts.

    Return None for a beginning that was broken off before the limits. Raise Problem for a row that is too long.
    """
    body = written.body
    if written.is_whole and written.rows <= most_rows and len(body) <= most_bytes:
        return body, ""
    text = body.decode("utf-8", "ignore")
    # The head comes first, and names of variables hold no quotes.
    start = text.index(_BINDINGS) + len(_BINDINGS)
    # What the head gets, and the brackets at the end, count too.
    size = start + len(notice) + 32
    rows, cut, end = _take_rows(text, start, size, most_rows, most_bytes)
    if not cut:
        return (body, "") if written.is_whole else None
    if not rows:
        raise problems.too_large(most_bytes)
    head = {**json.loads(text[: text.index(',"results"')] + "}")["head"], "link": [notice]}
    cut_text = f'{{"head":{json.dumps(head)},"results":{{{_BINDINGS}{text[start:end]}]}}}}'
    return cut_text.encode(), cut


def _take_rows(text: str, start: int, size: int, most_rows: int, most_bytes: int) -> tuple[int, str, int]:
    """Count rows within the limits after ``size`` bytes; return also which limit cut them, and where the last ends."""
    decoder, rows, at = json.JSONDecoder(), 0, start
    while text[at : at + 1] == "{" or text[at : at + 2] == ",{":
        if rows == most_rows:
            return rows, "rows", at
        begin = at + (text[at] == ",")
        try:
            _, end = decoder.raw_decode(text, begin)
        except ValueError:
            break
        size += len(text[at:end].encode())
        if size > most_bytes:
            return rows, "bytes", at
        rows, at = rows + 1, end
    # A beginning of so many bytes ends within a row.
    return rows, "bytes" if len(text.encode()) > most_bytes else "", at
