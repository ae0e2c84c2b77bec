"""`secg new`: a repository of parties whose own two commands work at once; proposals and readings to start from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from secg.cases.case_reader import read_cases
from secg.cases.findings import find
from secg.cases.judging import judge
from secg.code.policies import load_policies
from secg.commands.new import files_like
from secg.commands.output import write_folder
from secg.facts.loading import check_schema, load_situations
from secg.sources.drafts import BASIS, BECAUSE, INTRODUCTION, PARAPHRASE, QUESTION, TITLE, WHERE
from tests.messages.trees import printed

FOREIGN = Path(__file__).parents[1] / "foreign"


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`make` in a folder, with the `secg` of this environment in the path."""
    outer = {
        key: value for key, value in os.environ.items() if not key.startswith("MAKE")
    }  # `make test` runs this test
    environment = {**outer, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(["make", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new repository."""
    folder = tmp_path_factory.mktemp("new")
    assert printed(["new", "repository", "ours"], folder).startswith("exit 0\n")
    return folder / "ours"


def test_its_checks_and_cases_pass_at_once(laid_out: Path) -> None:
    done = make(laid_out, "test")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no fault: " in done.stdout and "the case holds" in done.stdout


def test_another_is_laid_out_from_within_it(laid_out: Path) -> None:
    assert printed(["new", "repository", "another"], laid_out).startswith("exit 0\n")
    assert (laid_out / "another" / "facts" / "example.yaml").read_text() == (
        laid_out / "facts" / "example.yaml"
    ).read_text()
    shutil.rmtree(laid_out / "another")


@pytest.mark.parametrize("name", ["a b", "$HOME", "x;y", "it's", "#h", "-x", "~", "a/b c"])
def test_the_command_that_is_printed_works_as_it_stands(name: str, tmp_path: Path) -> None:
    printed_by = printed(["new", "repository", "--", name], tmp_path)
    command = printed_by.splitlines()[1].partition(": ")[2].partition(" && ")[0]
    done = subprocess.run(f"{command} && pwd", shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout) == ("", f"{tmp_path / name}\n")


def test_its_makefile_takes_any_name_of_a_party(laid_out: Path, tmp_path: Path) -> None:
    ours = Path(shutil.copytree(laid_out, tmp_path / "ours"))
    for name in ("a b", "it's", "x;y", "-x", "#h"):
        text = (ours / "facts" / "example.yaml").read_text().replace("party: example", f'party: "{name}"')
        (ours / "facts" / f"{name}.yaml").write_text(text)
        done = make(ours, "explain", f"PARTY={name}")
        assert (done.returncode, done.stderr) == (0, ""), name


def test_its_example_is_explained(laid_out: Path) -> None:
    done = make(laid_out, "explain", "PARTY=example")
    assert done.returncode == 0
    assert done.stdout.startswith("Example ")


def test_a_wrong_number_in_it_is_seen_by_its_case(laid_out: Path) -> None:
    path = laid_out / "facts" / "example.yaml"
    text = path.read_text()
    path.write_text(text.replace("domestic_premises: 1_200_000", "domestic_premises: 20_000"))
    try:
        done = make(laid_out, "test")
    finally:
        path.write_text(text)
    assert done.returncode != 0
    assert "1 of 1 cases do not hold" in done.stdout


def test_a_party_and_a_case_can_be_added_to_it_and_nothing_of_the_law(laid_out: Path, tmp_path: Path) -> None:
    ours = Path(shutil.copytree(laid_out, tmp_path / "ours"))
    assert printed(["new", "party", "acme", "--like", "example"], ours).startswith("exit 0\nfacts/acme.yaml\n")
    drafted = printed(["new", "case", "acme", "--as-at", "2022-11-03"], ours)
    case = "tests/regression/MP203/acme-2022-11-03.yaml"
    assert drafted.startswith(f"exit 0\n{case}\n")
    assert printed(["cases", case], ours) == "exit 0\nthe case holds\n"
    assert "E102" in printed(["new", "proposal", "P1", "--substitute", "G8.41"], ours)


def test_its_hook_runs_the_check_that_is_installed(laid_out: Path) -> None:
    (repository,) = yaml.safe_load((laid_out / ".pre-commit-config.yaml").read_text())["repos"]
    assert [hook["entry"] for hook in repository["hooks"]] == ["secg check"]


def test_nothing_is_laid_over_what_is_there(laid_out: Path) -> None:
    text = printed(["new", "repository", laid_out.name], laid_out.parent)
    assert "E529" in text and "is not an empty folder" in text and not text.startswith("exit 0")


SHIPPED = Path(__file__).parents[2]


def test_its_case_holds_and_its_facts_have_no_fault_whichever_party_it_is_like(tmp_path: Path) -> None:
    policies = load_policies(SHIPPED / "policies", SHIPPED)
    parties = load_situations(SHIPPED / "facts", SHIPPED, policies.vocabulary)
    for name in parties.parties:
        folder = tmp_path / name
        write_folder(folder, files_like(parties.party(name), SHIPPED, policies, parties))
        situations = load_situations(folder / "facts", folder, policies.vocabulary)
        (case,) = read_cases(folder / "tests" / "regression", folder, policies, situations)
        assert judge(find(case, policies)) == ()
        assert check_schema(folder / "facts", "facts", policies.vocabulary) == ()
        assert situations.parties.keys() - {"example"} < parties.parties.keys()


@pytest.mark.parametrize("party", ["supplier-whose-platform-is-no-party", "platform-that-is-no-party"])
def test_like_any_party_its_checks_and_cases_pass_at_once(party: str, tmp_path: Path) -> None:
    assert printed(["new", "repository", "ours", "--like", party], tmp_path).startswith("exit 0\n")
    assert printed(["check"], tmp_path / "ours").endswith("2 parties, 190 paragraphs in the ledger, 1 case\n")
    assert printed(["cases", "--facts", "facts"], tmp_path / "ours") == "exit 0\nthe case holds\n"


def test_like_one_of_several_it_holds_those_that_bear_on_one_another(tmp_path: Path) -> None:
    printed(["new", "repository", "ours", "--like", "parent-supplier-with-affiliates"], tmp_path)
    facts = tmp_path / "ours" / "facts"
    assert sorted(path.name for path in facts.glob("*.yaml")) == ["affiliate-supplier.yaml", "example.yaml"]
    assert "parent-supplier-with-affiliates" not in "".join(path.read_text() for path in facts.glob("*.yaml"))


def test_a_party_that_another_is_beside_under_the_name_of_the_example_is_refused(tmp_path: Path) -> None:
    printed(["new", "repository", "ours", "--like", "parent-supplier-with-affiliates"], tmp_path)
    text = printed(["new", "repository", "more", "--like", "affiliate-supplier"], tmp_path / "ours")
    assert text.startswith("exit 2\n") and "E504" in text and "`example`" in text
    assert not (tmp_path / "ours" / "more").exists()


def test_like_a_party_whose_file_names_no_schema_it_passes_its_checks(library: Path) -> None:
    (library / "facts" / "schema.json").unlink()
    path = library / "facts" / "ann.yaml"
    path.write_text('{"party": "ann", "facts": {"unpaid_fines": 120}}\n')
    assert printed(["new", "repository", "../ours", "--like", "ann"], library).startswith("exit 0\n")
    assert printed(["check", "--policies", "../library/policies"], library.parent / "ours").endswith("1 case\n")


def test_a_mistyped_party_to_be_like_gets_the_nearest(tmp_path: Path) -> None:
    text = printed(["new", "repository", "ours", "--like", "large-suplier"], tmp_path)
    assert "large-supplier" in text and not (tmp_path / "ours").exists()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of a library's law."""
    return Path(shutil.copytree(FOREIGN, tmp_path / "library"))


def left_to_say(folder: Path) -> list[str]:
    """What `secg check` says is still to be written, and no other fault."""
    lines = [line for line in printed(["check"], folder).splitlines() if ": error " in line]
    assert all(": error E124: " in line for line in lines), lines
    return [line.partition("`")[2].partition("`")[0] for line in lines]


def say_all(folder: Path) -> None:
    """Replace all that `secg new` left to be said."""
    for path in [*folder.glob("policies/**/*.*"), *folder.glob("facts/*.yaml")]:
        text = path.read_text()
        for stub in (INTRODUCTION, TITLE, PARAPHRASE, QUESTION, BECAUSE, WHERE, BASIS):
            text = text.replace(stub, "known words")
        path.write_text(text)


def test_a_proposal_starts_from_the_text_in_force_and_changes_nothing_yet(library: Path) -> None:
    text = printed(
        ["new", "proposal", "B9", "--substitute", "L2.1", "--insert", "L2.9", "--title", "More: debt"], library
    )
    assert text.startswith("exit 0\npolicies/proposals/B9.md\n")
    written = (library / "policies" / "proposals" / "B9.md").read_text()
    assert "A borrower who owes more than 100 pence is in debt." in written  # the words of B7, not of the baseline
    assert "## Insert L2.9: " in written
    assert left_to_say(library) == [INTRODUCTION, TITLE, PARAPHRASE]
    say_all(library)
    assert printed(["check"], library).startswith("exit 0")
    assert "No party's outcome changes: proved." in printed(["diff", "B9"], library)


def test_the_effect_of_an_edited_proposal_is_shown(library: Path) -> None:
    printed(["new", "proposal", "B9", "--substitute", "L2.1"], library)
    path = library / "policies" / "proposals" / "B9.md"
    path.write_text(path.read_text().replace("Pence > 100", "Pence > 90").replace("Pence <= 100", "Pence <= 90"))
    text = printed(["diff", "B9"], library)
    assert "Full each year → Restricted Card each year" in text


def test_a_reading_has_a_question_to_be_put(library: Path) -> None:
    assert printed(["new", "reading", "fines-of-a-child", "--substitute", "L2.2"], library).startswith("exit 0")
    assert "question: " in (library / "policies" / "readings" / "fines-of-a-child.md").read_text()
    assert left_to_say(library) == [QUESTION, INTRODUCTION]
    say_all(library)
    assert printed(["check"], library).startswith("exit 0")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["B9", "--substitute", "L2.8"], "has no paragraph `L2.8`"),
        (["B9", "--insert", "L2.1"], "use --substitute"),
        (["B9", "--substitute", "G8.41"], "is not the number of a paragraph, as `L8.41`"),
        (["B7", "--substitute", "L2.1"], "it is there already"),
        (["../B9", "--substitute", "L2.1"], "can't be the name of an instrument"),
    ],
)
def test_what_cannot_be_laid_out_is_told_and_nothing_is_written(words: list[str], told: str, library: Path) -> None:
    text = printed(["new", "proposal", *words], library)
    assert told in text and not text.startswith("exit 0")
    assert not list((library / "policies").rglob("B9*"))


