"""Whom a duty binds is so for every party: random parties contradict no cell."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from secg.cli import main
from secg.code.consolidation import Code
from secg.code.properties import PartyKind, load_kinds, with_kinds
from secg.derive.pydatalog_engine import derive
from secg.language.model import Rule
from secg.language.program import Program
from secg.outcomes.conditions import Condition
from secg.proving.applies import Binding, Cell, Inquiry, cells_of_duty, duties_of_code
from secg.rendering.rendering import render
from secg.report.proof_report import applies_report
from secg.symbolic.slicing import head_duty
from tests.proof.random_parties import PARTIES, ROOT, codes, policies, random_facts

SEED = 20
PARTIES_TRIED = 150
SAMPLE = ("keep_secure", "notify_ssc_of_user_system", "limit_access", "pay_for_assessments", "have_triage_assessment")
"""Of the duties those that CI tries: each a way of its own to be bound."""


@cache
def kinds() -> tuple[PartyKind, ...]:
    return load_kinds(ROOT / "policies" / "kinds.md", ROOT, policies().vocabulary)


def cells(duty: str, code: Code) -> tuple[Cell, ...]:
    return cells_of_duty(duty, code, kinds(), policies(), code.in_force)


def by_kind(duty: str, code: Code) -> dict[str, Binding]:
    return {cell.kind.name: cell.binding for cell in cells(duty, code)}


def contradictions(duties: Sequence[str], code: Code, seed: int, number: int) -> list[str]:
    """Random populations, so many, with a party of which a cell of these duties says what is not so."""
    chance = random.Random(seed)
    names = [f"kind_{place}" for place in range(len(kinds()))]
    vocabulary = with_kinds(policies().vocabulary, *names)
    rules: list[Rule] = [*code.rules]
    for name, kind in zip(names, kinds(), strict=True):
        rules.extend(replace(rule, head=replace(rule.head, predicate=name)) for rule in kind.rules)
    program = Program.guarded(rules, vocabulary)
    cells_of_duties = {duty: list(zip(names, cells(duty, code), strict=True)) for duty in duties}
    wrong: list[str] = []
    for _ in range(number):
        facts = random_facts(chance, code.in_force + timedelta(days=chance.randrange(60)))
        model = derive(program, facts)
        for party in PARTIES:
            had = {row[1] for row in model.rows_with("obligation", 0, party)}
            left_open = {row[1] for row in model.rows_with("unsettled", 0, party)}
            for duty, row_of_cells in cells_of_duties.items():
                has, is_open = duty in had, duty in left_open
                for name, cell in row_of_cells:
                    if model.holds(name, (party,)) and not agrees(cell.binding, has, is_open):
                        wrong.append(f"{duty}, {cell.kind.name}: {cell.binding}, and {has=} {is_open=} {facts.rows}")
    return wrong


def agrees(binding: Binding, has: bool, is_open: bool) -> bool:
    """Whether a party may have the duty, or have it left open, under a cell."""
    match binding:
        case Binding.ALWAYS:
            return has
        case Binding.NEVER:
            return not has and not is_open
        case Binding.OPEN:
            return not has
        case Binding.NO_PARTY:
            return False
        case Binding.WHEN | Binding.UNKNOWN:
            return True


def test_random_parties_contradict_no_cell() -> None:
    print(f"seed {SEED}")
    assert contradictions(SAMPLE, codes()[-1], SEED, PARTIES_TRIED // len(SAMPLE)) == []


@pytest.mark.fuzz
def test_ten_thousand_random_parties_contradict_no_cell_of_any_duty() -> None:
    code = codes()[-1]
    duties = duties_of_code(code, policies().vocabulary)
    assert contradictions(duties, code, SEED + 1, 10_000 // len(PARTIES)) == []


def test_keeping_systems_secure_binds_import_and_gas_suppliers_only() -> None:
    bindings = by_kind("keep_secure", codes()[-1])
    assert {name for name, binding in bindings.items() if binding is Binding.WHEN} == {
        "Import Supplier",
        "Gas Supplier",
        "User of a Shared Resource Provider",  # as it may be either
        "Applicant only",
    }
    assert bindings["Network Party only"] is bindings["Other User only"] is Binding.NEVER
    assert bindings["Export Supplier only"] is Binding.OPEN


def test_each_binding_comes_with_its_condition_and_a_smallest_party() -> None:
    for cell in cells("keep_secure", codes()[-1]):
        told = (cell.condition is not None, cell.witness is not None, bool(cell.paragraphs))
        assert told == ((cell.binding is Binding.WHEN,) * 3)


def test_alternatives_that_differ_in_a_status_alone_are_said_of_any_status_and_leave_no_case_over() -> None:
    conditions = {
        cell.kind.name: cell.condition
        for cell in cells("have_status_for_entry", codes()[-1])
        if cell.binding is Binding.WHEN
    }
    assert len(set(conditions.values())) == 1
    assert "Other User only" in conditions
    condition = conditions["Other User only"]
    assert condition is not None and condition.complete
    assert [words for (words,) in condition.alternatives] == [
        "the party has an assurance status with effect from a day on or after 27 February 2020",
        "the party has an assurance status with effect from a day before 27 February 2020",
        "the day asked about is before the day on which the status of the party after its first assessment on record "
        "was set",
    ]


def test_a_rule_taken_away_is_noticed() -> None:
    code = codes()[-1]
    without = without_duty(code, "keep_secure")
    assert set(by_kind("keep_secure", without).values()) <= {Binding.NEVER, Binding.OPEN}


def without_duty(code: Code, duty: str) -> Code:
    """The Code without the rules that give a duty."""

    def kept(rules: Sequence[Rule]) -> tuple[Rule, ...]:
        return tuple(rule for rule in rules if rule.head.predicate != "obligation" or head_duty(rule) != duty)

    paragraphs = {
        number: replace(standing, paragraph=replace(standing.paragraph, rules=kept(standing.paragraph.rules)))
        for number, standing in code.paragraphs.items()
    }
    return replace(code, paragraphs=paragraphs)


def test_what_is_not_decided_is_not_called_proved() -> None:
    kind = kinds()[0]
    vocabulary = policies().vocabulary
    settled, open_ended = Cell(kind, "keep_secure", Binding.NEVER), Cell(kind, "keep_secure", Binding.UNKNOWN)
    bounded = replace(settled, bound="with at most one provider")
    for cell, proved in ((settled, True), (open_ended, False), (bounded, False)):
        assert applies_report("", "", [[cell]], vocabulary)["proved"] is proved


@pytest.mark.parametrize("template", ["applies.txt.j2", "applies.md.j2"])
def test_parts_examined_for_different_parties_are_claimed_only_of_those_that_all_were_examined_for(
    template: str,
) -> None:
    known = Cell(kinds()[0], "keep_secure", Binding.NEVER, bound="with two records")
    other = replace(known, duty="take_step", bound="that names no other day")
    says = applies_report("", "2019-03-01", [[known], [other]], policies().vocabulary)
    text = " ".join(render(template, says, ROOT / "reports").split())
    assert text.endswith("What is said holds for every party with two records, and that names no other day.")
    assert text.count("What is said holds") == 1


@pytest.mark.parametrize("template", ["applies.txt.j2", "applies.md.j2"])
def test_that_a_duty_excused_or_done_counts_as_binding_is_said(template: str) -> None:
    says = applies_report("", "2019-03-01", [[Cell(kinds()[0], "keep_secure", Binding.ALWAYS)]], policies().vocabulary)
    text = " ".join(render(template, says, ROOT / "reports").split())
    assert "A duty binds whom a paragraph gives it, also whoever is excused from it or has done it." in text


def test_of_two_kinds_bound_on_the_same_conditions_only_one_in_further_cases_each_is_told_apart() -> None:
    one = Cell(kinds()[0], "keep_secure", Binding.WHEN, condition=Condition((("it is large",),), complete=True))
    other = replace(one, kind=kinds()[1], condition=Condition((("it is large",),), complete=False))
    duties = applies_report("", "", [[one, other]], policies().vocabulary)["duties"]
    assert isinstance(duties, list)
    assert [group["complete"] for group in duties[0]["groups"]] == [True, False]


def test_the_command_tells_whom_a_duty_binds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["applies", "--duty", "keep_secure", "--as-at", "2019-03-01"]) == 0
    out = capsys.readouterr().out
    assert "never binds: Network Party only; Registered Supplier Agent only; Other User only" in " ".join(out.split())
    assert "What is said holds for every party with at most one provider" in " ".join(out.split())


def test_an_apposition_at_the_end_of_a_condition_has_no_comma_behind_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    asked = ["--duty", "notify_ssc_of_user_system", "--kind", "Other User only", "--as-at", "2019-03-01"]
    assert main(["applies", *asked]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "begins to use something, a second or further User System, and" in out
    assert ",," not in out


def test_what_is_said_of_a_duty_rests_on_no_question_before() -> None:
    first = cells("have_status_for_entry", codes()[-1])
    cells("give_report_to_users", codes()[-1])
    assert cells("have_status_for_entry", codes()[-1]) == first


def test_a_duty_is_answered_alike_in_codes_in_which_its_grounds_are_the_same() -> None:
    first, *_, last = (code for code in codes() if code.in_force >= codes()[3].in_force)
    old, new = (Inquiry(code, kinds(), policies()) for code in (first, last))
    same = [
        duty
        for duty in duties_of_code(first, policies().vocabulary)
        if old.grounds(duty, first.in_force) == new.grounds(duty, last.in_force)
    ]
    assert "take_step" in same
    assert "keep_secure" not in same
    said = [
        [(cell.binding, cell.open, cell.condition, cell.paragraphs, cell.bound) for cell in inquiry.cells(duty, day)]
        for inquiry, day in ((old, first.in_force), (new, last.in_force))
        for duty in ("take_step",)
    ]
    assert said[0] == said[1]
