"""Problem documents (RFC 9457): what went wrong, for a program and for a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

MEDIA_TYPE = "application/problem+json"


# Not frozen: whatever handles an exception sets its traceback.
@dataclass(eq=False)
class Problem(Exception):
    """An answer that is an error: status, stable code, what was found and expected, what to do.

    ``headers`` go with it (``Allow``, ``Retry-After``); ``extra`` are further members of the document. It is not
    frozen: Python and Starlette set ``__traceback__`` of what is raised.
    """

    status: int
    code: str
    detail: str
    hint: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)

    def as_json(self, base: str) -> bytes:
        """Return the document; its type is below the base, where the codes are explained."""
        document: dict[str, object] = {
            "type": f"{base}en/api.html#{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        }
        if self.hint:
            document["hint"] = self.hint
        return (json.dumps({**document, **self.extra}, ensure_ascii=False) + "\n").encode()
