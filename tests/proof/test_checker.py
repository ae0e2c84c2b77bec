"""The proof checker accepts what follows and rejects everything else, and needs nothing but the rule model."""

from __future__ import annotations

import ast
import copy
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from secg.derive.outcomes import answers_of, base_relations, duties_of
from secg.documents.explanation import Explanation
from secg.documents.nodes import NodeWriter, json_value
from secg.language.model import literal_atoms
from secg.language.predicate_kinds import PredicateKind
from secg.language.unknowns import is_internal, missing_fact
from secg.proof.checker import Checker
from secg.proof.matching import Prover
from secg.report.verification import facts_as_rules, proofs
from tests.proof.plain_evaluation import Relations
from tests.proof.random_parties import PARTIES, PARTY, ROOT, over_many, random_explanation

Node = dict[str, Any]
SEEDS = range(40)
MANY = range(1_000, 11_000)


def report_of(given: Explanation) -> Node:
    """The proofs of a report, as JSON gives them back."""
    vocabulary = given.policies.vocabulary
    writer = NodeWriter(given, lambda predicate, pattern: "")
    prover = Prover(given.program, given.model)
    assessments, obligations = [], []
    for answer in answers_of(given.model, vocabulary, PARTY):
        for value in answer.values:
            _, capacity, year = answer.question
            proof = writer.node(prover.prove(answer.predicate, (*answer.question, value)))
            assessments.append({"capacity": capacity, "year": year, "category": value, "proof": proof})
    for duty in duties_of(given.model, vocabulary, PARTY):
        for kind in (PredicateKind.OBLIGATION, PredicateKind.EXCUSE, PredicateKind.DISCHARGE, PredicateKind.UNSETTLED):
            for predicate in vocabulary.of_kind(kind):
                if given.model.holds(predicate.name, duty.row):
                    entry = {"duty_id": duty.row[1], "about": json_value(duty.row[2])}
                    obligations.append({**entry, "proof": writer.node(prover.prove(predicate.name, duty.row))})
    report = {"party": PARTY, "assessments": assessments, "obligations": obligations}
    found: Node = json.loads(json.dumps(report))
    return found


def checker_of(given: Explanation) -> Checker:
    return Checker([*given.program.rules, *facts_as_rules(given.facts)])


def rejects(checker: Checker, report: Node) -> bool:
    return any(checker.faults(report, PARTY))


def nodes_of(node: Any) -> Iterator[Any]:
    yield node
    for premise in node.get("premises", ()):
        yield from nodes_of(premise)


def accepts_every_proof(seed: int) -> int:
    given = random_explanation(seed)
    report = report_of(given)
    faults = list(checker_of(given).faults(report, PARTY))
    assert not faults, f"seed {seed}: {faults[0]}"
    return len(report["assessments"]) + len(report["obligations"])


def test_every_proof_of_random_parties_over_all_versions_is_accepted() -> None:
    assert sum(map(accepts_every_proof, SEEDS)) > 200


def test_the_rules_without_guards_evaluated_plainly_with_arithmetic_of_their_own_give_what_the_engine_gives() -> None:
    for seed in range(15):
        given = random_explanation(seed)
        relations = Relations(given.code.rules, base_relations(given.facts))
        for rule in given.code.rules:
            name = rule.head.predicate
            # the model of a report holds of others only what the conclusions about the party ask for
            engine = {tuple(map(json_value, row)) for row in given.model.rows_with(name, 0, PARTY)}
            assert {row for row in relations.rows(name) if row[0] == PARTY} == engine, (seed, name)


def altered(node: Node, chance: random.Random) -> Iterator[str]:
    """Alter the node in place in one way, say how, and put it right again; every way in turn."""
    whole = dict(node)
    for key in ("reads", "atom", "paragraph", "place", "values", "premises"):
        if key == "atom" and whole.get("reads", [""])[0] == "not":
            continue
        for way in range(3):
            node.update(copy.deepcopy(whole))
            if _alter(node, key, way, chance):
                yield f"{key}, way {way}"
            node.clear()
            node.update(whole)


def _alter(node: Node, key: str, way: int, chance: random.Random) -> bool:
    value = node.get(key)
    if way == 0:
        return bool(node.pop(key, None))
    if key == "premises" and way == 2:
        node[key] = [*(value or ()), copy.deepcopy(chance.choice([node, *(value or ())]))]
        return True
    if not value:
        return False
    if key == "premises":
        value.pop(chance.randrange(len(value)))
    elif key == "atom":
        node[key] = value + "x"
    elif key == "paragraph":
        node[key] = "G99.9"
    else:
        at = chance.choice(sorted(value)) if key == "values" else chance.randrange(len(value)) if way == 1 else -1
        at = sorted(value)[0] if key == "values" and way == 2 else at
        value[at] = value[at] + 1 if isinstance(value[at], int) else "something-else"
    return True


