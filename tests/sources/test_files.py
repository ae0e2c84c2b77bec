"""Reading a file from the edge: text only, of a reasonable size, and every refusal is one message."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from secg.messages import Faults
from secg.sources.files import SIZE_LIMIT, display_path, path_from_here, read_text


def refusal(path: Path) -> str:
    """The one message that a file is refused with."""
    with pytest.raises(Faults) as refused:
        read_text(path, "facts/it.yaml")
    (message,) = refused.value.diagnostics
    return str(message).partition("\n")[0]


def test_a_text_comes_back_with_plain_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    path.write_bytes("é £\r\nsecond\rthird\n".encode())
    assert read_text(path, "it.yaml") == "é £\nsecond\nthird\n"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.yaml") == "facts/it.yaml: error E101: there is no file `facts/it.yaml`"


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    with path.open("wb") as file:
        file.truncate(10 * 1024 * 1024)
    assert "10,485,760 bytes, more than the 1,000,000" in refusal(path)
    path.write_bytes(b"x" * SIZE_LIMIT)
    assert len(read_text(path, "it.yaml")) == SIZE_LIMIT


def test_a_file_of_another_encoding_is_refused_at_its_first_wrong_byte(tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    path.write_bytes("party: a\nname: Müller\n".encode("latin-1"))
    assert refusal(path) == "facts/it.yaml:2:8: error E104: the file is not UTF-8 text: byte 17 can't be read"


def test_a_truncated_letter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    path.write_bytes("name: é".encode()[:-1])
    assert refusal(path).startswith("facts/it.yaml:1:7: error E104")


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x85", "\u2028", "\ufeff", "\u202e"])
def test_a_character_that_no_text_has_is_refused_at_its_place(character: str, tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    path.write_bytes(f"party: a\nname: b{character}\n".encode())
    assert refusal(path).startswith(
        f"facts/it.yaml:2:8: error E119: the file holds a control character (U+{ord(character):04X})"
    )


def test_what_is_no_regular_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    for name in ("pipe.yaml", "folder.yaml"):
        assert "error E105: the file can't be used:" in refusal(tmp_path / name)


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    assert "error E105: the file can't be used: file name too long" in refusal(tmp_path / ("a" * 5000))


def test_a_path_is_shown_from_the_root_and_in_full_outside_it(tmp_path: Path) -> None:
    assert display_path(tmp_path / "facts" / "a.yaml", tmp_path) == "facts/a.yaml"
    assert display_path(Path("/etc/hosts"), tmp_path) == "/etc/hosts"


def test_a_path_is_told_as_it_is_opened_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "policies" / "readings"
    inner.mkdir(parents=True)
    for here, told in (
        (tmp_path, "facts/a.yaml"),
        (inner, "../../facts/a.yaml"),
        (Path("/"), f"{tmp_path}/facts/a.yaml"),
    ):
        monkeypatch.chdir(here)
        assert path_from_here(tmp_path / "facts" / "a.yaml") in (told, told.removeprefix("/"))
