"""What a modification does to a population, counted, and the parties nearest to each edge."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from secg.bulk.impact import population_impact
from secg.cli import main
from secg.code.comparison import with_and_without
from secg.facts.loading import facts_on, load_situations
from secg.report.impact import impact_entries
from tests.bulk.comparing import Conclusion, conclusions_of
from tests.bulk.test_agreement import DAYS, policies, rules_of
from tests.oracle.oracle import derive_with_clingo
from tests.policy_tree import PolicyTree, paragraph

HEAD = "party,user_role,domestic_premises,non_domestic_premises\n"
ROWS = """on-the-edge,gas_supplier,250000,0
above,gas_supplier,250001,0
five-times,gas_supplier,200000,10001
other,other_user,,
network,gas_transporter,9,
"""


def state_of(row: Conclusion) -> object:
    """The state of an assessment: where nothing answers, no paragraph is cited unless it leaves the question open."""
    if row[6] == "undetermined":
        return "silent" if row[7] else "unanswered"
    return "contradictory" if row[6] == "conflict" else row[6]


def impact(path: Path, capsys: pytest.CaptureFixture[str], form: str) -> str:
    options = ("--modification", "SECMP0059", "--as-at", "2019-12-01", "--population", str(path), "--format", form)
    assert main(["impact", *options]) == 0
    return capsys.readouterr().out


def test_the_moves_and_the_edges_of_a_population(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text(HEAD + ROWS)
    text = impact(tmp_path / "p.csv", capsys, "text")
    assert "Facts as at 1 December 2019: 2 of 5 parties have another assessment of a year" in text
    assert (
        "Supplier Party, year 3: User Security Self-Assessment -> Full User Security Assessment (G8.42 -> G8.41)"
        in text
    )
    assert "on-the-edge: exactly on it" in text
    assert "above: 1 above" in text
    assert "five-times: 5 above" in text
    assert "network: 249,991 below" in text


def test_of_a_population_too_it_is_told_that_nothing_of_an_instrument_is_held(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_text(HEAD + ROWS)
    asked = ["impact", "--modification", "MP200", "--population", str(tmp_path / "p.csv")]
    assert main(asked) == 0
    doubt = "changed Section G, and no source held says which paragraphs; nothing of it is compared."
    assert f"! MP200 (Faster Switching consequential changes) {doubt}\n" in capsys.readouterr().out
    assert main([*asked, "--format", "json"]) == 0
    assert doubt in capsys.readouterr().out


def test_the_numbers_are_those_of_the_oracle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from secg.bulk.engines.duckdb_engine import open_database
    from secg.bulk.population import write_population
    from tests.bulk.comparing import population_of

    path, vocabulary = tmp_path / "p.parquet", policies().vocabulary
    with open_database() as database:
        write_population(database, 300, 2, path)
        facts = facts_on(population_of(database, path, DAYS[1], policies()), DAYS[1], vocabulary)
    sides = []
    for version in ("SECMP0065", "SECMP0059"):
        rules = rules_of(version)
        rows = conclusions_of(derive_with_clingo(rules, facts, vocabulary), rules, vocabulary)
        sides.append({row[:6]: state_of(row) for row in rows if row[1] == "assessment"})
    before, after = sides
    wanted = Counter((key[2], key[3], before.get(key), after.get(key)) for key in {*before, *after})
    content: dict[str, Any] = json.loads(impact(path, capsys, "json"))
    found = Counter[tuple[Any, ...]]()
    for move in content["moves"]:
        if move["conclusion"] == "assessment":
            found[move["capacity"], move["year"], move["before"], move["after"]] += move["parties"]
    assert found == Counter({key: count for key, count in wanted.items() if key[2] != key[3]})


SHARED = {
    "parties.csv": f"{HEAD}hub,,,\nsmall,gas_supplier,249000,0\nnone-of-its-own,gas_supplier,0,0\n"
    "other,gas_supplier,600000,0\n",
    "shared_resource.csv": "party,provider,extent\nsmall,hub,whole\nnone-of-its-own,hub,whole\nother,hub,whole\n",
}


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """Three Suppliers that share one system, which SECMP0044 no longer counts together."""
    for name, text in SHARED.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_who_is_near_an_edge_is_told_for_each_code_where_they_measure_differently(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["impact", "SECMP0044", "--population", str(shared), "--as-at", "2018-08-22"]
    assert main(asked) == 0
    _, *edges = capsys.readouterr().out.split("\nNearest to ")
    told = dict(edge.rstrip("\n").split(":\n", 1) for edge in edges if edge.startswith("250,000 as Supplier Party"))
    assert told == {
        "250,000 as Supplier Party, before (G8.42)": "  none-of-its-own: 599,000 above\n  other: 599,000 above\n"
        "  small: 599,000 above",
        "250,000 as Supplier Party, after (G8.42)": "  small: 1,000 below\n  none-of-its-own: 250,000 below\n"
        "  other: 350,000 above",
    }
    assert main([*asked, "--format", "json"]) == 0
    content = json.loads(capsys.readouterr().out)
    under = [edge["under"] for edge in content["edges"] if edge["about"] == "supplier_party"]
    assert under == [["before"], ["after"]]


def test_an_edge_that_both_codes_measure_alike_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text(HEAD + ROWS)
    assert "Nearest to 250,000 as Network Party, before and after (G8.45):\n" in impact(
        tmp_path / "p.csv", capsys, "text"
    )


@pytest.mark.parametrize(
    ("words", "day"),
    [(["MP091"], "27 February 2020"), (["6.21", "MP091"], "27 February 2020")],
    ids=["a modification", "two versions"],
)
def test_without_a_day_the_facts_are_those_of_when_the_change_comes_into_force(
    words: list[str], day: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["impact", *words, "--population", str(repository / "facts")]) == 0
    assert f"Facts as at {day}: 0 of " in capsys.readouterr().out


def test_what_is_not_compared_is_told_beside_the_number(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["impact", "SECMP0065", "--population", str(repository / "facts"), "--as-at", "2020-03-01"]
    assert main(asked) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "2 of 50 parties have another assessment of a year of the cycle, duty, excuse or discharge. Not" in text
    assert "Not compared, and may change: addressee of a duty, day on which a duty falls due, next assessment" in text
    assert main([*asked, "--format", "json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["compared"] and {"warning", "next assessment"} < set(content["not_compared"])


@pytest.mark.parametrize(
    ("name", "day"),
    [("SECMP0044", "2018-08-22"), ("SECMP0065", "2020-03-01"), ("designation-5.20", "2018-08-01")],
)
def test_in_what_is_compared_the_parties_are_those_that_change_by_their_files(
    name: str, day: str, repository: Path
) -> None:
    compared, facts = with_and_without(policies(), name), repository / "facts"
    before, after, as_at = compared.before.code, compared.after.code, date.fromisoformat(day)
    situations = load_situations(facts, repository, policies().vocabulary)
    entries = impact_entries(before, after, policies(), facts_on(situations, as_at, policies().vocabulary))
    wanted = Counter[tuple[object, ...]]()
    parties = 0
    for entry in entries:
        changes = [change for change in entry["changes"] if change["kind"] in ("answer", "duty")]
        parties += bool(changes)
        # of several duties of one kind a party counts once
        wanted.update(
            {
                (*map(change.get, ("as", "capacity", "year", "duty")), change["before"], change["after"])
                for change in changes
            }
        )
    found = population_impact(before, after, policies(), facts, as_at)
    assert found.changed == parties
    counted = Counter[tuple[object, ...]]()
    for move in found.moves:
        counted[None, move.capacity, move.year, move.duty, move.before or "none", move.after or "none"] += move.parties
    assert counted == wanted


def test_a_question_that_is_left_open_where_nothing_answered_it_is_a_change(
    tree: PolicyTree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tree.part(paragraph("G1.1: The question", "asked(User, supplier, 1) :- user_role(User, supplier)."))
    silence = paragraph("Insert G1.2: The silence", "unanswered(User, As, 1) :- asked(User, As, 1).")
    tree.instrument("MP1", silence, in_force="2018-03-01").version("MP1", "2018-03-01", "MP1")
    tree.party("alpha", "user_role: [supplier]")
    monkeypatch.chdir(tree.root)
    assert main(["impact", "MP1", "--population", "facts"]) == 0
    printed = capsys.readouterr().out
    assert "1 of 1 parties" in printed
    assert "Supplier, year 1: no answer -> undetermined (none -> G1.2)" in printed


def test_a_value_is_labelled_by_its_own_type(
    tree: PolicyTree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    vocabulary = (tree.root / "policies" / "vocabulary.yaml").read_text()
    tree.vocabulary(vocabulary.replace("report: report it", "full: fill in the form, supplier: supply it"))
    rules = """
    asked(User, supplier, 1) :- user_role(User, supplier).
    answered(User, supplier, 1, full) :- user_role(User, supplier).
    """
    tree.part(paragraph("G1.1: The question", rules))
    changed = rules.replace("1, full", "1, self") + 'obligation(User, full, "it") :- user_role(User, supplier).\n'
    tree.instrument("MP1", paragraph("Substitute G1.1: The question", changed), in_force="2018-03-01")
    tree.version("MP1", "2018-03-01", "MP1").party("alpha", "user_role: [supplier]")
    monkeypatch.chdir(tree.root)
    assert main(["impact", "MP1", "--population", "facts"]) == 0
    printed = capsys.readouterr().out
    assert "Supplier, year 1: Full -> Self (G1.1 -> G1.1)" in printed
    assert "the duty to fill in the form: no duty -> applies (none -> G1.1)" in printed
