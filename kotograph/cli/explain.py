"""``kotograph explain``: from each value of a project to the statements behind it, their lines, and the rule."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TextIO

import click

from kotograph.cli.common import STORE, get_settings, open_output, show_path
from kotograph.cli.messages import say, say_unit
from kotograph.dataset import Evidence, Explanation, Output, Related, Resolved, Text, Value, open_build
from kotograph.store.table import neutralise

_QUOTED = 100


class _Writer:
    """Write an explanation for a person, in a language; ``base`` is cut from IRIs."""

    def __init__(self, lang: str, base: str, out: TextIO) -> None:
        self.lang, self.base, self.out = lang, base, out

    def write(self, text: str) -> None:
        self.out.write(text + "\n")

    def write_all(self, known: Explanation) -> None:
        """Write titles, then each resolved value, then successions and what editors added."""
        self.write(" · ".join(f"{neutralise(title)} ({title.lang})" for title in known.titles))
        self.write(known.project)
        for mention in known.named_in:
            self.write(f"{say('named-in', self.lang)}: {self._place(mention)}")
        for part in known.parts:
            self.write(
                f"{say('part', self.lang)}: {self._value(part.project, part.name)}  {self._place(part.evidence)}"
            )
        for funding in known.funding:
            self.write(f"\n{say('funded-under', self.lang)}: {funding.fund}")
            self.write(f"  {funding.reason or say('stated-below', self.lang)}")
        for resolved in known.values:
            self._write_resolved(resolved)
        for other in known.successions:
            self._write_succession(other)
        self._write_rest(known)

    def _write_resolved(self, resolved: Resolved) -> None:
        told = [neutralise(each) for each in (resolved.language, resolved.kind, resolved.grant) if each]
        tag = f" ({', '.join(told)})" if told else ""
        flag = f"  ⚠ {say('discrepancy', self.lang)}" if resolved.sources_disagree else ""
        self.write(f"\n{resolved.label}{tag}: {self._value(resolved.value, resolved.name)}{flag}")
        self.write(f"  {say('rule', self.lang)}: {' → '.join(resolved.rules)}")
        for evidence in resolved.evidence:
            self.write(f"  {self._place(evidence)}  {_quote(evidence).strip() or say('not-on-page', self.lang)}")

    def _write_succession(self, other: Related) -> None:
        key = "continues" if other.is_earlier else "continued-by"
        self.write(f"\n{say(key, self.lang)}: {neutralise(other.name or other.project)}")
        self.write(
            f"  {say('evidence', self.lang)}: {other.kind}, {self._place(other.evidence)}, "
            f"{say('confidence', self.lang)} {other.confidence}"
        )

    def _write_rest(self, known: Explanation) -> None:
        if known.editorial:
            self.write(f"\n{say('editorial', self.lang)}")
        for added in known.editorial:
            place = f"{self._place(added.evidence)}{_quote(added.evidence)}"
            self.write(f"  {added.label}: {self._value(added.value, added.name)}  {place}")
        if known.outputs:
            self.write(f"\n{say('outputs', self.lang)}")
        for output in known.outputs:
            place = f"{self._place(output.evidence)}{_quote(output.evidence)}"
            self.write(f"  {self._value(output.output, output.label)}{self._count(output)}  {place}")
        if known.criteria:
            self.write(f"\n{say('criteria', self.lang)}")
        for judged in known.criteria:
            place = f"  {self._place(judged.evidence)}" if judged.evidence else ""
            self.write(f"  {self._value(judged.criterion, judged.label)}: {judged.judgement or '?'}{place}")

    def _count(self, output: Output) -> str:
        if output.quantity is None:
            return ""
        about = f"{say('about', self.lang)} " if output.approximate else ""
        return f": {about}{output.quantity}{f' {say_unit(output.unit, self.lang)}' if output.unit else ''}"

    def _value(self, value: Value, name: Text | None) -> str:
        if value is None:
            return f"– ({say('none', self.lang)})"
        lang = f" ({value.lang})" if isinstance(value, Text) and value.lang else ""
        return _shorten(name or str(value).removeprefix(self.base)) + lang

    def _place(self, evidence: Evidence) -> str:
        return str(replace(evidence, path=evidence.path and Path(show_path(evidence.path))))


def _quote(evidence: Evidence) -> str:
    return f"  “{_shorten(evidence.as_written)}”" if evidence.as_written is not None else ""


def _shorten(text: str) -> str:
    plain = neutralise(" ".join(text.split()))
    return plain if len(plain) <= _QUOTED else plain[: _QUOTED - 1].rstrip() + "…"


@click.command()
@click.argument("project")
@click.option("-o", "--output", default="-", show_default=True, help="File to write; - is stdout.")
@STORE
@click.pass_context
def explain(ctx: click.Context, project: str, output: str, store: Path | None) -> int:
    """Show where each value of PROJECT (a key such as rio-2, or its IRI) comes from, and which rule decided."""
    settings = get_settings(ctx, store=store)
    with open_build(settings.store, lang=settings.lang, base=settings.base) as data:
        known = data.explain(project)
    with open_output(output) as out:
        _Writer(settings.lang, settings.base, out).write_all(known)
    return 0
