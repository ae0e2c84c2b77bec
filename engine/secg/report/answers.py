"""The answers to `why not` and `what if`, as plain data: what keeps a conclusion from holding, what supposed facts
change, and the smallest changes for a conclusion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from secg.derive.neighbourhood import are_connected
from secg.derive.outcomes import CONFLICT, UNDETERMINED, Model, Status
from secg.documents import answer_document as doc
from secg.documents.conclusions import SAYING, ConclusionReader
from secg.documents.document import State
from secg.documents.explanation import Explanation
from secg.documents.nodes import citations_of
from secg.documents.shown_document import Section
from secg.documents.supposing import options, suppositions
from secg.facts.situation import Facts, Row
from secg.language.predicate_kinds import PredicateKind
from secg.proof.trial import Change, Trial, apply, kept_fields
from secg.proof.what_if import Search, WhatIf, changed_by
from secg.report.goals import GoalWriter
from secg.report.outline import ShownProofs
from secg.report.party_changes import change_entries, change_sentences, open_reasons, outcome_state
from secg.report.relied_on import code_entry

SHOWN = 6
"""At most so many equally small changes are shown."""
_GIVING: Mapping[str, PredicateKind] = {Status.APPLIES: PredicateKind.OBLIGATION, **SAYING}
"""By how a duty stands what says so."""


class _Source:
    """One side of a comparison: what it rests on, its proofs, and what of them was shown."""

    def __init__(self, given: Explanation) -> None:
        self.given = given
        self.goals = GoalWriter(given)
        self._shown = ShownProofs()

    def section(self, proof: doc.CitedStep) -> Section:
        """A proof as a section of an outline; what an earlier one showed is only referred to."""
        return self._shown.section("", proof["cited"], [proof])


class WhatIfWriter:
    """Writes what changes of facts do to one party's outcome."""

    def __init__(self, given: Explanation, party: str) -> None:
        self._given = given
        self._party = party
        self._vocabulary = given.vocabulary
        self._wording = given.wording

    def supposed(self, changes: Sequence[Change], after: Explanation) -> doc.SupposedDocument:
        """What the changes do: each outcome that differs, before and after, with both proofs."""
        return {
            **_head(self._given, self._party),
            "supposed": self._changes(changes, self._given.facts),
            **self._difference(after.facts, after.model, proved=True),
        }

    def searched(self, text: str, reach: bool) -> doc.SearchDocument:
        """The smallest changes that reach or avoid a conclusion. Raises Faults E510 to E516."""
        given = self._given
        conclusion = ConclusionReader(self._vocabulary, given.code, given.model, self._party).read(text)
        # rules that are not connected let anyone bear on the party, so that all have to be looked at
        alone = self._party if are_connected(given.program) else None
        trial = Trial(given.program, given.facts, given.model, alone)
        what_if = WhatIf(trial, self._party, conclusion.goals, reach)
        already = what_if.suffices(given.model)  # then there is nothing to look for
        result = Search((), 0, 0, False) if already else what_if.search()
        return {
            **_head(given, self._party),
            "asked": text,
            "conclusion": conclusion.words,
            "sentence": self._wording.atom(conclusion.goals[0].predicate, conclusion.goals[0].pattern),
            "reach": reach,
            "already": already,
            "tried": NOTHING_TRIED if already else _tried(result, trial),
            "more": max(0, len(result.answers) - SHOWN),
            "answers": [
                {
                    "own": answer.own,
                    "distance": answer.distance,
                    "facts": self._changes(answer.changes, trial.facts),
                    **self._difference(trial.changed_facts(answer.changes), answer.model),
                }
                for answer in result.answers[:SHOWN]
            ],
        }

    def _changes(self, changes: Sequence[Change], facts: Facts) -> list[doc.SupposedFact]:
        """Each changed fact in words, with what the facts say now and how to suppose it. Raises Faults E599."""
        entries: list[doc.SupposedFact] = []
        for change, texts in zip(changes, suppositions(changes, facts, self._vocabulary, self._party), strict=True):
            entries.append(self._change(change, facts, options(texts)))
            facts = apply([change], facts, self._vocabulary)  # each is told on top of those before it
        return entries

    def _change(self, change: Change, facts: Facts, command: str) -> doc.SupposedFact:
        wording, predicate = self._wording, change.predicate
        by = changed_by(change, self._party, self._vocabulary.predicates)
        entry: doc.SupposedFact = {"fact": predicate, "by": by, "set": command, "sentence": ""}
        if change.added:
            # what is stated of a record besides stays, as the day from which a number holds
            fields = [*kept_fields(change, facts.rows, self._vocabulary), *change.fields]
            stated = [(predicate, row) for row in change.added]
            entry["sentence"] = "; ".join(wording.atom(*stated_row) for stated_row in (*stated, *fields))
        else:
            entry["sentence"] = "; ".join(f"no longer so: {wording.atom(predicate, row)}" for row in change.removed)
        if change.added and change.removed:
            entry["now"] = "; ".join(wording.atom(predicate, row) for row in change.removed)
            before, after = change.removed[0][-1], change.added[0][-1]
            if isinstance(before, int) and isinstance(after, int) and before != after:
                entry["now"] = f"{before:,}"
                entry["difference"] = after - before
        return entry

    def _difference(self, facts: Facts, model: Model, proved: bool = False) -> doc.OutcomeDifference:
        """The outcomes that differ, with both proofs where they are wanted."""
        given = self._given
        before, after = (
            {**outcome_state(side, self._vocabulary, self._party), **open_reasons(side, self._vocabulary, self._party)}
            for side in (given.model, model)
        )
        entries = change_entries(before, after, self._wording)
        changes: list[doc.ShownChange] = [
            {**cast(doc.ShownChange, entry)} for entry in entries
        ]  # of which none has a proof
        # each side shows its reasons whole: a reader compares the two
        now, then = _Source(given), _Source(replace(given, facts=facts, model=model))
        for change in changes if proved else ():
            proof = self._proof(change, change["before"], now)
            if proof is not None:
                change["before_proof"], change["before_section"] = proof, now.section(proof)
            proof = self._proof(change, change["after"], then)
            if proof is not None:
                change["after_proof"], change["after_section"] = proof, then.section(proof)
        return {"changes": changes, "sentences": change_sentences(entries)}

    def _proof(self, entry: doc.ShownChange, outcome: State, source: _Source) -> doc.CitedStep | None:
        """The proof of one outcome; none for what is undetermined, in conflict or does not arise."""
        if outcome in (None, UNDETERMINED, CONFLICT):
            return None
        for predicate, row in self._rows(entry, outcome):
            if source.given.model.holds(predicate, row):
                proof = source.given.why.prover.prove(predicate, row)
                cited = [str(citation) for citation in citations_of([proof])]
                return {**source.goals.nodes.node(proof), "cited": cited}
        return None

    def _rows(self, entry: doc.ShownChange, outcome: State) -> Iterable[tuple[str, Row]]:
        vocabulary, party = self._vocabulary, self._party
        if entry["what"] == "answer":
            for predicate in vocabulary.of_kind(PredicateKind.ANSWER):
                if predicate.arity == 4:  # the others are of no year of a cycle
                    yield predicate.name, (party, entry["capacity"], entry["year"], str(outcome))
        elif entry["what"] == "next":
            for predicate in vocabulary.of_kind(PredicateKind.NEXT_ASSESSMENT):
                yield predicate.name, (party, entry["capacity"], str(outcome))
        elif entry["what"] == "duty":
            for predicate in vocabulary.of_kind(_GIVING[str(outcome)]):
                yield predicate.name, (party, entry["duty_id"], entry["about"])


