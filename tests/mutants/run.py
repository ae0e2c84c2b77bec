"""`make mutants`: every mutant of the law, judged by the cases; the ones not noticed, each with a killing party.

`python -m tests.mutants.run [--sample N] [--seed S] [PARAGRAPH …]` draws at most N mutants of each kind, or tries those
of some paragraphs and instruments only (`G8.34`, `'G8 "scheduling"'`, `MP091`).
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from os import cpu_count

from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.language.paragraph_number import parse_paragraph_number
from secg.messages import Faults
from tests.mutants.equivalence import Answer, ask, compare
from tests.mutants.judging import Verdict, judge_policy_mutant, judge_rule_mutant, policy_mutants
from tests.mutants.mutations import Mutant
from tests.mutants.search import Search
from tests.mutants.world import world

KILLED, SAME, SURVIVED, UNSETTLED = "killed", "means the same", "survived", "unsettled"
TRIES = 80
TARGET = 0.95


@dataclass(frozen=True)
class Result:
    """What became of a mutant, and why: a survivor's party as a case in YAML, or the proof that it changes nothing."""

    verdict: Verdict
    state: str
    why: str = ""


def judge(number: int) -> Verdict:
    """One mutant of a rule before the cases and the laws."""
    loaded = world()
    return judge_rule_mutant(loaded.mutants[number], loaded.settings, loaded.lawful)


def settle(verdicts: Sequence[Verdict]) -> list[Result]:
    """What the mutants that no case notices mean: the solver is asked in each Code that holds the rule."""
    search = Search(world().policies)
    return [_settled(verdict, verdict.mutant, search) for verdict in verdicts if verdict.mutant is not None]


def _settled(verdict: Verdict, mutant: Mutant, search: Search) -> Result:
    case = search.killing_case(mutant, TRIES)
    if case is not None:
        return Result(verdict, SURVIVED, case)
    return _answered(verdict, ask(mutant, search.every_code_with(mutant.original), world().watch))


def _answered(verdict: Verdict, answer: Answer) -> Result:
    if answer.party:
        return Result(verdict, SURVIVED, answer.party)
    return Result(verdict, SAME if answer.same else UNSETTLED, answer.why)


def judge_policies(number: int) -> Result:
    """One mutant of how the Code is put together: before the cases, then before the solver."""
    loaded = world()
    place, kind, what, policies = list(policy_mutants(loaded.policies))[number]
    verdict = judge_policy_mutant(place, kind, what, policies, loaded.settings)
    if verdict.killed_by:
        return Result(verdict, KILLED)
    if kind == "in-force date changed":  # the Codes are the same, only the days are not
        return Result(verdict, SURVIVED)
    pairs = list(_changed_codes(place, policies))
    if not pairs:
        return Result(verdict, SAME, "the same paragraphs with the same rules: only words differ")
    return _answered(verdict, compare(pairs, loaded.watch))


def _changed_codes(instrument: str, changed: Policies) -> Iterator[tuple[Code, Code]]:
    """Every version before and after a change of an instrument, where its rules or paragraphs differ."""
    policies = world().policies
    overlay = policies.instruments[instrument].status != "implemented"
    for version in policies.versions.versions:
        try:
            one, other = (consolidate(each, version, (instrument,) if overlay else ()) for each in (policies, changed))
        except Faults:  # the overlay does not fit this version
            continue
        if one.rules != other.rules or one.paragraphs.keys() != other.paragraphs.keys():
            yield one, other


def run(sample: int = 0, seed: int = 1, paragraphs: Sequence[str] = ()) -> list[Result]:
    """Every mutant, so many drawn of each kind, or those of some paragraphs and instruments, with what became of it."""
    loaded = world()
    wanted = {str(parse_paragraph_number(one) or one) for one in paragraphs}
    rules = [
        (number, one.kind)
        for number, one in enumerate(loaded.mutants)
        if not wanted or str(one.original.citation.paragraph) in wanted
    ]
    numbers = drawn(rules, sample, seed)
    whole = [
        (number, one[1]) for number, one in enumerate(policy_mutants(loaded.policies)) if not wanted or one[0] in wanted
    ]
    others = drawn(whole, sample, seed)
    # an effect may have a process of its own do half of it, which the workers of a pool may not
    with ProcessPoolExecutor(cpu_count(), get_context("fork")) as pool:
        verdicts = list(pool.map(judge, numbers, chunksize=8))
        unnoticed = [one for one in verdicts if not one.killed_by]
        parts = [unnoticed[start::4] for start in range(4)]
        settled = [result for results in pool.map(settle, parts, chunksize=1) for result in results]
        together = list(pool.map(judge_policies, others, chunksize=4))
    return [*(Result(one, KILLED) for one in verdicts if one.killed_by), *settled, *together]


def drawn(numbered: Sequence[tuple[int, str]], sample: int, seed: int) -> list[int]:
    """The numbers of at most so many of each kind, or of all, in their order; the same for the same seed."""
    source = random.Random(seed)
    kinds: dict[str, list[int]] = {}
    for number, kind in numbered:
        kinds.setdefault(kind, []).append(number)
    return sorted(
        number
        for numbers in kinds.values()
        for number in (source.sample(numbers, sample) if 0 < sample < len(numbers) else numbers)
    )


def share_killed(results: Sequence[Result]) -> float:
    """The share of the mutants changing the meaning that the cases notice; an unsettled one counts as changing it."""
    states = Counter(one.state for one in results)
    changing = len(results) - states[SAME]
    return states[KILLED] / changing if changing else 1.0


def report(results: Sequence[Result]) -> str:
    """The table by kind and state, then the survivors by paragraph with their parties, then what means the same."""
    kinds = sorted({one.verdict.kind for one in results})
    states = (KILLED, SAME, SURVIVED, UNSETTLED)
    lines = [f"{'':22}" + "".join(f"{state:>16}" for state in states) + f"{'noticed':>16}"]
    for kind in kinds:
        own = [one for one in results if one.verdict.kind == kind]
        counts = Counter(one.state for one in own)
        shown = "".join(f"{counts[state]:16,}" for state in states)
        lines.append(f"{kind:22}{shown}{share_killed(own):16.1%}")
    total = Counter(one.state for one in results)
    lines.append(f"{'all':22}" + "".join(f"{total[state]:16,}" for state in states))
    lines.append(f"\n{share_killed(results):.1%} of the mutants that change the meaning are noticed by cases and laws")
    ordered = sorted(results, key=lambda result: result.verdict.place)
    for one in ordered:
        if one.state in (SURVIVED, UNSETTLED):
            lines += ["", f"{_words(one)} ({one.state})", *one.why.splitlines()]
    same = [one for one in ordered if one.state == SAME]
    if same:
        lines += ["", f"{len(same)} mean the same:"]
        lines += [f"  {_words(one)}\n    {one.why}" for one in same]
    return "\n".join(lines)


def _words(one: Result) -> str:
    return f"{one.verdict.place}: {one.verdict.kind}: {one.verdict.what}"


def main() -> int:
    """Run all; 1 where fewer than 95 % of what changes the meaning is noticed."""
    start = time.perf_counter()
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="at most so many of each kind, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="where the drawing begins")
    parser.add_argument("paragraphs", nargs="*", help="paragraphs and instruments")
    given = parser.parse_args()
    results = run(given.sample, given.seed, given.paragraphs)
    print(report(results))
    if given.sample:
        print(f"\nat most {given.sample} of each kind, drawn with seed {given.seed}")
    print(f"\n{len(results):,} mutants in {time.perf_counter() - start:.0f} seconds")
    return 0 if share_killed(results) >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
