"""Read the head of an `.rq` file: YAML behind ``#+``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from kotograph.errors import InputError

if TYPE_CHECKING:
    import yaml

TYPES = (
    "iri",
    "concept",
    "organisation",
    "project",
    "place",
    "date",
    "year",
    "string",
    "integer",
    "decimal",
    "language",
)
_KEYS = ("title", "description", "endpoint", "join", "parameters", "example")
_PARAMETER_KEYS = ("name", "type", "scheme", "default", "optional", "description")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_SCHEME = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query.

    ``default`` is None where a value must be given. ``optional`` ones stand in a VALUES block and, without a value,
    leave it open (UNDEF). ``scheme`` is the concept scheme that a short code belongs to. ``line`` is in the file.
    """

    name: str
    type: str
    default: str | None = None
    optional: bool = False
    scheme: str = ""
    descriptions: Mapping[str, str] = field(default_factory=dict)
    line: int = 0

    @property
    def is_required(self) -> bool:
        """Tell whether a value must be given."""
        return self.default is None and not self.optional

    def description(self, lang: str = "en") -> str:
        """Return the description in a language, else in English."""
        return self.descriptions.get(lang) or self.descriptions.get("en", "")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a query file says."""

    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    example: str
    endpoint: str
    join: str


def read_head(text: str, where: str) -> Head | None:
    """Read the head of a query text, None if it has none; raise InputError with the line of what is wrong."""
    lines = []
    for line in text.split("\n"):
        if line.strip() and not line.startswith("#"):
            break
        lines.append(line[2:].removeprefix(" ") if line.startswith("#+") else "")
    if not any(lines):
        return None
    return _Reader(where).read("\n".join(lines))


class _Reader:
    """Turn YAML nodes into a head, knowing the line of each."""

    def __init__(self, where: str) -> None:
        self._where = where

    def read(self, source: str) -> Head:
        import yaml

        try:
            node = yaml.compose(source, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._fail(f"not YAML: {error.problem or error.context}", mark.line + 1 if mark else 1)
        except yaml.YAMLError as error:
            self._fail(f"not YAML: {' '.join(str(error).split())}", 1)
        if node is None:
            self._fail("the head is empty", 1)
        items = self._mapping(node, _KEYS)
        parameters: list[Parameter] = []
        if "parameters" in items:
            for item in self._sequence("parameters", items["parameters"]):
                parameters.append(self._parameter(item))
        names = [parameter.name for parameter in parameters]
        for parameter in parameters:
            if names.count(parameter.name) > 1:
                self._fail(f"the parameter '{parameter.name}' is there twice", parameter.line)
        return Head(
            self._texts("title", items["title"]) if "title" in items else {},
            self._texts("description", items["description"]) if "description" in items else {},
            tuple(parameters),
            *(self._text(key, items[key]) if key in items else "" for key in ("example", "endpoint", "join")),
        )

    def _parameter(self, node: yaml.Node) -> Parameter:
        items = self._mapping(node, _PARAMETER_KEYS)
        line = node.start_mark.line + 1
        given = {key: self._text(key, value) for key, value in items.items() if key != "description"}
        name, kind = given.get("name", ""), given.get("type", "")
        if not _NAME.fullmatch(name):
            self._fail(f"'{name}' cannot name a parameter (lower-case letters, digits, '_')", line)
        if kind not in TYPES:
            self._fail(f"'{kind}' is not a type of parameter; known: {', '.join(TYPES)}", line)
        scheme = given.get("scheme", "")
        if bool(scheme) != (kind == "concept") or (scheme and not _SCHEME.fullmatch(scheme)):
            self._fail(f"the parameter '{name}': a concept, and nothing else, has a scheme", line)
        optional = given.get("optional", "false")
        if optional not in ("true", "false") or (optional == "true" and "default" in given):
            self._fail(f"the parameter '{name}': 'optional' is true or false, and has no default", line)
        texts = self._texts("description", items["description"]) if "description" in items else {}
        return Parameter(name, kind, given.get("default"), optional == "true", scheme, texts, line)

    def _mapping(self, node: yaml.Node, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        import yaml

        if not isinstance(node, yaml.MappingNode):
            self._fail(f"expected 'key: value' lines with these keys: {', '.join(known)}", node.start_mark.line + 1)
        items: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self._text("key", key)
            if name in items or (known and name not in known):
                what = "is there twice" if name in items else f"is not known here; known: {', '.join(known)}"
                self._fail(f"'{name}' {what}", key.start_mark.line + 1)
            items[name] = value
        return items

    def _sequence(self, name: str, node: yaml.Node) -> list[yaml.Node]:
        import yaml

        if not isinstance(node, yaml.SequenceNode):
            self._fail(f"'{name}': expected a list, lines that start with '- name:'", node.start_mark.line + 1)
        return list(node.value)

    def _texts(self, name: str, node: yaml.Node) -> dict[str, str]:
        import yaml

        if not isinstance(node, yaml.MappingNode):
            self._fail(f"'{name}': expected a text for each language, lines such as 'en: …'", node.start_mark.line + 1)
        return {tag: self._text(f"{name}: {tag}", value) for tag, value in self._mapping(node, ()).items()}

    def _text(self, name: str, node: yaml.Node) -> str:
        """Return a scalar as it is written: a date or a number stays its text."""
        import yaml

        if not isinstance(node, yaml.ScalarNode):
            self._fail(f"'{name}': expected a text", node.start_mark.line + 1)
        return str(node.value)

    def _fail(self, message: str, line: int) -> NoReturn:
        raise InputError(
            "bad-query-head",
            message,
            f"{self._where}:{line}",
            "correct the YAML in the '#+' lines at the top of the file",
        )