MODIFICATION = ["new", "modification", "B9", "--in-force", "2024-05-01", "--substitute", "L2.1", "--insert", "L2.9"]
DUTY = ["--duty", "tell_the_desk=tell the desk of a new address"]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def modified(library: Path) -> Path:
    """A library whose law has a new modification, as it is laid out."""
    assert printed([*MODIFICATION, *DUTY], library).startswith("exit 0\n")
    return library


def test_a_modification_is_laid_out_in_all_its_places_and_needs_its_own_words_alone(modified: Path) -> None:
    assert left_to_say(modified) == [BECAUSE, INTRODUCTION, TITLE, PARAPHRASE, WHERE, BECAUSE]
    printed_coverage = printed(["coverage", "--check"], modified)
    assert "B9" not in printed_coverage
    policies = modified / "policies"
    version = "{label: B9, number: null, in_force: 2024-05-01, not_before: 2024-05-01, instruments: [B9], "
    assert version in (policies / "versions.yaml").read_text()
    assert "{paragraph: L2.9, since: B9, state: encoded" in (policies / "coverage.yaml").read_text()
    assert (
        "duty: {kind: type, values: {tell_the_desk: tell the desk of a new address, "
        in (policies / "vocabulary.yaml").read_text()
    )
    assert "B9: {title: B9, where: say here where it can be read}" in (policies / "sources.yaml").read_text()
    assert "tell_the_desk" in (modified / "facts" / "schema.json").read_text()
    say_all(modified)
    assert printed(["check"], modified).startswith("exit 0")
    written = (policies / "modifications" / "B9.md").read_text()
    assert "Pence > 100" in written and 'must(B, tell_the_desk, "fines") :-\n    in_debt(B).' in written


