"""How readers of a language write amounts, numbers and dates, and in which order they expect names."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
_DATES = {"fi": "d.M.y", "sv": "d.M.y", "en": "d MMMM y"}
# The letters that end the Finnish and the Swedish alphabet; in English they stand beside the letters they look like.
_LAST = {"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}"}

# A value stands on several pages; Babel takes longer to write it than a page takes to show it.
_CACHED = 20_000


@lru_cache(maxsize=_CACHED)
def format_amount(amount: Decimal, currency: str, lang: str) -> str:
    """Write a sum of money; cents are shown where there are any.

    >>> format_amount(Decimal("218995"), "EUR", "en"), format_amount(Decimal("259754.15"), "EUR", "en")
    ('€218,995', '€259,754.15')
    """
    from babel.numbers import format_currency

    whole = amount == amount.to_integral_value()
    written = format_currency(
        amount, currency, locale=_LOCALES[lang], decimal_quantization=False, currency_digits=not whole
    )
    if whole:
        pattern = "¤#,##0" if lang == "en" else "#,##0\u00a0¤"
        written = format_currency(amount, currency, pattern, locale=_LOCALES[lang], currency_digits=False)
    return str(written)


@lru_cache(maxsize=_CACHED)
def format_number(number: int | Decimal, lang: str) -> str:
    """Write a number with its groups of thousands.

    >>> format_number(14000, "en"), format_number(Decimal("0.5"), "sv")
    ('14,000', '0,5')
    """
    from babel.numbers import format_decimal

    return str(format_decimal(number, locale=_LOCALES[lang], decimal_quantization=False))


def format_share(part: int, whole: int, lang: str) -> str:
    """Write how much a part is of a whole, in full per cent; nothing is no part of nothing.

    >>> format_share(39, 40, "en"), format_share(0, 0, "sv")
    ('98%', '–')
    """
    from babel.numbers import format_percent

    if not whole:
        return "–"
    share = (Decimal(part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return str(format_percent(share, locale=_LOCALES[lang]))


@lru_cache(maxsize=_CACHED)
def format_date(lexical: str, lang: str) -> str:
    """Write a day (``2022-01-30``); a year alone stays a year, and anything else stays as it is.

    >>> format_date("2022-01-30", "en"), format_date("2022-01-30", "fi"), format_date("2015", "sv")
    ('30 January 2022', '30.1.2022', '2015')
    """
    from babel.dates import format_date as write

    try:
        day = date.fromisoformat(lexical)
    except ValueError:
        return lexical
    return str(write(day, _DATES[lang], locale=_LOCALES[lang]))


@lru_cache(maxsize=_CACHED)
def collate(text: str, lang: str) -> tuple[str, str]:
    """Return a sort key: Å Ä Ö come after Z for readers of Finnish and Swedish, other accents do not count.

    >>> sorted(["Öja", "Zeta", "Åbo", "Ähtäri", "alku"], key=lambda t: collate(t, "fi"))
    ['alku', 'Zeta', 'Åbo', 'Ähtäri', 'Öja']
    >>> sorted(["Zeta", "Åbo", "alku"], key=lambda t: collate(t, "en"))
    ['Åbo', 'alku', 'Zeta']
    """
    folded = "".join(_fold(char, lang) for char in unicodedata.normalize("NFC", text.casefold()))
    return folded.lstrip(" \"'”„“-–("), text


def _fold(char: str, lang: str) -> str:
    if lang != "en" and char in _LAST:
        return _LAST[char]
    return "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
