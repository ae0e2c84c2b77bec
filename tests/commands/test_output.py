"""One writer for every output: whole or not at all, whatever stands in its place."""

from __future__ import annotations

import argparse
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from secg.commands.options import check_format
from secg.commands.output import emit, try_folder, write_file, write_folder
from secg.messages import Faults

ROOT = Path(__file__).resolve().parents[2]


def test_a_link_stays_and_what_it_names_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    write_file(link, b"new")
    assert link.is_symlink() and target.read_text() == "new"


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "private"
    path.write_text("old")
    path.chmod(0o600)
    write_file(path, b"new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o600)


def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()))
    reader.start()
    write_file(path, b"new")
    reader.join()
    assert read == [b"new"] and stat.S_ISFIFO(path.stat().st_mode)


def test_a_pipe_that_a_link_opens_is_written_to() -> None:
    """The shell makes `/dev/stdout` such a link: it opens the pipe, and leads to no path."""
    receiving, sending = os.pipe()
    write_file(Path(f"/proc/self/fd/{sending}"), b"new")
    os.close(sending)
    assert os.read(receiving, 10) == b"new"
    os.close(receiving)


def test_a_folder_in_the_way_is_told_and_stays(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(Faults, match=r"E503: .*folder` can't be written: is a directory"):
        write_file(tmp_path / "folder", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


class _Narrow:
    """A stream that takes ten bytes at a time, as an unbuffered one may."""

    def __init__(self) -> None:
        self.taken = b""

    def write(self, data: memoryview) -> int:
        self.taken += bytes(data[:10])
        return len(data[:10])


def test_a_stream_that_takes_a_part_at_a_time_gets_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = _Narrow()
    monkeypatch.setattr(sys, "stdout", argparse.Namespace(buffer=raw, flush=lambda: None))
    emit("a long report " * 10, argparse.Namespace(out=None, format="text"))
    assert raw.taken == b"a long report " * 10


@pytest.mark.parametrize("line", ["::error file=x::forged", "  ::stop-commands::token", "a\n::debug::x"])
def test_no_line_of_a_text_is_a_command_to_a_forge(line: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    emit(f"{line}\n", argparse.Namespace(out=str(out), format="text"))
    assert not any(line.lstrip().startswith("::") for line in out.read_text().splitlines())
    assert out.read_text().replace("\\x3a", ":") == f"{line}\n"


def test_a_folder_that_cannot_be_filled_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text("old")
    (folder / "mine.txt").write_text("mine")
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "b.txt":
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Faults, match="no space left on device"):
        write_folder(folder, {"a.txt": b"new", "b.txt": b"new"})
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"a.txt": "old", "mine.txt": "mine"}
    monkeypatch.undo()
    write_folder(folder, {"a.txt": b"new", "1/b.txt": b"new"})
    assert (folder / "a.txt").read_text() == (folder / "1" / "b.txt").read_text() == "new"
    assert (folder / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("part", [".", "before/parties"])
def test_a_folder_that_cannot_be_filled_is_not_left_behind(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Faults, match="no space left on device"):
        write_folder(tmp_path / "ours" / "reports", {f"{part}/a.txt": b"new"})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_stops_being_filled_keeps_what_was_there_and_no_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(path: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    (tmp_path / "mine.txt").write_text("mine")
    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path, {"before/parties/a.txt": b"new"})
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_asking_whether_a_folder_can_be_written_to_leaves_none_behind(tmp_path: Path) -> None:
    assert try_folder(str(tmp_path / "ours" / "site")) == tmp_path / "ours" / "site"
    assert list(tmp_path.iterdir()) == []


def test_with_standard_error_closed_nothing_is_said_in_the_output(repository: Path) -> None:
    command = f"{sys.executable} -c 'from secg.cli import main; raise SystemExit(main())'"
    done = subprocess.run(
        ["sh", "-c", f"{command} explain nobody 2>&-"], cwd=repository, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("r.pdf", "pdf"), ("r.HTML", "html"), ("r.htm", "html"), ("r.txt", "text"), ("r.report", "text")],
)
def test_the_format_is_that_of_the_name_where_none_is_asked_for(name: str, wanted: str) -> None:
    formats = ("text", "html", "pdf")
    assert check_format(argparse.Namespace(format=None, out=name), formats) == wanted
    assert check_format(argparse.Namespace(format="html", out=name), formats) == "html"
    with pytest.raises(Faults, match=r"E509.*`a/r.docx` ends like a docx file"):
        check_format(argparse.Namespace(format=None, out="a/r.docx"), formats)


def test_a_command_whose_reader_has_gone_does_not_say_that_all_is_well() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "secg", "versions"], stdout=write, stderr=subprocess.PIPE, cwd=ROOT, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_no_file_of_a_folder_is_written_twice_with_another_content(tmp_path: Path) -> None:
    # as `A` and `a` where capital letters make no difference
    with pytest.raises(Faults) as raised:
        write_folder(tmp_path / "out", {"a/b": b"one", "a//b": b"two"})
    assert [fault.kind.code for fault in raised.value.diagnostics] == ["E534"]
    assert not (tmp_path / "out").exists()
    write_folder(tmp_path / "out", {"a/b": b"one", "a//b": b"one"})
    assert (tmp_path / "out" / "a" / "b").read_bytes() == b"one"