NOTHING_TRIED: doc.Tried = {"ended": False, "sentences": [], "single": 0, "together": 0}
"""What is searched where nothing has to change."""


def _tried(search: Search, trial: Trial) -> doc.Tried:
    """What was searched, in words, and whether a bound ended the search."""
    others = ""
    if len(trial.facts.rows.get("party", {})) != len(trial.facts.names):
        others = " and to those that facts name as another's"
    sentences = [
        "Tried one at a time, of it and the parties that facts tie to it: other numbers; each other thing that is "
        "stated taken away; another value for what is stated of a record that has a name; one more thing stated of a "
        f"record; new records, with one thing stated of them or none; ties to the parties described{others}.",
        "Of days only the day asked for, the days of records of the same kind and the days beside these were tried.",
    ]
    if search.sets:
        sentences.append(
            "Tried together, two and three at a time: only the changes that the conditions which fail, or the proof, "
            f"call for ({search.sets:,} sets)."
        )
    if search.ended:
        sentences.append("Not all of these could be tried within the bounds of the search.")
    return {"ended": search.ended, "sentences": sentences, "single": search.singles, "together": search.sets}


def _head(given: Explanation, party: str) -> doc.AnswerHead:
    return {
        "party": party,
        "name": given.facts.names.get(party, party),
        "as_at": given.facts.day.isoformat(),
        "code": code_entry(given.policies, given.code),
    }


def why_not_report(given: Explanation, party: str, text: str) -> doc.WhyNotDocument:
    """Why `party` does not have the conclusion that the text names. Raises Faults E510 to E512."""
    vocabulary = given.policies.vocabulary
    conclusion = ConclusionReader(vocabulary, given.code, given.model, party).read(text)
    writer = GoalWriter(given)
    goals = [writer.goal(goal) for goal in conclusion.goals]
    holding = [goal for goal in goals if goal["holds"]]
    return {
        **_head(given, party),
        "asked": text,
        "conclusion": conclusion.words,
        "holds": bool(holding),
        "goals": holding or goals,
    }
