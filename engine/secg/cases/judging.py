"""Judging a regression case: what the Code gives, set against what the case expects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from secg.cases.case import NO_DUTY, SILENT, ExpectedDuty
from secg.cases.expectation_reader import cites, is_in
from secg.cases.findings import Findings
from secg.code.selection import code_warnings
from secg.derive.outcomes import CONFLICT, UNDETERMINED, Status, answers_of, duties_of, warnings_of
from secg.facts.situation import Row
from secg.language.model import Value
from secg.language.paragraph_number import Citation
from secg.language.predicate_kinds import Doubt, PredicateKind
from secg.language.vocabulary import Predicate
from secg.proof.proofs import Proof, concluded_nodes, late_days
from secg.records import record


@record
class Mismatch:
    """One thing that a case expects and the Code does not give; `proofs` are of what it gives instead."""

    what: str
    expected: str
    actual: str
    proofs: tuple[Proof, ...] = ()


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
            what = f"assessments as {findings.told(name, vocabulary.group_type)}"
            kind = vocabulary.value_type
            yield Mismatch(what, findings.told(wanted, kind), findings.told(actual, kind), proofs)


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
    for wanted in findings.case.expect.in_the_code:
        if not is_in(wanted, findings.code):
            yield Mismatch("the paragraphs of the Code", f"{wanted} among them", f"{wanted} not among them")
    for unwanted in findings.case.expect.not_in_the_code:
        if is_in(unwanted, findings.code):
            yield Mismatch("the paragraphs of the Code", f"{unwanted} not among them", f"{unwanted} among them")


def _cites(wanted: Citation, cited: Iterable[Citation]) -> bool:
    """Whether a paragraph is cited; one named without a limb is cited by any of its limbs."""
    return any(cites(wanted, citation) for citation in cited)


def _next(findings: Findings) -> Iterator[Mismatch]:
    """The category of the next assessment in each capacity, and the day by which it is due."""
    vocabulary = findings.policies.vocabulary
    for capacity, expected in findings.case.expect.next.items():
        about = f"as {findings.told(capacity, vocabulary.group_type)}"
        if expected.category:
            names = _names(findings, PredicateKind.NEXT_ASSESSMENT)
            rows = _rows_in(findings, names, capacity)
            actual = _next_category(findings, capacity, sorted({row[2] for row in rows}, key=str))
            if not _is_answer(expected.category, actual):
                kind, proofs = vocabulary.value_type, _proofs(findings, names, rows)
                wanted = findings.told(expected.category, kind)
                yield Mismatch(f"the next assessment {about}", wanted, findings.told(actual, kind), proofs)
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
    concluded = warnings_of(findings.model, vocabulary, case.party)
    given.extend(findings.wording.atom(warning.name, row) for warning, row in concluded)
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
