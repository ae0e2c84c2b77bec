"""The command line: exit status, what goes to which stream, and one clear message for each slip."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secg.cli import main
from secg.commands.command_list import COMMANDS
from tests.policy_tree import PolicyTree, paragraph

SECG = Path(sys.executable).with_name("secg")
Output = tuple[int, str, str]


@pytest.fixture
def coded(tree: PolicyTree, monkeypatch: pytest.MonkeyPatch) -> PolicyTree:
    """A small repository in the current folder, with one party and one reading."""
    tree.part(
        paragraph("G1.1: One", 'obligation(User, keep, "all of it") :- premises(User, N), N > 5.'),
        paragraph(
            "G1.2: Two", "asked(User, supplier, 1) :- party(User).\nanswered(User, As, 1, full) :- asked(User, As, 1)."
        ),
    )
    tree.instrument("my-reading", paragraph("Substitute G1.1: Otherwise"))
    tree.party("anna", "premises: 10").party("bob", "premises: 3")
    monkeypatch.chdir(tree.root)
    return tree


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("SECG_TRACEBACK", "1")
    return Run(capsys)


class Run:
    """Runs a command in this process; gives its status and what it wrote to each stream."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str) -> Output:
        status = main(list(words))
        out, err = self._capsys.readouterr()
        return status, out, err


GOOD = {
    "explain": ["explain", "anna"],
    "derive": ["derive"],
    "versions": ["versions"],
    "paragraph": ["paragraph", "G1.1"],
    "check": ["check"],
}


@pytest.mark.parametrize("words", GOOD.values(), ids=GOOD.keys())
def test_a_command_that_is_done_exits_0_and_writes_to_standard_output_only(
    words: list[str], coded: PolicyTree, run: Run
) -> None:
    status, out, err = run(*words)
    assert (status, err) == (0, "")
    assert out.endswith("\n") and out.strip()


def test_findings_of_check_exit_1_and_a_folder_that_is_not_there_exits_2(coded: PolicyTree, run: Run) -> None:
    coded.party("cleo", "premises: many").party("dora", "premises: more")
    status, out, err = run("check")
    assert (status, out) == (1, "")
    assert [line.partition(": ")[0] for line in err.splitlines()[::2]] == [
        "facts/cleo.yaml:4:13",
        "facts/dora.yaml:4:13",
    ]
    for option in ("--facts", "--policies"):
        status, out, err = run("check", option, "nowhere")
        assert (status, out) == (2, "")
        assert err.startswith("nowhere: error E102: there is no folder `nowhere`")


