"""`secg derive`: one row for each conclusion about each party."""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Sequence
from typing import Literal, TypedDict

from secg.commands.bulk_options import add_bulk_options, is_bulk, run_in_bulk
from secg.commands.options import World, add_code_options, add_output_options, check_format, load_world
from secg.commands.output import emit
from secg.derive.outcomes import CONFLICT, UNSETTLED, answers_of, duties_of
from secg.language.vocabulary import PredicateKind
from secg.proof.proofs import Prover
from secg.report.explanation import explanation_of
from secg.report.naming import short_labels
from secg.report.nodes import citations_of, whole

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
    UNSETTLED: (PredicateKind.UNSETTLED,),
    CONFLICT: (PredicateKind.OBLIGATION, PredicateKind.UNSETTLED),
}
"""By the status of a duty the kinds of predicates that prove it; an obligation where it is not here."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_code_options(parser)
    add_output_options(parser, FORMATS)
    add_bulk_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the rows, party by party. Raises Faults."""
    if is_bulk(arguments):
        return run_in_bulk(arguments)
    form = check_format(arguments, FORMATS)
    rows = conclusions(load_world(arguments))
    if form == "json":
        emit(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", arguments)
    elif form == "csv":
        emit(_csv(rows), arguments)
    else:
        emit(_table(rows), arguments)
    return 0


def conclusions(world: World) -> list[ConclusionRow]:
    """One row for each assessment and each duty of each party, with the paragraphs that it rests on."""
    explanation = explanation_of(world.policies, world.code, world.facts)
    vocabulary, model = world.policies.vocabulary, explanation.model
    prover = Prover(explanation.program, model)
    rows: list[ConclusionRow] = []
    for answer in answers_of(model, vocabulary):
        party, capacity, year = answer.question
        decided = [(answer.predicate, (*answer.question, value)) for value in answer.values]
        if answer.value == CONFLICT:
            question = vocabulary.predicates[answer.predicate].question
            silences = [predicate.name for predicate in vocabulary.silences_about(question)]
            decided.extend((name, answer.question) for name in silences if model.holds(name, answer.question))
        proofs = [prover.prove(*row) for row in decided]
        rows.append(
            {
                "party": str(party),
                "conclusion": "assessment",
                "capacity": str(capacity),
                "year": whole(year),
                "duty": "",
                "about": "",
                "outcome": str(answer.value),
                "paragraphs": [str(citation) for citation in citations_of(proofs)],
            }
        )
    for duty in duties_of(model, vocabulary):
        party, name, about = duty.row
        declared = vocabulary.of_kind(*_RESTS_ON.get(duty.status, (PredicateKind.OBLIGATION,)))
        holding = [predicate.name for predicate in declared if model.holds(predicate.name, duty.row)]
        proofs = [prover.prove(predicate, duty.row) for predicate in holding]
        rows.append(
            {
                "party": str(party),
                "conclusion": "duty",
                "capacity": "",
                "year": "",
                "duty": str(name),
                "about": str(about),
                "outcome": duty.status,
                "paragraphs": [str(citation) for citation in citations_of(proofs)],
            }
        )
    return sorted(rows, key=lambda row: list(map(str, row.values())))


def _csv(rows: Sequence[ConclusionRow]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "paragraphs": "; ".join(row["paragraphs"])} for row in rows)
    return out.getvalue()


def _table(rows: Sequence[ConclusionRow]) -> str:
    """The rows in columns as wide as their widest cell."""
    cells = [
        (
            row["party"],
            f"{row['capacity']} year {row['year']}"
            if row["conclusion"] == "assessment"
            else f"{row['duty']}: {row['about']}",
            str(row["outcome"]),
            short_labels("; ".join(row["paragraphs"])),
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)][:3]
    text = ""
    for *first, paragraphs in cells:
        padded = [part.ljust(width) for part, width in zip(first, widths, strict=True)]
        text += f"{'  '.join([*padded, paragraphs]).rstrip()}\n"
    return text
