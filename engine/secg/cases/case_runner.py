"""Running a regression case: what the Code gives, set against what the case expects."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain

from secg.cases.case import NO_DUTY, SILENT, Case, Expectation, ExpectedDuty
from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.code.selection import REQUEST, code_warnings, version_named
from secg.derive.neighbourhood import bearing_on
from secg.derive.outcomes import CONFLICT, UNDETERMINED, Model, Status, answers_of, duties_of
from secg.facts.loading import Situations, facts_on
from secg.facts.situation import Facts, Row
from secg.language.model import Value
from secg.language.paragraph_number import Citation
from secg.language.predicate_kinds import OUTCOME_KINDS, Doubt, PredicateKind, left_open
from secg.language.program import Program
from secg.language.sentences import Wording, date_words
from secg.language.vocabulary import Predicate
from secg.proof.proofs import Proof, Prover, concluded_nodes, late_days
from secg.records import record

_SYMBOL = re.compile(r"[a-z]+(?:_[a-z]+)*")
Deriver = Callable[[Program, Facts], Model]


@record
class Mismatch:
    """One thing that a case expects and the Code does not give; `proofs` are of what it gives instead."""

    what: str
    expected: str
    actual: str
    proofs: tuple[Proof, ...] = ()


@record
class Findings:
    """What a Code gives for the parties of a case."""

    case: Case
    policies: Policies
    code: Code
    program: Program
    facts: Facts
    model: Model
    labelled: bool = False
    """Whether a mismatch is told in the vocabulary's labels, for a page, or in the symbols of the case files."""

    @cached_property
    def prover(self) -> Prover:
        """Proofs of this model."""
        return Prover(self.program, self.model)

    @cached_property
    def conclusions(self) -> tuple[tuple[str, Row], ...]:
        """The atoms that a report on the party shows as outcomes."""
        atoms: list[tuple[str, Row]] = []
        for predicate in self.policies.vocabulary.of_kind(*OUTCOME_KINDS):
            atoms += [(predicate.name, row) for row in self.model.rows_with(predicate.name, 0, self.case.party)]
        return tuple(atoms)

    @cached_property
    def cited(self) -> frozenset[Citation]:
        """The paragraphs, with limbs, on which the smallest proofs of the conclusions rest."""
        proofs = [self.prover.prove(name, row) for name, row in self.conclusions]
        nodes = chain.from_iterable(map(concluded_nodes, proofs))
        return frozenset(node.rule.citation for node in nodes)

    @cached_property
    def wording(self) -> Wording:
        """Words for the atoms of this model."""
        return Wording(self.policies.vocabulary, self.facts.names)

    @cached_property
    def _labels(self) -> dict[str, str]:
        vocabulary = self.policies.vocabulary
        # these have no labels in the vocabulary; a report says them so
        labels: dict[str, str] = {Status.DISCHARGED: "done", Status.UNSETTLED: "not settled", SILENT: UNDETERMINED}
        labels.update((doubt, left_open(doubt)) for doubt in Doubt)
        for name in (vocabulary.group_type, vocabulary.value_type):
            if name in vocabulary.types:
                labels.update(vocabulary.types[name].labels)
        return labels

    def told(self, symbols: str) -> str:
        """Symbols as a case file writes them, or their labels; words that join symbols stay."""
        if not self.labelled:
            return symbols
        return _SYMBOL.sub(lambda match: self._labels.get(match[0], match[0]), symbols)

    def named(self, value: str) -> str:
        """A party or thing as a case file writes it, or as a page prints it."""
        return self.wording.value(value, "text") if self.labelled else value

    def dated(self, day: date | str) -> str:
        """A day as a case file writes it, or as a page prints it; `none` as it is."""
        if self.labelled and isinstance(day, date):
            return date_words(day)
        return str(day)

    def concluded_at(self, predicate: str, row: Row) -> frozenset[Citation]:
        """Every paragraph, with its limb, that concludes the atom."""
        return frozenset(rule.citation for rule, _ in self.prover.instances(predicate, row))

    def due_days(self, duties: Collection[Row]) -> list[date]:
        """The days by which these duties are due, in order."""
        days: set[date] = set()
        for predicate in self.policies.vocabulary.of_kind(PredicateKind.DUE):
            for *duty, day in self.model.rows(predicate.name):
                if tuple(duty) in duties and isinstance(day, date):
                    days.add(day)
        return sorted(days)


