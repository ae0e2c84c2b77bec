"""`secg derive` over a whole population: the options, and handing the work to DuckDB or Spark."""

from __future__ import annotations

import argparse
import sys

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.code.selection import REQUEST, code_warnings, select_code
from secg.commands.options import as_at, check_format, facts_folder, holds_tables, load_named_policies
from secg.messages import Faults, Severity, catalogue, nearest
from secg.messages import bulk as messages

ENGINES = ("pydatalog", "duckdb", "spark")


def add_bulk_options(parser: argparse.ArgumentParser) -> None:
    """Which engine, which versions, and how much of the machine."""
    parser.add_argument(
        "--engine",
        metavar="NAME",
        help=f"{', '.join(ENGINES)} (default: pydatalog; duckdb where --facts is a table); duckdb and spark "
        "name, of the paragraphs that a conclusion rests on, those that conclude it",
    )
    parser.add_argument("--versions", metavar="all", help="every version in one run (duckdb, spark)")
    parser.add_argument("--memory", metavar="SIZE", help="the most memory to use, e.g. 4GB (duckdb, spark)")
    parser.add_argument("--threads", metavar="N", help="how many processors to use (duckdb, spark)")


def is_bulk(arguments: argparse.Namespace) -> bool:
    """Whether a whole population is meant. Raises Faults E814."""
    if arguments.engine is not None and arguments.engine not in ENGINES:
        near, engines = nearest(arguments.engine, ENGINES), ", ".join(ENGINES)
        raise Faults([messages.ENGINE_UNKNOWN.at(REQUEST, nearest=near, text=arguments.engine, engines=engines)])
    asked = arguments.engine in ("duckdb", "spark") or arguments.versions is not None or holds_tables(arguments.facts)
    if asked and arguments.engine == "pydatalog":
        what = "pydatalog derives one version for the YAML files of a folder; use `--engine duckdb`"
        raise Faults([catalogue.USAGE.at(REQUEST, what=what)])
    return asked


def run_in_bulk(arguments: argparse.Namespace) -> int:
    """Derive and write the rows of a population; 2 where rows had to be left out. Raises Faults."""
    from secg.bulk.deriving import derive_in_bulk
    from secg.bulk.sql.conclusions import FORMATS, BulkRequest

    form = check_format(arguments, FORMATS)
    if form == "parquet" and not arguments.out:
        raise Faults([catalogue.USAGE.at(REQUEST, what="Parquet is written to a file: name it with --out")])
    policies = load_named_policies(arguments)
    request = BulkRequest(
        policies=policies,
        codes=_codes(arguments, policies),
        facts=str(facts_folder(arguments)),
        day=as_at(arguments),
        form=form,
        out=arguments.out,
        named=arguments.versions is not None,
        memory=arguments.memory,
        threads=arguments.threads,
    )
    if arguments.engine == "spark":
        from secg.bulk.engines.spark_engine import derive_on_spark

        diagnostics = derive_on_spark(request)
    else:
        diagnostics = derive_in_bulk(request)
    warnings = [] if arguments.versions else code_warnings(policies, next(iter(request.codes.values())), request.day)
    for diagnostic in (*warnings, *diagnostics):
        print(diagnostic, file=sys.stderr)
    return 2 if any(diagnostic.kind.severity is Severity.ERROR for diagnostic in diagnostics) else 0


def _codes(arguments: argparse.Namespace, policies: Policies) -> dict[str, Code]:
    """The Codes asked for, by version. Raises Faults."""
    day = as_at(arguments)
    if arguments.versions is None:
        code = select_code(policies, day, arguments.version, arguments.overlays)
        return {code.label: code}
    if arguments.versions != "all" or arguments.version is not None:
        raise Faults([catalogue.USAGE.at(REQUEST, what="`--versions all` takes every version; `--version` takes one")])
    labels = [version.label for version in policies.versions.versions]
    return {label: select_code(policies, day, label, arguments.overlays) for label in labels}
