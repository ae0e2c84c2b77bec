"""Which Code is meant: by date, by version, by instrument, with proposals and readings by name.

What is warned of a Code, and what a warning can say at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import product

from secg.code.consolidation import Code, consolidate, every_code
from secg.code.lists import Version, Versions
from secg.code.policies import Policies
from secg.language.documents import Instrument
from secg.language.sentences import Wording, date_words
from secg.messages import REQUEST, Diagnostic, catalogue, nearest
from secg.records import kept


def version_at(policies: Policies, day: date) -> Version:
    """The version in force on `day`. Raises Faults E321 before the earliest day whose text a source describes."""
    versions = policies.versions
    in_force = _version_in_force(versions, day)
    if day < versions.earliest or in_force is None:
        words = {"date": day, "reason": versions.earliest_because, "earliest": versions.earliest}
        raise catalogue.BEFORE_BASELINE.fault(REQUEST, words)
    return in_force


def version_named(policies: Policies, name: str) -> Version:
    """The version with this label, SEC version number, or instrument. Raises Faults E320."""
    for version in policies.versions.versions:
        if name in (version.label, version.number):
            return version
    # only then by instrument: a release of several has a label of its own
    for version in policies.versions.versions:
        if name in version.instruments:
            return version
    known = {version.label for version in policies.versions.versions}
    known |= {instrument.name for instrument in policies.instruments.values() if not instrument.is_overlay}
    raise catalogue.VERSION_UNKNOWN.fault(REQUEST, nearest=nearest(name, known), name=name)


def overlay_named(policies: Policies, name: str) -> str:
    """The proposal or reading with this name. Raises Faults E301 and E322."""
    instrument = policies.instruments.get(name)
    if instrument is None:
        known = [instrument.name for instrument in policies.instruments.values() if instrument.is_overlay]
        raise catalogue.INSTRUMENT_UNKNOWN.fault(REQUEST, nearest=nearest(name, known), name=name)
    if not instrument.is_overlay:
        raise catalogue.NOT_OVERLAY.fault(REQUEST, name=name)
    return name


def select_code(policies: Policies, day: date, version: str | None, overlays: Sequence[str]) -> Code:
    """The Code in force on `day`, or of the named version instead, with the named overlays on top."""
    chosen = version_named(policies, version) if version is not None else version_at(policies, day)
    # a name that is given twice would be put in twice, which is a fault
    return consolidate(policies, chosen, tuple(dict.fromkeys(overlay_named(policies, name) for name in overlays)))


def code_warnings(policies: Policies, code: Code, day: date) -> tuple[Diagnostic, ...]:
    """What a reader must know of the Code applied: another in force, doubtful days, changes not held, the survey."""
    warnings: list[Diagnostic] = []
    version = code.version
    in_force = _version_in_force(policies.versions, day)
    if in_force is not None and in_force.label != version.label:
        words = {"label": version.label, "day": date_words(day), "other": in_force.label}
        warnings.append(catalogue.OTHER_CODE_IN_FORCE.at(REQUEST, words))
    if version.certainty != "confirmed":
        words = {"what": f"the Code of {version.label}", "date": date_words(version.in_force)}
        words |= {"certainty": version.certainty, "because": version.because}
        warnings.append(catalogue.DATE_DOUBT.at(REQUEST, words))
    for instrument in not_held(policies, code.instruments):
        words = {"code": policies.names.title, "instrument": instrument.name, "title": instrument.title}
        since = date_words(instrument.in_force or version.in_force)
        warnings.append(catalogue.CONTENT_NOT_HELD.at(REQUEST, words, date=since))
    warnings.extend(_days_in_doubt(policies.versions, code, day))
    return tuple(warnings)


def not_held(policies: Policies, names: Iterable[str]) -> list[Instrument]:
    """The instruments of which no source held says what they changed."""
    instruments = [policies.instruments[name] for name in names if name in policies.instruments]
    return [instrument for instrument in instruments if not instrument.amendments]


def _days_in_doubt(versions: Versions, code: Code, day: date) -> Iterator[Diagnostic]:
    """What is not sure of the day asked about: whether a later text, or none that was sought, is in force on it."""
    if versions.described is not None and not code.instruments and day < versions.described:
        words = {"described": date_words(versions.described), "earliest": date_words(versions.earliest)}
        yield catalogue.DESCRIBED_LATER.at(REQUEST, words, because=versions.earliest_because)
    in_force = _version_in_force(versions, day)
    # of a text that is not the one in force, which is told, only the survey can be said to end before it
    if in_force is None or code.version.label != in_force.label:
        if code.version.in_force > versions.surveyed_to:
            yield _after_survey(versions)
        return
    for later in versions.undecided_at(day):
        words = {"label": later.label, "date": date_words(later.in_force), "certainty": later.certainty}
        yield catalogue.MAY_APPLY_ALREADY.at(REQUEST, words, because=later.because)
    if day > versions.surveyed_to:
        yield _after_survey(versions)


def _after_survey(versions: Versions) -> Diagnostic:
    words = {"date": date_words(versions.surveyed_to), "because": versions.surveyed_because}
    return catalogue.AFTER_SURVEY.at(REQUEST, words)


def _version_in_force(versions: Versions, day: date) -> Version | None:
    return next((version for version in reversed(versions.versions) if version.in_force <= day), None)


_PARTY = "\0"
"""What stands for every party: its name is one of the situation."""


def can_be_said(words: str, policies: Policies, parties: Iterable[str]) -> bool:
    """Whether some warning, of any version, has these words; `parties` are the names that may stand in it."""
    sentences = _possible_warnings(policies)
    if sentences is None:
        return True
    written = words.lower()
    unnamed = written
    # the longest first, as one name may be a part of another
    for name in sorted(parties, key=len, reverse=True):
        unnamed = unnamed.replace(name.lower(), _PARTY)
    return any(written in sentence or unnamed in sentence for sentence in sentences)


@kept
def _possible_warnings(policies: Policies) -> tuple[str, ...] | None:
    """Every warning in small letters; None where the vocabulary lets one say any text or number."""
    vocabulary = policies.vocabulary
    told: list[str] = []
    for warning in vocabulary.warnings:
        values: list[Sequence[str]] = []
        for argument in warning.arguments:
            if argument.type != "party" and argument.type not in vocabulary.types:
                return None
            values.append([_PARTY] if argument.type == "party" else tuple(vocabulary.labels(argument.type)))
        wording = Wording(vocabulary, {})
        told.extend(wording.atom(warning.name, row) for row in product(*values))
    codes = every_code(policies)
    ends = [code.version.in_force - timedelta(days=1) for code in codes[1:]]
    # what is said of a Code itself turns on the day; between the first and the last there is nothing more to say
    for code, last in zip(codes, [*ends, date.max], strict=True):
        for day in (code.version.in_force, last):
            told.extend(diagnostic.sentence for diagnostic in code_warnings(policies, code, day))
    return tuple(sentence.lower() for sentence in told)
