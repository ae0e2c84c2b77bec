"""Goals in words: whether a conclusion holds, what takes it away or keeps it from holding, and which are near."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from secg.derive.outcomes import answers_of
from secg.documents.answer_document import AttemptEntry, Cited, GoalEntry, Proved, TakenAway
from secg.documents.document import NearConclusion
from secg.documents.explanation import Explanation
from secg.documents.naming import framed
from secg.documents.nodes import NodeWriter, citations_of, whole
from secg.facts.situation import Row
from secg.language.model import Constant, Variable
from secg.language.predicate_kinds import PredicateKind
from secg.proof.why_not import FIXED, Goal, Pattern, fits
from secg.report.shortfall_trees import facts_below, one_of_ways, roots
from secg.report.shortfalls import NEEDED, ShortfallWriter


class GoalWriter:
    """Writes what keeps goals from holding."""

    def __init__(self, given: Explanation) -> None:
        self._model = given.model
        self._code = given.code
        self._vocabulary = given.vocabulary
        self._wording = given.wording
        self._why = given.why
        self._absences: dict[tuple[str, Pattern], str] = {}
        self._shortfalls = ShortfallWriter(given)
        self.nodes = NodeWriter(given, self.absence)

    def goal(self, goal: Goal) -> GoalEntry:
        """A goal: whether it holds and with which proof, what takes it away, or each rule that could give it."""
        sentence = self._wording.atom(goal.predicate, goal.pattern).replace(" (anything)", "")
        denial = self._wording.denial(goal.predicate, goal.pattern).replace(" (anything)", "")
        entry: GoalEntry = {
            "sentence": sentence,
            "denial": denial,
            "holds": False,
            "instead": self._instead(goal),
            "attempts": [],
        }
        holding = next(self._why.holding(goal), None)
        if holding is not None:
            return {**entry, **self._proved(goal.predicate, holding), "holds": True, "instead": []}
        concluded = next(self._why.concluded(goal), None)
        if concluded is not None:
            away = next(self._why.taken_away(goal, concluded))
            entry["sentence"] = self._wording.atom(goal.predicate, concluded)
            taken_away: TakenAway = {**self._proved(*away), "because": self._shortfalls.grounds(*away)}
            return {**entry, "instead": [], "taken_away": taken_away}
        return {**entry, "attempts": self._shortfalls.attempts(goal)}

    def _proved(self, predicate: str, row: Row) -> Proved:
        proof = self._why.prover.prove(predicate, row)
        cited = [str(citation) for citation in citations_of([proof])]
        sentence = self._wording.atom(predicate, row)
        return {"sentence": sentence, "paragraphs": cited, "proof": self.nodes.node(proof)}

    def _instead(self, goal: Goal) -> list[Cited]:
        """What the same question is answered with, or that it is left open."""
        declared = self._vocabulary.predicates[goal.predicate]
        if declared.kind not in (PredicateKind.ANSWER, PredicateKind.NEXT_ASSESSMENT):
            return []
        # the last place of an answer says what the question in the others is answered with
        same: list[tuple[str, Row]] = []
        for name in (goal.predicate, *goal.unless):
            rows = self._model.rows(name)
            same.extend((name, row) for row in rows if fits(row[: len(goal.pattern) - 1], goal.pattern[:-1]))
        told: list[Cited] = []
        for atom in same:
            cited = citations_of([self._why.prover.prove(*atom)])
            told.append({"sentence": self._wording.atom(*atom), "paragraphs": list(map(str, cited))})
        return told

    def absence(self, predicate: str, wanted: Pattern) -> str:
        """Why no paragraph concludes an atom, where one fact says it; otherwise empty."""
        key = (predicate, wanted)
        if key not in self._absences:  # a report asks this of each atom some six times
            why = _joined(self._shortfalls.reasons(Goal(predicate, wanted)))
            self._absences[key] = framed("no paragraph says otherwise: ", why)
        return self._absences[key]

    def expected(self, party: str) -> list[NearConclusion]:
        """The conclusions that a reader might expect and does not find, each with what its nearest rule lacks.

        They are the other categories of each year, and the duties that one fact about an item keeps from it.
        """
        goals = [*self._other_categories(party), *self._near_duties(party)]
        return [goal for goal in goals if goal["shortfalls"]]

    def _other_categories(self, party: str) -> Iterator[NearConclusion]:
        for answer in answers_of(self._model, self._vocabulary, party):
            declared = self._vocabulary.predicates[answer.predicate]
            for category in self._vocabulary.types[declared.arguments[-1].type].labels:
                if category in answer.values or len(answer.question) != 3:
                    continue
                row = (*answer.question, category)
                attempts = self._shortfalls.attempts(Goal(answer.predicate, row))
                if attempts and attempts[0]["lacking"] < FIXED:  # what no fact can change is not near
                    _, capacity, year = answer.question
                    asked = f"{category} year {year} as {str(capacity).replace('_', ' ')}"
                    yield {
                        "conclusion": asked,
                        "capacity": str(capacity),
                        "year": whole(year),
                        "category": category,
                        "sentence": self._wording.denial(answer.predicate, row),
                        "paragraph": attempts[0]["paragraph"],
                        "shortfalls": one_of_ways([attempt["shortfalls"] for attempt in _as_near(attempts)]),
                    }

    def _near_duties(self, party: str) -> Iterator[NearConclusion]:
        seen: set[tuple[str, str]] = set()
        items = self._items(party)
        for declared in self._vocabulary.of_kind(PredicateKind.OBLIGATION):
            holding = {row[1:] for row in self._model.rows_with(declared.name, 0, party)}
            for rule in self._code.program.by_head.get(declared.name, ()):
                duty, about = rule.head.terms[1:3]
                if not isinstance(duty, Constant) or not isinstance(about, Variable):
                    continue
                paragraph = str(rule.citation)
                for item in items:
                    key = (paragraph, item)
                    if (duty.value, item) in holding or key in seen:
                        continue
                    row = (party, duty.value, item)
                    goal = Goal(declared.name, row, rule.citation)
                    if self._why.lacking(goal) > 1:
                        continue  # to write what each of many records lacks takes long
                    attempts = self._shortfalls.attempts(goal)
                    if attempts and attempts[0]["lacking"] == 1 and self._concerns(attempts[0], item):
                        seen.add(key)  # a paragraph once about each thing, though several of its rules be as near
                        yield {
                            "conclusion": f"{paragraph} about {item}",
                            "duty_id": str(duty.value),
                            "about": item,
                            "sentence": self._wording.denial(declared.name, row),
                            "paragraph": attempts[0]["paragraph"],
                            "shortfalls": one_of_ways([attempt["shortfalls"] for attempt in _as_near(attempts)]),
                        }

    def _items(self, party: str) -> list[str]:
        """The ids of the things that the party's facts describe."""
        paragraphs: dict[str, None] = {}
        for declared in self._vocabulary.facts:
            if declared.arity > 2 and declared.arguments[1].name == "id" and not declared.field:
                paragraphs.update((str(row[1]), None) for row in self._model.rows_with(declared.name, 0, party))
        return list(paragraphs)

    def _concerns(self, attempt: AttemptEntry, item: str) -> bool:
        """Whether it is a stated fact about the item that keeps the rule from applying."""
        shown = self._wording.value(item, "text")
        told = chain.from_iterable(map(roots, attempt["shortfalls"]))
        return any("needed" in text and shown in text for text in told)


