"""Files from a stranger: nothing is run, nothing outside the tree is read, and each gets one clear message."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest

from secg.language.program_checks import LAYER_LIMIT
from tests.messages.trees import BASE, lay_out, printed


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    lay_out(BASE, tmp_path / "tree")
    return tmp_path / "tree"


def one_message(text: str, code: str) -> None:
    """The text is the exit status and one message of the code."""
    assert text.startswith("exit 1\n"), text
    assert text.count("error E") == 1, text
    assert f"error {code}:" in text, text


@pytest.mark.parametrize("path", ["facts/alpha-energy.yaml", "policies/section-g/G8.md", "policies/vocabulary.yaml"])
def test_a_file_of_ten_megabytes_is_not_read(tree: Path, path: str) -> None:
    (tree / path).write_bytes(b"# long\n" * 1_500_000)
    one_message(printed(["check"], tree), "E103")


def test_a_folder_named_as_a_file_is_told(tree: Path) -> None:
    (tree / "facts" / "folder.yaml").mkdir()
    one_message(printed(["check"], tree), "E105")


def test_a_pipe_is_not_waited_for(tree: Path) -> None:
    os.mkfifo(tree / "facts" / "pipe.yaml")
    one_message(printed(["check"], tree), "E105")


@pytest.mark.parametrize("path", ["facts/link.yaml", "policies/section-g/link.md"])
def test_a_link_out_of_the_tree_is_not_followed(tree: Path, path: str) -> None:
    secret = tree.parent / "secret"
    secret.write_text("password: do-not-print\n")
    (tree / path).symlink_to(secret)
    text = printed(["check"], tree)
    one_message(text, "E105")
    assert "password" not in text


@pytest.mark.parametrize("name", ["facts", "policies", "tests", "tests/regression"])
def test_a_folder_that_a_link_puts_elsewhere_is_not_read_unless_it_is_named(tree: Path, name: str) -> None:
    elsewhere = tree.parent / "elsewhere"
    (tree / "tests" / "regression").mkdir(parents=True, exist_ok=True)
    (tree / name).rename(elsewhere)
    (tree / name).symlink_to(elsewhere)
    text = printed(["check"], tree)
    assert text.startswith("exit 2\n") and text.count("error E") == 1 and "error E105: " in text, text
    if name in ("facts", "policies"):
        assert printed(["check", f"--{name}", name], tree).startswith("exit 0\n")


def test_a_bomb_of_aliases_is_refused_where_it_starts(tree: Path) -> None:
    lines = ["note: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"n{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 12)]
    (tree / "facts" / "bomb.yaml").write_text("party: bomb\nfacts: {}\n" + "\n".join(lines) + "\n")
    text = printed(["check"], tree)
    assert "error E111:" in text and "MemoryError" not in text


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused(tree: Path, opening: str) -> None:
    (tree / "facts" / "deep.yaml").write_text("party: deep\nfacts: {}\nnote: " + opening * 20_000)
    text = printed(["check"], tree)
    assert text.startswith("exit 1\n") and "RecursionError" not in text and "E599" not in text


def test_a_number_of_a_million_digits_is_refused(tree: Path) -> None:
    facts = "party: long\nfacts:\n  acts_as: [other_user]\n  domestic_premises: " + "9" * 900_000 + "\n"
    (tree / "facts" / "long.yaml").write_text(facts)
    text = printed(["check"], tree)
    assert "error E406:" in text and len(text) < 5_000


def test_a_name_cannot_become_part_of_a_page(tree: Path) -> None:
    path = tree / "facts" / "alpha-energy.yaml"
    path.write_text(path.read_text().replace("name: Alpha Energy", 'name: "<script>alert(1)</script>{{ 7 * 7 }}"'))
    out = tree / "page.html"
    words = ["explain", "alpha-energy", "--as-at", "2018-08-01", "--format", "html", "--out", str(out)]
    assert printed(words, tree).startswith("exit 0\n")
    page = out.read_text()
    assert "<script>alert(1)" not in page
    assert "{{ 7 * 7 }}" in page or "{{ 7 * 7 }}" in page.replace("&#123;", "{")


def test_python_in_a_file_is_not_run(tree: Path) -> None:
    path = tree / "facts" / "alpha-energy.yaml"
    path.write_text(path.read_text().replace("made up", f"!!python/object/apply:os.mkdir [{tree}/made]"))
    document = tree / "policies" / "section-g" / "G8.md"
    text = document.read_text().replace("acts_as(User, Capacity).", f"__import__('os').mkdir('{tree}/made').", 1)
    document.write_text(text)
    assert printed(["check"], tree).startswith("exit 1\n")
    assert not (tree / "made").exists()


DOUBLING = [f"A{number} = A{number - 1} + A{number - 1}" for number in range(1, 190)]
MANY = [f"acts_as(V{number}, _), acts_as(V{number}, Capacity)" for number in range(90)]


@pytest.mark.parametrize(
    "conditions",
    [
        ["domestic_premises(User, A0)", *DOUBLING, "A189 > 3"],
        MANY,
        [f"A{number + 1} = A{number} + 1" for number in range(190)],
    ],
    ids=["calculations that double at each step", "as many conditions as a rule may have", "a chain without a start"],
)
def test_a_rule_that_explodes_is_checked_all_the_same(tree: Path, conditions: list[str]) -> None:
    """Each would take longer than the world has stood if every way through the rule were followed."""
    path = tree / "policies" / "section-g" / "G8.md"
    rule = f"annual_assessment(User, Capacity, 3) :- acts_as(User, Capacity), {', '.join(conditions)}."
    path.write_text(path.read_text().replace("```datalog\n", f"```datalog\n{rule}\n", 1))
    text = printed(["check"], tree)
    assert text.startswith(("exit 0\n", "exit 1\n")) and "E599" not in text


@pytest.mark.parametrize(
    "rubbish",
    ["# " * 100_000, ". " * 100_000, "unknwon(User) :- party(User). " * 10_000],
    ids=["characters that no rule has", "full stops", "misspelt predicates"],
)
def test_of_a_block_made_of_faults_the_first_thousand_are_told(tree: Path, rubbish: str) -> None:
    path = tree / "policies" / "section-g" / "G8.md"
    path.write_text(path.read_text().replace("```datalog\n", f"```datalog\n{rubbish}\n", 1))
    text = printed(["check"], tree)
    assert text.startswith("exit 1\n") and text.count("error E") <= 1_001
    assert "error E121: there are more faults than the 1,000 told" in text


def test_brackets_that_are_never_closed_are_no_hundred_thousand_faults(tree: Path) -> None:
    path = tree / "policies" / "section-g" / "G8.md"
    path.write_text(path.read_text().replace("```datalog\n", "```datalog\n" + "a(\n" * 100_000, 1))
    text = printed(["check"], tree)
    assert text.startswith("exit 1\n") and text.count("error E") == text.count("error E224:") <= 20


def test_of_a_file_of_facts_made_of_faults_the_first_thousand_are_told(tree: Path) -> None:
    lines = [f"  unknown_{number}: {number}" for number in range(20_000)]
    (tree / "facts" / "alpha-energy.yaml").write_text("party: alpha-energy\nfacts:\n" + "\n".join(lines) + "\n")
    text = printed(["check"], tree)
    assert text.startswith("exit 1\n") and text.count("error E") <= 1_001 and "error E121:" in text


def test_rules_that_square_again_and_again_are_told_and_end(tree: Path) -> None:
    path = tree / "policies" / "section-g" / "G8.md"
    squares = ", ".join(f"A{number} = A{number - 1} * A{number - 1}" for number in range(1, 7))
    conditions = f"acts_as(User, Capacity), domestic_premises(User, A0), {squares}, A6 > 3"
    rule = f"annual_assessment(User, Capacity, 3) :- {conditions}."
    path.write_text(path.read_text().replace("```datalog\n", f"```datalog\n{rule}\n", 1))
    for command in ("explain alpha-energy", "derive", "derive --engine duckdb"):
        text = printed([*command.split(), "--as-at", "2018-08-01"], tree)
        assert (
            text.startswith("exit 2\n") and "error E813: a calculation has a result of more than 18 digits" in text
        ), text


@pytest.mark.parametrize("command", ["explain alpha-energy", "derive --engine duckdb", "prove", "diff baseline 5.20"])
def test_a_rule_that_would_double_its_words_sixty_times_is_told_and_not_written_out(tree: Path, command: str) -> None:
    path = tree / "policies" / "section-g" / "G8.md"
    steps = [f"A{number} = A{number - 1} * A{number - 1}" for number in range(1, 61)]
    squares = ", ".join([*steps, "A60 > 3"])
    inside = f"N = count : {{ domestic_premises(User, A0), {squares} }}, N > 0"
    rules = (
        f"annual_assessment(User, Capacity, 3) :- acts_as(User, Capacity), domestic_premises(User, A0), {squares}.",
        f"annual_assessment(User, Capacity, 4) :- acts_as(User, Capacity), {inside}.",
    )
    path.write_text(path.read_text().replace("```datalog\n", "```datalog\n" + "\n".join(rules) + "\n", 1))
    text = printed(command.split(), tree)
    assert text.count("error E271: `A7` has a calculation of more than 100 steps") == 2, text


def test_a_rule_that_asks_for_every_combination_is_told_and_not_begun(tree: Path) -> None:
    lines = [f"  - {{id: w{number}, in: hub}}" for number in range(40)]
    (tree / "facts" / "alpha-energy.yaml").write_text(
        "party: alpha-energy\nfacts:\n  acts_as: [supplier_party]\n  domestic_premises: 5\n"
        "  responsible_for: [{id: hub}]\n  vulnerability:\n" + "\n".join(lines) + "\n"
    )
    every = ", ".join(f"vulnerability(User, W{number}, _)" for number in range(9))
    rule = f"annual_assessment(User, Capacity, 3) :- acts_as(User, Capacity), N = count : {{ {every} }}, N > 1."
    path = tree / "policies" / "section-g" / "G8.md"
    path.write_text(path.read_text().replace("```datalog\n", f"```datalog\n{rule}\n", 1))
    text = printed(["explain", "alpha-energy", "--as-at", "2018-08-01"], tree)
    assert text.startswith("exit 2\npolicies/section-g/G8.md:18:1: error E506: to conclude `annual_assessment`"), text


@pytest.mark.parametrize("command", ["explain alpha-energy", "derive --engine duckdb", "prove", "diff baseline 5.20"])
@pytest.mark.parametrize("body", ["not {}(User)", "N = count : {{ {}(User), vulnerability(User, W, _) }}, N < 3"])
def test_rules_in_as_many_layers_as_may_be_are_gone_through(tree: Path, command: str, body: str) -> None:
    names = [f"step_{number}" for number in range(LAYER_LIMIT - 2)]
    with (tree / "policies" / "vocabulary.yaml").open("a") as vocabulary:
        for name in names:
            vocabulary.write(f'{name}:\n  kind: derived\n  args: {{user: party}}\n  says: "{{user}} has {name}"\n')
            vocabulary.write(f'  denies: "{{user}} has no {name}"\n')
    rules = [f"{names[0]}(User) :- acts_as(User, _)."]
    rules += [f"{name}(User) :- acts_as(User, _), {body.format(last)}." for last, name in pairwise(names)]
    rules.append(f"annual_assessment(User, Capacity, 3) :- acts_as(User, Capacity), {names[-1]}(User).")
    path = tree / "policies" / "section-g" / "G8.md"
    path.write_text(path.read_text().replace("```datalog\n", "```datalog\n" + "\n\n".join(rules) + "\n", 1))
    text = printed(command.split(), tree)
    assert "error E" not in text, text
    assert text.startswith(("exit 0\n", "exit 1\n") if command == "prove" else "exit 0\n"), text
