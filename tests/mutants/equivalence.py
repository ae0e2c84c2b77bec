"""Asking the solver about a mutant that no case notices: a party that it changes, or the proof that it changes none."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection

from secg.code.consolidation import Code
from secg.effect.effect import effect_between
from secg.language.model import Rule, literal_atoms
from secg.messages import Faults
from secg.symbolic.slicing import bearing_rules
from tests.mutants.mutations import Mutant
from tests.mutants.watching import Watch

SECONDS = 10.0
WORK = 20
"""So many seconds of work one mutant may cost the solver, in all versions together."""


@dataclass(frozen=True)
class Answer:
    """`same` where it is proved that no party's outcome changes; else the files of a party that has another.

    `why` says how it was proved, or why it could not be.
    """

    same: bool
    party: str = ""
    why: str = ""


def ask(mutant: Mutant, codes: Iterable[Code], watch: Watch) -> Answer:
    """What the solver says of the mutant in the Codes that hold its rule, if it can say it with so much work."""
    return _within(WORK, lambda: compare(((code, mutated(code, mutant)) for code in _unlike(codes, mutant)), watch))


def _within(seconds: int, question: Callable[[], Answer]) -> Answer:
    """The answer of a process of its own, which the system ends after so many seconds of work."""
    fork = get_context("fork")
    receiving, sending = fork.Pipe(duplex=False)
    process = fork.Process(target=_tell, args=(seconds, question, sending))
    process.start()
    sending.close()
    try:
        answer = receiving.recv()
    except EOFError:
        process.join()
        assert process.exitcode in (-signal.SIGXCPU, -signal.SIGKILL), "the solver failed, which it tells above"
        return Answer(False, why=f"the solver needs more than {seconds} seconds")
    process.join()
    assert isinstance(answer, Answer)
    return answer


def _tell(seconds: int, question: Callable[[], Answer], sending: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    sending.send(question())


def compare(pairs: Iterable[tuple[Code, Code]], watch: Watch) -> Answer:
    """Whether no outcome differs between the two Codes of any pair; the first difference found otherwise."""
    labels: list[str] = []
    for before, after in pairs:
        try:
            effect = effect_between(watch.over(before), watch.over(after), watch.policies, before.in_force, SECONDS)
        except Faults as faults:
            return Answer(False, why=faults.diagnostics[0].sentence)
        except ValueError as error:  # a mutant may move days out of the calendar, which the solver does not bear
            return Answer(False, why=f"the solver's party can't be written: {error}")
        if effect.changes:
            witness = effect.changes[0].witness
            files = "\n".join(party_file.text for party_file in witness.files)
            return Answer(False, f"# as at {witness.as_at}\n{files}")
        if effect.undecided:
            return Answer(False, why="; ".join(effect.undecided))
        labels.append(" with ".join([before.label, *before.overlays]))
    proved = f"proved for every party that the solver examines, by the Code of {', '.join(labels)}"
    return Answer(bool(labels), why=proved if labels else "no Code holds the rule")


def mutated(code: Code, mutant: Mutant) -> Code:
    """The Code with the rule changed in the paragraph that holds it."""
    paragraphs = dict(code.paragraphs)
    for number, standing in code.paragraphs.items():
        rules = standing.paragraph.rules
        if any(rule.span == mutant.original.span for rule in rules):
            changed = tuple(mutant.rule if rule.span == mutant.original.span else rule for rule in rules)
            paragraphs[number] = replace(standing, paragraph=replace(standing.paragraph, rules=changed))
    return replace(code, paragraphs=paragraphs)


def _unlike(codes: Iterable[Code], mutant: Mutant) -> Iterator[Code]:
    """One Code of each set that has the same rules around the mutant: those that rest on it, and what these rest on."""
    seen: set[tuple[Rule, ...]] = set()
    for code in codes:
        around = _around(code.rules, {mutant.original.head.predicate, mutant.rule.head.predicate})
        if around not in seen:
            seen.add(around)
            yield code


def _around(rules: tuple[Rule, ...], touched: set[str]) -> tuple[Rule, ...]:
    resting = set(touched)
    while True:
        more = {
            rule.head.predicate
            for rule in rules
            if any(atom.predicate in resting for literal in rule.body for atom, _ in literal_atoms(literal))
        }
        if more <= resting:
            return bearing_rules(rules, sorted(resting))
        resting |= more