def rejects_every_alteration(seed: int) -> int:
    """Every proof of the party is accepted; one of them is rejected with any one node altered in any way."""
    given, chance = random_explanation(seed), random.Random(seed)
    report, checker = report_of(given), checker_of(given)
    faults = list(checker.faults(report, PARTY))
    assert not faults, f"seed {seed}: {faults[0]}"
    roots = list(proofs(report))
    if not roots:
        return 0
    tried = 0
    root = chance.choice(roots)
    alone = {"party": PARTY, "proof": root}
    for node in list(nodes_of(root)):
        for how in altered(node, chance):
            tried += 1
            assert rejects(checker, alone), f"seed {seed}: {how} of {node['conclusion']}"
    return tried


def test_a_proof_with_any_one_node_altered_is_rejected() -> None:
    assert sum(map(rejects_every_alteration, range(15))) > 200


@pytest.mark.fuzz
def test_every_proof_of_ten_thousand_parties_is_accepted_and_with_any_one_node_altered_rejected() -> None:
    assert over_many(rejects_every_alteration, MANY) > 100_000


def test_a_proof_about_another_party_is_rejected() -> None:
    given = next(
        explanation for explanation in map(random_explanation, range(50)) if report_of(explanation)["assessments"]
    )
    assert any("another party" in fault for fault in checker_of(given).faults(report_of(given), "another"))


def test_a_report_of_other_facts_is_rejected() -> None:
    given = next(
        explanation for explanation in map(random_explanation, range(50)) if report_of(explanation)["assessments"]
    )
    facts = (rule for rule in facts_as_rules(given.facts) if rule.head.predicate != "user_role")
    assert rejects(Checker([*given.program.rules, *facts]), report_of(given))


def guards_of(report: Node) -> set[str]:
    """The names of the guards that a report's proofs show beside a total of somebody's numbers: that all are stated."""
    found: set[str] = set()
    for step in (entry for root in proofs(report) for entry in nodes_of(root)):
        premises = step.get("premises", [])
        if any("aggregate" in premise and premise["premises"] for premise in premises):
            shown = [premise["reads"] for premise in premises if "reads" in premise]
            found |= {reads[1] for reads in shown if reads[0] == "not" and is_internal(reads[1])}
    return found


def without_numbers(given: Explanation) -> Checker:
    """The checker for the same party among parties that state no number which a guard of its proofs asks for."""
    names = guards_of(report_of(given))
    guards = [rule for rule in given.program.rules if rule.head.predicate in names]
    lacking = {atom.predicate for rule in guards for literal in rule.body for atom, _ in literal_atoms(literal)}
    missing = {fact: frozenset(PARTIES) for name in lacking if (fact := missing_fact(name)) is not None}
    assert missing
    return Checker([*given.program.rules, *facts_as_rules(replace(given.facts, missing=missing))])


def test_a_total_over_parties_that_do_not_state_their_number_is_rejected() -> None:
    guarded = [explanation for explanation in map(random_explanation, range(50)) if guards_of(report_of(explanation))]
    rejected = [explanation for explanation in guarded if rejects(without_numbers(explanation), report_of(explanation))]
    assert len(rejected) > 2  # a total over nobody is not touched


PROOF = Path(ROOT) / "engine" / "secg" / "proof"
APART = ("checker", "consequences", "claims")
"""The modules that judge a report; they use one another, the rule model and what calculations mean."""


@pytest.mark.parametrize("name", APART)
def test_the_checker_imports_nothing_of_the_engine_but_the_rule_model(name: str) -> None:
    allowed = {"secg.language.calculation", "secg.language.operators", *(f"secg.proof.{text}" for text in APART)}
    for node in ast.walk(ast.parse((PROOF / f"{name}.py").read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("secg"):
            named = {name.name for name in node.names}
            assert (node.module, named) == ("secg.language", {"model"}) or node.module in allowed
        if isinstance(node, ast.Import):
            assert not any(name.name.startswith("secg") for name in node.names)


@pytest.mark.parametrize("name", APART)
def test_the_checker_is_short(name: str) -> None:
    assert len((PROOF / f"{name}.py").read_text().splitlines()) <= 140