def test_from_a_subfolder_files_are_told_by_paths_that_open_from_there(
    coded: PolicyTree, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded.party("cleo", "premises: many")
    monkeypatch.chdir(coded.root / "policies")
    assert run("check")[2].startswith("../facts/cleo.yaml:4:13: error E406")
    assert run("new", "party", "dora")[1].startswith("../facts/dora.yaml\n")
    assert run("schema")[1] == "../facts/schema.json\n"


@pytest.mark.parametrize("words", [["explain", "anna"], ["derive"]], ids=["explain", "derive"])
def test_bad_input_exits_2_with_every_fault_on_standard_error(words: list[str], coded: PolicyTree, run: Run) -> None:
    coded.party("cleo", "premises: many").party("dora", "premises: more")
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert err.count("error E406") == 2


SLIPS = {
    "a command that is none": (["explian", "anna"], "E504", "did you mean `explain`?"),
    "an option that is none": (["explain", "anna", "--fromat", "json"], "E504", "did you mean `--format`?"),
    "half an option": (["explain", "anna", "--form", "json"], "E504", "`--form` is not an option of this command"),
    "an option before the command": (["--as-at", "2018-07-18", "explain", "anna"], "E504", "options follow it"),
    "a kind of thing that is none": (["new", "partyy", "x"], "E504", "did you mean `party`?"),
    "a word too many": (["explain", "anna", "bob"], "E504", "`bob` is one word too many"),
    "no party": (["explain"], "E504", "PARTY is missing"),
    "an option without its value": (["explain", "anna", "--as-at"], "E504", "`--as-at` needs a value"),
    "a party that is none": (["explain", "ana"], "E411", "did you mean `anna`?"),
    "the file of a party": (["explain", "facts/anna.yaml"], "E411", "did you mean `anna`?"),
    "one modification that is none": (["diff", "my-readin"], "E320", "there is no version `my-readin`"),
    "a format that is none": (["explain", "anna", "--format", "jsn"], "E502", "did you mean `json`?"),
    "a format of another command": (["derive", "--format", "html"], "E502", "the formats are text"),
    "a date that is none": (["explain", "anna", "--as-at", "2018-02-30"], "E501", "`2018-02-30` is not a date"),
    "a date as people write it": (["explain", "anna", "--as-at", "1.8.2018"], "E501", "write year-month-day"),
    "no date": (["explain", "anna", "--as-at", ""], "E501", "`` is not a date"),
    "a date before the earliest": (
        ["explain", "anna", "--as-at", "2017-12-31"],
        "E321",
        "no source describes an earlier text",
    ),
    "a version that is none": (["explain", "anna", "--version", "basline"], "E320", "did you mean `baseline`?"),
    "a reading that is none": (["explain", "anna", "--with", "my-readin"], "E301", "did you mean `my-reading`?"),
    "a paragraph that is none": (["paragraph", "G1.11"], "E323", "did you mean `G1.1`?"),
    "a paragraph of no form": (["paragraph", "one"], "E323", "has a paragraph or limb `one`"),
    "a folder that is none": (["explain", "anna", "--facts", "fact"], "E102", "there is no folder `fact`"),
    "a folder whose name is too long": (["explain", "anna", "--facts", "f" * 5000], "E102", "there is no folder"),
    "an output in a folder that is none": (["derive", "--out", "no/it.txt"], "E503", "`no/it.txt` can't be written"),
    "a folder as output": (["derive", "--out", "facts"], "E503", "`facts` can't be written: is a directory"),
    "parties beside a population": (
        ["impact", "my-reading", "--population", "p.csv", "--facts", "facts"],
        "E504",
        "`--facts` has no use beside --population",
    ),
    "templates of a population": (
        ["impact", "x", "--population", "p.csv", "--templates", "t"],
        "E504",
        "`--templates`",
    ),
    "memory of no population": (["impact", "x", "--memory", "4GB"], "E504", "`--memory` has no use without --popul"),
    "memory of the default engine": (["derive", "--memory", "4GB"], "E504", "`--memory` has no use without --engine"),
    "threads of the default engine": (["derive", "--threads", "2"], "E504", "`--threads` has no use without --engine"),
    "a schema compared": (["export", "--format", "schema", "--since", "m.json"], "E504", "`--since` has no use beside"),
    "a version of all": (["export", "--all", "--version", "baseline"], "E504", "`--version` has no use where every"),
    "a reading over all": (["prove", "--every-version", "--with", "x"], "E504", "`--with` has no use where every"),
    "all schemas of a report": (["schema", "--report", "--every", "d"], "E504", "`--every` has no use beside --report"),
    "schemas in a file": (["schema", "--every", "d", "--out", "s.json"], "E504", "`--out` has no use beside --every"),
    "a day of no impact": (["diff", "my-reading", "--as-at", "2018-08-01"], "E504", "no use without --impact"),
    "a modification since": (["diff", "my-reading", "--since", "policies"], "E504", "`CODE` has no use beside --since"),
    "parties since": (["diff", "--since", "policies", "--witnesses", "w"], "E504", "`--witnesses` has no use beside"),
    "a duty of a proposal": (
        ["new", "proposal", "P2", "--duty", "pay"],
        "E504",
        "`--duty` has no use for a new proposal",
    ),
    "a day of a party": (
        ["new", "party", "p", "--as-at", "2018-08-01"],
        "E504",
        "`--as-at` has no use for a new party",
    ),
    "an output without a name": (["derive", "--out", ""], "E503", "`` can't be written"),
}


@pytest.mark.parametrize(("words", "code", "part"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_gets_one_clear_message_and_exits_2(
    words: list[str], code: str, part: str, coded: PolicyTree, run: Run
) -> None:
    before = sorted(path.name for path in coded.root.rglob("*"))
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert err.count(f"error {code}: ") == err.count("error ") == 1
    assert part in err
    assert sorted(path.name for path in coded.root.rglob("*")) == before


def test_a_limb_that_a_paragraph_has_at_no_time_is_a_slip(coded: PolicyTree, run: Run) -> None:
    coded.part(paragraph("G1.1: Two limbs") + "\n### (a) first\n\nOne.\n\n### (b) second\n\nTwo.\n")
    assert run("paragraph", "G1.1(b)")[0] == 0
    status, out, err = run("paragraph", "G1.1(c)")
    assert (status, out) == (2, "")
    assert "error E323" in err and "`G1.1(c)`" in err and "did you mean `G1.1(" in err


def test_no_command_shows_the_commands_and_is_a_slip_and_help_is_none(run: Run) -> None:
    for words, status in ((), 2), (("--help",), 0), (("-h",), 0):
        done, out, err = run(*words)
        assert (done, err) == (status, "")
        assert all(command in out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, run: Run) -> None:
    status, out, err = run(command, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(f"usage: secg {command}") and COMMANDS[command][1].split()[0] in out


def test_a_result_goes_to_the_file_that_is_asked_for_whole_and_nothing_else_is_written(
    coded: PolicyTree, run: Run
) -> None:
    target = coded.root / "out.json"
    target.write_text("old")
    assert run("explain", "anna", "--format", "json", "--out", "out.json") == (0, "", "")
    assert json.loads(target.read_text(encoding="utf-8"))["party"] == "anna"
    assert sorted(path.name for path in coded.root.iterdir()) == ["facts", "out.json", "policies"]


def test_a_result_that_can_not_be_given_leaves_the_old_file_as_it_was(coded: PolicyTree, run: Run) -> None:
    target = coded.root / "out.json"
    target.write_text("old")
    assert run("explain", "nobody", "--out", "out.json")[0] == 2
    assert target.read_text() == "old"


def test_a_link_and_a_pipe_are_written_to_and_not_replaced(coded: PolicyTree, run: Run) -> None:
    real, link, pipe = (coded.root / name for name in ("real.txt", "link.txt", "pipe"))
    real.write_text("old")
    link.symlink_to(real.name)
    assert run("derive", "--out", str(link)) == (0, "", "")
    assert link.is_symlink() and real.read_text().startswith("anna")
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    assert run("derive", "--out", str(pipe)) == (0, "", "")
    assert pipe.is_fifo() and os.read(reader, 100_000) == real.read_bytes()
    os.close(reader)


def test_the_same_request_gives_the_same_bytes(coded: PolicyTree, run: Run) -> None:
    for words in GOOD.values():
        assert run(*words) == run(*words)


def shell(line: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A line run by the shell, with `secg` in its place."""
    words = ["/bin/sh", "-c", line.replace("secg", str(SECG))]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


def test_a_repository_is_found_from_any_folder_inside_it(
    coded: PolicyTree, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run("explain", "anna", "--as-at", "2018-06-01")
    (coded.root / "deep" / "down").mkdir(parents=True)
    monkeypatch.chdir(coded.root / "deep" / "down")
    assert run("explain", "anna", "--as-at", "2018-06-01") == expected


def test_outside_any_repository_the_one_that_holds_the_engine_is_used(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run("versions", "--format", "json")
    assert (status, err) == (0, "") and json.loads(out)["versions"]


def test_the_package_is_run_as_a_module_too() -> None:
    by_name, as_module = (
        subprocess.run([*words, "explain", "--help"], capture_output=True, text=True, check=True).stdout
        for words in ([SECG], [sys.executable, "-m", "secg"])
    )
    assert as_module == by_name


def test_a_folder_that_is_gone_is_no_reason_to_fail(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    done = shell(f"rmdir {gone}; exec secg versions", gone)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("words", ["derive --as-at 2019-03-01", "versions", "explain --help", "--help"])
def test_output_to_a_pipe_that_is_closed_stops_quietly(words: str, repository: Path) -> None:
    # nobody reads: the other end is closed before anything is written
    done = shell(f"(sleep 0.1; secg {words}; echo $? >&2) | true", repository)
    assert done.stderr in ("0\n", "141\n")


def test_output_to_nowhere_and_to_a_full_disk_is_one_message(repository: Path) -> None:
    for redirection in (">/dev/full", ">&-"):
        for words in ("versions", "--help"):
            done = shell(f"secg {words} {redirection}", repository)
            assert done.returncode == 2 and done.stderr.count("error E503: `standard output` can't be written") == 1
            assert "Traceback" not in done.stderr and "Exception" not in done.stderr


def test_output_is_utf_8_whatever_the_terminal_says(coded: PolicyTree) -> None:
    coded.write("facts/anna.yaml", "party: anna\nname: Änna £\nfacts: {}\n")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([SECG, "explain", "anna"], cwd=coded.root, capture_output=True, env=environment, check=False)
    assert done.returncode == 0 and "Änna £" in done.stdout.decode("utf-8")
    done = subprocess.run([SECG, "explain", "é"], cwd=coded.root, capture_output=True, env=environment, check=False)
    assert done.returncode == 2 and b"error E411" in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [["explain"], ["derive", "--facts"], ["paragraph"], ["derive", "--out", "out.txt", "--as-at"]],
)
def test_an_argument_that_is_no_text_is_a_slip_like_any_other(words: list[str], coded: PolicyTree) -> None:
    done = subprocess.run([SECG, *words, b"\xff"], cwd=coded.root, capture_output=True, check=False)
    assert done.returncode in (1, 2) and b"error E" in done.stdout + done.stderr.replace(b"E599", b"an internal error")
    assert b"Traceback" not in done.stderr and b"E599" not in done.stderr


BROKEN = {
    "a truncated file": (b"party: anna\nfacts: {premises: [{count: 5", "E110"),
    "a file of another encoding": ("party: anna\nname: M\u00fcller\nfacts: {}\n".encode("latin-1"), "E104"),
    "a file of bytes": (bytes(range(256)), "E104"),
    "a bomb of aliases": (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "E111"),
    "a bomb of brackets": (b"party: anna\nfacts: " + b"[" * 100_000, "E113"),
    "a file of 10 MB": (b"#" * 10_000_000, "E103"),
    "an empty file": (b"", "E115"),
}


@pytest.mark.parametrize(("content", "code"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_gets_messages_of_one_kind_and_exits_2(
    content: bytes, code: str, coded: PolicyTree, run: Run
) -> None:
    (coded.root / "facts" / "anna.yaml").write_bytes(content)
    status, out, err = run("explain", "anna")
    assert (status, out) == (2, "")
    assert err.count("error ") == err.count(f"error {code}: ") >= 1
    (coded.root / "policies" / "vocabulary.yaml").write_bytes(content)
    status, out, err = run("explain", "anna")
    assert (status, out) == (2, "") and f"error {code}: " in err


ABUSE = st.one_of(
    st.sampled_from(
        [*COMMANDS, "anna", "bob", "G1.1", "baseline", "my-reading", "json", "text", "2018-06-01", "nowhere"]
    ),
    st.sampled_from(
        ["--as-at", "--version", "--with", "--facts", "--policies", "--format", "--out=out.txt", "--help", "--"]
    ),
    st.sampled_from(
        ["", " ", "-", "--", "---", "-x", "--=", "=", "@file", "*", "..", "/", "/dev/null", "é", "💡", "a\nb"]
    ),
    st.sampled_from(
        ["--as-at=", "--as-at=9999-12-31", "--as-at=0001-01-01", "--version=", "--with=", "--format=", "x" * 5000]
    ),
    st.sampled_from(
        [
            "__import__('os')",
            "'; drop table",
            "$(touch pwned)",
            "{0}",
            "%s",
            "-1",
            "1e9",
            "../facts/anna",
            "G",
            "G8.41(a",
        ]
    ),
    st.text(max_size=5).filter(lambda text: "\0" not in text),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    command=st.sampled_from(["explain", "derive", "versions", "paragraph", "check", "schema", "why-not"]),
    words=st.lists(ABUSE, max_size=4),
)
def test_no_arguments_however_abused_end_in_anything_but_a_status_and_messages(
    command: str, words: list[str], coded: PolicyTree, run: Run
) -> None:
    status, _, err = run(command, *words)
    assert status in (0, 1, 2)
    assert "Traceback" not in err and "E599" not in err
    if status == 2:
        assert "error E" in err


LONG = "x" * 5000


@pytest.mark.parametrize(
    "words",
    [
        ("check", LONG),
        ("derive", "--engine", "duckdb", "--facts", LONG),
        ("impact", "--modification", "MP087", "--population", LONG),
        ("count", LONG, "--as-at", "2021-01-01"),
        ("check", "--policies", LONG),
        ("check", "--facts", LONG),
        ("count", "inventory.csv", "--policies", LONG),
    ],
    ids=lambda words: " ".join(word for word in words if word != LONG),
)
def test_a_name_too_long_for_any_file_is_that_of_no_file(
    words: tuple[str, ...], coded: PolicyTree, run: Run, repository: Path
) -> None:
    own = (
        ("--policies", str(repository / "policies"))
        if words[0] in ("count", "impact") and "--policies" not in words
        else ()
    )
    status, _, err = run(*words, *own)
    assert status == 2
    assert "error E101" in err or "error E102" in err
    assert "E599" not in err and "can't be written" not in err


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "anna"),
        ("derive", "--engine", "duckdb"),
        ("prove",),
        ("population", "--help"),
        ("explain", "--help"),
    ],
    ids=" ".join,
)
def test_a_run_that_went_well_says_nothing_on_the_side(coded: PolicyTree, words: tuple[str, ...]) -> None:
    done = subprocess.run([SECG, *words], cwd=coded.root, capture_output=True, check=False)
    assert done.stdout and not done.stderr
