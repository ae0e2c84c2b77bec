"""Holds every field of a JSON report that states an outcome against its atom and its proof, and against what follows.

It trusts nobody, as the checker: each proof is accepted by the checker, its root is the atom that the field claims, and
the claims of the report are all those that follow from the rows, none more and none less.

A claim is a list: the section of the report, what the outcome is about, what is said of it, and the atoms. As the
checker, whose rows are read, what works them out uses nothing of the engine: of a predicate it knows the kind of its
outcome.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain

from secg.language import model
from secg.proof.checker import Checker, Node

text = partial(json.dumps, sort_keys=True, ensure_ascii=False)

Row = tuple[int | str | None, ...]
"""The values of a row as JSON carries them."""
Rows = Callable[[str], Sequence[Sequence[model.Value | None]]]
"""Gives the rows of a predicate."""
Kinds = Mapping[str, Sequence[tuple[str, str]]]
"""Per kind of outcome its predicates, each with the question that it answers or is silent about, else nothing."""
UNDETERMINED, CONFLICT = "undetermined", "conflict"


class Consequences:
    """What the rows give for one party as at a day (`2019-03-01`)."""

    def __init__(self, rows: Rows, kinds: Kinds, party: str, day: str) -> None:
        self._kinds = kinds
        self._day = day
        self._rows: dict[str, dict[Row, None]] = {}
        for name in chain.from_iterable(chain.from_iterable(kinds.values())):
            if name:
                own = (row for row in rows(name) if row[0] == party)
                self._rows[name] = {tuple(map(plain, row)): None for row in own}

    def claims(self) -> Iterator[list[object]]:
        """Every claim, in no order."""
        for answer, question in self._kinds["answer"]:
            silences = [(name, asked) for name, asked in self._kinds["silence"] if asked == question]
            for row in self._rows[question]:
                yield from self._question("assessments", answer, row, silences)
        answered = {question for _, question in self._kinds["answer"]}
        silences = [(name, asked) for name, asked in self._kinds["silence"] if asked not in answered]
        for answer, _ in self._kinds["next_assessment"]:
            arising = dict.fromkeys(row[:-1] for row in self._rows[answer])
            for name in chain.from_iterable(silences):
                arising |= self._rows[name]
            for row in arising:
                yield from self._question("next", answer, row, silences)
        duties: dict[Row, None] = {}
        for name, _ in (*self._kinds["obligation"], *self._kinds["unsettled"]):
            duties |= self._rows[name]
        for row in duties:
            yield from self._duty(row)
        for name, _ in self._kinds["warning"]:
            for row in self._rows[name]:
                yield ["warned", atom_of(name, row)]

    def _question(
        self, section: str, answer: str, row: Row, silences: Sequence[tuple[str, str]]
    ) -> Iterator[list[object]]:
        """A question with its answer, or that it is undetermined or in conflict."""
        values = [other for other in self._rows[answer] if other[:-1] == row]
        silent = [atom_of(name, row) for name, _ in silences if row in self._rows[name]]
        asked = [atom_of(name, row) for _, name in silences if row in self._rows[name]]
        if section == "assessments":
            asked = [atom_of(dict(self._kinds["answer"])[answer], row)]
            raised = asked[0]
        else:
            raised = [*silent, *asked, *(atom_of(answer, value) for value in values)][0]
        days = self._about("next_due", row) if section == "next" else []
        due = [days[0] if len(days) == 1 else [None, ""]] if section == "next" else []
        settled = len(values) + len(silent[:1]) == 1 and values
        said = values[0][-1] if settled else CONFLICT if values else UNDETERMINED
        yield [section, *row[1:], said, atom_of(answer, values[0]) if settled else raised, *due]
        if said == UNDETERMINED:
            yield ["undetermined", *row[1:], raised, silent if section == "assessments" else [raised]]
        if said == CONFLICT:
            answers = [[str(value[-1]), atom_of(answer, value)] for value in values]
            answers += [["silent", silent_atom] for silent_atom in silent]
            yield ["conflicts", "assessment" if section == "assessments" else section, *row[1:], sorted(answers)]
        if len(days) > 1:
            yield ["conflicts", "next_due", *row[1:], days]

    def _duty(self, row: Row) -> Iterator[list[object]]:
        """A duty with its status and all that is said of it."""
        held = {
            kind: [atom_of(name, row) for name, _ in self._kinds[kind] if row in self._rows[name]]
            for kind in ("obligation", "unsettled", "excuse", "discharge")
        }
        by, also = held["excuse"][:1], held["discharge"][:1]
        status = "excused" if by else "discharged" if also else "applies"
        if status == "discharged":
            by, also = also, []
        if held["unsettled"]:
            status = CONFLICT if held["obligation"] else "unsettled"
            by, also = [], [*by, *also][-1:]
        days, owed = self._about("due", row), self._about("owed_to", row)
        due = [*days[0], status == "applies" and days[0][0] < self._day] if len(days) == 1 else []
        atom = (held["obligation"] or held["unsettled"])[0]
        doubts = sorted(self._doubts(row[1])) if status == "applies" else []
        yield ["obligations", *row[1:], status, atom, by, also, due, [entry for _, entry in owed], doubts]
        if status == "unsettled":
            yield ["undetermined", *row[1:], atom, [atom]]
        if status == CONFLICT:
            answers = [["applies", by_atom] for by_atom in held["obligation"]]
            answers += [["unsettled", by_atom] for by_atom in held["unsettled"]]
            yield ["conflicts", "status", *row[1:], sorted(answers)]
        if len(days) > 1:
            yield ["conflicts", "due", *row[1:], days]

    def _doubts(self, duty: int | str | None) -> Iterator[str]:
        """The atoms of the warnings about a duty."""
        for name, _ in self._kinds["doubt"]:
            for row in self._rows[name]:
                if row[1] == duty:
                    yield atom_of(name, row)

    def _about(self, kind: str, row: Row) -> list[list[str]]:
        """The last value and the atom of each row of a kind that begins with `row`; the first predicate counts."""
        atoms: dict[Row, str] = {}
        for name, _ in self._kinds[kind]:
            for other in self._rows[name]:
                if other[: len(row)] == row:
                    atoms.setdefault(other, atom_of(name, other))
        return sorted([str(row[-1]), atom] for row, atom in atoms.items())


def plain(value: model.Value | None) -> int | str | None:
    """A value as JSON carries it."""
    return value.isoformat() if isinstance(value, date) else value


def atom_of(predicate: str, row: Sequence[object]) -> str:
    """An atom as the policies write it."""
    return f"{predicate}({', '.join(map(str, row))})"


def claim_faults(report: Node, checker: Checker, kinds: Kinds) -> Iterator[str]:
    """One sentence for each outcome in a report of this schema that does not follow, or that it leaves out."""
    party = report["party"]
    yield from checker.faults(report, party)
    yield from _unfounded(report)
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
    claims.extend((answer, [answer["proof"]]) for conflict in report["conflicts"] for answer in conflict["answers"])
    claims.extend((entry, [entry["proof"]]) for entry in report["warned"])
    for claim, proofs in claims:
        atoms = [claim["atom"], *([claim["due_atom"]] if claim.get("due_atom") and "duty_id" not in claim else [])]
        if atoms != [proof.get("atom") for proof in proofs]:
            yield f"“{proofs[0]['conclusion']}” is not what the report claims" if proofs else "a claim has no proof"
        if set(claim["paragraphs"]) != {number for proof in proofs for number in _cited(proof)}:
            yield f"the paragraphs of {claim['atom']} are not those of its proof"
    said = report["warnings"][len(report["warnings"]) - len(report["warned"]) :]
    if said != [entry["text"] for entry in report["warned"]]:
        yield "the warnings are not those that the report proves"


def _cited(node: Node) -> Iterator[str]:
    if "paragraph" in node:
        yield node["paragraph"]
    for step in node.get("premises", []):
        yield from _cited(step)
