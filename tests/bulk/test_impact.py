"""What a modification does to a population, counted, and the parties nearest to each edge."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from secg.bulk.deriving import models_of
from secg.bulk.impact import DetailMove, Move, PopulationImpact, population_impact
from secg.cli import main
from secg.code.comparison import with_and_without
from secg.code.consolidation import Code
from secg.code.policies import Policies, load_policies
from secg.code.selection import select_code
from secg.documents.change_document import ImpactChange, ImpactEntry
from secg.facts.loading import facts_on, load_situations
from secg.facts.situation import Facts
from secg.language.predicate_kinds import OUTCOME_KINDS, PredicateKind
from secg.language.vocabulary import Vocabulary
from secg.report.impact import impact_entries
from tests.bulk.comparing import Conclusion, conclusions_of
from tests.bulk.random_tables import Drawer, Record, read_as_yaml, write_parquet_folder
from tests.bulk.test_agreement import DAYS, policies, rules_of
from tests.effect.edits import with_rule
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
    assert "Facts as at 1 December 2019: 2 of 5 parties change." in text
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


Told = tuple[object, ...]


def told_of_files(entries: Iterable[ImpactEntry], vocabulary: Vocabulary) -> dict[Told, tuple[int, set[str], set[str]]]:
    """Of what is told of parties from what to what: of how many, and the paragraphs before and after."""
    parties: dict[Told, set[str]] = {}
    cited: dict[Told, tuple[set[str], set[str]]] = {}
    for entry in entries:
        for change in entry["changes"]:
            key = told_of_file(change, vocabulary)
            parties.setdefault(key, set()).add(entry["party"])
            before, after = cited.setdefault(key, (set(), set()))
            before.update(change["paragraphs_before"])
            after.update(change["paragraphs_after"])
    return {key: (len(parties[key]), *cited[key]) for key in parties}


def told_of_file(change: ImpactChange, vocabulary: Vocabulary) -> Told:
    """What a change of a party is about, without what a duty is about, and from what to what; of a day its move."""
    kind, of = change["kind"], change.get("of", [])
    if kind in ("answer", "duty"):
        states = [None if state == "none" else state for state in (change["before"], change["after"])]
        shown = {"answer": "assessment"}.get(kind, kind)
        return (shown, *map(change.get, ("capacity", "year", "duty")), *states, None)
    moved: object = None
    values = [tuple(map(str, state)) for state in (change["before"], change["after"])]
    if kind in ("due", "next_due"):
        if len(values[0]) == len(values[1]) == 1:
            first, other = (date.fromisoformat(value) for (value,) in values)
            moved = first < other
        values = [("day",) * len(value) for value in values]
    is_duty = str(of[0]) in vocabulary.labels(vocabulary.duty_type)
    capacity, duty = (None, of[0]) if is_duty else (of[0], None)
    year = of[1] if len(of) > 1 and not is_duty else None
    return (kind, capacity, year, duty, *values, moved)


def told_of_population(impact: PopulationImpact) -> Iterator[tuple[Told, Move | DetailMove]]:
    """The same of a move."""
    for move in impact.moves:
        moved = move.moved_days[0] > 0 if isinstance(move, DetailMove) and move.moved_days else None
        yield (move.conclusion, move.capacity, move.year, move.duty, move.before, move.after, moved), move


def disagreement(
    before: Code, after: Code, population: Path, facts: Facts, asked: Policies | None = None
) -> tuple[list[str], set[object]]:
    """Where the counts of a population are not those of its parties' files; and the kinds of what is told."""
    read = asked or policies()
    # the rules are held to other engines elsewhere, and pyDatalog takes a minute for each side of these
    models = models_of((before.program, after.program), facts)
    entries = impact_entries(before, after, read, facts, models)
    wanted = told_of_files(entries, read.vocabulary)
    impact = population_impact(before, after, read, population, facts.day)
    failures: list[str] = []
    if impact.changed != len(entries):
        failures.append(f"{impact.changed} instead of {len(entries)} parties")
    counted, moves = Counter[Told](), Counter[Told]()
    for key, move in told_of_population(impact):
        counted[key] += move.parties
        moves[key] += 1
        _, *cited = wanted.get(key, (0, set(), set()))
        for known, all_cited in zip((move.paragraphs_before, move.paragraphs_after), cited, strict=True):
            if known and not set(known.split("; ")) <= all_cited:
                failures.append(f"{key}: {known} beside {all_cited}")
    for key in {*wanted, *counted}:
        number = wanted[key][0] if key in wanted else 0
        # a party for which a duty about one thing rests on other paragraphs than about another is in two moves
        if counted[key] != number and not (moves[key] > 1 and 0 < number < counted[key]):
            failures.append(f"{key}: {counted[key]} instead of {number}")
    return failures, {key[0] for key in wanted}


