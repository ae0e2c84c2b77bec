"""What a report says of a question without a single answer.

Why one has none: a paragraph that is silent, a fact that is missing, or nothing in the Code at all; and all answers of
one to which the Code gives several that differ, none of them chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from secg.code.consolidation import Code
from secg.derive.outcomes import CONFLICT, AnswerOutcome, DutyOutcome, Model, Status
from secg.documents.document import Answered, Claim, Conflict, ConflictAnswer, Place
from secg.documents.explanation import Explanation
from secg.documents.naming import capital, framed
from secg.documents.nodes import citations_of, whole
from secg.facts.situation import Row
from secg.language.model import Negation, Rule, Value, literal_atoms
from secg.language.paragraph_number import Citation
from secg.language.predicate_kinds import DOUBT_WORDS, Doubt, PredicateKind, Role, kinds_with
from secg.language.unknowns import is_internal
from secg.language.vocabulary import Vocabulary
from secg.messages import REQUEST, Diagnostic, catalogue
from secg.proof.matching import unify
from secg.proof.possible import possible_rows
from secg.proof.proofs import Concluded, Proof
from secg.records import record


@record
class Reason:
    """Why there is no answer: which kind of not knowing it is, sentences, the paragraphs and the proofs, if any."""

    doubt: Doubt
    because: str
    citations: tuple[Citation, ...]
    proofs: tuple[Proof, ...] = ()


class Silences:
    """Finds the reasons for the open questions of one model."""

    def __init__(self, given: Explanation) -> None:
        self._given = given
        self._vocabulary = given.vocabulary

    def reason(self, outcome: AnswerOutcome) -> Reason:
        """Why the question of `outcome` has no answer."""
        answering = [
            rule
            for rule in self._given.program.by_head.get(outcome.predicate, ())
            if unify(rule.head.terms[:-1], outcome.question, {}) is not None
        ]
        # a paragraph that speaks of the question is named though its rules do not apply here
        speaking = {rule.citation for rule in answering}
        proofs = tuple(
            self._given.why.prover.prove(predicate.name, outcome.question)
            for predicate in self._vocabulary.of_kind(PredicateKind.SILENCE)
            if self._given.model.holds(predicate.name, outcome.question)
        )
        if proofs:
            concluded = [proof for proof in proofs if isinstance(proof, Concluded)]
            # rules of one paragraph may leave a question open for one reason
            reasons = (left_open(self._given.code, self._vocabulary, other) for other in concluded)
            because = " ".join(dict.fromkeys(reasons))
            doubt = self._vocabulary.predicates[concluded[0].predicate].doubt
            return Reason(doubt, because, _ordered([*citations_of(proofs), *speaking]), proofs)
        missing = self._missing(answering, str(outcome.question[0]))
        if missing:
            words = "; ".join(missing)
            because = f"{capital(DOUBT_WORDS[Doubt.FACT_NOT_STATED])}: {words}."
            return Reason(Doubt.FACT_NOT_STATED, because, _ordered(speaking))
        because = f"{capital(DOUBT_WORDS[Doubt.NO_SOURCE])}: no paragraph held gives an answer on these facts."
        return Reason(Doubt.NO_SOURCE, because, _ordered(speaking))

    def _missing(self, rules: Iterable[Rule], party: str) -> list[str]:
        """Sentences about the facts that these rules need and that the party, or a party counted with it, lacks."""
        sentences: dict[str, None] = {}
        waiting, seen = list(rules), set[Rule]()
        while waiting:
            rule = waiting.pop(0)
            if rule in seen:  # several rules may rest on the same
                continue
            seen.add(rule)
            for literal in rule.body:
                if isinstance(literal, Negation) and is_internal(literal.atom.predicate):
                    sentences.update(dict.fromkeys(self._uncounted(literal.atom.predicate, party)))
                    continue
                for atom, how in literal_atoms(literal):
                    if how == "positive" and party in self._given.facts.missing.get(atom.predicate, ()):
                        sentences.setdefault(self._unstated(atom.predicate, party))
                    waiting.extend(self._given.program.by_head.get(atom.predicate, ()))
        return list(sentences)

    def _uncounted(self, predicate: str, party: str) -> Iterator[str]:
        """Sentences about the parties whose missing facts leave an aggregate of `party` without a value."""
        for row in self._given.model.rows(predicate):
            if party in row or row == ("all",):  # what is counted over all parties has no group
                for fact, lacking in self._given.why.unstated(predicate, row):
                    yield self._unstated(fact, lacking)

    def _unstated(self, fact: str, party: Value | None) -> str:
        arity = self._vocabulary.predicates[fact].arity
        return self._given.wording.atom(fact, (party, *[None] * (arity - 1)))


def not_told(given: Explanation, party: str) -> Diagnostic | None:
    """The caution about what may hold of a party and is not told, as it rests on what is not stated.

    Whether a question arises, a duty is there, excused or done, or falls due. Which answer a question has, and what
    comes next, is told as undetermined.
    """
    vocabulary, model = given.vocabulary, given.model
    resting = given.program.resting_on(given.facts.missing)
    told = vocabulary.of_kind(*kinds_with(Role.QUESTION, Role.DUTY, Role.OF_DUTY))
    names = [predicate.name for predicate in told if predicate.name in resting]
    if not names:
        return None
    program = given.program.narrowed(names)
    possible = possible_rows(program, model, given.facts)
    duties = {row for duty in vocabulary.of_kind(PredicateKind.OBLIGATION) for row in model.rows(duty.name)}
    by_itself = (PredicateKind.QUESTION, PredicateKind.OBLIGATION, PredicateKind.UNSETTLED)
    sentences: list[str] = []
    for name in names:
        for row in possible.get(name, ()):
            # what excuses a duty, or when it is due, is of interest where there is the duty
            if row[0] == party and (vocabulary.predicates[name].kind in by_itself or row[:3] in duties):
                sentences.append(given.wording.atom(name, row))
    if not sentences:
        return None
    used = frozenset[str]().union(*program.uses.values())
    facts: list[str] = []
    for fact in sorted(used & given.facts.missing.keys()):
        arity = vocabulary.predicates[fact].arity
        facts.extend(
            given.wording.atom(fact, (lacking, *[None] * (arity - 1))) for lacking in sorted(given.facts.missing[fact])
        )
    return catalogue.NOT_TOLD.at(REQUEST, what=", or whether ".join(sentences), facts="; ".join(facts))


def left_open(code: Code, vocabulary: Vocabulary, proof: Concluded) -> str:
    """Why a paragraph leaves something open: the kind of not knowing, and the doubts about it that stand there."""
    provenance = code.standing(proof.rule.citation).paragraph.provenance
    source = " and ".join(ground.source + framed(" (", ground.place, ")") for ground in provenance.silence)
    lead = DOUBT_WORDS[vocabulary.predicates[proof.predicate].doubt].format(source=source)
    return " ".join([f"{capital(lead)}.", *provenance.doubts_about(proof.predicate)])


def _ordered(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple(sorted(set(citations), key=lambda citation: citation.sort_key))


Claimed = Callable[[str, Row], Claim]
"""Gives an atom that the report claims, with its paragraphs and its proof."""

_STATED = {PredicateKind.OBLIGATION: Status.APPLIES, PredicateKind.UNSETTLED: Status.UNSETTLED}


class Conflicts:
    """The conflicts of one party's outcomes in one model."""

    def __init__(self, given: Explanation, claim: Claimed) -> None:
        self._model = given.model
        self._vocabulary = given.vocabulary
        self._wording = given.wording
        self._claim = claim

    def of(
        self, outcomes: Sequence[AnswerOutcome], coming: Sequence[AnswerOutcome], duties: Sequence[DutyOutcome]
    ) -> Iterator[Conflict]:
        """All conflicts of the assessments, the next ones and the duties."""
        yield from self._of_answers(outcomes, "assessment")
        yield from self._of_answers(coming, "next")
        yield from self._of_next_days(coming)
        yield from self._of_duties(duties)

    def _of_answers(self, outcomes: Sequence[AnswerOutcome], kind: str) -> Iterator[Conflict]:
        """The questions with several answers, or with an answer beside a silence."""
        for outcome in outcomes:
            if outcome.value != CONFLICT:
                continue
            answers: list[ConflictAnswer] = []
            for value in outcome.values:
                answers.append(self._answer(outcome.predicate, (*outcome.question, value), {"category": str(value)}))
            question = self._vocabulary.predicates[outcome.predicate].question
            silences = self._vocabulary.silences_about(question) if question else self._vocabulary.next_silences
            for silence in silences:
                if self._model.holds(silence.name, outcome.question):
                    answers.append(self._answer(silence.name, outcome.question, {"category": "silent"}))
            place: Place = {"capacity": str(outcome.question[1])}
            if len(outcome.question) > 2:
                place["year"] = whole(outcome.question[2])
            words = f"which assessment of {self._name(outcome.question)} as {self._capacity(outcome)} is next"
            if question:
                words = self._wording.atom(question, outcome.question)
            yield {"kind": kind, **place, "question": words, "answers": answers}

    def _of_next_days(self, outcomes: Sequence[AnswerOutcome]) -> Iterator[Conflict]:
        """The next assessments with several last days."""
        for outcome in outcomes:
            days = rows_about(self._model, self._vocabulary, PredicateKind.NEXT_DUE, outcome.question)
            if len(days) > 1:
                name, capacity = self._name(outcome.question), self._capacity(outcome)
                yield {
                    "kind": "next_due",
                    "capacity": str(outcome.question[1]),
                    "question": f"by which day {name} is to schedule its next assessment as {capacity}",
                    "answers": self._days(days),
                }

    def _of_duties(self, duties: Sequence[DutyOutcome]) -> Iterator[Conflict]:
        """The duties that one paragraph sets and another leaves open, and those that are due on several days."""
        for duty in duties:
            _, duty_id, about = duty.row
            place: Place = {"duty_id": str(duty_id), "about": str(about)}
            label = self._wording.value(duty_id, self._vocabulary.duty_type)
            words = f"{label} ({self._wording.value(about, 'text')})"
            if duty.status is Status.CONFLICT:
                answers: list[ConflictAnswer] = []
                for predicate in self._vocabulary.duties:
                    if self._model.holds(predicate.name, duty.row):
                        status = _STATED[predicate.kind]
                        answers.append(self._answer(predicate.name, duty.row, {"status": status}))
                question = f"whether {self._name(duty.row)} must {words}"
                yield {"kind": "status", **place, "question": question, "answers": answers}
            days = rows_about(self._model, self._vocabulary, PredicateKind.DUE, duty.row)
            if len(days) > 1:
                question = f"on which day the duty of {self._name(duty.row)} to {words} falls due"
                yield {"kind": "due", **place, "question": question, "answers": self._days(days)}

    def _answer(self, predicate: str, row: Row, given: Answered) -> ConflictAnswer:
        return {**given, "sentence": self._wording.atom(predicate, row), **self._claim(predicate, row)}

    def _days(self, rows: Sequence[tuple[str, Row]]) -> list[ConflictAnswer]:
        return [self._answer(name, row, {"due": str(row[-1])}) for name, row in rows]

    def _name(self, row: Row) -> str:
        return self._wording.value(row[0], "party")

    def _capacity(self, outcome: AnswerOutcome) -> str:
        return self._wording.value(outcome.question[1], self._vocabulary.group_type)


def rows_about(model: Model, vocabulary: Vocabulary, kind: PredicateKind, about: Row) -> list[tuple[str, Row]]:
    """The rows of a kind that begin with `about`, each once with a predicate that has it."""
    rows: dict[Row, str] = {}
    for predicate in vocabulary.of_kind(kind):
        # of a party with many records, few rows are about the same one
        places = (model.rows_with(predicate.name, place, value) for place, value in enumerate(about))
        for row in min(places, key=len):
            if row[: len(about)] == about:
                rows.setdefault(row, predicate.name)
    return [(name, row) for row, name in rows.items()]