def test_its_first_cases_are_of_the_smallest_parties_and_hold(modified: Path) -> None:
    text = (modified / "tests" / "regression" / "B9" / "B9.yaml").read_text()
    assert "situation:\n    unpaid_fines: 101\n" in text
    assert "{paragraph: L2.9, about: fines, duty: tell_the_desk, status: applies}" in text
    assert printed(["cases"], modified).startswith("exit 0")
    policies = load_policies(modified / "policies", modified)
    situations = load_situations(modified / "facts", modified, policies.vocabulary)
    cases = read_cases(modified / "tests" / "regression", modified, policies, situations)
    own = [case for case in cases if case.label == "B9"]
    assert len(own) >= 2
    assert [judge(find(case, policies)) for case in own] == [()] * len(own)


def test_only_what_its_new_duties_bring_is_changed_by_it(modified: Path) -> None:
    text = printed(["diff", "B9"], modified)
    assert "tell the desk of a new address" in text and "Restricted Card" not in text


def test_cases_are_drafted_for_what_an_edited_modification_says_and_no_case_shows(modified: Path) -> None:
    assert "nothing to write" in printed(["new", "case", "B9"], modified)
    (modified / "tests" / "regression" / "B9" / "B9.yaml").unlink()
    path = modified / "policies" / "modifications" / "B9.md"
    path.write_text(path.read_text().replace("Pence > 100", "Pence > 90").replace("Pence <= 100", "Pence <= 90"))
    assert printed(["new", "case", "B9"], modified).startswith("exit 0\ntests/regression/B9/B9.yaml\n")
    assert "unpaid_fines: 91\n" in (modified / "tests" / "regression" / "B9" / "B9.yaml").read_text()
    assert printed(["cases"], modified).startswith("exit 0")


