"""`secg population FILE`: make a population of parties, or an inventory of metering points, of any size."""

from __future__ import annotations

import argparse
from pathlib import Path

from secg.code.selection import REQUEST
from secg.messages import Faults
from secg.messages import bulk as messages


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    from secg.bulk.engines.duckdb_engine import add_run_options

    parser.add_argument("target", metavar="FILE", help="the Parquet file to write")
    parser.add_argument("--size", default="10000", metavar="N", help="how many parties, or metering points")
    parser.add_argument("--seed", default="1", metavar="N", help="another seed gives another population")
    parser.add_argument("--inventory", action="store_true", help="metering points instead of parties")
    add_run_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the file. Raises Faults."""
    from secg.bulk.engines.duckdb_engine import bulk_run, whole_file
    from secg.bulk.population import write_inventory, write_population

    size, seed = _number(arguments.size, "--size 1_000_000"), _number(arguments.seed, "--seed 7")
    make = write_inventory if arguments.inventory else write_population
    with bulk_run(arguments.memory, arguments.threads) as (database, step):
        step(f"making {size:,} rows")
        with whole_file(Path(arguments.target)) as draft:
            make(database, size, seed, draft)
    return 0


def _number(text: str, example: str) -> int:
    digits = text.replace("_", "").replace(",", "")
    if not digits.isdecimal() or not digits.isascii() or not 0 < int(digits) <= 10_000_000_000:
        raise Faults([messages.NOT_A_SIZE.at(REQUEST, text=text, wanted="a number from 1 up", example=example)])
    return int(digits)