@pytest.mark.parametrize(
    ("name", "day"),
    [("SECMP0044", "2018-08-22"), ("SECMP0065", "2020-03-01"), ("designation-5.20", "2018-08-01")],
)
def test_what_is_told_of_a_population_is_what_is_told_of_its_parties_by_their_files(
    name: str, day: str, repository: Path
) -> None:
    compared, path = with_and_without(policies(), name), repository / "facts"
    situations = load_situations(path, repository, policies().vocabulary)
    facts = facts_on(situations, date.fromisoformat(day), policies().vocabulary)
    failures, _ = disagreement(compared.before.code, compared.after.code, path, facts)
    assert failures == []


MARKS = """
excused: {kind: excuse, args: {user: party, duty: duty, about: text}, says: "{user} need not {duty}, about {about}"}
discharged: {kind: discharge, args: {user: party, duty: duty, about: text}, says: "{user} did {duty}, about {about}"}
unsettled: {kind: unsettled, args: {user: party, duty: duty, about: text}, says: "{user} may {duty}, about {about}"}
due: {kind: due, args: {user: party, duty: duty, about: text, day: date}, says: "{duty}, {user}, {about}, by {day}"}
began:
  {kind: fact, args: {user: party, day: date}, says: "{user} began on {day}", absent: none, because: a test}
"""
EDITED = "SECMP0059"
"""The version of which single rules are taken away."""


def kinds_that_disagree(seed: int, folder: Path, kinds: Sequence[PredicateKind]) -> tuple[list[str], set[object]]:
    """Of a random population, with a random half of the rules of some kinds taken away, and put in."""
    vocabulary, day, source = policies().vocabulary, date(2020, 1, 31), random.Random(seed)
    names = {predicate.name for predicate in vocabulary.of_kind(*kinds)}
    before = after = select_code(policies(), day, EDITED, ())
    for rule in before.rules:
        if rule.head.predicate in names and source.random() < 0.5:
            after = with_rule(after, rule, None)
    population: dict[str, Mapping[str, Sequence[Record]]] = {}
    for number in range(8):
        population.update(Drawer(vocabulary, day, source, f"{number}-").population())
    write_parquet_folder(population, vocabulary, folder, source)
    facts = facts_on(read_as_yaml(population, vocabulary), day, vocabulary)
    failures, told = disagreement(before, after, folder, facts)
    back, told_back = disagreement(after, before, folder, facts)
    return failures + back, told | told_back


def test_half_of_the_rules_taken_away_is_told_of_a_random_population_as_of_its_files(tmp_path: Path) -> None:
    failures, told = kinds_that_disagree(3, tmp_path, OUTCOME_KINDS)
    assert failures == []
    assert {"assessment", "duty", "next_assessment", "warning"} <= told


DETAILS = """
excused: {kind: excuse, args: {user: party, duty: duty, about: text}, says: "{user} need not {duty}, about {about}"}
discharged: {kind: discharge, args: {user: party, duty: duty, about: text}, says: "{user} did {duty}, about {about}"}
open: {kind: unsettled, args: {user: party, duty: duty, about: text}, says: "{user} may {duty}, about {about}"}
open_too: {kind: unsettled, args: {user: party, duty: duty, about: text}, says: "{user} might {duty}, about {about}"}
due: {kind: due, args: {user: party, duty: duty, about: text, day: date}, says: "{duty}, {user}, {about}, by {day}"}
told: {kind: owed_to, args: {user: party, duty: duty, about: text, to: text}, says: "{user}, {duty}, {about}: {to}"}
unread: {kind: silence, question: asked, args: {user: party, as: role, year: year}, says: "{user} is left in {year}"}
asked_next: {kind: question, args: {user: party, as: role}, says: "{user} is assessed again as {as}"}
next: {kind: next_assessment, args: {user: party, as: role, category: category}, says: "{user} has {category}, {as}"}
next_unread: {kind: silence, question: asked_next, args: {user: party, as: role}, says: "{user} is left as {as}"}
next_by: {kind: next_due, args: {user: party, as: role, day: date}, says: "{user} is assessed as {as} by {day}"}
doubt: {kind: type, values: {late: it is late}}
warned: {kind: warning, args: {user: party, as: role, doubt: doubt}, says: "{user}, as {as}: {doubt}"}
"""
GIVEN = """
asked(User, supplier, Year) :- user_role(User, supplier), in_year(Year).
asked_next(User, Role) :- user_role(User, Role).
answered(User, supplier, 1, full) :- user_role(User, supplier).
answered(User, supplier, 1, self) :- user_role(User, supplier).
unanswered(User, supplier, 2) :- user_role(User, supplier).
obligation(User, report, "it") :- user_role(User, supplier).
obligation(User, keep, "it") :- user_role(User, supplier).
excused(User, keep, "it") :- user_role(User, supplier).
open(User, report, "that") :- user_role(User, supplier).
"""
CHANGED: Mapping[str, str] = {
    "due": 'due(User, report, "it", 2018-05-01) :- user_role(User, supplier).',
    "owed_to": 'told(User, report, "it", "the owner") :- user_role(User, supplier).',
    "done": 'discharged(User, keep, "it") :- user_role(User, supplier).',
    "unsettled": 'open_too(User, report, "that") :- user_role(User, supplier).',
    "silence": "unread(User, supplier, 2) :- user_role(User, supplier).",
    "contradiction": "unanswered(User, supplier, 1) :- user_role(User, supplier).",
    "next_assessment": "next(User, network, full) :- user_role(User, network).",
    "next_due": "next_by(User, network, 2018-05-01) :- user_role(User, network).",
    "warning": "warned(User, network, late) :- user_role(User, network).",
}
"""A rule that gives each kind of detail, of what is there without it."""