def test_a_second_modification_of_the_same_day_joins_its_version(modified: Path) -> None:
    words = ["new", "modification", "B10", "--in-force", "2024-05-01", "--insert", "L2.10"]
    assert printed(words, modified).startswith("exit 0")
    assert "instruments: [B10, B9]" in (modified / "policies" / "versions.yaml").read_text()
    assert "{paragraph: L2.10, since: B9, state: procedural" in (modified / "policies" / "coverage.yaml").read_text()


def test_a_modification_before_days_that_cases_are_about_says_which_cases_to_move(library: Path) -> None:
    text = printed(["new", "modification", "B8", "--in-force", "2023-05-01", "--substitute", "L2.1"], library)
    assert text.startswith("exit 0") and "1 of the cases are about days on which it is in force: move them" in text
    assert "E902" in printed(["check"], library)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "needs the day on which it comes into force"),
        (["--in-force", "1/5/2024"], "`--in-force 2024-05-01`"),
        (["--in-force", "2019-05-01"], "E321"),
        (["--in-force", "2024-05-01", "--duty", "pay", "--insert", "L2.9"], "has a duty `pay` already"),
        (["--in-force", "2024-05-01", "--duty", "Tell", "--insert", "L2.9"], "can't be the name of a duty"),
        (["--in-force", "2024-05-01", "--duty", "tell"], "is that of the --insert in its place"),
        (["--in-force", "2024-05-01", "--source", "B1"], "`B0`"),
        (["--in-force", "2021-05-01", "--insert", "L2.1"], "use --substitute"),
    ],
)
def test_a_modification_that_cannot_be_laid_out_leaves_all_files_as_they_were(
    words: list[str], told: str, library: Path
) -> None:
    before = files_of(library)
    text = printed(["new", "modification", "B9", *words], library)
    assert told in text and not text.startswith("exit 0")
    assert files_of(library) == before


