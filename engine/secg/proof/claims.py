"""Holds every field of a JSON report that states an outcome against its atom and its proof, and against what follows.

It trusts nobody, as the checker: each proof is accepted by the checker, its root is the atom that the field claims, and
the claims of the report are all those that follow from the rows (`consequences.py`), none more and none less.
"""

import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain

from secg.proof.checker import Checker, Node
from secg.proof.consequences import Consequences, Kinds

text = partial(json.dumps, sort_keys=True, ensure_ascii=False)


def claim_faults(report: Node, checker: Checker, kinds: Kinds) -> Iterator[str]:
    """One sentence for each outcome in a report of this schema that does not follow, or that it leaves out."""
    party = report["party"]
    yield from checker.faults(report, party)
    yield from _unfounded(report)
    # counted, as an outcome that is told twice does not follow twice
    wanted = Counter(map(text, Consequences(checker.rows, kinds, party, report["as_at"]).claims()))
    given = Counter(map(text, _claims(report)))
    for claim in given - wanted:
        yield f"the report says what does not follow: {_words(claim)}"
    for claim in wanted - given:
        yield f"the report does not say what follows: {_words(claim)}"


def _words(claim: str) -> str:
    section, *rest = json.loads(claim)
    return f"{section}, {', '.join(part if isinstance(part, str) else text(part) for part in rest)}"


def _claims(report: Node) -> Iterator[list[object]]:
    """Every claim as the fields of the report make it."""
    for assessment in report["assessments"]:
        yield ["assessments", assessment["capacity"], assessment["year"], assessment["category"], assessment["atom"]]
    for entry in report["next"]:
        yield ["next", entry["capacity"], entry["category"], entry["atom"], [entry["due"], entry["due_atom"]]]
    for obligation in report["obligations"]:
        marks = [[obligation[key]["atom"]] if key in obligation else [] for key in ("by", "also")]
        due = [obligation[key] for key in ("due", "due_atom", "overdue") if key in obligation]
        # sorted, as no order among these is claimed
        owed = sorted(obligation.get("owed_to_atoms", []))
        doubts = sorted(doubt["atom"] for doubt in obligation.get("doubts", []))
        yield [
            "obligations",
            obligation["duty_id"],
            obligation["about"],
            obligation["status"],
            obligation["atom"],
            *marks,
            due,
            owed,
            doubts,
        ]
    for entry in report["undetermined"]:
        yield ["undetermined", *_place(entry), entry["atom"], [proof.get("atom") for proof in entry["proof"]]]
    for conflict in report["conflicts"]:
        answers = sorted([_said(answer), answer["atom"]] for answer in conflict["answers"])
        yield ["conflicts", conflict["kind"], *_place(conflict), answers]
    for entry in report["warned"]:
        yield ["warned", entry["atom"]]


def _place(entry: Node) -> list[object]:
    return [entry[key] for key in ("capacity", "year", "duty_id", "about") if key in entry]


def _said(answer: Node) -> str:
    return next((str(answer[key]) for key in ("category", "due", "status") if key in answer), "")


def _unfounded(report: Node) -> Iterator[str]:
    """The claims whose proof is of something else, and whose paragraphs are not those of the proof."""
    claims = [(assessment, [assessment["proof"]]) for assessment in report["assessments"]]
    claims.extend((entry, entry["proof"]) for entry in report["next"])
    for duty in report["obligations"]:
        claims.append((duty, [duty["proof"]]))
        claims.extend((duty[key], [duty[key]["proof"]]) for key in ("by", "also") if key in duty)
        claims.extend((doubt, [doubt["proof"]]) for doubt in duty.get("doubts", []))
        if duty.get("due_atom", "") != duty.get("due_proof", {}).get("atom", ""):
            yield f"the day of the duty under {duty['paragraph']} has the proof of something else"
        if duty["paragraph"] != duty["proof"].get("paragraph"):
            yield f"the duty under {duty['paragraph']} is concluded under another paragraph"
    for conflict in report["conflicts"]:
        claims.extend((answer, [answer["proof"]]) for answer in conflict["answers"])
    claims.extend((entry, [entry["proof"]]) for entry in report["warned"])
    for claim, proofs in claims:
        atoms = [claim["atom"]]
        if claim.get("due_atom") and "duty_id" not in claim:  # the day of a duty has a proof of its own, judged above
            atoms.append(claim["due_atom"])
        if not proofs:
            yield "a claim has no proof"
        elif atoms != [proof.get("atom") for proof in proofs]:
            yield f"“{proofs[0]['conclusion']}” is not what the report claims"
        if set(claim["paragraphs"]) != set(chain.from_iterable(map(_cited, proofs))):
            yield f"the paragraphs of {claim['atom']} are not those of its proof"
    # the Code's own warnings stand last: those before them rest on no rule
    said = report["warnings"][len(report["warnings"]) - len(report["warned"]) :]
    if said != [entry["text"] for entry in report["warned"]]:
        yield "the warnings are not those that the report proves"


def _cited(node: Node) -> Iterator[str]:
    if "paragraph" in node:
        yield node["paragraph"]
    for step in node.get("premises", []):
        yield from _cited(step)
