"""Which two Codes are compared: two versions or proposals, or the Code with and without one modification."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from secg.code.consolidation import Code, consolidate, consolidate_after
from secg.code.lists import Version
from secg.code.policies import Policies
from secg.code.selection import overlay_named, version_at, version_named
from secg.language.documents import Instrument
from secg.messages import REQUEST, catalogue, effect_catalogue, nearest
from secg.records import record
from secg.sources.yaml_tree import parse_date


@record
class Named:
    """A Code and how a reader knows it. `options` are those of `secg explain` that choose it; none where none do."""

    code: Code
    title: str
    options: tuple[str, ...]


@record
class Compared:
    """The two Codes, and the modification that makes the difference where it is one."""

    before: Named
    after: Named
    modification: Instrument | None = None

    @property
    def in_force(self) -> date | None:
        """The day on which what makes the difference comes into force; None for a proposal or reading."""
        if self.modification is not None:
            return self.modification.in_force
        return None if self.after.code.overlays else self.after.code.in_force

    def day_of(self, asked: date | None) -> date:
        """The day of the facts: the one asked for, else that on which the change comes into force, else today."""
        return asked or self.in_force or date.today()

    @property
    def asked_about(self) -> date:
        """The day that possible parties are asked about: the one on which the later Code comes into force."""
        return self.in_force or self.after.code.in_force


def with_and_without(policies: Policies, name: str, overlays: Sequence[str] = ()) -> Compared:
    """The Code just before an instrument, and the same with that instrument alone.

    Raises Faults E301, E703, and E704 where it is laid over both.
    """
    instrument = policies.instruments.get(name)
    if instrument is None:
        raise catalogue.INSTRUMENT_UNKNOWN.fault(REQUEST, nearest=nearest(name, policies.instruments), name=name)
    if name in overlays:
        what = f"`{name}` is laid over both sides by --with, so that nothing is compared"
        raise effect_catalogue.CHOICE.fault(REQUEST, what=what, command="diff")
    base = _base(policies, instrument)
    named = tuple(overlay_named(policies, overlay) for overlay in overlays)
    before = consolidate(policies, base, named)
    if not instrument.is_overlay:
        after = consolidate_after(policies, base, [name], named)
        # of a version with several instruments, no options choose the Code with one of them alone
        version = version_named(policies, name)
        options = _options(version, named) if version.instruments == (name,) else ()
    else:
        after = consolidate(policies, base, (*named, name))
        options = _options(base, (*named, name))
    return Compared(
        Named(before, _titled(f"the Code of {base.label}", named), _options(base, named)),
        Named(after, _titled(f"the Code with {name}", named), options),
        instrument,
    )


def named_code(policies: Policies, name: str, overlays: Sequence[str] = ()) -> Named:
    """The Code of a version, an instrument, a proposal or reading, or a day. Raises Faults E320 and E321."""
    named = tuple(overlay_named(policies, overlay) for overlay in overlays)
    instrument = policies.instruments.get(name)
    if instrument is not None and instrument.is_overlay:
        base = _base(policies, instrument)
        code = consolidate(policies, base, (*named, name))
        return Named(code, _titled(f"the Code of {base.label} with {name}", named), _options(base, (*named, name)))
    day = parse_date(name)
    version = version_at(policies, day) if day is not None else version_named(policies, name)
    code = consolidate(policies, version, named)
    return Named(code, _titled(f"the Code of {version.label}", named), _options(version, named))


def _base(policies: Policies, instrument: Instrument) -> Version:
    """The version before an instrument, or before the one that a proposal is an alternative to.

    Else the latest that has all the paragraphs that the instrument amends.
    """
    versions = policies.versions.versions
    place = instrument.alternative_to or instrument.name
    for number, version in enumerate(versions):
        if place in version.instruments:
            if number == 0:
                reason = policies.versions.earliest_because
                raise effect_catalogue.NOTHING_BEFORE.fault(REQUEST, name=place, reason=reason)
            return versions[number - 1]
    amended = {amendment.number for amendment in instrument.amendments if amendment.operation != "insert"}
    # the latest: what is proposed now is mostly to change the text that is in force
    for version in reversed(versions):
        if amended <= consolidate(policies, version).paragraphs.keys():
            return version
    return versions[-1]


def _titled(title: str, overlays: Sequence[str]) -> str:
    return f"{title}, with {', '.join(overlays)}" if overlays else title


def _options(version: Version, overlays: Sequence[str]) -> tuple[str, ...]:
    return ("--version", version.label, *_with(overlays))


def _with(overlays: Sequence[str]) -> tuple[str, ...]:
    words: list[str] = []
    for overlay in overlays:
        words += ("--with", overlay)
    return tuple(words)