def _joined(reasons: list[str]) -> str:
    """What the nearest rule lacks, where one fact says it; with the other values of that fact that would do too."""
    if not reasons:
        return ""
    lead, needs, value = reasons[0].partition(NEEDED)
    values = [text.removeprefix(lead + needs) for text in reasons[1:] if needs and text.startswith(lead + needs)]
    if not needs and len(set(reasons)) > 1:  # one of several rules, none of them nearer than the others
        return ""
    return lead + needs + ", or ".join(dict.fromkeys([value, *values]))


def _as_near(attempts: list[AttemptEntry]) -> list[AttemptEntry]:
    """The nearest attempt, and those of its paragraph that lack as few facts and come down to others than it does.

    A test of `Domestic + 5 * NonDomestic` and one of `NonDomestic` alone in the same paragraph are one test in words;
    a test of 250,000 Domestic and one of 50,000 Non-Domestic Premises are two.
    """
    nearest = attempts[0]
    told = [nearest]
    grounds = _grounds(nearest)
    for attempt in attempts[1:]:
        alike = (attempt["paragraph"], attempt["lacking"]) == (nearest["paragraph"], nearest["lacking"])
        if alike and not _grounds(attempt) <= grounds:
            told.append(attempt)
            grounds |= _grounds(attempt)
    return told


def _grounds(attempt: AttemptEntry) -> frozenset[str]:
    """The facts that the shortfalls of an attempt come down to."""
    return frozenset[str]().union(*(facts_below(shortfall) for shortfall in attempt["shortfalls"]))
