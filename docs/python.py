"""Write the reference page about the Python API from its signatures and docstrings."""

from __future__ import annotations

import dataclasses
import inspect
import re
import types
from collections.abc import Iterator

import kotograph
from docs.markdown import heading, table
from kotograph import dataset, errors
from kotograph.query import Parameter, Query

_INTRO = """```pycon
>>> import kotograph
>>> with kotograph.open("build") as data:
...     for row in data.ask("successors"):
...         print(row.predecessor.key, "→", row.successor.key, row.confidence)
finmonik → finmonik2 0.9
rio → rio-2 0.98
...
```

`import kotograph` is light: what a call needs is imported by it. The package is typed (`py.typed`): to a type checker,
`row["amount"]` is a `Value` and `row.amount` is `Any`. What is said here of a build is true of a file and of an
endpoint too. How to get things done with it: [Python](../how-to/python.md).

The other examples on this page begin with:

```pycon
>>> from kotograph import Iri, Row, Text, Year
```

"""
_VALUES = (
    ("IRI", "[`Iri`](#iri), a `str`"),
    ("text, with or without a language", "[`Text`](#text), a `str` with `lang`"),
    ("`xsd:integer` and the types derived from it", "`int`"),
    ("`xsd:decimal`: all money", "`Decimal`: exact"),
    ("`xsd:double`, `xsd:float`", "`float`"),
    ("`xsd:boolean`", "`bool`"),
    ("`xsd:date`", "`datetime.date`"),
    ("`xsd:dateTime`", "`datetime.datetime`, with its time zone if it has one"),
    ("`xsd:gYear`", "[`Year`](#year), which is no date"),
    ("any other datatype, and what the types above cannot hold exactly", "`Text` with `datatype`"),
    ("blank node", "[`BlankNode`](#blanknode), a `str`"),
    ("unbound", "`None`"),
)
_CLASSES: tuple[type, ...] = (
    dataset.Dataset,
    dataset.Answer,
    dataset.Row,
    dataset.Iri,
    dataset.Text,
    dataset.Year,
    dataset.BlankNode,
    dataset.Explanation,
    dataset.Resolved,
    dataset.Evidence,
    dataset.Added,
    dataset.Related,
    dataset.Funding,
    dataset.Output,
    dataset.Judged,
    Query,
    Parameter,
    errors.KotographError,
)
# Special methods that are told of, by what one writes.
_SPECIAL = {"__getitem__": "self[…]", "__bool__": "bool(self)", "__iter__": "iter(self)"}
_EXAMPLE = re.compile(r"^>>> .*(?:\n(?!$).*)*", re.MULTILINE)


def write_python() -> str:
    """Return the page about the Python API."""
    values = "## Values\n\nWhat a cell of a row can be:\n\n" + table(("in RDF", "in Python"), _VALUES)
    parts = [heading("Python", "python"), _INTRO, _describe_call("kotograph.open", kotograph.open, "##"), values]
    return "".join([*parts, *map(_describe_class, _CLASSES)])


def _describe_class(described: type) -> str:
    text = f"## {described.__name__}\n\n{_show_docstring(described)}"
    if dataclasses.is_dataclass(described):
        rows = (
            (f"`{each.name}`", f"`{str(each.type).replace('|', chr(92) + '|')}`") for each in _public_fields(described)
        )
        text += table(("field", "type"), rows)
    for name, member in vars(described).items():
        if isinstance(member, property) and member.__doc__:
            text += f"### {described.__name__}.{name}\n\n{_show_docstring(member)}"
        elif isinstance(member, types.FunctionType) and member.__doc__ and (name in _SPECIAL or name[0] != "_"):
            text += _describe_call(f"{described.__name__}.{name}", member, "###")
    return text


def _public_fields(described: type) -> Iterator[dataclasses.Field[object]]:
    assert dataclasses.is_dataclass(described)
    return (each for each in dataclasses.fields(described) if not each.name.startswith("_"))


def _describe_call(name: str, call: types.FunctionType | object, level: str) -> str:
    assert isinstance(call, types.FunctionType)
    owner, _, method = name.rpartition(".")
    signature = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(call)))
    signature = re.sub(r"\(self(?:, )?", "(", signature)
    title = _SPECIAL.get(method, "").replace("self", owner.lower()) or name
    shown = title + (signature[signature.index(" ->") :] if method in _SPECIAL else signature)
    return f"{level} {title}\n\n```python\n{shown}\n```\n\n{_show_docstring(call)}"


def _show_docstring(described: object) -> str:
    """Return a docstring as Markdown: examples in fences of their own."""
    text = inspect.cleandoc(str(described.__doc__))
    examples = _EXAMPLE.findall(text)
    prose = _EXAMPLE.sub("\0", text).replace("``", "`")
    parts = []
    for paragraph in prose.split("\n\n"):
        if paragraph.strip() == "\0":
            parts.append(f"```pycon\n{examples.pop(0)}\n```")
        elif paragraph.strip():
            parts.append(" ".join(paragraph.split()))
    assert not examples, "an example stands in a paragraph of its own"
    return "\n\n".join(parts) + "\n\n"