@pytest.mark.parametrize("kind", CHANGED)
def test_each_kind_of_detail_is_told_of_a_population_where_it_comes_and_where_it_goes(
    kind: str, tree: PolicyTree
) -> None:
    tree.declares(DETAILS + 'in_year: {kind: derived, args: {year: year}, says: "{year} is a year"}\n')
    given = f"{GIVEN}in_year(1).\nin_year(2).\n"
    tree.part(paragraph("G1.1: What is given", given), paragraph("G1.2: What changes", "large(User) :- small(User)."))
    coming = paragraph("Substitute G1.2: What changes", CHANGED[kind])
    tree.instrument("MP1", coming, in_force="2018-03-01").version("MP1", "2018-03-01", "MP1")
    for name, role in (("alpha", "supplier"), ("beta", "network"), ("gamma", "supplier")):
        tree.party(name, f"user_role: [{role}]")
    read = load_policies(tree.root / "policies", tree.root)
    compared = with_and_without(read, "MP1")
    folder = tree.root / "facts"
    facts = facts_on(load_situations(folder, tree.root, read.vocabulary), date(2018, 3, 1), read.vocabulary)
    sides = (compared.before.code, compared.after.code)
    for before, after in (sides, sides[::-1]):
        assert disagreement(before, after, folder, facts, read) == ([], {kind})


@pytest.mark.parametrize(("given", "state"), [("excused", "excused"), ("discharged", "done"), ("unsettled", "contr")])
def test_what_excuses_or_ends_a_duty_or_leaves_it_open_is_cited_where_that_alone_changes(
    given: str, state: str, tree: PolicyTree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tree.vocabulary((tree.root / "policies" / "vocabulary.yaml").read_text() + MARKS)
    tree.part(paragraph("G1.1: The duty", 'obligation(User, report, "it") :- user_role(User, supplier).'))
    rule = f'{given}(User, report, "it") :- user_role(User, supplier).'
    tree.instrument("MP1", paragraph("Insert G1.2: The mark", rule), in_force="2018-03-01")
    tree.version("MP1", "2018-03-01", "MP1").party("alpha", "user_role: [supplier]")
    monkeypatch.chdir(tree.root)
    assert main(["impact", "MP1", "--population", "facts"]) == 0
    told = capsys.readouterr().out
    assert f"the duty to report it: applies -> {state}" in told
    assert "(G1.1 -> G1.1; G1.2)\n" in told


def test_days_that_move_are_told_by_how_much(
    tree: PolicyTree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tree.vocabulary((tree.root / "policies" / "vocabulary.yaml").read_text() + MARKS)
    rules = """
    obligation(User, report, "it") :- user_role(User, supplier).
    due(User, report, "it", Day) :- user_role(User, supplier), began(User, Began), Day = Began + {} days.
    """
    tree.part(paragraph("G1.1: The duty", rules.format(5)))
    longer = paragraph("Substitute G1.1: The duty", rules.format(12))
    tree.instrument("MP1", longer, in_force="2018-03-01").version("MP1", "2018-03-01", "MP1")
    for name, day in (("alpha", "2018-01-01"), ("beta", "2018-02-02"), ("gamma", None)):
        tree.party(name, "user_role: [supplier]" + (f"\nbegan: [{{day: {day}}}]" if day else ""))
    monkeypatch.chdir(tree.root)
    assert main(["impact", "MP1", "--population", "facts"]) == 0
    told = capsys.readouterr().out
    assert "2 of 3 parties change" in told
    assert "2  the duty to report it, by when it is to be done: a day -> 7 days later (G1.1 -> G1.1)\n" in told


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
