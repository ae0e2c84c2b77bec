"""Reading what a regression case expects; a word that could never be met, or never be missed, is a fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations

from secg.cases.case import NO_DUTY, SILENT, Expectation, ExpectedDuty, ExpectedNext
from secg.code.consolidation import Code, consolidate, every_code_with_overlays
from secg.code.ledger import paragraphs_of_all
from secg.code.lists import Version
from secg.code.policies import Policies
from secg.code.selection import can_be_said
from secg.derive.outcomes import UNDETERMINED, Status
from secg.facts.loading import Situations
from secg.language.document_reader import documents_rules
from secg.language.model import Constant, Rule
from secg.language.operators import Form
from secg.language.paragraph_number import Citation, parse_citation, parse_paragraph_number
from secg.language.predicate_kinds import OUTCOME_KINDS, Doubt, PredicateKind
from secg.language.vocabulary import Predicate
from secg.messages import Diagnostic, catalogue, nearest
from secg.sources.yaml_tree import Node, Scalar, Sequence, YamlReader, entries_of, items_of

EXPECT_KEYS = (
    *("assessments", "obligations", "next", "cites", "does_not_cite", "warnings", "does_not_warn"),
    *("in_the_code", "not_in_the_code"),
)
DUTY_KEYS = ("paragraph", "about", "status", "duty", "due", "overdue", "late_days", "owed_to")
STATUSES = (Status.APPLIES, Status.EXCUSED, Status.DISCHARGED, Status.UNSETTLED, NO_DUTY)
NO_ANSWER = (UNDETERMINED, SILENT, *Doubt)
_SIZES = range(2, len(Doubt) + 1)
SEVERAL_DOUBTS = tuple(map(" and ".join, chain.from_iterable(combinations(sorted(Doubt), size) for size in _SIZES)))
"""Several kinds of not knowing about one question, as the runner of cases joins them: in that order alone."""
YEARS = 3
_NOWHERE = "no version of the Code encoded here has a"


@dataclass
class ExpectationReader:
    """Reads the `expect` of one case; faults go to `yaml.faults` and `faults`."""

    policies: Policies
    version: Version
    situations: Situations | None
    yaml: YamlReader
    faults: list[Diagnostic]

    def read(self, node: Node | None, overlays: tuple[str, ...]) -> Expectation:
        """What the case expects of the Code with these overlays."""
        entry = self.yaml.mapping(node, "`expect`", EXPECT_KEYS)
        for key, part in entry.items():
            self._check_something(part, f"`{key}`")
        answer = self.policies.vocabulary.first_of_kind(PredicateKind.ANSWER)
        return Expectation(
            assessments=self._assessments(entry.get("assessments"), answer),
            obligations=tuple(self._duties(entry.get("obligations"))),
            cites=tuple(self._paragraphs(entry.get("cites"), overlays)),
            does_not_cite=tuple(self._paragraphs(entry.get("does_not_cite"), overlays)),
            next=self._next(entry.get("next"), answer),
            warnings=tuple(filter(None, self.yaml.texts_of(entry, "warnings"))),
            # a paragraph that only another version has is just what these are about
            in_the_code=tuple(self._paragraphs(entry.get("in_the_code"), None)),
            not_in_the_code=tuple(self._paragraphs(entry.get("not_in_the_code"), None)),
            does_not_warn=tuple(self._unsaid(entry.get("does_not_warn"))),
        )

    def _check_something(self, node: Node, what: str) -> None:
        """An empty expectation can't be missed, nor can one of an empty text, which every text contains."""
        if not (_is_text(node) or items_of(node) or entries_of(node)):
            self.faults.append(catalogue.CASE_EXPECTS_NOTHING.at(node.span, what=what))
        for item in items_of(node):
            if isinstance(item, Scalar) and not _is_text(item):
                self.faults.append(catalogue.CASE_EXPECTS_NOTHING.at(item.span, what="an empty text"))

    def _unsaid(self, node: Node | None) -> Iterable[str]:
        """Words that some warning has, and that none is to have here."""
        names = [situation.name for situation in self.situations.parties.values()] if self.situations else []
        for item in self.yaml.sequence(node, "`does_not_warn`"):
            words = self.yaml.text(item, "`does_not_warn`")
            if words.strip() and not can_be_said(words, self.policies, names):
                what = f"`{words}`, which no warning contains,"
                self.faults.append(catalogue.CASE_EXPECTS_NOTHING.at(item.span, what=what))
            elif words:
                yield words

    def _assessments(self, node: Node | None, answer: Predicate | None) -> Mapping[str, tuple[str, ...] | None]:
        result: dict[str, tuple[str, ...] | None] = {}
        for capacity, value in self._capacities(node, "`assessments`", answer):
            if isinstance(value, Scalar) and value.text == NO_DUTY:
                result[capacity] = None
                continue
            items = self.yaml.sequence(value, "the categories of the three years")
            if len(items) != YEARS:
                self.faults.append(catalogue.CASE_YEARS.at(value.span, wanted=YEARS, found=len(items)))
            result[capacity] = tuple(self._category(item, answer, NO_ANSWER) for item in items)
        return result

    def _next(self, node: Node | None, answer: Predicate | None) -> Mapping[str, ExpectedNext]:
        result: dict[str, ExpectedNext] = {}
        for capacity, value in self._capacities(node, "`next`", answer):
            entry = self.yaml.mapping(value, "the next assessment", ("category", "due"))
            self._check_something(value, f"`{capacity}`")
            category = self._category(entry.get("category"), answer, (*NO_ANSWER, NO_DUTY))
            due = self._due(entry)
            if category or due is not None:
                result[capacity] = ExpectedNext(category, due)
        return result

    def _capacities(self, node: Node | None, what: str, answer: Predicate | None) -> Iterable[tuple[str, Node]]:
        if node is None or answer is None:
            return
        labels = self.policies.vocabulary.types[answer.arguments[1].type].labels
        for key, value in self.yaml.any_mapping(node, what).items():
            if key.text in labels:
                yield key.text, value
            else:
                self._value_fault(key, "a capacity", labels)

    def _category(self, node: Node | None, answer: Predicate | None, more: tuple[str, ...]) -> str:
        text = self.yaml.text(node, "a category")
        labels = more
        if answer is not None:
            labels = (*self.policies.vocabulary.types[answer.arguments[-1].type].labels, *more)
        # several doubts are taken and not listed: eleven combinations would bury the categories in the message
        if isinstance(node, Scalar) and text not in (*labels, *SEVERAL_DOUBTS):
            self._value_fault(node, "a category", labels)
        return text

    def _value_fault(self, node: Scalar, what: str, values: Iterable[str]) -> None:
        known = tuple(values)
        words = {"text": node.text, "what": what, "values": ", ".join(known)}
        self.faults.append(catalogue.CASE_VALUE.at(node.span, words, nearest=nearest(node.text, known)))

    def _duties(self, node: Node | None) -> Iterable[ExpectedDuty]:
        for item in self.yaml.sequence(node, "`obligations`"):
            entry = self.yaml.mapping(item, "an obligation", DUTY_KEYS, ("paragraph", "about", "status"))
            if not {"paragraph", "about", "status"} <= entry.keys():
                continue
            citation = self._citation(entry["paragraph"])
            status_node = entry["status"]
            status = self.yaml.text(status_node, "`status`")
            about = self.yaml.text(entry["about"], "`about`")
            if status not in STATUSES and isinstance(status_node, Scalar):
                self._value_fault(status_node, "a status of an obligation", STATUSES)
            if citation is None:
                continue
            self._check_duty(citation, about, entry)
            due = self._due(entry)
            overdue = self._truth(entry.get("overdue"))
            owed_to = self._owed_to(entry.get("owed_to"))
            late = self._number(entry.get("late_days"))
            duty = self._duty(entry.get("duty"))
            yield ExpectedDuty(citation, about, status, duty, due, overdue, owed_to, late)

    def _duty(self, node: Node | None) -> str:
        """A duty that the vocabulary has; nothing where none is named."""
        text = self.yaml.text(node, "`duty`")
        labels = self._duty_labels()
        if isinstance(node, Scalar) and labels and text not in labels:
            self._value_fault(node, "a duty", labels)
        return text

    def _duty_labels(self) -> Mapping[str, str]:
        """The duties that the vocabulary names; none where it has no obligation, or duties are plain texts."""
        obligation = self.policies.vocabulary.first_of_kind(PredicateKind.OBLIGATION)
        if obligation is None or obligation.arguments[1].type not in self.policies.vocabulary.types:
            return {}
        return self.policies.vocabulary.types[obligation.arguments[1].type].labels

    def _due(self, entry: Mapping[str, Node]) -> date | str | None:
        """A day, or `none`; None where nothing is asserted."""
        node = entry.get("due")
        if isinstance(node, Scalar) and node.text == NO_DUTY:
            return NO_DUTY
        return self.yaml.date_of(entry, "due")

    def _owed_to(self, node: Node | None) -> tuple[str, ...] | None:
        """One addressee, a list of them, or `none`; one to whom no rule and no party answers is a fault."""
        if node is None:
            return None
        if isinstance(node, Scalar) and node.text == NO_DUTY:
            return ()
        items = self.yaml.sequence(node, "`owed_to`") if isinstance(node, Sequence) else (node,)
        known = self._addressees()
        for item in items:
            if isinstance(item, Scalar) and self.yaml.text(item, "`owed_to`") not in known:
                self._value_fault(item, "one to whom a duty can be owed here", sorted(known))
        return tuple(self.yaml.text(item, "`owed_to`") for item in items)

    def _addressees(self) -> set[str]:
        """The texts that rules name as addressees, and the parties of the situation."""
        named: set[str] = set()
        if self.situations is not None:
            named.update(self.situations.parties)
        for rule in self._rules_of(PredicateKind.OWED_TO):
            last = rule.head.terms[-1]
            if isinstance(last, Constant):
                named.add(str(last.value))
        return named

    def _truth(self, node: Node | None) -> bool | None:
        if node is None:
            return None
        text = self.yaml.text(node, "`overdue`")
        if isinstance(node, Scalar) and text not in ("true", "false"):
            self._value_fault(node, "true or false", ("true", "false"))
        return text == "true"

    def _number(self, node: Node | None) -> int | None:
        if node is None:
            return None
        text = self.yaml.text(node, "`late_days`")
        if isinstance(node, Scalar) and not text.isdecimal():
            self._value_fault(node, "a number of days", ("0", "12"))
            return 0
        return int(text or 0)

    def _check_duty(self, citation: Citation, about: str, entry: Mapping[str, Node]) -> None:
        """A duty that no version sets, or about a thing that is not there, would make `none` true of anything."""
        # of any version: that a paragraph sets its duty only from a later one on is what a case may show
        setting = self._rules_of(PredicateKind.OBLIGATION, PredicateKind.UNSETTLED)
        terms = [rule.head.terms[1] for rule in setting if self._is_at(rule.citation, citation)]
        if not terms:
            self.faults.append(catalogue.CASE_NO_DUTY.at(entry["paragraph"].span, number=citation))
        duty = entry.get("duty")
        if isinstance(duty, Scalar) and duty.text in self._duty_labels():
            constants = [str(term.value) for term in terms if isinstance(term, Constant)]
            # a rule whose duty is a variable may set any of them
            if terms and len(constants) == len(terms) and duty.text not in constants:
                duties = sorted(set(constants))
                words = {"number": citation, "duty": duty.text, "duties": ", ".join(duties)}
                near = nearest(duty.text, duties)
                self.faults.append(catalogue.CASE_OTHER_DUTY.at(duty.span, words, nearest=near))
        if self.situations is None:
            # it is at fault, and told: nothing would be about the things that it was to hold
            return
        known = self._things(self.situations)
        if about not in known:
            words = {"about": about, "known": ", ".join(sorted(known))}
            self.faults.append(catalogue.CASE_ABOUT.at(entry["about"].span, words, nearest=nearest(about, known)))

    def _things(self, situations: Situations) -> set[str]:
        """Whatever a duty can be about: texts that the rules name, and the parties and things of the situation."""
        known: set[str] = set()
        for term in chain.from_iterable(rule.head.terms for rule in self._every_rule()):
            if isinstance(term, Constant) and term.form is Form.TEXT:
                known.add(str(term.value))
        for situation in situations.parties.values():
            known.add(situation.party)
            for statement in situation.statements:
                arguments = self.policies.vocabulary.predicates[statement.predicate].arguments
                for argument, value in zip(arguments, statement.row, strict=True):
                    if argument.type == "text":
                        known.add(str(value))
        return known

    def _rules_of(self, *kinds: PredicateKind) -> list[Rule]:
        """The rules of every version and overlay that conclude predicates of these kinds."""
        names = {predicate.name for predicate in self.policies.vocabulary.of_kind(*kinds)}
        return [rule for rule in self._every_rule() if rule.head.predicate in names]

    def _is_at(self, cited: Citation, wanted: Citation) -> bool:
        """Whether a rule's citation is the wanted one; a renumbered paragraph's rules stand under its first number."""
        if cited == wanted or cited.limb != wanted.limb:
            return cited == wanted
        moved = (cited.paragraph, wanted.paragraph)
        amendments = chain.from_iterable(instrument.amendments for instrument in self.policies.instruments.values())
        return any((amendment.number, amendment.target) == moved for amendment in amendments)

    def _every_rule(self) -> Iterable[Rule]:
        return documents_rules([*self.policies.parts, *self.policies.instruments.values()])

    def _paragraphs(self, node: Node | None, overlays: tuple[str, ...] | None) -> Iterable[Citation]:
        """The citations of a list: of rules of the Code with these overlays, or (None) of what any version has."""
        for item in self.yaml.sequence(node, "the paragraphs"):
            citation = self._citation(item)
            if citation is None:
                continue
            # what is not there can't be cited, so that a case would miss or meet it whatever the rules say
            codes: Iterable[Code] = every_code_with_overlays(self.policies)
            where = _NOWHERE
            if overlays is not None:
                codes = [consolidate(self.policies, self.version, overlays)]
                where = f"the Code of {self.version.label} has no"
            if not any(is_in(citation, code) for code in codes):
                self.faults.append(catalogue.CASE_PARAGRAPH.at(item.span, {"code": where, "number": citation}))
            elif overlays is not None and not any(
                cites(citation, rule.citation) for code in codes for rule in code.rules
            ):
                self.faults.append(catalogue.CASE_NO_RULE.at(item.span, label=self.version.label, number=citation))
            elif overlays is not None and not any(self._can_cite(code, citation) for code in codes):
                self.faults.append(catalogue.CASE_NO_OUTCOME.at(item.span, label=self.version.label, number=citation))
            else:
                yield citation

    def _can_cite(self, code: Code, citation: Citation) -> bool:
        """Whether what a rule of the paragraph concludes can stand in the proof of an outcome."""
        outcomes = frozenset(predicate.name for predicate in self.policies.vocabulary.of_kind(*OUTCOME_KINDS))
        proving = code.program.proving(outcomes)
        return any(cites(citation, rule.citation) and rule.head.predicate in proving for rule in code.rules)

    def _citation(self, node: Node) -> Citation | None:
        """A citation of a paragraph that some version has."""
        text = self.yaml.text(node, "a paragraph")
        if not isinstance(node, Scalar):
            return None
        paragraph = parse_paragraph_number(text)
        citation = Citation(paragraph) if paragraph is not None else parse_citation(text)
        numbers = paragraphs_of_all(self.policies)
        if citation is None or citation.paragraph not in numbers:
            near = nearest(text, [str(number) for number in numbers])
            words = {"code": _NOWHERE, "number": text}
            self.faults.append(catalogue.CASE_PARAGRAPH.at(node.span, words, nearest=near))
            return None
        return citation


def cites(wanted: Citation, rule: Citation) -> bool:
    """Whether the citation of a rule is the wanted one; a paragraph without a limb takes in all of its limbs."""
    return rule == wanted or (not wanted.limb and rule.paragraph == wanted.paragraph)


def is_in(citation: Citation, code: Code) -> bool:
    """Whether a Code has the paragraph and, where one is named, the limb: as a limb of its words or of its rules."""
    standing = code.paragraphs.get(citation.paragraph)
    if standing is None or not citation.limb:
        return standing is not None
    limbs = {limb.letter for limb in standing.paragraph.limbs}
    return citation.limb in limbs | {rule.citation.limb for rule in standing.paragraph.rules}


def _is_text(node: Node) -> bool:
    return isinstance(node, Scalar) and bool(node.text.strip())
