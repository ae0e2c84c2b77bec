"""Completion of half-written command lines."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from secg.cli import main
from secg.commands.command_list import COMMANDS
from secg.commands.completion import SHELLS, completions

ROOT = Path(__file__).resolve().parents[2]

LINES = [
    (["exp"], "explain"),
    (["explain", "small-supplier-on-a-sh"], "small-supplier-on-a-shared-platform"),
    (["explain", "large-supplier", "--as"], "--as-at"),
    (["explain", "large-supplier", "--version", "5.2"], "5.20"),
    (["explain", "large-supplier", "--with", "smets1"], "smets1-programme-date"),
    (["explain", "large-supplier", "--format", "h"], "html"),
    (["diff", "--modification", "MP08"], "MP087"),
    (["diff", "SECMP004"], "SECMP0044"),
    (["diff", "5.20", "MP08"], "MP087"),
    (["diff", "smets1-pro"], "smets1-programme-date"),
    (["impact", "--as-at", "2020-01-01", "MP08"], "MP087"),
    (["paragraph", "G8.4"], "G8.41"),
    (["check", "--for"], "--format"),
]


@pytest.mark.parametrize(
    ("words", "wanted"), LINES, ids=lambda item: " ".join(item) if isinstance(item, list) else item
)
def test_a_half_written_line_is_completed(words: list[str], wanted: str) -> None:
    assert wanted in completions(words, ROOT)


@pytest.mark.parametrize("option", ["--as-at", "--set", "--reach"])
def test_nothing_is_offered_for_a_value_that_no_list_has(option: str) -> None:
    assert completions(["what-if", option, ""], ROOT) == []
    assert "large-supplier" in completions(["what-if", option, "2019-01-01", "large"], ROOT)


@pytest.mark.parametrize("words", [["why-not", "large-supplier", ""], ["explain", "--as-at", "2019-01-01", "anna", ""]])
def test_no_party_is_offered_after_the_party(words: list[str]) -> None:
    assert completions(words, ROOT) == []


def test_the_parties_are_those_of_the_folder_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "anna.yaml").touch()
    assert completions(["explain", "--facts", str(tmp_path), ""], ROOT) == ["anna"]
    assert completions(["explain", "--facts", str(tmp_path / "none"), ""], ROOT) == []


def test_the_parties_of_a_repository_of_parties_are_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "anna.yaml").touch()
    monkeypatch.chdir(tmp_path)
    assert completions(["explain", ""], ROOT) == ["anna"]


def test_the_script_of_bash_quotes_what_the_shell_would_take_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["completion", "bash"])
    (tmp_path / "ab").touch()
    names = ["north & south", "[ab]*", "$(id)", "o'k"]
    given = " ".join(f"{name!r}" if "'" not in name else f'"{name}"' for name in names)
    script = f"secg() {{ printf '%s\\n' {given}; }}; {capsys.readouterr().out}"
    line = 'COMP_WORDS=(secg explain ""); COMP_CWORD=2; _secg; eval "printf \'%s\\n\' ${COMPREPLY[*]}"'
    done = subprocess.run(
        ["bash", "-c", f"{script}\n{line}"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines() == names


@pytest.mark.parametrize("words", [[], [""]])
def test_nothing_written_gives_every_command(words: list[str]) -> None:
    assert completions(words, ROOT) == sorted(COMMANDS)


def test_an_unknown_command_gives_nothing() -> None:
    assert completions(["nothing-such", ""], ROOT) == []


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_its_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert "secg completion --for" in capsys.readouterr().out


def test_the_script_of_bash_completes_in_bash() -> None:
    script = f"PATH={ROOT}/.venv/bin:$PATH; cd {ROOT}; source <(secg completion bash)"
    line = "COMP_WORDS=(secg explain large-su); COMP_CWORD=2; _secg; echo ${COMPREPLY[@]}"
    done = subprocess.run(["bash", "-c", f"{script}; {line}"], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split()[0] == "large-supplier"


def test_the_hooks_for_commits_name_commands_that_exist() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert {hook["entry"].split()[1] for hook in hooks} <= COMMANDS.keys()
