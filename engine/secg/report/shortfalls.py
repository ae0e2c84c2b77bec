"""What is missing for a conclusion, in words: each failing condition with the fact that fails it and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import assert_never

from secg.documents.answer_document import AttemptEntry
from secg.documents.document import Shortfall
from secg.documents.explanation import Explanation
from secg.documents.nodes import atom_text, json_value
from secg.facts.situation import Row
from secg.language import model as m
from secg.language.calculation import evaluate
from secg.language.phrases import Phrases
from secg.language.sentences import expression_type, variable_types
from secg.language.unknowns import is_internal
from secg.messages import Span
from secg.proof.matching import aggregate_value, matches, pattern
from secg.proof.moves import has_id
from secg.proof.proofs import Concluded, Values, stated_leaves
from secg.proof.why_not import FIXED, Attempt, Failure, Goal, Pattern, rows_like
from secg.report import shortfall_trees as trees

LEAVES = 4
"""At most so many facts are named behind one number."""
NEEDED = "; needed: "
"""What stands between a fact and the value that would do."""

_NEEDED = {">": "more than {0}", ">=": "at least {0}", "<": "less than {0}", "<=": "{0} or fewer", "=": "{0}"}
_NEEDED_DAY = {
    ">": "a later day than {0}",
    ">=": "{0} or later",
    "<": "an earlier day than {0}",
    "<=": "{0} or earlier",
}


class ShortfallWriter:
    """Writes attempts at a conclusion as plain data."""

    def __init__(self, given: Explanation) -> None:
        self._given = given
        self._why = given.why
        self._vocabulary = given.vocabulary
        self._wording = given.wording
        self._phrases = Phrases(given.vocabulary, {})
        self._compared_later: dict[tuple[Span, int], str] = {}
        self._written: dict[tuple[str, Pattern], list[Shortfall]] = {}

    def attempts(self, goal: Goal) -> list[AttemptEntry]:
        """The rules that could give the goal, nearest first; those that no fact could help are left out."""
        return trees.distinct_entries(self._attempt(attempt) for attempt in _helpful(self._why.attempts(goal)))

    def reasons(self, goal: Goal) -> list[str]:
        """What each nearest rule for a goal lacks, of those of one paragraph; empty where no single fact says it."""
        made = self._why.attempts(goal)
        reasons: list[str] = []
        for attempt in made:
            if (str(attempt.rule.citation), attempt.weight) != (str(made[0].rule.citation), made[0].weight):
                continue
            told = map(self._brief, self._shortfalls(attempt))
            reasons.append(next(filter(None, told), ""))
        return reasons

    def _attempt(self, attempt: Attempt) -> AttemptEntry:
        citation = attempt.rule.citation
        return {
            "paragraph": str(citation),
            "gist": self._given.code.standing(citation).paragraph.gist(citation.limb),
            "rule": attempt.rule.span._asdict(),
            "lacking": attempt.weight,
            "shortfalls": self._shortfalls(attempt),
        }

    def _shortfalls(self, attempt: Attempt) -> list[Shortfall]:
        """What an attempt lacks; what comes down to facts that are told already is left out."""
        shortfalls: list[Shortfall] = []
        known: set[str] = set()  # grows by whole failures: the ways of one may share a fact, and each is told
        for failure in attempt.failures:
            told: set[str] = set()
            for node in self._failure(failure, attempt):
                added = [node]
                if trees.roots(node) <= known:
                    added = list(trees.later_below(node))
                shortfalls.extend(added)
                told.update(*map(trees.roots, added))
            known |= told
        return [*shortfalls, *self._later(attempt)]

    def _later(self, attempt: Attempt) -> Iterator[Shortfall]:
        """What can be compared or counted only once what fails is there, and may then fail as well."""
        for literal in attempt.untried:
            if isinstance(literal, m.Aggregate) and literal.result.name in attempt.values:
                # the conclusion itself says which number it has to be
                head = attempt.rule.head
                sentence = self._wording.atom(head.predicate, pattern(head, attempt.values))
                yield {"kind": trees.LATER, "sentence": f"{trees.ALSO}{sentence}"}
            if isinstance(literal, m.Comparison) and self._phrases.is_said(literal, attempt.rule):
                place = (attempt.rule.span, attempt.rule.body.index(literal))
                if place not in self._compared_later:  # hundreds of records may wait for the same comparison
                    self._compared_later[place] = self._phrases.condition(literal, attempt.rule)
                yield {"kind": trees.LATER, "sentence": f"{trees.ALSO}{self._compared_later[place]}"}

    def _failure(self, failure: Failure, attempt: Attempt) -> list[Shortfall]:
        asked = m.asked_for(failure.literal)
        match asked:
            case m.Comparison():
                return [self._compared(asked, failure.values, attempt.rule)]
            case m.Negation():
                return self._excluded(failure, asked.atom.predicate)
            case m.Atom():
                return self._lacking(asked, failure, attempt)
            case _:
                assert_never(asked)

    def _lacking(self, atom: m.Atom, failure: Failure, attempt: Attempt) -> list[Shortfall]:
        present = next((row for row, _ in matches(atom, failure.values, self._why.model)), None)
        literal = failure.literal
        if isinstance(literal, m.Aggregate) and present is not None:
            sentence = self._other_total(literal, failure.values, attempt.rule)
            return [
                {
                    "kind": "none",
                    "sentence": sentence or f"none of these fits: {self._wording.atom(atom.predicate, present)}",
                }
            ]
        if self._comes_with_another(atom, failure, attempt):
            return [{"kind": trees.LATER, "sentence": f"{trees.ALSO}{self._phrases.condition(atom, attempt.rule)}"}]
        if self._vocabulary.predicates[atom.predicate].concluded:
            key = (atom.predicate, pattern(atom, failure.values))
            if key not in self._written:  # once, as many others may lack the same
                self._written[key] = self._derived(*key, failure.attempts)
            return self._written[key]
        unlike = self._unlike(atom, failure.values)
        if unlike is not None:
            return [unlike]
        ways: dict[Pattern, list[Shortfall]] = {}
        for values in chain([failure.values], attempt.others):
            if len(ways) == min(trees.WAYS, failure.ways):
                break  # the others are named as they are read, and there may be hundreds
            wanted = pattern(atom, values)
            if wanted not in ways:
                ways[wanted] = [self._fact(atom.predicate, wanted)]
        return trees.one_of_ways([*ways.values()], failure.ways - len(ways))

    def _comes_with_another(self, atom: m.Atom, failure: Failure, attempt: Attempt) -> bool:
        """Whether another failing condition has to say of whom a condition is: it may well hold of strangers."""
        party = atom.terms[0]
        if not isinstance(party, m.Variable) or any(
            value is not None and argument.type == "party"
            for value, argument in zip(
                pattern(atom, failure.values), self._vocabulary.predicates[atom.predicate].arguments, strict=True
            )
        ):
            return False
        others = (other.literal for other in attempt.failures if other is not failure)
        return party.name in m.variable_names(*others)

    def _unlike(self, atom: m.Atom, values: Values) -> Shortfall | None:
        """A fact that would do, were not two of its values, for which the rule asks to be the same, unlike."""
        terms = [term for term in atom.terms if isinstance(term, m.Variable) and term.name not in values]
        if len({term.name for term in terms}) == len(terms):
            return None
        wanted = pattern(atom, values)
        row = next(rows_like(atom.predicate, wanted, self._why.model), None)
        if row is None:
            return None
        node: Shortfall = {
            "atom": f"not {atom_text(atom.predicate, wanted)}",
            "fact": atom.predicate,
            "kind": "false",
            "sentence": f"{self._wording.atom(atom.predicate, row)}{NEEDED}the same in two places",
        }
        return self._placed(node, atom.predicate, row)

    def _other_total(self, aggregate: m.Aggregate, values: Values, rule: m.Rule) -> str:
        """What is counted or added up, where it is not the number asked for; empty where it has no value."""
        total, wanted = aggregate_value(aggregate, values, self._why.model, rule), values.get(aggregate.result.name)
        if total is None or wanted is None:
            return ""
        kind = variable_types(rule, self._vocabulary)[aggregate.result.name]
        said = f"it comes to {self._wording.value(total, kind)}"
        if aggregate.result in rule.head.terms:
            said = self._wording.atom(rule.head.predicate, pattern(rule.head, {**values, aggregate.result.name: total}))
        return f"{said}{NEEDED}{self._wording.value(wanted, kind)}"

    def _derived(self, predicate: str, wanted: Pattern, attempts: Sequence[Attempt]) -> list[Shortfall]:
        """Why a conclusion is not there."""
        ways = _helpful(attempts)
        nearest = [attempt for attempt in ways if attempt.weight == ways[0].weight]
        lacked: list[list[Shortfall]] = []  # each with the paragraph that asks for it
        for attempt in nearest:
            paragraph = str(attempt.rule.citation)
            lacked.append(
                trees.distinct_entries(trees.cited(shortfall, paragraph) for shortfall in self._shortfalls(attempt))
            )
        because = trees.one_of_ways(lacked)
        if attempts and None in wanted and not self._vocabulary.predicates[predicate].denies:
            return because  # it has no sentence of its own worth reading: what it lacks says it all
        sentence = self._denial(predicate, wanted)
        atom = f"not {atom_text(predicate, wanted)}"
        return [{"kind": "derived", "sentence": sentence, "atom": atom, "because": because}]

    def _denial(self, predicate: str, wanted: Sequence[m.Value | None]) -> str:
        """The sentence of an absence, never one that denies more than what is absent."""
        declared = self._vocabulary.predicates[predicate]
        named = [f"{{{argument.name}}}" in declared.denies for argument in declared.arguments]
        denied = [value if told else None for value, told in zip(wanted, named, strict=True)]
        if declared.denies and next(rows_like(predicate, denied, self._why.model), None) is None:
            return self._wording.denial(predicate, wanted)
        return self._wording.plain_denial(predicate, wanted)

    def _brief(self, node: Shortfall) -> str:
        """Why nothing is concluded, where one fact says it all in a sentence; empty where none does."""
        return next(filter(None, map(self._told_by, trees.bottom(node, "stated", trees.LATER))), "")

    def _told_by(self, node: Shortfall) -> str:
        if node["kind"] == "compared":
            operator, left, _ = node["reads"]
            if operator == "!=" or not isinstance(left, int):
                return ""
            return node["sentence"]
        declared = self._vocabulary.predicates.get(node.get("fact", ""))
        if declared is None or node["kind"] == "missing":
            return ""
        # with a value left open the sentence would deny more than what is absent
        if "_" in node["atom"].split("(")[1].split(", ") and not declared.denies:
            return ""
        return node["sentence"]

    def _fact(self, predicate: str, wanted: Pattern) -> Shortfall:
        declared = self._vocabulary.predicates[predicate]
        node: Shortfall = {
            "atom": f"not {atom_text(predicate, wanted)}",
            "fact": predicate,
            "kind": "false",
            "sentence": "",
        }
        party = wanted[0]
        # before a near fact is looked for: of what a party does not state nothing is known
        if party in self._given.facts.missing.get(predicate, ()):
            return {**node, **self._missing(predicate, party)}
        near = self._nearest(predicate, wanted)
        if near is None:
            sentence = self._denial(predicate, wanted)
            if party is None:
                sentence = f"nothing says that {self._wording.atom(predicate, wanted)}"
            return {**node, "sentence": sentence, "taken": declared.because}
        needed = [
            self._wording.value(want, argument.type)
            for want, own, argument in zip(wanted, near, declared.arguments, strict=True)
            if want is not None and want != own
        ]
        sentence = f"{self._wording.atom(predicate, near)}{NEEDED}{', '.join(needed)}"
        return self._placed({**node, "sentence": sentence}, predicate, near)

    def _nearest(self, predicate: str, wanted: Sequence[m.Value | None]) -> Row | None:
        """The fact of the same party that agrees in most, where it agrees in more than the party."""
        if not wanted or wanted[0] is None:
            return None
        declared = self._vocabulary.predicates[predicate]
        # a record with another id is another record, and no nearer to this
        if has_id(declared) and wanted[1] is not None:
            near = list(rows_like(predicate, wanted[:2], self._why.model))
        else:
            near = list(rows_like(predicate, wanted[:1], self._why.model))
            if not declared.one_at_a_time:
                near = [row for row in near if _agreeing(row, wanted)]
        return max(near, key=lambda row: _agreeing(row, wanted), default=None)

    def _excluded(self, failure: Failure, predicate: str) -> list[Shortfall]:
        if is_internal(predicate):  # no reader knows of guards: the facts that are not stated are told
            unstated = chain.from_iterable(self._why.unstated(predicate, row) for row in failure.excluding)
            return [self._missing(*fact) for fact in unstated]
        told = trees.distinct_entries(self._excluding(predicate, row) for row in failure.excluding)
        return [*told[: trees.WAYS], *trees.more_facts(len(told) - trees.WAYS, "in the way as well")]

    def _excluding(self, predicate: str, row: Row) -> Shortfall:
        node: Shortfall = {"kind": "excluded", "sentence": self._wording.atom(predicate, row)}
        node["atom"] = atom_text(predicate, row)
        proof = self._why.prover.prove(predicate, row)
        if isinstance(proof, Concluded):
            node["paragraph"] = str(proof.rule.citation)
            node["because"] = self.grounds(predicate, row)
            return node
        return self._placed(node, predicate, row)

    def grounds(self, predicate: str, row: Row) -> list[Shortfall]:
        """The stated facts that an atom of the model rests on, the first few."""
        return self._stated(stated_leaves(self._why.prover.prove(predicate, row)))

    def _missing(self, fact: str, party: m.Value | None) -> Shortfall:
        """That a party does not state a fact."""
        rest = [None] * (self._vocabulary.predicates[fact].arity - 1)
        sentence = self._wording.atom(fact, (party, *rest))
        return {"kind": "missing", "fact": fact, "sentence": f"a fact is missing: {sentence}"}

    def _compared(self, comparison: m.Comparison, values: Values, rule: m.Rule) -> Shortfall:
        types = variable_types(rule, self._vocabulary)
        left, right = evaluate(comparison.left, values), evaluate(comparison.right, values)
        node: Shortfall = {
            "kind": "compared",
            "reads": [comparison.operator, json_value(left), json_value(right)],
            "sentence": self._wording.comparison(comparison, values, types, holds=False),
        }
        sources = self._sources(comparison, values, rule)
        stated = [self._wording.atom(atom.predicate, row) for atom, row in sources]
        wanted, templates = "count", _NEEDED
        if isinstance(right, date):
            wanted, templates = "date", _NEEDED_DAY
        template = templates.get(comparison.operator)
        is_fixed = not m.variables_of(comparison.right)
        if stated and template and left is not None and right is not None and is_fixed:
            needed = template.format(self._wording.value(right, expression_type(comparison.right, types)))
            given = " and ".join(stated)
            if not isinstance(comparison.left, m.Variable | m.Constant):
                given += f": {self._wording.side(comparison.left, values, types, comparison.right)}"
            node["sentence"] = f"{given}; {needed} is needed"
            node["needed"] = needed
        if isinstance(left, int) and isinstance(right, int):
            node["difference"] = difference(comparison.operator, left, right)
            if node["difference"]:
                more = "more" if node["difference"] > 0 else "fewer"
                node["sentence"] += f" ({abs(node['difference']):,} {more})"
        leaves: dict[tuple[str, Row], None] = {}  # the facts that give a number, or a day, whichever is compared
        for atom, row in sources:
            for predicate, leaf in stated_leaves(self._why.prover.prove(atom.predicate, row)):
                if any(argument.type == wanted for argument in self._vocabulary.predicates[predicate].arguments):
                    leaves[predicate, leaf] = None
        if len(sources) == 1 and list(leaves) == [(sources[0][0].predicate, sources[0][1])]:
            return self._placed(node, *next(iter(leaves)))  # the fact itself is compared: it rests on nothing else
        node["because"] = self._stated(leaves)
        return node

    def _sources(self, comparison: m.Comparison, values: Values, rule: m.Rule) -> list[tuple[m.Atom, Row]]:
        """The conditions that gave the compared variables their values, each with its row."""
        wanted = m.variable_names(comparison)
        types = variable_types(rule, self._vocabulary)
        binders: dict[str, tuple[m.Atom, Row]] = {}
        for literal in rule.body:
            if isinstance(literal, m.Atom):
                for variable in m.variables_of(literal):
                    numeric = types.get(variable.name) in ("count", "integer", "date")
                    row = next((row for row, _ in matches(literal, values, self._why.model)), None)
                    if variable.name in wanted and numeric and row is not None:
                        binders.setdefault(variable.name, (literal, row))
        # each atom once, though it may give several of the variables
        return list({id(atom): (atom, row) for atom, row in binders.values()}.values())

    def _stated(self, leaves: Iterable[tuple[str, Row]]) -> list[Shortfall]:
        """The facts of these that a file states, each once: the first few, and how many more there are."""
        placed = [leaf for leaf in dict.fromkeys(leaves) if self._place(*leaf) is not None]
        told: list[Shortfall] = []
        for leaf in placed[:LEAVES]:
            told.append(self._placed({"kind": "stated", "sentence": self._wording.atom(*leaf)}, *leaf))
        return [*told, *trees.more_facts(len(placed) - LEAVES, "of this kind")]

    def _placed(self, node: Shortfall, predicate: str, row: Row) -> Shortfall:
        """The node with the place of a fact, where a file states it."""
        span = self._place(predicate, row)
        if span is None:
            return node
        return {**node, "file": span.file, "line": span.line}

    def _place(self, predicate: str, row: Row) -> Span | None:
        span = self._given.facts.rows.get(predicate, {}).get(row)
        if span is None or not span.file:  # what the Code gives, or what is known by its name alone, stands in no file
            return None
        return span


def _agreeing(row: Row, wanted: Sequence[m.Value | None]) -> int:
    """In how many places but the first a row has what is wanted."""
    return sum(own == want for own, want in zip(row[1:], wanted[1:], strict=True))


def _helpful(attempts: Sequence[Attempt]) -> list[Attempt]:
    """The attempts that some fact could help, if there are any, else all."""
    return [attempt for attempt in attempts if attempt.weight < FIXED] or list(attempts)


def difference(operator: str, left: int, right: int) -> int:
    """How much the left side has to grow (or, negative, to shrink) for the comparison to hold."""
    wanted = {">": right + 1, ">=": right, "<": right - 1, "<=": right, "=": right, "!=": left + 1}[operator]
    return wanted - left
