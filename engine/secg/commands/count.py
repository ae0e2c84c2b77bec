"""`secg count INVENTORY`: the premises and Devices of each Supplier, counted from an inventory.

`secg population FILE`: make a population of parties, or an inventory of metering points, of any size.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from secg.commands.options import add_output_options, as_at, check_format, check_outputs, policies_folder
from secg.commands.output import emit, emit_csv, emit_json, tell
from secg.language.sentences import date_words
from secg.messages import REQUEST
from secg.messages import bulk as messages
from secg.sources.files import read_text, whole_file

FORMATS = ("text", "csv", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    from secg.bulk.engines.duckdb_engine import add_run_options

    parser.add_argument("inventory", metavar="INVENTORY", help="a Parquet or CSV file, one row for each metering point")
    parser.add_argument("--as-at", metavar="DATE", help="count as at this day (default: today)")
    parser.add_argument("--policies", metavar="DIR", help="the folder of policies (default: that of the repository)")
    parser.add_argument("--suppliers", metavar="FILE", help="the Suppliers that there are, one name a line")
    parser.add_argument(
        "--rejected", metavar="FILE", help="where rows that can't be counted go (default: beside --out)"
    )
    add_output_options(parser, FORMATS)
    add_run_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the counts; 2 where rows had to be left out. Raises Faults."""
    from secg.bulk.counting import count_premises
    from secg.bulk.counting_rules import load_counting
    from secg.bulk.engines.duckdb_engine import bulk_run

    form, day = check_format(arguments, FORMATS), as_at(arguments)
    folder = policies_folder(arguments)
    known = _known(arguments.suppliers)
    inventory = Path(arguments.inventory)
    rejected = Path(arguments.rejected or f"{arguments.out or inventory.stem}.rejected.csv")
    check_outputs((arguments.inventory, arguments.suppliers), (arguments.out, str(rejected)))
    with bulk_run(arguments.memory, arguments.threads) as (database, step):
        counting = count_premises(database, inventory, day, load_counting(folder), known, rejected, step)
    rows: list[dict[str, object]] = []
    for counts in counting.suppliers:
        beside = {"non_domestic_meters": counts.meters, "unit_decides": counts.unit_decides}
        rows.append({"party": counts.supplier, **counts.counts, **beside})
    if form == "json":
        content = {"as_at": day.isoformat(), "suppliers": rows, "paragraphs": dict(counting.paragraphs)}
        emit_json(content, arguments)
    elif form == "csv":
        # a table of parties that `--facts` takes: the counts that are facts
        emit_csv(("party", "domestic_premises", "non_domestic_premises", "enrolled_devices"), rows, arguments)
    else:
        emit(_text(rows, counting.paragraphs, day), arguments)
    status = tell(counting.findings)
    if status:
        print(f"the rows left out are in {rejected}, each with the reason", file=sys.stderr)
    return status


def _known(file: str | None) -> list[str] | None:
    if file is None:
        return None
    names = [line.strip() for line in read_text(Path(file), file).split("\n")]
    return [name for name in names if name]


def _text(rows: Sequence[Mapping[str, object]], paragraphs: Mapping[str, str], day: date) -> str:
    heads = {
        "party": "Supplier",
        "domestic_premises": "Domestic Premises",
        "non_domestic_premises": "Non-Domestic Premises",
        "non_domestic_meters": "meters in them",
        "enrolled_devices": "enrolled Devices",
    }
    cells = [list(heads.values())]
    for row in rows:
        cells.append([str(row["party"]), *(f"{row[name]:,}" for name in heads if name != "party")])
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for name, *numbers in cells:
        shown = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]
        lines.append("  ".join([name.ljust(widths[0]), *shown]))
    by = [f"{heads[name]}: {paragraphs[name]}" for name in heads if name in paragraphs]
    return "".join(f"{line.rstrip()}\n" for line in [*lines, "", f"Counted as at {date_words(day)} by", *by])


def configure_population(parser: argparse.ArgumentParser) -> None:
    """The options of `secg population`."""
    from secg.bulk.engines.duckdb_engine import add_run_options

    parser.add_argument("target", metavar="FILE", help="the Parquet file to write")
    parser.add_argument("--size", default="10000", metavar="N", help="how many parties, or metering points")
    parser.add_argument("--seed", default="1", metavar="N", help="another seed gives another population")
    parser.add_argument("--inventory", action="store_true", help="metering points instead of parties")
    add_run_options(parser)


def run_population(arguments: argparse.Namespace) -> int:
    """Write the file. Raises Faults."""
    from secg.bulk.engines.duckdb_engine import bulk_run
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
        raise messages.NOT_A_SIZE.fault(REQUEST, text=text, wanted="a number from 1 up", example=example)
    return int(digits)
