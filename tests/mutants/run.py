"""`make mutants`: every mutant of the law, judged by the cases; the ones not noticed, each with a killing party."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from os import cpu_count

from tests.mutants.equivalence import ask
from tests.mutants.judging import Verdict, judge_policy_mutant, judge_rule_mutant, policy_mutants
from tests.mutants.mutations import Mutant
from tests.mutants.search import Search
from tests.mutants.world import world

KILLED, SAME, SURVIVED, UNSETTLED = "killed", "means the same", "survived", "unsettled"
TRIES = 80
TARGET = 0.95


@dataclass(frozen=True)
class Result:
    """What became of a mutant; `party` is a case for a survivor, as YAML."""

    verdict: Verdict
    state: str
    party: str = ""


def judge(number: int) -> Verdict:
    """One mutant of a rule before the cases."""
    loaded = world()
    return judge_rule_mutant(loaded.mutants[number], loaded.settings)


def settle(verdicts: Sequence[Verdict]) -> list[Result]:
    """What the mutants that no case notices mean: the solver is asked in each Code that holds the rule."""
    search = Search(world().policies)
    return [_settled(verdict, verdict.mutant, search) for verdict in verdicts if verdict.mutant is not None]


def _settled(verdict: Verdict, mutant: Mutant, search: Search) -> Result:
    case = search.killing_case(mutant, TRIES)
    if case is not None:
        return Result(verdict, SURVIVED, case)
    answers = [ask(mutant, code, world().policies, code.in_force) for code in search.codes_with(mutant.original)]
    party = next((one.party for one in answers if one.party), "")
    if party:
        return Result(verdict, SURVIVED, party)
    same = bool(answers) and all(one.same for one in answers)
    return Result(verdict, SAME if same else UNSETTLED, "; ".join(one.why for one in answers if one.why))


def run(every: int = 1) -> list[Result]:
    """Every mutant, or every n-th, with what became of it."""
    loaded = world()
    numbers = range(0, len(loaded.mutants), every)
    with get_context("fork").Pool(cpu_count()) as pool:
        verdicts = pool.map(judge, numbers, chunksize=8)
        unnoticed = [one for one in verdicts if not one.killed_by]
        parts = [unnoticed[start::4] for start in range(4)]
        settled = [result for results in pool.map(settle, parts, chunksize=1) for result in results]
    found = [Result(one, KILLED) for one in verdicts if one.killed_by] + settled
    for place, kind, what, policies in list(policy_mutants(loaded.policies))[::every]:
        verdict = judge_policy_mutant(place, kind, what, policies, loaded.settings)
        found.append(Result(verdict, KILLED if verdict.killed_by else SURVIVED))
    return found


def share_killed(results: Sequence[Result]) -> float:
    """The share of the mutants changing the meaning that the cases notice; an unsettled one counts as changing it."""
    states = Counter(one.state for one in results)
    changing = len(results) - states[SAME]
    return states[KILLED] / changing if changing else 1.0


def report(results: Sequence[Result]) -> str:
    """The table by kind and state, then the survivors by paragraph, each with its party."""
    kinds = sorted({one.verdict.kind for one in results})
    states = (KILLED, SAME, SURVIVED, UNSETTLED)
    lines = [f"{'':22}" + "".join(f"{state:>16}" for state in states)]
    for kind in kinds:
        counts = Counter(one.state for one in results if one.verdict.kind == kind)
        lines.append(f"{kind:22}" + "".join(f"{counts[state]:16,}" for state in states))
    total = Counter(one.state for one in results)
    lines.append(f"{'all':22}" + "".join(f"{total[state]:16,}" for state in states))
    lines.append(f"\n{share_killed(results):.1%} of the mutants that change the meaning are noticed by the cases")
    for one in sorted(results, key=lambda result: result.verdict.place):
        if one.state in (SURVIVED, UNSETTLED):
            verdict = one.verdict
            lines += ["", f"{verdict.place}: {verdict.kind}: {verdict.what} ({one.state})", *one.party.splitlines()]
    return "\n".join(lines)


def main() -> int:
    """Run all; 1 where fewer than 95 % of what changes the meaning is noticed."""
    start = time.perf_counter()
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    results = run(every)
    print(report(results))
    print(f"\n{len(results):,} mutants in {time.perf_counter() - start:.0f} seconds")
    return 0 if share_killed(results) >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