@pytest.mark.parametrize(
    "words", [["modification", "second", "--in-force", "2024-05-01"], ["proposal", "second"], ["reading", "first"]]
)
def test_an_instrument_with_the_name_of_a_version_is_refused_before_anything_is_written(
    words: list[str], library: Path
) -> None:
    before = files_of(library)
    text = printed(["new", *words], library)
    assert text.startswith("exit 2\n") and f"`{words[1]}` is the name of a version" in text
    assert files_of(library) == before


def test_a_case_of_a_party_says_what_the_code_gives_it(library: Path) -> None:
    text = printed(["new", "case", "ann", "--as-at", "2022-02-01"], library)
    assert text.startswith("exit 0\ntests/regression/second/ann-2022-02-01.yaml\n")
    assert "party: ann" in (library / "tests" / "regression" / "second" / "ann-2022-02-01.yaml").read_text()
    assert printed(["cases"], library).startswith("exit 0")
    assert "did you mean `ann`" in printed(["new", "case", "anne"], library)


def test_a_case_drafted_again_has_a_sentence_of_its_own(library: Path) -> None:
    before = files_of(library)
    for _ in range(3):
        assert printed(["new", "case", "ann", "--as-at", "2022-02-01"], library).startswith("exit 0\n")
    assert printed(["check"], library).startswith("exit 0")
    assert printed(["cases"], library).startswith("exit 0")
    assert "E905" not in printed(["new", "case", "B1"], library)
    texts = [text.decode() for path, text in files_of(library).items() if path not in before]
    sentences = [line for text in texts for line in text.splitlines() if line.startswith('- case: "Ann Lee, ')]
    assert len(set(sentences)) == 3


def test_a_case_that_is_at_fault_is_no_hindrance_to_another(library: Path) -> None:
    assert printed(["new", "case", "ann", "--as-at", "2022-02-01"], library).startswith("exit 0\n")
    path = library / "tests" / "regression" / "second" / "ann-2022-02-01.yaml"
    path.write_text(path.read_text().replace("party: ann", "party: anne"))
    assert printed(["new", "case", "ann", "--as-at", "2022-02-01"], library).startswith("exit 0\n")
    assert "E905" not in printed(["check"], library)


def test_a_case_drafted_again_of_an_instrument_has_a_sentence_of_its_own(modified: Path) -> None:
    path = modified / "tests" / "regression" / "B9" / "B9.yaml"
    drafted = path.read_text()
    path.write_text(
        drafted.replace("unpaid_fines: 101", "unpaid_fines: 0").replace("unpaid_fines: 100", "unpaid_fines: 0")
    )
    assert path.read_text() != drafted
    text = printed(["new", "case", "B9"], modified)
    assert text.startswith("exit 0\ntests/regression/B9/B9-2.yaml\n")
    assert "E905" not in printed(["check"], modified)