def find(case: Case, policies: Policies, deriver: Deriver, code: Code | None = None) -> Findings:
    """What the Code of the case's version (or `code` instead) gives for its parties on its day."""
    chosen = code or consolidate(policies, version_named(policies, case.label), case.overlays)
    program = chosen.program
    stated = facts_on(case.situations, case.day, policies.vocabulary)
    # a case of a party of facts/ stands among all the others, few of which bear on it
    facts = bearing_on(case.party, program, stated)
    return Findings(case, policies, chosen, program, facts, deriver(program, facts))


def find_party(
    code: Code, situations: Situations, party: str, day: date, policies: Policies, deriver: Deriver
) -> Findings:
    """What a Code gives a party on a day; the case of the findings expects nothing."""
    case = Case("", code.version.label, "", day, party, situations, code.overlays, Expectation(), REQUEST)
    return find(case, policies, deriver, code)


@dataclass
class Finder:
    """Finds what Codes give for cases; what cases have in common (a Code, a party's model) is made once."""

    policies: Policies
    deriver: Deriver
    _codes: dict[object, Code] = field(default_factory=dict)
    _findings: dict[object, Findings] = field(default_factory=dict)

    def code(self, label: str, overlays: tuple[str, ...]) -> Code:
        """The Code of a version with these overlays."""
        chosen = (label, overlays)
        if chosen not in self._codes:
            self._codes[chosen] = consolidate(self.policies, version_named(self.policies, label), overlays)
        return self._codes[chosen]

    def __call__(self, case: Case) -> Findings:
        """What the Code of the case's version gives for its parties on its day."""
        # the party too, as a model holds only what bears on it; situations by identity, as a mapping has no hash
        key = (case.label, case.overlays, case.day, case.party, id(case.situations))
        if key not in self._findings:
            code = self.code(case.label, case.overlays)
            self._findings[key] = find(case, self.policies, self.deriver, code)
        # cases that ask the same expect different things of it
        return replace(self._findings[key], case=case)


def judge(findings: Findings) -> tuple[Mismatch, ...]:
    """Everything that the case expects and the findings do not give."""
    return (
        *_assessments(findings),
        *_duties(findings),
        *_citations(findings),
        *_paragraphs(findings),
        *_next(findings),
        *_warnings(findings),
    )


def _assessments(findings: Findings) -> Iterator[Mismatch]:
    case, vocabulary = findings.case, findings.policies.vocabulary
    answer = vocabulary.first_of_kind(PredicateKind.ANSWER)
    if answer is None:
        return
    given: dict[str, dict[int, str]] = {}
    silences = vocabulary.silences_about(answer.question)
    for outcome in answers_of(findings.model, vocabulary, case.party):
        if outcome.predicate == answer.name:
            _, capacity, year = outcome.question
            shown = _shown(outcome.values, _doubts(findings, silences, outcome.question))
            given.setdefault(str(capacity), {})[int(str(year))] = shown
    for name, expected in case.expect.assessments.items():
        years = given.get(name, {})
        categories = [years[year] for year in sorted(years)]
        if len(categories) != len(expected or ()) or not all(map(_is_answer, expected or (), categories)):
            actual, wanted = ", ".join(categories) or NO_DUTY, ", ".join(expected or ()) or NO_DUTY
            proofs = _proofs(findings, (answer.name,), _rows_in(findings, (answer.name,), name))
            what = f"assessments as {findings.told(name)}"
            yield Mismatch(what, findings.told(wanted), findings.told(actual), proofs)


def _doubts(findings: Findings, silences: Iterable[Predicate], question: Row) -> list[Doubt]:
    """The kinds of not knowing that are recorded about a question."""
    return sorted({predicate.doubt for predicate in silences if findings.model.holds(predicate.name, question)})


def _shown(values: Sequence[Value], doubts: Sequence[Doubt]) -> str:
    """The one answer to a question; several, or one beside a doubt that is recorded, are a conflict."""
    parts = [str(value) for value in values]
    if doubts:
        parts.append(" and ".join(doubts))
    if len(parts) > 1:
        # a word of its own: a case that expects `undetermined` does not mean a conflict
        return f"{CONFLICT} ({' and '.join(parts)})"
    return parts[0] if parts else UNDETERMINED


def _is_answer(expected: str, actual: str) -> bool:
    """Whether an answer is the expected one; any kind of doubt that is recorded leaves it open."""
    # a missing fact alone is no doubt that is recorded, so that `silent` is not met by it, and a conflict by neither
    return actual == expected or (expected in (UNDETERMINED, SILENT) and actual.split(" and ")[0] in list(Doubt))


