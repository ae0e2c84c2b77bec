"""Small random Codes with one edit: a few rules over the vocabulary of random programs, in one paragraph.

An effect of one takes a fraction of a second, so that thousands can be tried on populations that the solver did not
choose.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies, load_policies
from secg.effect.effect import effect_between
from secg.language.model import Constant, Rule, Term, Variable, atoms_of
from secg.language.paragraph_number import Citation
from secg.language.program_checks import check_program
from secg.language.rule_checks import check_rule
from secg.messages import catalogue
from tests.effect.edits import edits_of
from tests.effect.wide_parties import Trial, drawn_facts, missed, not_told
from tests.effect.worlds import changed_in, untrue, world
from tests.trust.campaign import seeded_program
from tests.trust.generator import OUTCOMES, constant
from tests.trust.programs import VOCABULARY

REPOSITORY = Path(__file__).parents[2]


@cache
def small_policies() -> Policies:
    """The policies of the repository with the vocabulary of random programs in place of their own."""
    return replace(load_policies(REPOSITORY / "policies", REPOSITORY), vocabulary=VOCABULARY)


@cache
def _bare() -> Code:
    policies = load_policies(REPOSITORY / "policies", REPOSITORY)
    return consolidate(policies, policies.versions.versions[0])


def small_code(rules: tuple[Rule, ...]) -> Code:
    """A Code of one paragraph that has these rules."""
    bare = _bare()
    number, standing = next(iter(bare.paragraphs.items()))
    own = tuple(replace(rule, citation=Citation(number)) for rule in rules)
    paragraph = replace(standing.paragraph, rules=own)
    return replace(bare, vocabulary=VOCABULARY, paragraphs={number: replace(standing, paragraph=paragraph)})


def edited_small_code(seed: int) -> tuple[Code, Code, Rule, Rule | None] | None:
    """A random Code, the same with one rule edited or left out, and both rules; None where no edit is allowed.

    Of the first edits, one is taken that changes something in a small world.
    """
    source = random.Random(seed)
    rules = tuple(map(_of_known_numbers, seeded_program(seed).rules))
    if not any(rule.head.predicate in OUTCOMES for rule in rules) or _is_at_fault(rules):
        return None
    before = small_code(rules)
    choices = list(_edited(before.rules))
    source.shuffle(choices)
    worlds = [world(before, small_policies(), seed * 1_000 + number) for number in range(CHOSEN_ON)]
    allowed: list[tuple[Code, Code, Rule, Rule | None]] = []
    for place, edited in choices:
        changed = tuple(edited if number == place else rule for number, rule in enumerate(before.rules))
        kept = tuple(rule for rule in changed if rule is not None)
        if not _is_at_fault(kept):
            number, standing = next(iter(before.paragraphs.items()))
            paragraph = replace(standing.paragraph, rules=kept)
            after = replace(before, paragraphs={number: replace(standing, paragraph=paragraph)})
            allowed.append((before, after, before.rules[place], edited))
            if any(changed_in(before, after, small_policies(), facts) for facts in worlds):
                return allowed[-1]
            if len(allowed) == TRIED:
                break
    return allowed[0] if allowed else None


def _edited(rules: tuple[Rule, ...]) -> Iterator[tuple[int, Rule | None]]:
    for place, rule in enumerate(rules):
        yield place, None
        for edit in edits_of(rule, VOCABULARY):
            yield place, edit


def _is_at_fault(rules: tuple[Rule, ...]) -> bool:
    found = [fault for rule in rules for fault in check_rule(rule, VOCABULARY)]
    return any(fault.kind is not catalogue.SINGLETON for fault in found) or bool(check_program(rules, VOCABULARY))


def _of_known_numbers(rule: Rule) -> Rule:
    """The rule with constants for the years and days of outcomes that it takes from facts: Codes name them."""
    if rule.head.predicate not in OUTCOMES:
        return rule
    said = {
        term.name
        for atom in atoms_of(rule.body)
        if atom.predicate in OUTCOMES
        for term in atom.terms
        if isinstance(term, Variable)
    }
    terms: list[Term] = []
    for term, argument in zip(rule.head.terms, VOCABULARY.predicates[rule.head.predicate].arguments, strict=True):
        known = isinstance(term, Constant) or (isinstance(term, Variable) and term.name in said)
        terms.append(term if known or argument.type != "integer" else constant(1, "integer"))
    return replace(rule, head=replace(rule.head, terms=tuple(terms)))


CHOSEN_ON, TRIED = 3, 6
"""So many worlds are looked at to choose an edit that changes something, and so many edits are tried."""


def tried_small(seed: int, populations: int) -> Trial | None:
    """One random edit of one random Code; the parties that refute what its effect says of all other outcomes."""
    codes = edited_small_code(seed)
    if codes is None:
        return None
    before, after, rule, edited = codes
    policies = small_policies()
    effect = effect_between(before, after, policies, before.in_force)
    if effect.undecided or effect.not_compared:
        return Trial(False, effect.bound, 0, ())
    seeds = range(seed * 1_000, seed * 1_000 + populations)
    facts = drawn_facts((before, after), policies, seeds, alone=effect.bound is not None)
    refuting = missed(before, after, effect, policies, facts)
    for number in seeds:
        states = changed_in(before, after, policies, world(before, policies, number))
        refuting += [f"world {number}: {state}" for state in not_told(states, effect)]
    refuting += [f"not so: {text}" for text in untrue(before, after, effect, policies)]
    changed = "left out" if edited is None else str(edited)
    head = f"seed {seed}, {effect.bound or 'proved'}: {rule} became {changed}"
    return Trial(
        not effect.changes, effect.bound, len(facts.names) + len(seeds), tuple(f"{head}: {text}" for text in refuting)
    )
