"""Verifying a report that somebody hands over: its digests, every proof, and every byte against one made anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.derive.model import base_relations
from engine.facts.situation import Facts
from engine.language.model import Rule
from engine.messages import Diagnostic, Faults, Span, question_catalogue
from engine.proof.checker import Checker, proofs
from engine.report.digest import canonical, digest_of_report

NEEDED = ("party", "as_at", "code", "assessments", "obligations", "next", "digest")
SHOWN = 5
"""At most so many edited lines are shown; one is enough to reject a report."""


def read_report(text: str, path: str) -> dict[str, Any]:
    """The report that a JSON text holds. Raises Faults E521 and E522."""
    try:
        report = json.loads(text)
    except json.JSONDecodeError as error:
        place = Span(path, error.lineno, error.colno)
        raise Faults(
            [question_catalogue.REPORT_NOT_JSON.at(place, reason=error.msg[:1].lower() + error.msg[1:])]
        ) from None
    except RecursionError:
        raise Faults(
            [question_catalogue.REPORT_NOT_JSON.at(Span(path, 1, 1), reason="it is nested too deep")]
        ) from None
    place = Span(path, 1, 1)
    lacking = [key for key in NEEDED if not isinstance(report, dict) or key not in report]
    if not lacking:
        code, digest = report["code"], report["digest"]
        lacking += [f"code.{key}" for key in ("label", "readings") if not isinstance(code, dict) or key not in code]
        wanted = ("policies", "facts", "report")
        lacking += [f"digest.{key}" for key in wanted if not isinstance(digest, dict) or key not in digest]
    if lacking:
        raise Faults([question_catalogue.REPORT_KEY.at(place, key=key) for key in lacking])
    assert isinstance(report, dict)
    return report


def check_digests(report: Mapping[str, Any], policies: str, facts: str, path: str) -> None:
    """Raises Faults E523 where the report was made from other policies or facts than those with these digests."""
    faults = [
        question_catalogue.REPORT_OTHER.at(Span(path, 0, 0), what=what, theirs=str(theirs)[:12], ours=ours[:12])
        for what, theirs, ours in (
            ("policies", report["digest"]["policies"], policies),
            ("facts", report["digest"]["facts"], facts),
        )
        if theirs != ours
    ]
    if faults:
        raise Faults(faults)


def rejected_proofs(report: dict[str, Any], rules: Sequence[Rule], facts: Facts, path: str) -> Iterator[Diagnostic]:
    """Every proof of the report that does not follow from these rules and facts, as the independent checker finds."""
    place = Span(path, 0, 0)
    for fault in dict.fromkeys(Checker(rules, base_relations(facts)).faults(report)):
        yield question_catalogue.REPORT_PROOF.at(place, what=fault)


def edited_lines(text: str, report: dict[str, Any], anew: dict[str, Any], path: str) -> Iterator[Diagnostic]:
    """What differs between a report's text and the same report made anew: each edited line, with what it should say."""
    lines, wanted = text.split("\n"), canonical(anew).split("\n")
    differing = [
        number
        for number in range(max(len(lines), len(wanted)))
        if lines[number : number + 1] != wanted[number : number + 1]
    ]
    if len(lines) != len(wanted):
        differing = differing[:1]
    for number in differing[:SHOWN]:
        found, due = (one[number] if number < len(one) else "" for one in (lines, wanted))
        column = next(
            (at for at, pair in enumerate(zip(found, due, strict=False)) if pair[0] != pair[1]),
            min(len(found), len(due)),
        )
        words = {"found": _excerpt(found, column), "wanted": _excerpt(due, column)}
        hint = "" if len(lines) == len(wanted) else "lines were added or taken away from here on"
        yield question_catalogue.REPORT_EDITED.at(Span(path, number + 1, column + 1), words, hint=hint)
    if len(differing) > SHOWN:
        yield question_catalogue.REPORT_MORE.at(Span(path, differing[SHOWN] + 1, 1), number=len(differing) - SHOWN)
    if differing and digest_of_report(report) != report["digest"]["report"]:
        yield question_catalogue.REPORT_DIGEST.at(
            Span(path, 0, 0), ours=digest_of_report(report)[:12], theirs=str(report["digest"]["report"])[:12]
        )


def _excerpt(line: str, column: int) -> str:
    """The part of a line around a column, in quotes."""
    start, end = max(0, column - 30), column + 30
    part = f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"
    return f"`{part}`" if line else "nothing there"


def count_of_steps(report: Any) -> tuple[int, int]:
    """How many proofs a report has, and how many steps in all."""
    roots = [node for node, _, _ in proofs(report)]
    return len(roots), sum(_steps(node) for node in roots)


def _steps(node: Mapping[str, Any]) -> int:
    return 1 + sum(_steps(one) for one in node.get("premises", ()))
