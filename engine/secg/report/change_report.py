"""What `secg diff` shows, as plain data: the redline, the effect on all possible parties, and who is affected."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import assert_never

from secg.code.comparison import Compared, Named
from secg.code.policies import Policies
from secg.code.redline import ParagraphChange
from secg.code.selection import not_held
from secg.documents import change_document as doc
from secg.documents.naming import iso, joined, plural, sentence
from secg.effect.effect import Effect
from secg.effect.sides import COMPARED, Change, Pair, detail_heading
from secg.language.documents import Instrument
from secg.language.sentences import ITEM, date_words, text_words
from secg.language.vocabulary import Vocabulary
from secg.outcomes.conditions import Condition
from secg.outcomes.states import NONE, DetailKind, OutcomeKind
from secg.outcomes.witness import Witness
from secg.report.change_groups import change_groups, cycle_words, detail_words


def difference_report(
    compared: Compared, changes: Sequence[ParagraphChange], effect: Effect, policies: Policies
) -> doc.DifferenceDocument:
    """The report of a difference; `impact` and `cases` are added by those who know the facts and the tests."""
    return {
        "before": _code_entry(compared.before),
        "after": _code_entry(compared.after),
        "dates": doubts(compared, policies),
        "modification": _modification(compared.modification),
        "redline": [paragraph_entry(change) for change in changes],
        "effect": effect_entry(effect, compared, policies),
        "impact": None,
        "cases": None,
    }


def _modification(instrument: Instrument | None) -> doc.ModificationEntry | None:
    if instrument is None:
        return None
    return {
        "id": instrument.name,
        "title": instrument.title,
        "status": instrument.status or "",
        "in_force": iso(instrument.in_force),
        "certainty": instrument.certainty,
        "because": instrument.because,
        "summary": instrument.introduction,
    }


def doubts(compared: Compared, policies: Policies) -> list[str]:
    """What the head of a comparison warns of: changes of which nothing is held, and days that are not certain."""
    told: list[str] = []
    for instrument in _left_out(compared, policies):
        words = f"{instrument.name} ({instrument.title}) changed {policies.names.title}"
        told.append(sentence(f"{words}, and no source held says which paragraphs; nothing of it is compared"))
    return [*told, *_dates_in_doubt(compared)]


def _left_out(compared: Compared, policies: Policies) -> list[Instrument]:
    """The instruments that make the difference and of which nothing is held."""
    before, after = compared.before.code.instruments, compared.after.code.instruments
    return not_held(
        policies, [name for name in dict.fromkeys((*before, *after)) if (name in before) != (name in after)]
    )


def _dates_in_doubt(compared: Compared) -> list[str]:
    """A sentence for each day in the head of a comparison that is not certain: of the modification, or of the Codes."""
    instrument = compared.modification
    if instrument is not None:
        if instrument.in_force is None or instrument.certainty == "confirmed":
            return []
        known = f"{date_words(instrument.in_force)} is {instrument.certainty}: {instrument.because}"
        return [sentence(f"That {instrument.name} is in force from {known}")]
    words: list[str] = []
    # both may be of one version, with another reading
    for version in dict.fromkeys((compared.before.code.version, compared.after.code.version)):
        if version.certainty != "confirmed":
            known = f"{date_words(version.in_force)} is {version.certainty}: {version.because}"
            words.append(sentence(f"That the Code of {version.label} is in force from {known}"))
    return words


def _code_entry(named: Named) -> doc.ComparedCode:
    code = named.code
    return {
        "title": named.title,
        "label": code.label,
        "number": code.number or None,
        "in_force": code.in_force.isoformat(),
        "certainty": code.version.certainty,
        "because": code.version.because,
        "instruments": list(code.instruments),
        "overlays": list(code.overlays),
        "options": list(named.options),
    }


def paragraph_entry(change: ParagraphChange) -> doc.RedlineEntry:
    """One paragraph of the redline."""
    return {
        "paragraph": str(change.number),
        "previous": str(change.previous),
        "operation": change.operation,
        "instrument": change.instrument,
        "title": change.title,
        "limbs": [{"letter": limb.letter, "words": limb.pieces} for limb in change.limbs],
        "rules": change.rules,
        "provenance": change.provenance,
        "otherwise_known": change.otherwise_known,
        "note": change.note,
    }


def effect_entry(effect: Effect, compared: Compared, policies: Policies) -> doc.EffectEntry:
    """The effect, its changes grouped where duties change alike for one cause."""
    vocabulary, left_out = policies.vocabulary, _left_out(compared, policies)
    changes = [_change_entry(change, effect, compared, vocabulary) for change in effect.changes]
    meanings: dict[str, doc.MeaningEntry] = {}
    for meaning in effect.meanings:
        gained, lost = condition_entry(meaning.gained), condition_entry(meaning.lost)
        meanings[meaning.words] = {"words": meaning.words, "gained": gained, "lost": lost}
    causes = {change.cause.words for change in effect.changes if change.cause is not None}
    return {
        "unchanged": effect.unchanged,
        "proved": effect.proved and not left_out,
        "bound": effect.bound,
        "compared": list(COMPARED),
        "not_compared": list(effect.not_compared),
        "claim": _claim(effect, left_out),
        "changes": changes,
        "groups": change_groups(changes, meanings),
        "impossible": [_pair_entry(pair, effect, vocabulary) for pair in effect.impossible],
        # a cause tells with its group what it means
        "meanings": [meaning for words, meaning in meanings.items() if words not in causes],
        "undecided": list(effect.undecided),
        "notes": list(effect.notes),
    }


def _claim(effect: Effect, left_out: Sequence[Instrument]) -> str | None:
    """What is said of everything that is not told, and of the instruments of which nothing is held."""
    claim = _claim_of_held(effect, "" if left_out else ": proved")
    if claim is None or not left_out:
        return claim
    names = joined([instrument.name for instrument in left_out])
    return f"{claim} That is of what is held: what {names} changed is not, and may change more."


def _claim_of_held(effect: Effect, proved: str) -> str | None:
    """What is said of everything that is not told: proved, of which parties, or of which outcomes; None where something
    is undecided and everything was compared.
    """
    if effect.not_compared:
        left = f"Not compared, and may change: {joined(effect.not_compared)}."
        if effect.undecided:
            return left
        other = "other " if effect.changes else ""
        whom = f"for any party {effect.bound}" if effect.bound is not None else "for any possible party"
        return f"No {other}{joined(COMPARED, 'or')} changes {whom}. {left}"
    if effect.undecided:
        return None
    if effect.bound is not None:
        return f"Nothing {'else ' if effect.changes else ''}changes for any party {effect.bound}."
    if effect.changes:
        return f"No other outcome of any possible party changes{proved}."
    return f"No party's outcome changes{proved}."


def _change_entry(change: Change, effect: Effect, compared: Compared, vocabulary: Vocabulary) -> doc.EffectChange:
    before_words, after_words = _state_words(change, vocabulary)
    cause: doc.CauseEntry | None = None
    if change.cause is not None:
        besides = condition_entry(change.cause.own)
        cause = {"words": change.cause.words, "gained": change.cause.gained, "besides": besides}
    return {
        **_subject_entry(change, effect, vocabulary),
        "years": list(change.subject.years),
        "before": list(change.before),
        "after": list(change.after),
        "before_words": before_words,
        "after_words": after_words,
        "cause": cause,
        "condition": condition_entry(change.condition),
        "moved_days": None if change.detail is None else change.detail.moved,
        "paragraphs_before": [str(citation) for citation in change.paragraphs_before],
        "paragraphs_after": [str(citation) for citation in change.paragraphs_after],
        "witness": witness_entry(change.witness, (compared.before, compared.after)),
    }


def _state_words(change: Change, vocabulary: Vocabulary) -> tuple[str, str]:
    """The outcomes before and after in words."""
    kind, predicate, detail = change.subject.kind, change.subject.predicate, change.detail
    if not isinstance(kind, DetailKind):
        return cycle_words(predicate, change.before, vocabulary), cycle_words(predicate, change.after, vocabulary)
    before, after = (detail_words(kind, predicate, states[0], vocabulary) for states in (change.before, change.after))
    if before == after:  # the reasons are of one kind
        before, after = _told_apart(before, (change.before[0], change.after[0]), vocabulary)
    if detail is not None and detail.before != detail.after:
        # the day is that of the smallest party, and the way in which the rules give it that of every party
        before, after = _given_so(detail.before, before), _given_so(detail.after, after)
    if detail is not None and detail.moved is not None:
        days = abs(detail.moved)
        after += f", always {days} {plural(days, 'day')} {'later' if detail.moved > 0 else 'earlier'}"
    return before, after


def _given_so(way: str, value: str) -> str:
    return f"{way} (here {value})" if way else value


def _told_apart(words: str, predicates: tuple[str, str], vocabulary: Vocabulary) -> tuple[str, str]:
    """The words for two reasons of one kind, each with what its predicate's sentence has that the other's has not."""
    sentences = [vocabulary.predicates[name].says for name in predicates]
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*sentences, strict=False)))
    before, after = (text[common:] for text in sentences)
    if any("{" in ending or ending[:1].isalnum() for ending in (before, after)):  # they differ before their ends
        before, after = (f" ({text_words(name)})" for name in predicates)
    return f"{words}{before}", f"{words}{after}"


def _thing_words(text: str, effect: Effect, vocabulary: Vocabulary) -> str:
    """What a duty is about or to whom it is owed: by the name that the policies print, where they name it."""
    printed = vocabulary.labels(ITEM).get(text.replace("-", "_"))
    return printed or effect.labels.get(text, text)


def _subject_entry(change: Change | Pair, effect: Effect, vocabulary: Vocabulary) -> doc.SubjectEntry:
    subject = change.subject
    arguments = vocabulary.predicates[subject.predicate].arguments[1:]  # the first is the party
    match subject.kind:
        case OutcomeKind.DUTY | OutcomeKind.OWED_TO:
            duty, about, *whom = map(str, subject.arguments)
            label, shown = vocabulary.label(arguments[0].type, duty), _thing_words(about, effect, vocabulary)
            entry: doc.SubjectEntry = {"kind": subject.kind, "heading": label, "duty": duty, "about": about}
            entry["about_words"] = shown
            for addressee in whom:
                entry["owed_to"], entry["owed_to_words"] = addressee, _thing_words(addressee, effect, vocabulary)
            return entry
        case DetailKind():
            return {
                "kind": subject.kind,
                "heading": detail_heading(subject.kind, subject, vocabulary),
                "of": str(subject.arguments[0]) if subject.arguments else None,
            }
        case OutcomeKind.ANSWER:
            types = [argument.type for argument in arguments if argument.type != "year"]
            # the last argument is the answer, which is no part of the question
            labels = [vocabulary.label(kind, value) for kind, value in zip(types, subject.arguments, strict=False)]
            return {"kind": "assessment", "heading": ", ".join(labels), "capacity": str(subject.arguments[0])}
        case _:
            assert_never(subject.kind)


def condition_entry(condition: Condition) -> doc.ConditionEntry:
    """When a change bears on a party: any of the alternatives, each with all its conditions."""
    return {
        "alternatives": [list(alternative) for alternative in condition.alternatives],
        "complete": condition.complete,
    }


def witness_entry(witness: Witness, codes: Sequence[Named]) -> doc.WitnessEntry:
    """A smallest party: its files, its facts in words, and the commands that explain it under each Code."""
    party = witness.files[0].party  # the others are parties that it needs
    return {
        "as_at": witness.as_at.isoformat(),
        "files": [
            {"party": party_file.party, "text": party_file.text, "facts": list(party_file.sentences)}
            for party_file in witness.files
        ],
        "commands": [
            " ".join(["secg explain", party, *named.options, f"--as-at {witness.as_at}"])
            for named in codes
            if named.options
        ],
    }


def _pair_entry(pair: Pair, effect: Effect, vocabulary: Vocabulary) -> doc.ImpossiblePair:
    predicate = pair.subject.predicate
    return {
        **_subject_entry(pair, effect, vocabulary),
        "before": list(pair.before),
        "after": list(pair.after),
        "before_words": cycle_words(predicate, pair.before, vocabulary),
        "after_words": cycle_words(predicate, pair.after, vocabulary),
        "asked_on_both_sides": NONE not in (*pair.before, *pair.after),
    }
