"""Exports as files: whole or not at all, the same bytes each time, and clear refusals."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kotograph.errors import InputError, KotographError, UsageError
from kotograph.export import FORMATS, iter_export, write_export
from kotograph.formats import Format

HERE = Path(__file__).parent
SOURCE = HERE / "sample.nq"
TEXTS = [form for form in FORMATS if form is not Format.CSV]
SCRIPT = """
import sys
from pathlib import Path
from kotograph.export import FORMATS, write_export
from kotograph.formats import Format
source, folder = Path(sys.argv[1]), Path(sys.argv[2])
for form in FORMATS:
    write_export(form, source, folder / ("tables.zip" if form is Format.CSV else "all." + form.extension))
write_export(Format.JSONLD, source, folder / "frame.jsonld", frame="project")
"""


@pytest.mark.parametrize("form", TEXTS, ids=lambda form: form.label)
def test_file_and_stream_hold_the_same(form: Format, tmp_path: Path) -> None:
    target, stream = tmp_path / "out", io.BytesIO()
    target.write_text("old", encoding="utf-8")
    write_export(form, SOURCE, target)
    write_export(form, SOURCE, stream)
    assert target.read_bytes() == stream.getvalue() != b""
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_hash_seed_changes_no_byte(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "4242"):
        folder = tmp_path / seed
        folder.mkdir()
        environ = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE.parent.parent)}
        subprocess.run([sys.executable, "-c", SCRIPT, str(SOURCE), str(folder)], check=True, env=environ)
        found.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert len(found[0]) == len(FORMATS) + 1
    assert found[0] == found[1]


def test_nquads_are_the_build_itself(tmp_path: Path) -> None:
    write_export(Format.NQUADS, SOURCE, tmp_path / "out.nq")
    assert (tmp_path / "out.nq").read_bytes() == SOURCE.read_bytes()


def test_one_graph(tmp_path: Path) -> None:
    write_export(Format.NQUADS, SOURCE, tmp_path / "out.nq", "editorial")
    lines = (tmp_path / "out.nq").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 10
    assert all("/graph/editorial> ." in line for line in lines)
    with pytest.raises(UsageError, match="there is no graph 'nothing'"):
        write_export(Format.TURTLE, SOURCE, tmp_path / "none.ttl", "nothing")
    assert not (tmp_path / "none.ttl").exists()


def test_context_may_be_given(tmp_path: Path) -> None:
    context = tmp_path / "context.jsonld"
    context.write_text('{"@context": {"own": "https://w3id.org/kotograph/ontology#"}}', encoding="utf-8")
    stream = io.BytesIO()
    write_export(Format.JSONLD, SOURCE, stream, context=context)
    assert b'"own:line": 103' in stream.getvalue()


def test_csv_goes_to_a_folder_or_a_zip(tmp_path: Path) -> None:
    write_export(Format.CSV, SOURCE, tmp_path / "new")
    write_export(Format.CSV, SOURCE, tmp_path / "new")
    write_export(Format.CSV, SOURCE, tmp_path / "tables.zip")
    with zipfile.ZipFile(tmp_path / "tables.zip") as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()}
    assert len(found) == 8


def test_csv_needs_a_place_for_several_files(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="CSV is several tables"):
        write_export(Format.CSV, SOURCE, io.BytesIO())
    with pytest.raises(UsageError, match="is a file"):
        write_export(Format.CSV, SOURCE, tmp_path / "file")
    with pytest.raises(InputError, match="cannot make the folder"):
        write_export(Format.CSV, SOURCE, tmp_path / "no" / "folder")


@pytest.mark.parametrize(
    ("form", "graph", "frame", "code"),
    [
        (Format.HTML, None, None, "bad-format"),
        (Format.JSONLD, None, "person", "bad-frame"),
        (Format.TURTLE, None, "project", "bad-frame"),
        (Format.CSV, "projects", None, "bad-graph"),
        (Format.JSONLD, "projects", "project", "bad-graph"),
    ],
)
def test_what_does_not_go_together_is_refused(
    form: Format, graph: str | None, frame: str | None, code: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        write_export(form, SOURCE, tmp_path / "out", graph, frame)
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_other_formats_have_no_text(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'html' is not a format of RDF exports"):
        iter_export(Format.HTML, [])


def test_target_must_be_possible(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder of the output is not there"):
        write_export(Format.TURTLE, SOURCE, tmp_path / "no" / "out.ttl")
    with pytest.raises(InputError, match="the output is a folder"):
        write_export(Format.TURTLE, SOURCE, tmp_path)


def test_failure_leaves_the_old_file(tmp_path: Path) -> None:
    source, target = tmp_path / "bad.nq", tmp_path / "out.nq"
    source.write_text(SOURCE.read_text(encoding="utf-8") + "not a quad\n", encoding="utf-8")
    target.write_text("old", encoding="utf-8")
    for form in TEXTS:
        with pytest.raises(KotographError) as caught:
            write_export(form, source, target)
        assert caught.value.where == f"{source}:177"
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.nq", "out.nq"]


def test_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    write_export(Format.NTRIPLES, SOURCE, Path(os.devnull))
    assert not Path(os.devnull).is_file()
    link = tmp_path / "link.nt"
    link.symlink_to(tmp_path / "real.nt")
    write_export(Format.NTRIPLES, SOURCE, link)
    assert link.is_symlink()
    assert (tmp_path / "real.nt").stat().st_size > 1000
