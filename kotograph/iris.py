"""The only place that mints IRIs and the keys in them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_HANKE = re.compile(
    r"(?:\s*[-–]\s*|\s+-)(?:kehittämis|kehitys)?(?:hanke|projekti|projektet|projekt)\s*$", re.IGNORECASE
)
_PARENTHESES = re.compile(r"\(([^()]{2,40})\)?")
_DASH = re.compile(r"\s+[-–—]\s+")
_ACRONYM = re.compile(r"[\w.]*[A-ZÅÄÖ][\w.]*[A-ZÅÄÖ][\w.]*(?: ?\d+)?")
_LONGEST = 120


def mint_slug(text: str) -> str:
    """Return a text as lower-case ASCII words joined by hyphens; never empty.

    >>> mint_slug("Åbo Akademi, Centret för livslångt lärande")
    'abo-akademi-centret-for-livslangt-larande'
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    slug = _NOT_WORD.sub("-", plain).strip("-")
    if len(slug) > _LONGEST:
        slug = slug[:_LONGEST].rsplit("-", 1)[0]
    return slug or "x-" + hashlib.sha256(text.encode()).hexdigest()[:8]


def strip_project_word(title: str) -> str:
    """Return a title without a trailing ``-hanke`` and the like.

    >>> strip_project_word("Arjen apu-hanke"), strip_project_word("Kotoisa-kehittämishanke")
    ('Arjen apu', 'Kotoisa')
    """
    stripped = _HANKE.sub("", title.strip())
    return stripped.strip() or title.strip()


def find_short_name(title: str) -> str:
    """Return the name that people use for a project: its acronym or short name, else the title itself.

    >>> find_short_name("Vastaanottava AMK - valtakunnallisesti rasismia vastaan (VARAVA)")
    'VARAVA'
    >>> find_short_name("RIO 2 - Kiertävä maahanmuuton asiantuntija")
    'RIO 2'
    >>> find_short_name("Kotoa Koollekutsujaksi - KoKo-hanke")
    'KoKo'
    """
    title = " ".join(title.split())
    outer = strip_project_word(title)
    for match in _PARENTHESES.finditer(title):
        inner = match.group(1).strip(" -–")
        name = strip_project_word(inner)
        if _ACRONYM.fullmatch(name) or name != inner:
            return name
    parts = [strip_project_word(part.strip("()")) for part in _DASH.split(outer)]
    acronyms = [part for part in parts if _ACRONYM.fullmatch(part)]
    return acronyms[0] if acronyms else parts[0]


def mint_project_key(title: str) -> str:
    """Return the key that a project's first published title gives it.

    >>> mint_project_key("RIO 2 - Kiertävä maahanmuuton asiantuntija")
    'rio-2'
    """
    return mint_slug(find_short_name(title))


@dataclass(frozen=True, slots=True)
class Iris:
    """Mint every IRI of one dataset below its base; all are returned in N-Quads spelling."""

    base: str

    def resource(self, kind: str, *keys: str) -> str:
        """``<base>id/{kind}/{key}[/{key}…]``; keys are slugs already."""
        return f"<{self.base}id/{kind}/{'/'.join(keys)}>"

    def concept(self, path: str) -> str:
        """``<base>vocab/{scheme}/{code}`` from ``scheme/code``."""
        return f"<{self.base}vocab/{path}>"

    def graph(self, name: str) -> str:
        """``<base>graph/{name}``."""
        return f"<{self.base}graph/{name}>"

    def catalogue(self, name: str) -> str:
        """``<base>catalog#{name}``: a node of the publication's description."""
        return f"<{self.base}catalog#{name}>"
