"""What decides a conclusion: the comparison in its proof with the numbers that it compares, and the steps to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from secg.documents.document import Step
from secg.documents.naming import Naming, framed, joined, sentence
from secg.report.outline import premises_of

_NUMBER = re.compile(r"\d[\d,]*")
_NOUN = re.compile(r"\d ((?:[A-Z][\w-]* )*[A-Z][\w-]*)")
_ORDER = ("<", "<=", ">", ">=")
DEPTH = 3
"""Steps further from the conclusion than this are left to the proof."""


def decisive_reason(proof: Step, naming: Naming) -> str:
    """The sentence that decides: what was counted and compared, or the last step; empty where there is none."""
    parent = _comparing(proof)
    if parent is None:
        *_, step = because_of(proof, naming) or [""]
        paragraph = proof.get("paragraph", "")
        if not step.endswith(").") or paragraph in step:  # a fact stands in no paragraph
            return step
        return f"{step[:-2]}; {paragraph})."  # `It acts as Other User (G8.40; G8.47).`
    numbers = dict.fromkeys(entry["paragraph"] for entry in (parent, proof) if "paragraph" in entry)
    return f"{_compared(parent, naming)} ({'; '.join(numbers)})."


def because_of(proof: Step, naming: Naming) -> list[str]:
    """The steps that lead to a conclusion, facts first, each a sentence about `it` with its paragraph."""
    told: list[str] = []
    for step in _steps(proof, proof, naming, 0):
        # the same again, or the end of a longer sentence, where it has no capital letter
        if not any(step[1:] in earlier for earlier in told):
            told.append(step)
    return told


def _steps(node: Step, root: Step, naming: Naming, depth: int) -> Iterator[str]:
    below = premises_of(node)
    decides = any(map(_is_comparison, below))
    counted = _counted(node)  # which the sentence of the comparison tells
    steps: list[str] = []
    if depth < DEPTH and "aggregate" not in node:  # the parts of a sum may be many, and the sum tells them
        for premise in below:
            if premise not in counted and not premise.get("condition"):
                steps.extend(_steps(premise, root, naming, depth + 1))
    if decides:
        # the paragraph of the conclusion itself is put behind all of it
        steps.append(f"{_compared(node, naming)}{'' if node is root else _cited(node)}.")
    # a row of a table, an absence, an assumption and a calculation say nothing by themselves
    says_nothing = any(node.get(key) for key in ("table", "absence", "default", "condition"))
    if node is root or decides or says_nothing or _asks(node, root):
        yield from steps
        return
    text = f"{naming.said(node)}{_cited(node)}"
    if len(steps) == 1 and "fact" in below[0]:
        yield f"{steps[0].rstrip('.')}, so that {text}."
        return
    yield from steps
    yield sentence(text)


def _cited(node: Step) -> str:
    return framed(" (", node.get("paragraph", ""), ")")


def _compared(parent: Step, naming: Naming) -> str:
    """What was counted and what it was compared with, without a full stop."""
    comparisons = [str(entry["conclusion"]) for entry in premises_of(parent) if _is_comparison(entry)]
    comparison = joined(comparisons)
    counted = [_told(entry, naming) for entry in _counted(parent)]
    if not counted:
        return sentence(comparison)[:-1]
    number, _, rest = comparison.partition(" is ")
    if len(counted) == len(comparisons) == 1 and counted[0].endswith(f" {number}"):
        return sentence(f"{counted[0]}, which is {rest}")[:-1]
    return sentence(f"{joined(counted)}: {comparison}")[:-1]


def _told(count: Step, naming: Naming) -> str:
    """The sentence of a count, with what it counts where it only speaks of numbers."""
    text = naming.said(count)
    nouns = {match.group(1) for entry in count.get("premises", []) if (match := _NOUN.search(entry["conclusion"]))}
    # what is of several kinds has no noun for all
    return text.replace("numbers that", f"numbers of {nouns.pop()} that", 1) if len(nouns) == 1 else text


def _counted(parent: Step) -> list[Step]:
    """The premises that give the numbers which a step compares."""
    below = premises_of(parent)
    numbers = set(chain.from_iterable(map(_numbers, filter(_is_comparison, below))))
    premises = [entry for entry in below if not entry.get("condition") and numbers & _numbers(entry)]
    # a fact whose number a conclusion repeats says nothing more
    concluded = set(chain.from_iterable(_numbers(entry) for entry in premises if "fact" not in entry))
    return [entry for entry in premises if "fact" not in entry or not _numbers(entry) & numbers <= concluded]


def _numbers(node: Step) -> set[str]:
    """The numbers that a sentence names."""
    return set(_NUMBER.findall(node["conclusion"]))


def _asks(node: Step, root: Step) -> bool:
    """Whether a step only says that the question arises which the conclusion answers, be it of another year."""
    asked, answered = node.get("reads", ()), root.get("reads", ())
    # a question is read as its predicate, the party, the capacity and the year
    return "paragraph" in node and len(asked) == 4 and list(asked[1:3]) == list(answered[1:3])


def _comparing(node: Step) -> Step | None:
    """The step nearest to the conclusion that rests on a comparison of two numbers."""
    waiting: Sequence[Step] = [node]
    for _ in range(DEPTH):
        for entry in waiting:
            if any(map(_is_comparison, premises_of(entry))):
                return entry
        # what is far from the conclusion may compare what concerns another party
        waiting = list(chain.from_iterable(map(premises_of, waiting)))
    return None


def _is_comparison(node: Step) -> bool:
    reads = node.get("reads", ())
    if not node.get("condition") or len(reads) != 3 or reads[0] not in _ORDER or node["conclusion"].startswith("year "):
        return False
    # that something is more than none tests no size
    return isinstance(reads[1], int) and isinstance(reads[2], int) and reads[2] > 0
