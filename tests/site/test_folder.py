"""What a build finds in its folder: pages of earlier builds go, and no file of anybody else is lost."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from secg.cli import main
from secg.commands.site_folder import MANIFEST, earlier_build, write_site
from secg.messages import Faults
from tests.site.small import FOREIGN, site_of

Files = dict[str, bytes]


def build(folder: Path, files: Files) -> list[str]:
    """Write a site of these files, as a command does; what is kept though no build writes it now."""
    folder.mkdir(exist_ok=True)
    return write_site(folder, files, earlier_build(folder, str(folder)))


def held(folder: Path) -> Files:
    """The files of a folder but for the list of those written."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_pages_of_a_party_that_is_gone_go(tmp_path: Path) -> None:
    facts = tmp_path / "facts"
    shutil.copytree(FOREIGN / "facts", facts)
    (facts / "cat.yaml").write_text("party: cat\nname: Cat Moss\nfacts: {}\n", encoding="utf-8")
    first = site_of(tmp_path / "site", FOREIGN, facts)
    (facts / "cat.yaml").unlink()
    again = site_of(tmp_path / "site", FOREIGN, facts)
    assert set(first) - set(again) == {"party/cat.html", "report/cat.html"}
    assert again == site_of(tmp_path / "elsewhere", FOREIGN, facts)


def test_what_no_build_wrote_stays_and_empty_folders_of_ours_go(tmp_path: Path) -> None:
    build(tmp_path, {"index.html": b"1", "party/a.html": b"2", "case/x/a.html": b"3"})
    (tmp_path / "party" / "note.txt").write_bytes(b"mine")
    assert build(tmp_path, {"index.html": b"4"}) == []
    assert held(tmp_path) == {"index.html": b"4", "party/note.txt": b"mine"}
    assert not (tmp_path / "case").exists()


def test_a_page_that_somebody_changed_is_kept_and_told_where_it_is_not_written_any_more(tmp_path: Path) -> None:
    build(tmp_path, {"index.html": b"1", "party/a.html": b"2"})
    (tmp_path / "party" / "a.html").write_bytes(b"changed")
    assert build(tmp_path, {"index.html": b"1"}) == ["party/a.html"]
    assert held(tmp_path)["party/a.html"] == b"changed"


def test_a_file_of_somebody_else_in_the_way_of_a_page_is_not_overwritten(tmp_path: Path) -> None:
    build(tmp_path, {"index.html": b"1"})
    (tmp_path / "new.html").write_bytes(b"mine")
    with pytest.raises(Faults, match=r"new\.html"):
        build(tmp_path, {"index.html": b"2", "new.html": b"3"})
    assert held(tmp_path) == {"index.html": b"1", "new.html": b"mine"}


@pytest.mark.parametrize("listed", [None, "", "nonsense\n"])
def test_a_folder_of_others_is_refused_and_nothing_in_it_is_changed(
    listed: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.html").write_bytes(b"mine")
    if listed is not None:
        (tmp_path / MANIFEST).write_text(listed)
    policies = tmp_path / "no law"
    assert main(["site", "--policies", str(policies), "--out", str(tmp_path)]) == 2
    assert "E529" in capsys.readouterr().err
    assert held(tmp_path) == {"index.html": b"mine"}


def test_hidden_files_such_as_those_of_git_do_not_stand_against_a_first_build(tmp_path: Path) -> None:
    (tmp_path / ".nojekyll").write_bytes(b"")
    build(tmp_path, {"index.html": b"1"})
    assert held(tmp_path) == {"index.html": b"1", ".nojekyll": b""}


@pytest.mark.parametrize("name", ["../precious", "{outside}", "link/precious", "a/../../precious"])
def test_a_list_that_somebody_wrote_removes_nothing_outside_of_the_folder(name: str, tmp_path: Path) -> None:
    outside = tmp_path / "precious"
    outside.write_bytes(b"mine")
    folder = tmp_path / "site"
    build(folder, {"index.html": b"1"})
    (folder / "link").symlink_to(tmp_path, target_is_directory=True)
    digest = hashlib.sha256(b"mine").hexdigest()
    with (folder / MANIFEST).open("a", encoding="utf-8") as listed:
        listed.write(f"{digest}  {name.format(outside=outside)}\n")
    build(folder, {"index.html": b"1"})
    assert outside.read_bytes() == b"mine"


def test_a_build_that_ends_on_the_way_is_taken_up_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, {"index.html": b"1", "old.html": b"2"})
    replace = Path.replace

    def stopped(path: Path, target: Path) -> Path:
        if target.name == "z.html":
            raise OSError("the disk is gone")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(Faults, match="E503"):
        build(tmp_path, {"index.html": b"3", "a.html": b"4", "z.html": b"5"})
    monkeypatch.undo()
    build(tmp_path, {"index.html": b"6"})
    assert held(tmp_path) == {"index.html": b"6"}


def test_the_list_is_one_that_sha256sum_checks(folder: Path) -> None:
    for line in (folder / MANIFEST).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