def test_a_new_party_has_everything_that_it_can_state_as_comments(library: Path) -> None:
    assert printed(["new", "party", "cy-brown"], library).startswith("exit 0\nfacts/cy-brown.yaml\n")
    text = (library / "facts" / "cy-brown.yaml").read_text()
    assert left_to_say(library) == [BASIS]
    say_all(library)
    text = (library / "facts" / "cy-brown.yaml").read_text()
    assert "name: Cy Brown\n" in text and "#   unpaid_fines: 0\n#     it owes <pence> pence of fines\n" in text
    assert printed(["check"], library).startswith("exit 0")
    # every example is one that the reader takes
    stated = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("#   ") and line[4] != " "]
    examples = "\n".join(stated).replace("another-party", "ann")
    (library / "facts" / "cy-brown.yaml").write_text(text.replace("facts: {}", f"facts:\n{examples}"))
    assert printed(["check"], library).startswith("exit 0")
    assert "it is there already" in printed(["new", "party", "cy-brown"], library)


def test_a_new_party_may_be_like_another(library: Path) -> None:
    assert printed(["new", "party", "cy", "--like", "ann"], library).startswith("exit 0")
    text, like = ((library / "facts" / f"{name}.yaml").read_text() for name in ("cy", "ann"))
    assert text.partition("facts:")[2] == like.partition("facts:")[2] and "party: cy\nname: Cy\n" in text


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        (
            '{"party": "ann", "name": "Ann Lee", "facts": {"unpaid_fines": 120}}\n',
            '{"party": "cy", "name": "Cy", "facts": {"unpaid_fines": 120}}\n',
        ),
        ('"party": ann # one\n"name": \'Ann Lee\'\nfacts: {}\n', '"party": cy # one\n"name": Cy\nfacts: {}\n'),
        ("name: >\n  Ann\n  Lee\nparty: >-\n  ann\nfacts: {}\n", "name: Cy\nparty: cy\nfacts: {}\n"),
        ("party: ann\nname: Ann\n  Lee\nfacts: {}\n", "party: cy\nname: Cy\nfacts: {}\n"),
        ("party: ann\nfacts: {}\nname: Ann", "party: cy\nfacts: {}\nname: Cy"),
        ("? party\n: ann\nfacts: {}\n", "? party\n: cy\nfacts: {}\n"),
        ("facts: {}\nnote: |\n  party: ann\nparty: ann\n", "facts: {}\nnote: |\n  party: ann\nparty: cy\n"),
    ],
    ids=["JSON", "quoted", "folded", "two lines", "last", "marked", "in a note"],
)
def test_a_new_party_has_its_own_name_however_the_other_is_written(text: str, copied: str, library: Path) -> None:
    (library / "facts" / "ann.yaml").write_text(text)
    assert printed(["new", "party", "cy", "--like", "ann"], library).startswith("exit 0")
    assert (library / "facts" / "cy.yaml").read_text() == copied


def test_a_new_party_names_itself_where_the_other_does(tmp_path: Path) -> None:
    printed(["new", "repository", "ours", "--like", "parent-supplier-with-affiliates"], tmp_path)
    ours = tmp_path / "ours"
    derive = ["derive", "--as-at", "2019-03-01", "--format", "csv"]
    before, told = files_of(ours), printed(derive, ours).splitlines()
    assert printed(["new", "party", "co", "--like", "example"], ours).startswith("exit 0")
    written = files_of(ours)
    text = written.pop("facts/co.yaml").decode()
    assert written == before and "provider: co," in text and "example" not in text
    after = printed(derive, ours).splitlines()
    assert [line for line in after if not line.startswith("co,")] == told and len(after) > len(told)


@pytest.mark.parametrize("words", [["party", "acme"], ["case", "acme"]])
def test_where_there_is_no_repository_the_command_that_lays_one_out_is_named(tmp_path: Path, words: list[str]) -> None:
    said = printed(["new", *words], tmp_path)
    assert "error E504: there is no repository here to put it in: `secg new repository DIR` lays one out" in said
    assert list(tmp_path.iterdir()) == []
