"""The assessment question as an OpenFisca-Core simulation; run by a Python that has OpenFisca-Core, on a Parquet file.

    python tests/bench/openfisca_opponent.py HOLDERS.parquet

The file has a row for each party and capacity: both, the party's own premises, and, for a provider of Shared Resources,
the premises that its users serve. OpenFisca has no relation of many to many and no way to find who acts in which
capacity, so these come from outside and are not counted in its seconds. Prints these, the seconds that listing the rows
takes `after`, and the number of each outcome.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy
import pyarrow
import pyarrow.parquet
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

CAPACITIES = (
    "other_user", "supplier_party", "network_party", "registered_supplier_agent", "shared_resource_provider",
)  # fmt: skip
OUTCOMES = ("undetermined", "full", "verification", "self")
UNDETERMINED, FULL, VERIFICATION, SELF = range(4)
YEAR = "2019"

Holder = build_entity(key="holder", plural="holders", label="a party in one capacity", is_person=True)


def number(name: str, value_type: type = int) -> type[Variable]:
    """A variable that is given."""
    fields = {"value_type": value_type, "entity": Holder, "definition_period": DateUnit.YEAR}
    return type(name, (Variable,), fields)


class test_result(Variable):
    """What the test of the holder's premises gives: full, verification and self by weight, or nothing that is known.

    Of a Network Party that does not state its number the second year is known, and the third is not.
    """

    value_type = int
    entity = Holder
    definition_period = DateUnit.YEAR

    def formula(holder: Any, period: Any) -> Any:
        capacity, known = holder("capacity", period), holder("known", period)
        weight = holder("domestic", period) + 5 * holder("non_domestic", period)
        networks = holder("networks", period)
        over = holder("domestic", period) > 250_000
        supplier, provider = capacity == 1, capacity == 4
        return numpy.select(
            [
                supplier & (weight > 250_000),
                supplier & known,
                (capacity == 2) & holder("domestic_known", period) & over,
                (capacity == 2) & holder("domestic_known", period),
                capacity == 2,
                capacity == 0,
                provider & over,
                provider & known & (weight + networks <= 250_000),
            ],
            [1, 2, 3, 2, 4, 2, 1, 2],
            0,
        )


def outcome_in(year: int, by_result: Sequence[int]) -> type[Variable]:
    """The variable of the outcome in one year of the cycle, by the result of the test."""

    def formula(holder: Any, period: Any) -> Any:
        return numpy.take(numpy.array(by_result), holder("test_result", period))

    fields = {"value_type": int, "entity": Holder, "definition_period": DateUnit.YEAR, "formula": formula}
    return type(f"outcome_{year}", (Variable,), fields)


def listed(parties: Any, capacities: Any, words: Mapping[int, Any]) -> Any:
    """The rows as a table: a party, capacity, year and outcome in each."""
    named = numpy.array(CAPACITIES, dtype=object)[capacities]
    return pyarrow.concat_tables(
        pyarrow.table({"party": parties, "capacity": named, "year": numpy.full(len(named), year), "outcome": outcomes})
        for year, outcomes in words.items()
    )


def main() -> None:
    """Read the holders, simulate the three years and print what was found."""
    rows = pyarrow.parquet.read_table(sys.argv[1])
    system = TaxBenefitSystem([Holder])
    given = {
        "capacity": int, "domestic": int, "non_domestic": int, "networks": int, "domestic_known": bool, "known": bool,
    }  # fmt: skip
    for name, kind in given.items():
        system.add_variable(number(name, kind))
    system.add_variable(test_result)
    system.add_variable(outcome_in(1, (FULL, FULL, FULL, FULL, FULL)))
    system.add_variable(outcome_in(2, (UNDETERMINED, FULL, VERIFICATION, VERIFICATION, VERIFICATION)))
    system.add_variable(outcome_in(3, (UNDETERMINED, FULL, SELF, VERIFICATION, UNDETERMINED)))
    arrays = {name: rows[name].to_numpy() for name in given}
    start = time.perf_counter()
    simulation = SimulationBuilder().build_default_simulation(system, len(rows))
    for name, values in arrays.items():
        simulation.set_input(name, YEAR, values)
    found = {year: simulation.calculate(f"outcome_{year}", YEAR) for year in (1, 2, 3)}
    words = {year: numpy.array(OUTCOMES, dtype=object)[values] for year, values in found.items()}
    seconds = time.perf_counter() - start
    written = time.perf_counter()
    table = listed(rows["party"].combine_chunks(), arrays["capacity"], words)
    after = time.perf_counter() - written
    assert len(table) == 3 * len(rows)
    counts: dict[str, int] = {}
    for year, values in found.items():
        pairs = numpy.unique(numpy.stack([arrays["capacity"], values]), axis=1, return_counts=True)
        for (capacity, outcome), count in zip(pairs[0].T, pairs[1], strict=True):
            counts[f"{CAPACITIES[capacity]} {year} {OUTCOMES[outcome]}"] = int(count)
    print(json.dumps({"seconds": seconds, "after": after, "counts": counts}))


if __name__ == "__main__":
    main()