def _duties(findings: Findings) -> Iterator[Mismatch]:
    vocabulary, party = findings.policies.vocabulary, findings.case.party
    names = [predicate.name for predicate in vocabulary.duties]
    statuses = {outcome.row: outcome.status for outcome in duties_of(findings.model, vocabulary, party)}
    for expected in findings.case.expect.obligations:
        rows: list[Row] = []
        for row in statuses:
            named = row[2] == expected.about and expected.duty in ("", row[1])
            if named and any(expected.citation in findings.concluded_at(name, row) for name in names):
                rows.append(row)
        what = f"{expected.citation} about {findings.named(expected.about)}"
        actual = ", ".join(sorted({statuses[row] for row in rows})) or NO_DUTY
        proofs = _proofs(findings, names, rows)
        if actual != expected.status:
            yield Mismatch(what, findings.told(expected.status), findings.told(actual), proofs)
            # days and addressees of a duty of another status would be told as further mismatches of the same cause
            continue
        yield from _due(findings, expected, rows, what, proofs)
        yield from _late(findings, expected, rows, what)
        yield from _owed_to(findings, expected, rows, what)


def _due(
    findings: Findings, expected: ExpectedDuty, rows: Sequence[Row], what: str, proofs: tuple[Proof, ...]
) -> Iterator[Mismatch]:
    days = findings.due_days(rows)
    shown = ", ".join(map(findings.dated, days)) or NO_DUTY
    if expected.due is not None and shown != findings.dated(expected.due):
        yield Mismatch(f"the day by which {what} is due", findings.dated(expected.due), shown, proofs)
    if expected.overdue is not None:
        # what is excused, done or not settled is not overdue, and a duty may still be done on its last day
        late = expected.status == Status.APPLIES and any(day < findings.case.day for day in days)
        if late != expected.overdue:
            words = {True: "overdue", False: "not overdue"}
            yield Mismatch(f"whether {what} is overdue", words[expected.overdue], f"{words[late]}, due {shown}", proofs)


def _late(findings: Findings, expected: ExpectedDuty, rows: Sequence[Row], what: str) -> Iterator[Mismatch]:
    """By how many days the duty was done late."""
    if expected.late_days is None:
        return
    vocabulary, model = findings.policies.vocabulary, findings.model
    matched: set[int] = set()
    for row in rows:
        # a duty may be done in several ways; the proof of each knows on which day that was
        for name in _names(findings, PredicateKind.DISCHARGE):
            if model.holds(name, row):
                proof = findings.prover.prove(name, row)
                matched.update(late_days(proof, day, vocabulary) for day in findings.due_days((row,)))
    if matched != {expected.late_days}:
        actual = ", ".join(map(str, sorted(matched))) or "not done, or without a day"
        yield Mismatch(f"the days by which {what} was late", str(expected.late_days), actual, ())


def _owed_to(findings: Findings, expected: ExpectedDuty, rows: Sequence[Row], what: str) -> Iterator[Mismatch]:
    if expected.owed_to is None:
        return
    predicates = _names(findings, PredicateKind.OWED_TO)
    owed: list[Row] = []
    for name in predicates:
        owed += [row for row in findings.model.rows(name) if row[:3] in rows]
    actual = sorted({str(row[3]) for row in owed})
    if actual != sorted(set(expected.owed_to)):
        wanted = ", ".join(map(findings.named, sorted(expected.owed_to))) or NO_DUTY
        proofs = _proofs(findings, predicates, owed)
        given = ", ".join(map(findings.named, actual)) or NO_DUTY
        yield Mismatch(f"to whom {what} is owed", wanted, given, proofs)


def _citations(findings: Findings) -> Iterator[Mismatch]:
    expect = findings.case.expect
    # what is cited takes a proof of every conclusion, which most cases do not ask for
    if not (expect.cites or expect.does_not_cite):
        return
    shown = ", ".join(str(citation) for citation in sorted(findings.cited, key=lambda citation: citation.sort_key))
    for wanted in expect.cites:
        if not _cites(wanted, findings.cited):
            yield Mismatch("the paragraphs cited", f"{wanted} among them", shown)
    for unwanted in expect.does_not_cite:
        if _cites(unwanted, findings.cited):
            yield Mismatch("the paragraphs cited", f"{unwanted} not among them", shown, _resting_on(unwanted, findings))


def _resting_on(unwanted: Citation, findings: Findings) -> tuple[Proof, ...]:
    """The first proof of a conclusion that cites the paragraph."""
    for name, row in findings.conclusions:
        proof = findings.prover.prove(name, row)
        if _cites(unwanted, [node.rule.citation for node in concluded_nodes(proof)]):
            return (proof,)
    return ()


