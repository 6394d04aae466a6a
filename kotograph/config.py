"""Settings: flag, then environment (``KOTOGRAPH_*``), then ``kotograph.toml``, then default."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from kotograph.errors import InputError, UsageError
from kotograph.resources import get_folder

DEFAULT_BASE = "https://w3id.org/kotograph/"
LANGUAGES = ("fi", "sv", "en")
_CONTACT = re.compile(r"[\x20-\x27\x2a-\x7e]{0,200}")
_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`#?]+/")


@dataclass(frozen=True, slots=True)
class Settings:
    """One run's settings.

    ``base`` is the IRI that resources, concepts and graphs start with; ``store`` is the folder of the build;
    ``data`` holds sources, editorial and identity; ``max_bytes`` bounds one source file; ``site_url`` is where the
    pages are published, if not at ``base``. ``contact`` is an address (e-mail or page) that other servers are told when
    they are asked; ``link`` is the table ``[link]`` of the settings file, with the targets of linking.
    """

    base: str = DEFAULT_BASE
    store: Path = Path("build")
    data: Path = field(default_factory=lambda: get_folder("data"))
    lang: str = "en"
    site_url: str = ""
    max_bytes: int = 16 * 1024 * 1024
    contact: str = ""
    link: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise UsageError(
                "bad-base", f"'{self.base}' cannot be the base of IRIs", "", "use an http(s) address that ends in '/'"
            )
        if self.site_url and not _BASE.fullmatch(self.site_url):
            raise UsageError(
                "bad-base",
                f"'{self.site_url}' cannot be where the site is",
                "",
                "use an http(s) address that ends in '/'",
            )
        if not _CONTACT.fullmatch(self.contact):
            hint = "give an e-mail address or the address of a page, in plain ASCII without brackets"
            raise UsageError("bad-setting", f"contact cannot be {self.contact!r}", "", hint)
        if self.lang not in LANGUAGES:
            raise UsageError("bad-language", f"'{self.lang}' is not a language of kotograph", "", "use fi, sv or en")

    @property
    def published_at(self) -> str:
        """Return the address that the pages of the site are below."""
        return self.site_url or self.base


def read_settings(
    flags: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    config_file: Path | None = None,
) -> Settings:
    """Merge the settings' sources; flags that are None count as not given. Raise UsageError or InputError."""
    environ = os.environ if environ is None else environ
    path = config_file or Path(environ.get("KOTOGRAPH_CONFIG", "kotograph.toml"))
    merged: dict[str, object] = {}
    if path.is_file():
        merged.update(_read_file(path))
    elif config_file is not None:
        raise InputError("config-missing", "there is no such settings file", str(path), "check --config")
    known = [f.name for f in fields(Settings)]
    merged.update(
        {name: environ[f"KOTOGRAPH_{name.upper()}"] for name in known if f"KOTOGRAPH_{name.upper()}" in environ}
    )
    merged.update({name: value for name, value in (flags or {}).items() if value is not None})
    unknown = sorted(set(merged) - set(known))
    if unknown:
        raise InputError("unknown-setting", f"unknown setting '{unknown[0]}'", str(path), f"known: {', '.join(known)}")
    return Settings(**{name: _typed(name, value) for name, value in merged.items()})  # type: ignore[arg-type]


def _read_file(path: Path) -> dict[str, object]:
    try:
        return dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError("bad-config", f"cannot read the settings: {error}", str(path), "correct the TOML") from error


def _typed(name: str, value: object) -> object:
    if name == "link":
        if not isinstance(value, Mapping):
            raise UsageError("bad-setting", "link is a table of the settings file", "", "write [link.targets.NAME]")
        return value
    if name in ("store", "data"):
        return Path(str(value))
    if name == "max_bytes":
        try:
            return int(str(value))
        except ValueError as error:
            raise UsageError("bad-setting", f"max_bytes must be a number, not '{value}'") from error
    return str(value)
