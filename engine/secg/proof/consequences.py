"""What a report has to claim of a party, worked out from rows alone: every outcome with the atom that it rests on.

A claim is a list: the section of the report, what the outcome is about, what is said of it, and the atoms. As the
checker, whose rows it reads, it uses nothing of the engine: what it knows of a predicate is the kind of its outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import cast

from secg.language import model

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
        conflict, days, due = section, list[list[str]](), list[object]()
        if section == "assessments":
            raised = atom_of(dict(self._kinds["answer"])[answer], row)
            conflict, proved = "assessment", silent
        else:
            raised = [*silent, *asked, *(atom_of(answer, value) for value in values)][0]
            proved, days = [raised], self._about("next_due", row)
            due.append(days[0] if len(days) == 1 else [None, ""])
        said, atom = cast(object, UNDETERMINED), raised
        if values:
            said = CONFLICT
        if len(values) == 1 and not silent:  # an answer to a question on which the Code is silent too is a conflict
            said, atom = values[0][-1], atom_of(answer, values[0])
        yield [section, *row[1:], said, atom, *due]
        if said == UNDETERMINED:
            yield ["undetermined", *row[1:], raised, proved]
        if said == CONFLICT:
            answers = [[str(value[-1]), atom_of(answer, value)] for value in values]
            answers += [["silent", silent_atom] for silent_atom in silent]
            yield ["conflicts", conflict, *row[1:], sorted(answers)]
        if len(days) > 1:
            yield ["conflicts", "next_due", *row[1:], days]

    def _duty(self, row: Row) -> Iterator[list[object]]:
        """A duty with its status and all that is said of it."""
        held: dict[str, list[str]] = {}
        for kind in ("obligation", "unsettled", "excuse", "discharge"):
            held[kind] = [atom_of(name, row) for name, _ in self._kinds[kind] if row in self._rows[name]]
        by, also = held["excuse"][:1], held["discharge"][:1]
        status = "excused" if by else "applies"
        if also and not by:
            status, by, also = "discharged", also, []
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
