"""Drafts of regression cases: the smallest parties to which paragraphs apply, with what the Code gives them now.

A draft says what the Code gives, not what it ought to give; its author reads it against the source.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, count

from secg.cases.case import SILENT
from secg.cases.expectation_reader import YEARS
from secg.cases.findings import Findings, find_party
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.code.selection import version_at
from secg.derive.outcomes import CONFLICT, answers_of, duties_of
from secg.facts.loading import Situations
from secg.language.model import Rule
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.phrases import Phrases
from secg.language.predicate_kinds import PredicateKind
from secg.language.program import Program
from secg.language.sentences import date_words
from secg.logic.formulas import Undecided, either
from secg.messages import Span
from secg.outcomes.witness import Witness, load_witness, witness_of
from secg.proof.proofs import concluded_nodes
from secg.sources.drafts import as_scalar
from secg.symbolic.candidates import SUBJECT
from secg.symbolic.compiler import FREE, Pattern, SymbolicCode
from secg.symbolic.rule_memory import reached_rules
from secg.symbolic.solving import Solving
from secg.symbolic.space import Space

HEAD = """\
# What the Code gave when this file was made. Read each case against the source, and put right what is not as it says.
"""

LONGEST = 160
"""A conclusion of more signs is not repeated in the sentence of its case."""


def smallest_party_cases(
    code: Code, rules: Iterable[Rule], policies: Policies, source: str, taken: Container[str]
) -> tuple[str, ...]:
    """For each of some rules of a Code a case, in YAML, of the smallest party to which it applies.

    Rules with outcomes come first. A rule that applies to the party of an earlier case needs none; nor does one that
    the solver leaves undecided, or that applies to no party on a day of this Code. `taken` are the sentences of
    other cases of the version.
    """
    drafts: list[str] = []
    applied: set[Span] = set()
    phrases = Phrases(policies.vocabulary, {})
    kinds = {name: predicate.kind for name, predicate in policies.vocabulary.predicates.items()}
    # what is derived on the way to an outcome mostly applies to the party of its case already
    for rule in sorted(rules, key=lambda rule: kinds[rule.head.predicate] == PredicateKind.DERIVED):
        if rule.span in applied:
            continue
        witness = _smallest_party(code, rule, policies)
        # the day of a smallest party may be one of a later version, whose cases stand in another folder
        if witness is None or version_at(policies, witness.as_at).label != code.version.label:
            continue
        situations = load_witness(witness, policies.vocabulary)
        findings = find_party(code, situations, SUBJECT, witness.as_at, policies)
        applied.update(_applied(findings))
        sentence = f"{rule.citation}, smallest party {len(drafts) + 1}"
        conclusion = phrases.conclusion(rule)
        if len(conclusion) <= LONGEST:
            sentence += f": {conclusion}"
        sentence = _of_its_own(sentence, taken)
        drafts.append(_case_text(findings, sentence, source, _inline(witness), rule.citation.paragraph))
    return tuple(drafts)


def party_case(
    code: Code, situations: Situations, party: str, day: date, policies: Policies, source: str, taken: Container[str]
) -> str:
    """A case, in YAML, of a party that has a file: what a Code gives it on a day.

    Without a source, those of the paragraphs that its conclusions rest on. `taken` are the sentences of other cases of
    the version.
    """
    findings = find_party(code, situations, party, day, policies)
    provenances = [code.standing(citation).paragraph.provenance for citation in _about(findings.cited, None)]
    grounds = chain.from_iterable(provenance.grounds for provenance in provenances)
    keys = dict.fromkeys(ground.source for ground in grounds)
    source = source or "; ".join(keys) or next(iter(policies.sources))
    sentence = _of_its_own(f"{situations.party(party).name}, {date_words(day)}", taken)
    return _case_text(findings, sentence, source, [f"party: {party}"])


def _of_its_own(sentence: str, taken: Container[str]) -> str:
    """The sentence, with the first number from 2 up that tells it from those that are taken."""
    numbered = chain([sentence], (f"{sentence} ({number})" for number in count(2)))
    return next(other for other in numbered if other not in taken)


def _smallest_party(code: Code, rule: Rule, policies: Policies) -> Witness | None:
    """The smallest party that makes a rule apply to it."""
    vocabulary = policies.vocabulary
    whole = Program.guarded(code.rules, vocabulary).rules
    guarded = [other for other in whole if other.span == rule.span and other.head.predicate == rule.head.predicate]
    rules = reached_rules(guarded, whole)
    space = Space(vocabulary, rules, code.in_force, policies.versions.earliest)
    arguments = vocabulary.predicates[rule.head.predicate].arguments
    pattern: Pattern = (FREE,) * len(arguments)
    if arguments and arguments[0].type == "party":
        pattern = (SUBJECT, *pattern[1:])
    symbolic = SymbolicCode(rules, space)
    reasons = chain.from_iterable(symbolic.rule_reasons(other, pattern) for other in guarded)
    guard = either(reason.guard for reason in reasons)
    # no party of any kind fulfils its conditions, so that there is nothing to ask the solver
    if guard is False:
        return None
    try:
        party = Solving(space, [guard]).smallest([guard])
    except Undecided:
        return None
    if party is None:
        return None
    return witness_of(space, party, f"the smallest party of {rule.citation}", [guard])


def _applied(findings: Findings) -> Iterator[Span]:
    """The places of the rules that conclude something of the party of a case, or of no party at all."""
    vocabulary, party = findings.policies.vocabulary, findings.case.party
    for name in {rule.head.predicate for rule in findings.code.rules}:
        rows = findings.model.rows(name)
        if vocabulary.predicates[name].arguments[0].type == "party":
            rows = tuple(findings.model.rows_with(name, 0, party))
        for row in rows:
            yield from (rule.span for rule, _ in findings.prover.instances(name, row))


def _inline(witness: Witness) -> list[str]:
    """The situation of a smallest party, and the others that it needs, in the words of a case."""
    facts = {file.party: file.facts.replace("facts:", "", 1).rstrip() for file in witness.files}
    lines = [f"situation:{facts.pop(SUBJECT)}"]
    if facts:
        lines.append("others:")
        for party, text in facts.items():
            lines.append(f"  {party}:" + text.replace("\n", "\n  "))
    return "\n".join(lines).split("\n")


def _case_text(
    findings: Findings, sentence: str, source: str, about: Sequence[str], paragraph: ParagraphNumber | None = None
) -> str:
    """A case as an item of a file of cases; with a paragraph it expects only what rests on that."""
    expected = list(_expectations(findings, paragraph))
    # a case that asserts nothing is refused
    if not expected:
        first = paragraph or next(iter(findings.code.paragraphs))
        expected.append(f"  in_the_code: [{as_scalar(first.written)}]")
    lines = [f"source: {as_scalar(source)}", f"as_at: {findings.case.day}", *about, "expect:", *expected]
    return f"- case: {as_scalar(sentence)}\n" + "".join(f"  {line}\n" for line in lines)


def _expectations(findings: Findings, paragraph: ParagraphNumber | None) -> Iterator[str]:
    """What the Code gives: assessments, duties with their days, and the paragraphs that conclusions rest on."""
    assessments = list(_assessments(findings, paragraph))
    if assessments:
        yield f"  assessments: {{{', '.join(assessments)}}}"
    duties = list(_duties(findings, paragraph))
    if duties:
        yield "  obligations:"
        yield from (f"    - {{{duty}}}" for duty in duties)
    cited = [_written(citation) for citation in _about(findings.cited, paragraph)]
    if cited:
        yield f"  cites: [{', '.join(dict.fromkeys(cited))}]"


def _about(citations: Iterable[Citation], paragraph: ParagraphNumber | None) -> list[Citation]:
    """Those of a paragraph, or all of them, in the order of the Code."""
    wanted = [citation for citation in citations if paragraph in (None, citation.paragraph)]
    return sorted(wanted, key=lambda citation: citation.sort_key)


def _assessments(findings: Findings, paragraph: ParagraphNumber | None) -> Iterator[str]:
    """The answers of the years in each group; a conflict is nothing to expect."""
    years: dict[str, list[str]] = {}
    resting: set[str] = set()
    for outcome in answers_of(findings.model, findings.policies.vocabulary, findings.case.party):
        group = str(outcome.question[1])
        silent = outcome.silent and not outcome.values
        years.setdefault(group, []).append(SILENT if silent else str(outcome.value))
        for value in outcome.values:
            proof = findings.prover.prove(outcome.predicate, (*outcome.question, value))
            if _about([node.rule.citation for node in concluded_nodes(proof)], paragraph):
                resting.add(group)
    for group, values in years.items():
        if len(values) == YEARS and CONFLICT not in values and (paragraph is None or group in resting):
            yield f"{group}: [{', '.join(values)}]"


def _duties(findings: Findings, paragraph: ParagraphNumber | None) -> Iterator[str]:
    """Each duty with its paragraph, its status and the day by which it is due."""
    vocabulary, party = findings.policies.vocabulary, findings.case.party
    setting = [predicate.name for predicate in vocabulary.duties]
    for outcome in duties_of(findings.model, vocabulary, party):
        setters = chain.from_iterable(findings.concluded_at(name, outcome.row) for name in setting)
        cited = _about(set(setters), paragraph)
        if outcome.status == CONFLICT or not cited:
            continue
        _, duty, about = outcome.row
        words = [f"paragraph: {_written(cited[0])}", f"about: {as_scalar(str(about))}", f"duty: {duty}"]
        words.append(f"status: {outcome.status}")
        days = findings.due_days((outcome.row,))
        # two days on which one duty falls due are a conflict of the Code, and nothing to expect
        if len(days) == 1:
            words.append(f"due: {days[0]}")
        yield ", ".join(words)


def _written(citation: Citation) -> str:
    """A citation as a case names it; a limb of a paragraph without a number can't be named."""
    paragraph = citation.paragraph
    return as_scalar(paragraph.written if paragraph.name else str(citation))
