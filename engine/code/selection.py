"""Which Code is meant: by date, by version, by instrument, with proposals and readings by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from engine.code.consolidation import Code, consolidate
from engine.code.policies import Policies
from engine.code.versions import Version
from engine.language.sentences import date_words
from engine.messages import Diagnostic, Faults, Span, catalogue, nearest

REQUEST = Span("", 0, 0)
"""The place of a fault in a request: none."""


def version_at(policies: Policies, day: date) -> Version:
    """The version in force on `day`. Raises Faults E321 before the earliest day whose text a source describes."""
    versions = policies.versions
    in_force = [one for one in versions.versions if one.in_force <= day]
    if day < versions.earliest or not in_force:
        words = {"date": day, "reason": versions.earliest_because, "earliest": versions.earliest}
        raise Faults([catalogue.BEFORE_BASELINE.at(REQUEST, words)])
    return in_force[-1]


def version_named(policies: Policies, name: str) -> Version:
    """The version with this label, SEC version number, or instrument. Raises Faults E320."""
    for version in policies.versions.versions:
        if name in (version.label, version.number):
            return version
    for version in policies.versions.versions:
        if name in version.instruments:
            return version
    known = {one.label for one in policies.versions.versions} | {
        one.name for one in policies.instruments.values() if one.status == "implemented"
    }
    raise Faults([catalogue.VERSION_UNKNOWN.at(REQUEST, nearest=nearest(name, known), name=name)])


def overlay_named(policies: Policies, name: str) -> str:
    """The proposal or reading with this name. Raises Faults E301 and E322."""
    instrument = policies.instruments.get(name)
    if instrument is None:
        known = [one.name for one in policies.instruments.values() if one.status != "implemented"]
        raise Faults([catalogue.INSTRUMENT_UNKNOWN.at(REQUEST, nearest=nearest(name, known), name=name)])
    if instrument.status == "implemented":
        raise Faults([catalogue.NOT_OVERLAY.at(REQUEST, name=name)])
    return name


def select_code(policies: Policies, day: date, version: str | None, overlays: Sequence[str]) -> Code:
    """The Code in force on `day`, or of the named version instead, with the named overlays on top."""
    chosen = version_named(policies, version) if version is not None else version_at(policies, day)
    return consolidate(policies, chosen, tuple(dict.fromkeys(overlay_named(policies, name) for name in overlays)))


def code_warnings(policies: Policies, code: Code, day: date) -> tuple[Diagnostic, ...]:
    """What a reader must know of the Code applied: doubtful dates, changes not held, and its last instrument."""
    warnings: list[Diagnostic] = []
    version = code.version
    if version.certainty != "confirmed":
        what = f"the Code of {version.label}"
        words = {
            "what": what,
            "date": date_words(version.in_force),
            "certainty": version.certainty,
            "because": version.because,
        }
        warnings.append(catalogue.DATE_DOUBT.at(REQUEST, words))
    for name in code.instruments:
        instrument = policies.instruments[name]
        if not instrument.amendments:
            words = {
                "instrument": name,
                "title": instrument.title,
                "date": date_words(instrument.in_force or version.in_force),
            }
            warnings.append(catalogue.CONTENT_NOT_HELD.at(REQUEST, words))
    last = [one for one in policies.versions.versions if one.instruments][-1:]
    for one in last:
        if day > one.in_force and code.version.in_force >= one.in_force:
            words = {"instrument": ", ".join(one.instruments), "date": date_words(one.in_force)}
            warnings.append(catalogue.AFTER_LAST.at(REQUEST, words))
    return tuple(warnings)
