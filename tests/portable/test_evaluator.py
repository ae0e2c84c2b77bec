"""The JavaScript evaluator derives what the default engine derives, in the same order, and proves all of it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest

from secg.derive.outcomes import base_relations
from secg.derive.pydatalog_engine import derive
from secg.facts.loading import facts_on, load_situations
from secg.facts.situation import Row
from secg.json_schema import Json
from secg.language.calculation import calculate, shift_date
from secg.language.operators import Calculation, Unit
from secg.language.program import Program
from secg.messages import Faults
from secg.portable.model import SCHEMA, portable_model
from secg.proof.matching import Prover
from tests.portable.evaluating import NODE, concluded_rows, evaluated, portable_case, portable_rows, portable_value
from tests.proof.random_parties import codes, policies
from tests.trust.campaign import seeded_program
from tests.trust.programs import VOCABULARY

pytestmark = pytest.mark.skipif(NODE is None, reason="not run: the evaluator on Node; install nodejs")

SEEDS = range(700_000, 700_400)


def sizes_of(prover: Prover, predicate: str, rows: Iterable[Row]) -> list[list[int]]:
    """Of each proof the nodes, and the rules that stand under paragraphs without a number."""
    proofs = [prover.prove(predicate, row) for row in rows]
    return [[proof.size, proof.unnumbered] for proof in proofs]


def wanted(seed: int) -> Mapping[str, object]:
    """What the default engine derives of a random program, or the number of its fault."""
    program = seeded_program(seed)
    whole = Program(program.guarded, VOCABULARY)
    try:
        model = derive(whole, program.facts)
    except Faults as faults:
        return {"error": faults.diagnostics[0].kind.code}
    prover = Prover(whole, model)
    sizes = {name: sizes_of(prover, name, model.rows(name)) for name in whole.order}
    return {"rows": concluded_rows(model.relations, whole.order), "sizes": sizes}


def differing(seeds: range) -> list[str]:
    """The seeds on which the two differ, with what each says."""
    answers = evaluated(portable_case(seeded_program(seed)) for seed in seeds)
    different = []
    for seed, answer in zip(seeds, answers, strict=True):
        expected = wanted(seed)
        if "error" in expected:
            agreed = str(answer.get("error", "")).startswith(str(expected["error"]))
        else:
            agreed = answer == expected
        if not agreed:
            different.append(f"seed {seed}: {expected} is {answer}")
    return different


def test_days_move_and_numbers_calculate_as_in_the_engine() -> None:
    chance = random.Random(1)
    ends = [date.min, date.max, date(2020, 1, 31), date(2020, 2, 29), date(2019, 12, 31), date(100, 1, 1)]
    days = [*ends, *(date.fromordinal(chance.randrange(1, date.max.toordinal())) for _ in range(500))]
    steps = [0, 1, -1, 11, 12, 13, -12, 400, -400, 10**6, -(10**6), 10**12]
    shifts = [(day, chance.choice(steps), unit) for day in days for unit in Unit]
    numbers = [0, 1, -1, 7, -7, 250_000, 2**31, -(2**31), 10**9, 2**53 - 1, -(2**53 - 1), 2**53 - 2]
    sums = [(operator, left, right) for operator in Calculation for left in numbers for right in numbers]
    cases: list[Mapping[str, object]] = [{"shift": [day.isoformat(), step, unit.value]} for day, step, unit in shifts]
    cases += [{"calculate": [operator.value, left, right]} for operator, left, right in sums]
    wanted: list[object] = []
    for day, step, unit in shifts:
        wanted.append({"day": shift_date(day, 1 if step >= 0 else -1, abs(step), unit).isoformat()})
    for operator, left, right in sums:
        wanted.append(calculated(operator, left, right))
    answers = [str(answer["error"])[:4] if "error" in answer else answer for answer in evaluated(cases)]
    assert answers == wanted


@pytest.mark.parametrize(
    ("literal", "words"),
    [
        (["let", "n", ["div", ["const", 7], ["const", 2]]], "the calculation div"),
        (["let", "n", ["toString", ["const", 7], ["const", 2]]], "the calculation toString"),
        (["let", "n", ["shift", ["date", "2020-01-31"], 1, ["const", 1], "years"]], "the unit years"),
        (["test", "~", ["const", 7], ["const", 2]], "the comparison ~"),
        (["test", "constructor", ["const", 7], ["const", 2]], "the comparison constructor"),
        (["fold", "n", "median", ["const", 7], [], [], []], "the function median"),
        (["perhaps", "user", []], "a literal of kind perhaps"),
    ],
)
def test_what_a_later_model_brings_is_refused_and_not_taken_for_something_else(literal: Json, words: str) -> None:
    rule: Json = {"head": ["user", [["const", "a"]]], "body": [literal]}
    model: Json = {"schema": SCHEMA, "rules": [rule]}
    (answer,) = evaluated([{"model": model, "code": {"order": [["user", [0]]]}, "base": {}}])
    assert answer == {"error": f"{words} is of another version of the model"}


@pytest.mark.parametrize("name", ["__proto__", "constructor", "toString"])
def test_a_variable_may_have_any_name(name: str) -> None:
    variable: Json = ["var", name]
    rule: Json = {"head": ["user", [variable]], "body": [["atom", "other", [variable]]], "paragraph": "G1.1"}
    model: Json = {"schema": SCHEMA, "rules": [rule]}
    base: Json = {"other": [["a"], ["b"]]}
    (answer,) = evaluated([{"model": model, "code": {"order": [["user", [0]]]}, "base": base}])
    assert answer["rows"] == {"user": [["a"], ["b"]]}


def test_texts_are_compared_and_folded_by_code_points() -> None:
    full_width, smiling = "\uff01", "\U0001f600"  # in UTF-16 the second stands before the first
    terms: Json = [["var", "Left"], ["var", "Right"]]
    both: list[Json] = [["atom", "text", [["var", "Left"]]], ["atom", "text", [["var", "Right"]]]]
    rules: list[Json] = []
    for operator in ("<", "<=", ">", ">="):
        test: Json = ["test", operator, ["var", "Left"], ["var", "Right"]]
        rules.append({"head": [operator, terms], "body": [*both, test], "paragraph": "G1.1"})
    for function in ("min", "max"):
        fold: Json = ["fold", "N", function, ["var", "Text"], [], ["Text"], [["atom", "text", [["var", "Text"]]]]]
        rules.append({"head": [function, [["var", "N"]]], "body": [fold], "paragraph": "G1.1"})
    order: Json = [["<", [0]], ["<=", [1]], [">", [2]], [">=", [3]], ["min", [4]], ["max", [5]]]
    model: Json = {"schema": SCHEMA, "rules": rules}
    (answer,) = evaluated([{"model": model, "code": {"order": order}, "base": {"text": [[full_width], [smiling]]}}])
    same = [[full_width, full_width], [smiling, smiling]]
    rows = answer["rows"]
    assert isinstance(rows, Mapping)
    assert rows["<"] == [[full_width, smiling]]
    assert rows[">"] == [[smiling, full_width]]
    assert rows["<="] == [same[0], [full_width, smiling], same[1]]
    assert rows[">="] == [same[0], [smiling, full_width], same[1]]
    assert (rows["min"], rows["max"]) == ([[full_width]], [[smiling]])


def calculated(operator: Calculation, left: int, right: int) -> object:
    """What the engine makes of a calculation, as the evaluator tells it."""
    try:
        number = calculate(operator, left, right)
    except Faults:
        return "E813"
    return {"number": None if number is None else portable_value(number)}


def test_random_programs_give_the_same_rows_and_proofs_of_the_same_size() -> None:
    print(f"seeds {SEEDS.start} to {SEEDS.stop - 1}")
    assert differing(SEEDS) == []


def test_every_version_gives_the_same_rows_and_the_last_the_same_proofs(repository: Path) -> None:
    situations = load_situations(repository / "facts", repository, policies().vocabulary)
    chosen = codes()
    model = portable_model(policies(), chosen)
    entries = model["codes"]
    assert isinstance(entries, list)
    cases: list[Mapping[str, object]] = []
    expected = []
    for code, entry in zip(chosen, entries, strict=True):
        program = Program.guarded(code.rules, policies().vocabulary)
        facts = facts_on(situations, code.in_force, policies().vocabulary)
        found = derive(program, facts)
        cases.append({"model": model, "code": entry, "base": portable_rows(base_relations(facts))})
        expected.append(concluded_rows(found.relations, program.order))
    answers = list(evaluated(cases))
    assert [answer["rows"] for answer in answers] == expected
    prover = Prover(program, found)  # of the last version
    sizes = {name: sizes_of(prover, name, found.rows(name)) for name in program.order}
    assert answers[-1]["sizes"] == sizes
