"""The Code in force: the baseline with instruments applied one step after the other.

The history of one paragraph: each text it had, and which instrument made the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from functools import cached_property
from itertools import chain

from secg.code.lists import Version
from secg.code.policies import Policies, Texts
from secg.language.documents import Amendment, Instrument, InstrumentStatus, Paragraph
from secg.language.model import Rule, literal_atoms
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.predicate_kinds import PredicateKind
from secg.language.program import Program
from secg.language.program_checks import check_program
from secg.language.vocabulary import Vocabulary
from secg.messages import Diagnostic, Faults, Gathered, catalogue
from secg.records import kept, record


@record
class Standing:
    """A paragraph as it stands in a Code: under its number there, with the instrument that last amended it.

    `instrument` is empty where the baseline's words still stand; `origin`, by which it can be followed, is what first
    brought it in (an instrument, or empty for the baseline) with the number that it then had.
    """

    paragraph: Paragraph
    number: ParagraphNumber
    origin: tuple[str, ParagraphNumber]
    instrument: str
    since: date | None


@record
class Consolidated:
    """The paragraphs as they stand in a version; their rules may not fit together."""

    version: Version
    paragraphs: Mapping[ParagraphNumber, Standing]


@record
class Code(Consolidated):
    """The Code of a version, with any proposals and readings applied (`overlays`)."""

    label: str
    number: str
    in_force: date
    instruments: tuple[str, ...]
    overlays: tuple[str, ...]
    vocabulary: Vocabulary = field(compare=False)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in the order of the Code; its citation is the number that the paragraph has here."""
        return tuple(chain.from_iterable(map(standing_rules, self.paragraphs.values())))

    @cached_property
    def program(self) -> Program:
        """The rules with their guards, as every back end takes them."""
        return Program.guarded(self.rules, self.vocabulary)

    def standing(self, citation: Citation) -> Standing:
        """The paragraph that a citation names."""
        return self.paragraphs[citation.paragraph]


def standing_rules(standing: Standing) -> Sequence[Rule]:
    """The rules of a paragraph, citing the number under which it stands."""
    rules = standing.paragraph.rules
    if standing.number == standing.paragraph.number:
        return rules
    return tuple(replace(rule, citation=Citation(standing.number, rule.citation.limb)) for rule in rules)


Paragraphs = dict[ParagraphNumber, Standing]


def baseline(texts: Texts) -> Paragraphs:
    """The paragraphs before any instrument."""
    paragraphs: Paragraphs = {}
    for part in texts.parts:
        for paragraph in part.paragraphs:
            number = paragraph.number
            paragraphs[number] = Standing(paragraph, number, ("", number), "", None)
    return paragraphs


def apply_step(
    paragraphs: Paragraphs, instruments: Sequence[Instrument], vocabulary: Vocabulary | None
) -> tuple[Paragraphs, tuple[Diagnostic, ...]]:
    """The paragraphs after one step: all instruments amend the same text, and no two may touch one paragraph.

    What is repealed or moved leaves its number first, so that the order of amendments makes no difference. Without a
    vocabulary no rule is looked at.
    """
    faults = list(_clashes(instruments))
    if faults:
        return paragraphs, tuple(faults)
    amendments: list[tuple[Amendment, Instrument]] = []
    for instrument in instruments:
        amendments += [(amendment, instrument) for amendment in instrument.amendments]
    # all of them leave before anything comes, so that two paragraphs may change places in one step
    leaving = {amendment.number for amendment, _ in amendments if amendment.operation in ("repeal", "renumber")}
    result = {number: standing for number, standing in paragraphs.items() if number not in leaving}
    for amendment, instrument in amendments:
        fault = _apply(amendment, instrument, paragraphs.get(amendment.number), result)
        if fault is not None:
            faults.append(fault)
    if not faults and vocabulary is not None:
        faults.extend(_lost_conclusions(paragraphs, result, [amendment for amendment, _ in amendments], vocabulary))
    return result, tuple(faults)


