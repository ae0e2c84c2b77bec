"""`secg impact --population FILE`: what a modification does to a whole population, in numbers."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from secg.bulk.impact import PopulationImpact, population_impact
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.commands.options import as_at, check_format
from secg.commands.output import emit
from secg.language.vocabulary import Vocabulary
from secg.messages import Severity

FORMATS = ("text", "json")


def run_on_population(
    arguments: argparse.Namespace, policies: Policies, before: Code, after: Code, titles: tuple[str, str]
) -> int:
    """Print the counts; 2 where rows had to be left out. Raises Faults."""
    form, day = check_format(arguments, FORMATS), as_at(arguments)
    impact = population_impact(before, after, policies, Path(arguments.population), day, arguments.memory)
    content: dict[str, object] = {**asdict(impact), "before": titles[0], "after": titles[1], "as_at": day.isoformat()}
    del content["findings"]
    if form == "json":
        emit(json.dumps(content, ensure_ascii=False, indent=1) + "\n", arguments)
    else:
        emit(_text(impact, titles, policies.vocabulary), arguments)
    for diagnostic in impact.findings:
        print(diagnostic, file=sys.stderr)
    return 2 if any(diagnostic.kind.severity is Severity.ERROR for diagnostic in impact.findings) else 0


def _text(population_impact: PopulationImpact, titles: tuple[str, str], vocabulary: Vocabulary) -> str:
    lines = [
        f"before: {titles[0]}",
        f"after: {titles[1]}",
        "",
        f"{population_impact.changed:,} of {population_impact.parties:,} parties have another outcome.",
        "",
    ]
    labels: dict[str, str] = {}
    for enumeration in vocabulary.types.values():
        labels.update(enumeration.labels)
    for move in population_impact.moves:
        about = f"{labels.get(move.capacity or '', move.capacity)}, year {move.year}" if move.capacity else ""
        about = about or f"the duty to {labels.get(move.duty or '', move.duty or '')}"
        before, after = (_shown(outcome, labels) for outcome in (move.before, move.after))
        paragraphs = " -> ".join(cited or "none" for cited in (move.paragraphs_before, move.paragraphs_after))
        lines.append(f"{move.parties:>12,}  {about}: {before} -> {after} ({paragraphs})")
    for edge in population_impact.edges:
        who = f" as {labels.get(edge.about, edge.about)}" if edge.about else ""
        lines.extend(["", f"Nearest to {edge.number:,}{who} ({'; '.join(edge.paragraphs)}):"])
        for party, distance in (*edge.below, *edge.above):
            where = f"{distance:,} above" if distance > 0 else f"{-distance:,} below" if distance else "exactly on it"
            lines.append(f"  {party}: {where}")
    return "".join(f"{line}\n" for line in lines)


def _shown(outcome: str | None, labels: Mapping[str, str]) -> str:
    return labels.get(outcome, outcome) if outcome is not None else "none"
