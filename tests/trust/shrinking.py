"""Making a program that shows a disagreement as small as it can be while it still shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from secg.language.model import Aggregate, Rule
from tests.trust.programs import Program


def shrunk(program: Program, fails: Callable[[Program], bool]) -> Program:
    """The program with every rule, condition and row left out that the failure does not need."""
    smaller = True
    while smaller:
        smaller = False
        for candidate in _smaller(program):
            if not candidate.faults and fails(candidate):
                program, smaller = candidate, True
                break
    return program


def _smaller(program: Program) -> Iterator[Program]:
    for name, rows in program.rows.items():
        if len(rows) > 1:
            half = len(rows) // 2
            yield replace(program, rows={**program.rows, name: rows[:half]})
            yield replace(program, rows={**program.rows, name: rows[half:]})
        for index in range(len(rows)):
            yield replace(program, rows={**program.rows, name: rows[:index] + rows[index + 1 :]})
    for index, rule in enumerate(program.rules):
        before, after = program.rules[:index], program.rules[index + 1 :]
        yield replace(program, rules=before + after)
        for small in _smaller_rules(rule):
            yield replace(program, rules=(*before, small, *after))


def _smaller_rules(rule: Rule) -> Iterator[Rule]:
    for index, literal in enumerate(rule.body):
        before, after = rule.body[:index], rule.body[index + 1 :]
        yield replace(rule, body=before + after)
        if isinstance(literal, Aggregate) and len(literal.body) > 1:
            for inner in range(len(literal.body)):
                kept = literal.body[:inner] + literal.body[inner + 1 :]
                yield replace(rule, body=(*before, replace(literal, body=kept), *after))