def _lost_conclusions(
    before: Paragraphs, after: Paragraphs, amendments: Sequence[Amendment], vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """Each predicate whose last rules an amendment takes out of the Code although some rule still asks for it.

    A Code may well come to leave nothing open, to excuse nobody or to set no duty; but what rules conclude for other
    rules, and the questions that they answer, are there to be asked for.
    """
    # a Code may come to say nothing of the other kinds, but a rule that asks for these would stand idle for good
    means = {predicate.name for predicate in vocabulary.of_kind(PredicateKind.DERIVED, PredicateKind.QUESTION)}
    taken = [before[amendment.number] for amendment in amendments if amendment.number in before]
    lost = (_concluded(taken) & means) - _concluded(after.values())
    if not lost:
        return  # as nearly always, so that no rule need be gone through
    asked: dict[str, Rule] = {}
    for standing in after.values():
        for rule in standing_rules(standing):
            for literal in rule.body:
                for atom, _ in literal_atoms(literal):
                    asked.setdefault(atom.predicate, rule)
    told: set[str] = set()
    for amendment in amendments:
        amended = before.get(amendment.number)
        if amendment.operation not in ("substitute", "repeal") or amended is None:
            continue
        for predicate in sorted((_concluded([amended]) & lost & asked.keys()) - told):
            told.add(predicate)
            asking = asked[predicate]
            words = {"predicate": predicate, "operation": amendment.operation, "number": amendment.number.written}
            words["asking"] = str(asking.citation)
            yield catalogue.CONCLUSION_LOST.at(amendment.span, words, paragraph=str(amendment.number))


def _concluded(standings: Iterable[Standing]) -> set[str]:
    return set[str]().union(*(standing.paragraph.concludes for standing in standings))


def _clashes(instruments: Sequence[Instrument]) -> Iterator[Diagnostic]:
    """Each paragraph that two instruments touch, with the names of both."""
    touched: dict[ParagraphNumber, str] = {}
    for instrument in instruments:
        for amendment in instrument.amendments:
            # the number that it moves to as well, under which another may put in a paragraph of its own
            for number in filter(None, (amendment.number, amendment.target)):
                other = touched.setdefault(number, instrument.name)
                if other != instrument.name:
                    words = {"one": other, "other": instrument.name, "number": number}
                    yield catalogue.OVERLAY_CLASH.at(amendment.span, words)


def _apply(
    amendment: Amendment, instrument: Instrument, standing: Standing | None, result: Paragraphs
) -> Diagnostic | None:
    """Amend `result`, in which what leaves its number no longer stands; `standing` is what stood there before."""
    operation, number = amendment.operation, amendment.target or amendment.number
    if operation != "insert" and standing is None:
        words = {"operation": operation, "number": amendment.number.written}
        return catalogue.AMENDS_NOTHING.at(amendment.span, words, paragraph=str(amendment.number))
    if operation in ("insert", "renumber") and number in result:
        first = result[number].paragraph.span
        return catalogue.INSERT_EXISTS.at(amendment.span, paragraph=str(number), number=number.written, first=first)
    paragraph, name, since = amendment.paragraph, instrument.name, instrument.in_force
    if operation == "renumber":
        assert standing is not None
        result[number] = replace(standing, number=number, instrument=name, since=since)
    elif operation != "repeal":
        assert paragraph is not None
        # what comes back under a number that was repealed is another paragraph, with a history of its own
        origin = (name, number) if standing is None or operation == "insert" else standing.origin
        result[number] = Standing(paragraph, number, origin, name, since)
    return None


def consolidate(policies: Policies, version: Version, overlays: Sequence[str] = ()) -> Code:
    """The Code of `version` with `overlays` on top of it: the proposals together, then the readings together.

    Raises Faults: amendments that don't fit, two proposals or two readings on one paragraph, and whatever the checks of
    the whole find.
    """
    return _consolidated(policies, version, tuple(overlays))


@kept
def _consolidated(policies: Policies, version: Version, overlays: tuple[str, ...]) -> Code:
    for step, paragraphs, applied, faults in _steps(policies, policies.vocabulary):
        if step == version:
            return _finish(policies, version, paragraphs, applied, overlays, faults)
    raise ValueError(f"{version.label} is no version of these policies")


@kept
def every_code(policies: Policies) -> tuple[Code, ...]:
    """The Code of every version, in order. Raises Faults."""
    return tuple(
        _finish(policies, version, paragraphs, applied, (), faults)
        for version, paragraphs, applied, faults in _steps(policies, policies.vocabulary)
    )


def every_text(texts: Texts) -> tuple[Consolidated, ...]:
    """The paragraphs of every version, in order; no rule is looked at. Raises Faults."""
    versions: list[Consolidated] = []
    for version, paragraphs, _, faults in _steps(texts, None):
        if faults:
            raise Faults(faults)
        versions.append(Consolidated(version, paragraphs))
    return tuple(versions)


def every_code_with_overlays(policies: Policies) -> Iterator[Code]:
    """The Code of every version, then each proposal and reading by itself on the first version that it fits."""
    yield from every_code(policies)
    for instrument in policies.instruments.values():
        if instrument.is_overlay:
            yield consolidate(policies, fitting_version(policies, instrument), (instrument.name,))


def _steps(
    texts: Texts, vocabulary: Vocabulary | None
) -> Iterator[tuple[Version, Paragraphs, tuple[str, ...], list[Diagnostic]]]:
    """Each version with its paragraphs, the instruments applied so far, and the faults so far."""
    paragraphs = baseline(texts)
    applied: tuple[str, ...] = ()
    faults: list[Diagnostic] = Gathered()
    for version in texts.versions.versions:
        instruments = [texts.instruments[name] for name in version.instruments]
        paragraphs, diagnostics = apply_step(paragraphs, instruments, vocabulary)
        faults.extend(diagnostics)
        applied = (*applied, *version.instruments)
        yield version, paragraphs, applied, faults


def fitting_version(policies: Policies, overlay: Instrument) -> Version:
    """The first version that has all the paragraphs which a proposal or reading amends; the last where none has."""
    amended = {amendment.number for amendment in overlay.amendments if amendment.operation != "insert"}
    for version in policies.versions.versions:
        if amended <= consolidate(policies, version).paragraphs.keys():
            return version
    return policies.versions.versions[-1]


def consolidate_after(
    policies: Policies, version: Version, instruments: Sequence[str], overlays: Sequence[str] = ()
) -> Code:
    """The Code of `version` with only these instruments on top, whatever release they came in, then overlays."""
    code = consolidate(policies, version)
    amending = [policies.instruments[name] for name in instruments]
    paragraphs, faults = apply_step(dict(code.paragraphs), amending, policies.vocabulary)
    return _finish(policies, version, paragraphs, [*code.instruments, *instruments], overlays, list(faults))


def _finish(
    policies: Policies,
    version: Version,
    paragraphs: Paragraphs,
    applied: Sequence[str],
    overlays: Sequence[str],
    faults: list[Diagnostic],
) -> Code:
    named = [policies.instruments[name] for name in overlays]
    for status in (InstrumentStatus.PROPOSAL, InstrumentStatus.READING):  # a reading may be of what a proposal puts in
        step = [instrument for instrument in named if instrument.status is status]
        if step:
            paragraphs, diagnostics = apply_step(paragraphs, step, policies.vocabulary)
            faults.extend(diagnostics)
    ordered = {number: paragraphs[number] for number in sorted(paragraphs, key=lambda paragraph: paragraph.sort_key)}
    applied, overlays = tuple(applied), tuple(overlays)
    code = Code(
        version, ordered, version.label, version.number, version.in_force, applied, overlays, policies.vocabulary
    )
    # of the whole, since two instruments that are each sound can close a circle together
    faults.extend(check_program(code.rules, policies.vocabulary))
    if faults:
        raise Faults(faults)
    return code


@record
class Chapter:
    """What a version made of a paragraph: `operation` is original, insert, substitute, repeal or renumber.

    `standing` is the paragraph afterwards, None where it was repealed.
    """

    version: Version
    instrument: str
    operation: str
    standing: Standing | None


def known_numbers(codes: Iterable[Consolidated]) -> tuple[ParagraphNumber, ...]:
    """Every number that a paragraph has in some version, in the order of the Code."""
    numbers = set().union(*(code.paragraphs for code in codes))
    return tuple(sorted(numbers, key=lambda number: number.sort_key))


def history_of(texts: Texts, codes: Sequence[Consolidated], number: ParagraphNumber) -> tuple[Chapter, ...]:
    """The chapters of each paragraph that ever stood under `number`, from the earliest; empty for an unknown number.

    `codes` are those of every version, in order. A renumbered paragraph is followed under its other numbers too.
    """
    origins: dict[tuple[str, ParagraphNumber], None] = {}
    for code in codes:
        if number in code.paragraphs:
            origins.setdefault(code.paragraphs[number].origin)
    return tuple(chain.from_iterable(_chapters(texts, codes, origin) for origin in origins))


def _chapters(texts: Texts, codes: Sequence[Consolidated], origin: tuple[str, ParagraphNumber]) -> Iterator[Chapter]:
    """The chapters of the one paragraph with this origin."""
    before: Standing | None = None
    for code in codes:
        # by its origin: its number may be another paragraph's by then
        after = next((standing for standing in code.paragraphs.values() if standing.origin == origin), None)
        if after is None and before is not None:
            yield Chapter(code.version, _repealing(texts, code.version, before.number), "repeal", None)
        elif after is not None and after != before:
            yield Chapter(code.version, after.instrument, _operation(before, after), after)
        before = after


def _operation(before: Standing | None, after: Standing) -> str:
    if before is None:
        return "insert" if after.instrument else "original"
    return "renumber" if before.number != after.number else "substitute"


def _repealing(texts: Texts, version: Version, number: ParagraphNumber) -> str:
    for name in version.instruments:
        for amendment in texts.instruments[name].amendments:
            if amendment.number == number and amendment.operation == "repeal":
                return name
    return ", ".join(version.instruments)
