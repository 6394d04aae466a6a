"""Find every error and issue code of the package by reading its syntax trees; nothing is imported or run.

A code is the first argument of an error class or of `Issue`, the argument ``code`` of a function that hands it on, or a
key of a table called ``_MESSAGES``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kotograph import errors
from kotograph.errors import KotographError

EXITS = {
    name: value.exit_code
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, KotographError) and value is not KotographError
}
_ISSUE_MESSAGE = 5
_TABLE = "_MESSAGES"
_OPEN = "…"
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(slots=True)
class Code:
    """One code: the exit codes of the errors that carry it, the severities of the issues, messages and modules."""

    name: str
    exits: set[int] = field(default_factory=set)
    severities: set[str] = field(default_factory=set)
    messages: dict[str, None] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Carrier:
    """A function that takes a code and makes an error or an issue of it."""

    position: int
    message: int | None
    maker: str
    severity: str


def find_codes(package: Path) -> dict[str, Code]:
    """Return every code that the modules below a folder use, by name."""
    found: dict[str, Code] = {}
    for path in sorted(package.rglob("*.py")):
        module = path.relative_to(package.parent).as_posix()
        for name, maker, severity, message in _iter_uses(ast.parse(path.read_text(encoding="utf-8"))):
            code = found.setdefault(name, Code(name))
            code.modules.add(module)
            if maker == "Issue" and severity:
                code.severities.add(severity)
            elif maker == "KotographError":
                # The caller says which: reading a build is its own fault, reading an endpoint is the network's.
                code.exits |= {EXITS["InputError"], EXITS["RemoteError"]}
            elif maker in EXITS:
                code.exits.add(EXITS[maker])
            if message:
                code.messages.setdefault(message)
    for code in found.values():
        if not code.exits and not code.severities:
            code.severities.add("warning")
    return dict(sorted(found.items()))


def _iter_uses(tree: ast.Module) -> Iterator[tuple[str, str, str, str]]:
    """Yield (code, class that carries it, severity, message) of each use in a module."""
    carriers = dict(_iter_carriers(tree))
    texts = _collect_texts(tree)
    yield from _iter_table(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name_of(node.func)
        if name in EXITS or name == "Issue":
            carrier = _Carrier(0, _ISSUE_MESSAGE if name == "Issue" else 1, name, "warning")
        elif name in carriers:
            carrier = carriers[name]
        else:
            continue
        code = _argument(node, carrier.position, "code")
        if isinstance(code, ast.Constant) and _CODE.fullmatch(str(code.value)):
            message = None if carrier.message is None else _argument(node, carrier.message, "message")
            yield str(code.value), carrier.maker, _severity_of(node, carrier.severity), _render(message, texts)


def _iter_table(tree: ast.Module) -> Iterator[tuple[str, str, str, str]]:
    """Yield the codes of a table of messages; how severe they are is said where they are used, or is the default."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and [_name_of(t) for t in node.targets] == [_TABLE]:
            assert isinstance(node.value, ast.Dict)
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                assert isinstance(key, ast.Constant)
                yield str(key.value), "Issue", "", _render(value, [])


def _iter_carriers(tree: ast.Module) -> Iterator[tuple[str, _Carrier]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        names = [argument.arg for argument in node.args.args if argument.arg != "self"]
        for argument in node.args.args:
            if argument.annotation and "type[KotographError]" in ast.unparse(argument.annotation):
                yield argument.arg, _Carrier(0, 1, "KotographError", "")
        if "code" in names:
            makers = [c for c in ast.walk(node) if isinstance(c, ast.Call) and _makes(c)]
            if makers:
                message = names.index("message") if "message" in names else None
                severity = _default_severity(node) or _severity_of(makers[0], "warning")
                yield node.name, _Carrier(names.index("code"), message, _name_of(makers[0].func), severity)


def _makes(call: ast.Call) -> bool:
    """Tell whether a call makes an error or an issue of the variable ``code``."""
    first = call.args[0] if call.args else None
    known = _name_of(call.func) in EXITS or _name_of(call.func) == "Issue"
    return known and isinstance(first, ast.Name) and first.id == "code"


def _default_severity(node: ast.FunctionDef) -> str:
    names = [argument.arg for argument in node.args.args]
    if "severity" not in names:
        return ""
    position = names.index("severity") - len(names) + len(node.args.defaults)
    return _read_severity(node.args.defaults[position]) if position >= 0 else "varies"


def _severity_of(call: ast.Call, otherwise: str) -> str:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return next((found for each in given if (found := _read_severity(each))), otherwise)


def _read_severity(node: ast.expr) -> str:
    is_severity = isinstance(node, ast.Attribute) and _name_of(node.value) == "Severity"
    return node.attr.lower() if is_severity and isinstance(node, ast.Attribute) else ""


def _argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    if position < len(call.args):
        return call.args[position]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _collect_texts(tree: ast.Module) -> list[tuple[str, int, ast.expr]]:
    """Return (name, line, value) of each assignment of a module, in order of lines."""
    found: list[tuple[str, int, ast.expr]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = zip(target.elts, value.elts, strict=False)
                found += [(_name_of(each), node.lineno, text) for each, text in pairs]
            else:
                found.append((_name_of(target), node.lineno, value))
    return sorted(found, key=lambda each: each[1])


def _render(node: ast.expr | None, texts: list[tuple[str, int, ast.expr]]) -> str:
    """Return a message with ``…`` for what is filled in; empty where it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_render(part, []) or _OPEN for part in node.values)
    if isinstance(node, ast.Name):
        above = [value for name, line, value in texts if name == node.id and line < node.lineno]
        return _render(above[-1], []) if above else ""
    return ""