def _paragraphs(findings: Findings) -> Iterator[Mismatch]:
    """The paragraphs that the Code is to have, and those that it is not to have."""
    held = findings.code.paragraphs
    for wanted in findings.case.expect.in_the_code:
        if wanted.paragraph not in held:
            yield Mismatch("the paragraphs of the Code", f"{wanted} among them", f"{wanted} not among them")
    for unwanted in findings.case.expect.not_in_the_code:
        if unwanted.paragraph in held:
            yield Mismatch("the paragraphs of the Code", f"{unwanted} not among them", f"{unwanted} among them")


def _cites(wanted: Citation, cited: Iterable[Citation]) -> bool:
    """Whether a paragraph is cited; one named without a limb is cited by any of its limbs."""
    return any(citation == wanted or (not wanted.limb and citation.paragraph == wanted.paragraph) for citation in cited)


def _next(findings: Findings) -> Iterator[Mismatch]:
    """The category of the next assessment in each capacity, and the day by which it is due."""
    for capacity, expected in findings.case.expect.next.items():
        about = f"as {findings.told(capacity)}"
        if expected.category:
            names = _names(findings, PredicateKind.NEXT_ASSESSMENT)
            rows = _rows_in(findings, names, capacity)
            actual = _next_category(findings, capacity, sorted({row[2] for row in rows}, key=str))
            if not _is_answer(expected.category, actual):
                wanted, proofs = findings.told(expected.category), _proofs(findings, names, rows)
                yield Mismatch(f"the next assessment {about}", wanted, findings.told(actual), proofs)
        if expected.due is not None:
            names = _names(findings, PredicateKind.NEXT_DUE)
            rows = _rows_in(findings, names, capacity)
            days = sorted({row[2] for row in rows if isinstance(row[2], date)})
            actual, wanted = ", ".join(map(findings.dated, days)) or NO_DUTY, findings.dated(expected.due)
            if actual != wanted:
                what = f"the day by which the next assessment is due {about}"
                yield Mismatch(what, wanted, actual, _proofs(findings, names, rows))


def _names(findings: Findings, kind: PredicateKind) -> list[str]:
    return [predicate.name for predicate in findings.policies.vocabulary.of_kind(kind)]


def _rows_in(findings: Findings, predicates: Sequence[str], capacity: str) -> list[Row]:
    """The rows of these predicates about the party in a capacity."""
    rows: list[Row] = []
    for name in predicates:
        rows += [row for row in findings.model.rows_with(name, 0, findings.case.party) if row[1] == capacity]
    return rows


def _next_category(findings: Findings, capacity: str, values: Sequence[Value]) -> str:
    """What the next assessment in a capacity is; `none` where the question does not arise."""
    about = (findings.case.party, capacity)
    silences = findings.policies.vocabulary.next_silences
    doubts = _doubts(findings, silences, about)
    arises = any(findings.model.holds(predicate.question, about) for predicate in silences)
    return _shown(values, doubts) if values or doubts or arises else NO_DUTY


def _warnings(findings: Findings) -> Iterator[Mismatch]:
    case, vocabulary = findings.case, findings.policies.vocabulary
    if not (case.expect.warnings or case.expect.does_not_warn):
        return
    given = [diagnostic.sentence for diagnostic in code_warnings(findings.policies, findings.code, case.day)]
    for warning in vocabulary.warnings:
        given.extend(
            findings.wording.atom(warning.name, row) for row in findings.model.rows_with(warning.name, 0, case.party)
        )
    # a case gives words out of a warning: the rest names the party and changes with it
    for words in case.expect.warnings:
        if not any(words.lower() in text.lower() for text in given):
            yield Mismatch("the warnings", f"one that contains `{words}`", "; ".join(given) or "no warning")
    for words in case.expect.does_not_warn:
        told = [text for text in given if words.lower() in text.lower()]
        if told:
            yield Mismatch("the warnings", f"none that contains `{words}`", "; ".join(told))


def _proofs(findings: Findings, predicates: Sequence[str], wanted: Sequence[Row]) -> tuple[Proof, ...]:
    """The proofs of the party's atoms that a mismatch is about."""
    proofs: list[Proof] = []
    for name in predicates:
        rows = findings.model.rows_with(name, 0, findings.case.party)
        proofs += [findings.prover.prove(name, row) for row in rows if row in wanted]
    return tuple(proofs)
