"""Long runs: many random programs, each engine against the oracle, what differs made small and written down."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.oracle.comparing import differences
from tests.trust.engines import ENGINES, Engine
from tests.trust.generator import Chooser, random_program
from tests.trust.programs import Program
from tests.trust.shrinking import shrunk


@dataclass
class Tally:
    """One line of the table of trust."""

    name: str
    tried: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)


def seeded_program(seed: int) -> Program:
    """The random program of a seed."""
    source = random.Random(seed)
    return random_program(Chooser(source.randrange))


def compare_engines(seeds: range, engines: Mapping[str, Engine] = ENGINES, oracle: str = "clingo") -> dict[str, Tally]:
    """The programs of the seeds on every engine; each failure is a minimal program with the atoms that differ."""
    tallies = {name: Tally(f"{name} = {oracle}") for name in engines if name != oracle}
    for seed in seeds:
        program = seeded_program(seed)
        wanted = ENGINES[oracle](program)
        for name, tally in tallies.items():
            start = time.perf_counter()
            found = outcome(program, engines[name])
            tally.seconds += time.perf_counter() - start
            tally.tried += 1
            if found != wanted.relations:
                tally.failures.append(failure(program, engines[name], oracle, seed))
    return tallies


def outcome(program: Program, engine: Engine) -> object:
    """The relations that an engine gives, or the exception that it raises."""
    try:
        return engine(program).relations
    except Exception as error:  # whatever an engine raises is what it says of the program
        return f"{type(error).__name__}: {error}"


def failure(program: Program, engine: Engine, oracle: str, seed: int) -> str:
    """The smallest program found on which the engine still differs, and how."""

    def fails(candidate: Program) -> bool:
        try:
            return outcome(candidate, engine) != ENGINES[oracle](candidate).relations
        except RuntimeError:
            return False

    small = shrunk(program, fails)
    try:
        found = differences(engine(small), ENGINES[oracle](small))
    except Exception as error:  # the failure to be shown may be one
        found = [f"{type(error).__name__}: {error}"]
    return "\n".join([f"// seed {seed}", small.text, *(f"// {line}" for line in found)])
