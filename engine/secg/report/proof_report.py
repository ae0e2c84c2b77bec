"""What `secg prove` shows, as plain data: findings, recorded silences, and what was not decided, version by version.

What `secg applies` shows: duties, each with the kinds of party that it binds alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import assert_never

from secg.code.comparison import Named
from secg.code.consolidation import Code
from secg.documents.change_document import FindingEntry, ProofDocument, VersionProof
from secg.documents.naming import short_labels
from secg.json_schema import Json
from secg.language.vocabulary import Vocabulary
from secg.outcomes.conditions import Condition
from secg.proving.applies import Binding, Cell
from secg.proving.proving import Proved
from secg.proving.questions import Finding, FindingKind
from secg.report.change_report import condition_entry, witness_entry

BINDING_WORDS: Mapping[Binding, str] = {
    Binding.ALWAYS: "always binds",
    Binding.WHEN: "binds",
    Binding.OPEN: "may bind",
    Binding.NEVER: "never binds",
    Binding.NO_PARTY: "no party can be",
    Binding.UNKNOWN: "not decided within the bounds of the search for",
}
_ALWAYS = Condition((), complete=True)


def proof_report(proofs: Sequence[tuple[Code, Proved]]) -> ProofDocument:
    """The report on one or more versions."""
    return {"versions": [_version_entry(code, proved) for code, proved in proofs]}


def _version_entry(code: Code, proved: Proved) -> VersionProof:
    overlaid = chain.from_iterable(("--with", overlay) for overlay in code.overlays)
    named = Named(code, f"the Code of {code.label}", ("--version", code.label, *overlaid))
    return {
        "label": code.label,
        "in_force": code.in_force.isoformat(),
        "overlays": list(code.overlays),
        "counts": {"questions": proved.questions, "rules": proved.rules, "properties": proved.properties},
        "proved": not proved.findings and not proved.undecided and proved.bound is None,
        "bound": proved.bound,
        "claim": _claim(proved),
        "findings": [_finding_entry(finding, named, proved.bound) for finding in proved.findings],
        "silences": [_finding_entry(finding, named) for finding in proved.silences],
        "accepted": [_finding_entry(finding, named) for finding in proved.accepted],
        "undecided": list(proved.undecided),
    }


def _claim(proved: Proved) -> str | None:
    """What holds of the whole Code, of every party or of which; None where something was found or left undecided."""
    if proved.findings or proved.undecided:
        return None
    holds = (
        "every question has exactly one answer or is recorded as left open, every rule can apply and none says only "
        f"what others say, and every property holds{', but for what is accepted' if proved.accepted else ''}."
    )
    if proved.bound is None:
        return f"Proved: {holds}"
    return (
        f"For every party {proved.bound}: {holds} No question waits for a number that does not matter, whatever "
        "numbers a party, one provider and two other parties leave unstated."
    )


def _finding_entry(finding: Finding, named: Named, bound: str | None = None) -> FindingEntry:
    heading = _heading(finding.kind)
    # parties beyond the bound were not examined: to one of them the rule may apply
    if bound is not None and finding.kind in (FindingKind.IDLE, FindingKind.IMPLIED):
        heading = f"{heading.replace('no possible party', 'no party examined')}, for every party {bound}"
    return {
        "kind": finding.kind,
        "heading": heading,
        "what": finding.what,
        "years": list(finding.years),
        "paragraphs": [str(paragraph) for paragraph in finding.paragraphs],
        "reason": finding.reason,
        "condition": condition_entry(finding.condition) if finding.condition is not None else None,
        "witness": witness_entry(finding.witness, [named]) if finding.witness is not None else None,
    }


def _heading(kind: FindingKind) -> str:
    """What the findings of a kind are."""
    match kind:
        case FindingKind.GAP:
            return "a question without an answer, and not recorded as left open"
        case FindingKind.CONTRADICTION:
            return "a question with two answers, or with an answer and recorded as left open"
        case FindingKind.SILENCE:
            return "a question that is left open"
        case FindingKind.UNREASONED:
            return "a question recorded as left open beside which no reason stands"
        case FindingKind.NEEDLESS:
            return "a question left open for want of a number, each value of which gives the same answer"
        case FindingKind.IDLE:
            return "a rule that applies to no possible party"
        case FindingKind.IMPLIED:
            return "a rule that says only what other rules already say"
        case FindingKind.ELSEWHERE:
            return "a rule without use in this Code that has its use in another, where it stands too"
        case FindingKind.BREACH:
            return "a property that does not hold"
        case FindingKind.ADDED:
            return "a breach of a party that has none without what is laid over the version"
        case FindingKind.ACCEPTED:
            return "a breach of a property that is known and accepted"
        case FindingKind.STALE:
            return "an accepted breach that is not there: take its acceptance out"
        case _:
            assert_never(kind)


def applies_report(title: str, as_at: str, cells: Iterable[Sequence[Cell]], vocabulary: Vocabulary) -> dict[str, Json]:
    """What is shown of the cells, a row of cells for each duty: those that say the same stand together."""
    duties: list[Json] = []
    bounds: dict[str, None] = {}
    proved = True
    for row in cells:
        own = narrowest(cell.bound for cell in row if cell.bound is not None)
        bounds.update(dict.fromkeys(own))
        # nothing is proved of a duty of which a part is not decided, or was examined for some parties only
        settled = not own and all(cell.binding is not Binding.UNKNOWN for cell in row)
        proved = proved and settled
        groups: dict[tuple[object, ...], list[Cell]] = {}
        for cell in row:
            condition = cell.condition or _ALWAYS
            alike = (cell.binding, cell.open, condition.alternatives, condition.complete, cell.paragraphs)
            groups.setdefault(alike, []).append(cell)
        ranks = {binding: rank for rank, binding in enumerate(BINDING_WORDS)}
        shown: list[Json] = [_group(group) for group in sorted(groups.values(), key=lambda few: ranks[few[0].binding])]
        duty = row[0].duty
        label = vocabulary.label(vocabulary.duty_type, duty)
        duties.append({"duty": duty, "label": label, "groups": shown, "examined": own, "proved": settled})
    return {"title": title, "as_at": as_at, "duties": duties, "examined": narrowest(bounds), "proved": proved}


def narrowest(bounds: Iterable[str]) -> list[str]:
    """The bounds but those that another one has among its words, as that one is no wider.

    >>> narrowest(["with two records", "that names no day, with two records", "with two records"])
    ['that names no day, with two records']
    """
    distinct = list(dict.fromkeys(bounds))
    return [bound for bound in distinct if not any(bound != other and bound in other for other in distinct)]


def _group(cells: Sequence[Cell]) -> dict[str, Json]:
    """The kinds of party that a duty binds alike, with the condition, the paragraphs and the smallest party of each."""
    first = cells[0]
    witnesses: list[Json] = []
    for cell in cells:
        if cell.witness is not None:
            files: list[Json] = [party_file.text for party_file in cell.witness.files]
            witnesses.append({"kind": cell.kind.name, "as_at": cell.witness.as_at.isoformat(), "files": files})
    condition = first.condition or _ALWAYS
    return {
        "binding": first.binding.value,
        "words": BINDING_WORDS[first.binding],
        "kinds": [cell.kind.name for cell in cells],
        # where it may bind, that is said already
        "open_for_some": first.open and first.binding is not Binding.OPEN,
        "when": list(condition.alternatives),
        "complete": condition.complete,
        "paragraphs": [short_labels(str(citation)) for citation in first.paragraphs],
        "witnesses": witnesses,
    }
