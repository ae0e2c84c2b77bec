"""`secg derive`: one row for each conclusion about each party; over a whole population, by DuckDB or Spark."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Literal, TypedDict, assert_never

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.code.selection import code_warnings, select_code
from secg.commands import options
from secg.commands.output import emit, emit_csv, emit_json, tell
from secg.derive.outcomes import CONFLICT, Model, Status, answers_of, duties_of
from secg.documents.explanation import explanation_of
from secg.documents.naming import short_labels
from secg.documents.nodes import citations_of, whole
from secg.language.predicate_kinds import PredicateKind, RowKind
from secg.language.vocabulary import Vocabulary
from secg.messages import REQUEST, nearest
from secg.messages import bulk as messages
from secg.proof.matching import Prover
from secg.proof.proofs import Proof
from secg.rendering.party_list import columns

FORMATS = ("text", "csv", "json")


class ConclusionRow(TypedDict):
    """One assessment or one duty of a party; what the other has is empty."""

    party: str
    conclusion: str
    capacity: str
    year: int | Literal[""]
    duty: str
    about: str
    outcome: str
    paragraphs: list[str]


COLUMNS = tuple(ConclusionRow.__annotations__)
_RESTS_ON = {
    Status.UNSETTLED: (PredicateKind.UNSETTLED,),
    CONFLICT: (PredicateKind.OBLIGATION, PredicateKind.UNSETTLED),
}
"""By the status of a duty the kinds of predicates that prove it; an obligation where it is not here."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    options.add_code_options(parser)
    options.add_output_options(parser, (*FORMATS, "parquet"))
    _add_bulk_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the rows, party by party. Raises Faults."""
    if _is_bulk(arguments):
        return _run_in_bulk(arguments)
    options.refuse_unused(arguments, ("memory", "threads"), "without --engine duckdb or spark")
    form = options.check_format(arguments, FORMATS)
    world = options.load_world(arguments)
    rows = conclusions(world)
    if form == "json":
        emit_json(rows, arguments)
    elif form == "csv":
        emit_csv(COLUMNS, [{**row, "paragraphs": "; ".join(row["paragraphs"])} for row in rows], arguments)
    else:
        lines: list[tuple[str, str, str, str]] = []
        for row in rows:
            about = f"{row['duty']}: {row['about']}"
            if row["conclusion"] == "assessment":
                about = f"{row['capacity']} year {row['year']}"
            lines.append((row["party"], about, row["outcome"], short_labels("; ".join(row["paragraphs"]))))
        emit(columns(lines), arguments)
    return tell(world.warnings)


def conclusions(world: options.World) -> list[ConclusionRow]:
    """One row for each assessment and each duty of each party, with the paragraphs that it rests on."""
    explanation = explanation_of(world.policies, world.code, world.facts)
    vocabulary, model = world.policies.vocabulary, explanation.model
    prover = explanation.why.prover
    rows: list[ConclusionRow] = []
    for kind in RowKind:
        match kind:
            case RowKind.ASSESSMENT:
                rows.extend(_assessments(model, vocabulary, prover))
            case RowKind.DUTY:
                rows.extend(_duties(model, vocabulary, prover))
            case _:
                assert_never(kind)
    # as texts, since the year of a duty is empty, and stands neither before nor after a number
    return sorted(rows, key=lambda row: list(map(str, row.values())))


def _assessments(model: Model, vocabulary: Vocabulary, prover: Prover) -> Iterator[ConclusionRow]:
    for answer in answers_of(model, vocabulary):
        party, capacity, year = answer.question
        decided = [(answer.predicate, (*answer.question, value)) for value in answer.values]
        if answer.value == CONFLICT:
            question = vocabulary.predicates[answer.predicate].question
            # a silence that holds beside an answer contradicts it: both are cited
            silences = [predicate.name for predicate in vocabulary.silences_about(question)]
            decided.extend((name, answer.question) for name in silences if model.holds(name, answer.question))
        proofs = [prover.prove(*row) for row in decided]
        row = _row(RowKind.ASSESSMENT, str(party), str(answer.value), proofs)
        yield {**row, "capacity": str(capacity), "year": whole(year)}


def _duties(model: Model, vocabulary: Vocabulary, prover: Prover) -> Iterator[ConclusionRow]:
    for duty in duties_of(model, vocabulary):
        party, name, about = duty.row
        declared = vocabulary.of_kind(*_RESTS_ON.get(duty.status, (PredicateKind.OBLIGATION,)))
        holding = [predicate.name for predicate in declared if model.holds(predicate.name, duty.row)]
        proofs = [prover.prove(predicate, duty.row) for predicate in holding]
        row = _row(RowKind.DUTY, str(party), duty.status, proofs)
        yield {**row, "duty": str(name), "about": str(about)}


def _row(conclusion: str, party: str, outcome: str, proofs: Sequence[Proof]) -> ConclusionRow:
    """A row that does not say yet what the conclusion is about."""
    return {
        "party": party,
        "conclusion": conclusion,
        "capacity": "",
        "year": "",
        "duty": "",
        "about": "",
        "outcome": outcome,
        "paragraphs": [str(citation) for citation in citations_of(proofs)],
    }


ENGINES = ("pydatalog", "duckdb", "spark")


def _add_bulk_options(parser: argparse.ArgumentParser) -> None:
    """Which engine, which versions, and how much of the machine."""
    parser.add_argument(
        "--engine",
        metavar="NAME",
        help=f"{', '.join(ENGINES)} (default: pydatalog; duckdb where --facts is a table); duckdb and spark "
        "write text, csv or parquet and name, of the paragraphs that a conclusion rests on, those that conclude it",
    )
    parser.add_argument("--versions", metavar="all", help="every version in one run (duckdb, spark)")
    parser.add_argument("--memory", metavar="SIZE", help="the most memory to use, e.g. 4GB (duckdb, spark)")
    parser.add_argument("--threads", metavar="N", help="how many processors to use (duckdb, spark)")


def _is_bulk(arguments: argparse.Namespace) -> bool:
    """Whether a whole population is meant. Raises Faults E814."""
    if arguments.engine is not None and arguments.engine not in ENGINES:
        near, engines = nearest(arguments.engine, ENGINES), ", ".join(ENGINES)
        raise messages.ENGINE_UNKNOWN.fault(REQUEST, nearest=near, text=arguments.engine, engines=engines)
    asked = (
        arguments.engine in ("duckdb", "spark")
        or arguments.versions is not None
        or options.holds_tables(arguments.facts)
    )
    if asked and arguments.engine == "pydatalog":
        raise options.usage("pydatalog derives one version for the YAML files of a folder; use `--engine duckdb`")
    return asked


def _run_in_bulk(arguments: argparse.Namespace) -> int:
    """Derive and write the rows of a population; 2 where rows had to be left out. Raises Faults."""
    from secg.bulk.deriving import derive_in_bulk
    from secg.bulk.sql.conclusions import FORMATS, BulkRequest

    form = options.check_format(arguments, FORMATS)
    if form == "parquet" and not arguments.out:
        raise options.usage("Parquet is written to a file: name it with --out")
    options.check_outputs((arguments.facts,), (arguments.out,))
    policies = options.load_named_policies(arguments)
    request = BulkRequest(
        policies=policies,
        codes=_codes(arguments, policies),
        facts=str(options.facts_folder(arguments)),
        day=options.as_at(arguments),
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
    if arguments.versions is None:
        (code,) = request.codes.values()
        diagnostics = (*code_warnings(policies, code, request.day), *diagnostics)
    return tell(diagnostics)


def _codes(arguments: argparse.Namespace, policies: Policies) -> dict[str, Code]:
    """The Codes asked for, by version. Raises Faults."""
    if arguments.versions is None:
        code = options.selected_code(arguments, policies)
        return {code.label: code}
    if arguments.versions != "all" or arguments.version is not None:
        raise options.usage("`--versions all` takes every version; `--version` takes one")
    labels = [version.label for version in policies.versions.versions]
    return {label: select_code(policies, options.as_at(arguments), label, arguments.overlays) for label in labels}
