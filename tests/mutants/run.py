"""`make mutants`: every mutant of the law, judged by the cases; the ones not noticed, each with a killing party.

`python -m tests.mutants.run [--sample N] [--seed S] [--workers W] [PARAGRAPH …]` draws N of all mutants, or tries those
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

KILLED, SAME, ALIKE, SURVIVED = "noticed", "means the same", "not told apart", "survived"
STATES = (KILLED, SAME, ALIKE, SURVIVED)
TRIES, MANY_TRIES = 80, 1_500
"""So many random situations are tried in the first and the last version, before the solver is asked and after."""
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
    result = _answered(verdict, ask(mutant, search.every_code_with(mutant.original), world().watch))
    if result.state != ALIKE:
        return result
    case = Search(world().policies, seed=2).killing_case(mutant, MANY_TRIES)
    if case is not None:
        return Result(verdict, SURVIVED, case)
    return Result(verdict, ALIKE, f"{result.why}; of {MANY_TRIES:,} random situations in each version none differs")


def _answered(verdict: Verdict, answer: Answer) -> Result:
    if answer.party:
        return Result(verdict, SURVIVED, answer.party)
    return Result(verdict, SAME if answer.same else ALIKE, answer.why)


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
            code, other = (consolidate(each, version, (instrument,) if overlay else ()) for each in (policies, changed))
        except Faults:  # the overlay does not fit this version
            continue
        if code.rules != other.rules or code.paragraphs.keys() != other.paragraphs.keys():
            yield code, other


def run(sample: int, seed: int, paragraphs: Sequence[str], workers: int) -> list[Result]:
    """Every mutant, so many drawn of all, or those of some paragraphs and instruments, with what became of it."""
    loaded = world()
    wanted = {str(parse_paragraph_number(name) or name) for name in paragraphs}
    rules = [
        number
        for number, mutant in enumerate(loaded.mutants)
        if not wanted or str(mutant.original.citation.paragraph) in wanted
    ]
    whole = [
        number for number, (place, *_) in enumerate(policy_mutants(loaded.policies)) if not wanted or place in wanted
    ]
    if 0 < sample < len(rules) + len(whole):
        chosen = random.Random(seed).sample(range(len(rules) + len(whole)), sample)
        whole = [whole[place - len(rules)] for place in sorted(chosen) if place >= len(rules)]
        rules = [rules[place] for place in sorted(chosen) if place < len(rules)]
    # a worker starts a process of its own for each question to the solver, which the workers of a `Pool` may not
    with ProcessPoolExecutor(workers, get_context("fork")) as pool:
        verdicts = list(pool.map(judge, rules, chunksize=max(1, min(50, len(rules) // workers))))
        unnoticed = [verdict for verdict in verdicts if not verdict.killed_by]
        parts = [unnoticed[start::workers] for start in range(workers)]
        settled = [result for results in pool.map(settle, parts, chunksize=1) for result in results]
        together = list(pool.map(judge_policies, whole, chunksize=4))
    return [*(Result(verdict, KILLED) for verdict in verdicts if verdict.killed_by), *settled, *together]


def shares_noticed(results: Sequence[Result]) -> tuple[float, float]:
    """The share that is noticed of the mutants changing the meaning: those not told apart change it, or they do not."""
    states = Counter(result.state for result in results)
    changing = states[KILLED] + states[SURVIVED]
    lower = states[KILLED] / (changing + states[ALIKE]) if changing + states[ALIKE] else 1.0
    return lower, states[KILLED] / changing if changing else 1.0


def report(results: Sequence[Result]) -> str:
    """The table by kind and state, then the survivors by paragraph with their parties, then what means the same."""
    kinds = sorted({result.verdict.kind for result in results})
    lines = [f"{'':22}" + "".join(f"{state:>16}" for state in STATES)]
    for kind in kinds:
        counts = Counter(result.state for result in results if result.verdict.kind == kind)
        lines.append(f"{kind:22}" + "".join(f"{counts[state]:16,}" for state in STATES))
    ordered = sorted(results, key=lambda result: result.verdict.place)
    for result in ordered:
        if result.state == SURVIVED:
            lines += ["", f"{_words(result)} ({result.state})", *result.why.splitlines()]
    for state in (ALIKE, SAME):
        listed = [result for result in ordered if result.state == state]
        if listed:
            lines += ["", f"{len(listed)}: {state}"]
            lines += [f"  {_words(result)}\n    {result.why}" for result in listed]
    return "\n".join(lines)


def totals(results: Sequence[Result], seed: int | None) -> str:
    """What was made and what became of it, in one line; `seed` is that of the sample, None where all were tried."""
    states = Counter(result.state for result in results)
    lower, upper = shares_noticed(results)
    share = (
        f"{lower:.1%}" if lower == upper else f"{upper:.1%}, or {lower:.1%} if all that are not told apart change it"
    )
    return (
        f"{len(results):,} mutants made ({'all' if seed is None else f'a sample with seed {seed}'}), "
        f"{states[KILLED] + states[SURVIVED]:,} change the meaning, {states[KILLED]:,} of these are noticed: {share}; "
        f"{states[SAME]:,} mean the same, {states[ALIKE]:,} are not told apart"
    )


def _words(result: Result) -> str:
    return f"{result.verdict.place}: {result.verdict.kind}: {result.verdict.what}"


def main() -> int:
    """Run all; 1 where fewer than 95 % of what changes the meaning is noticed."""
    start = time.perf_counter()
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="so many of all, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="where the drawing begins")
    parser.add_argument("--workers", type=int, default=cpu_count() or 1, help="so many processes at a time")
    parser.add_argument("paragraphs", nargs="*", help="paragraphs and instruments")
    given = parser.parse_args()
    results = run(given.sample, given.seed, given.paragraphs, given.workers)
    print(report(results))
    print(f"\n{time.perf_counter() - start:.0f} seconds")
    print(totals(results, given.seed if given.sample else None))
    lower, _ = shares_noticed(results)
    return 0 if lower >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
