"""Which mutants of the law the regression cases, and the laws in their worlds, notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from secg.cases.case import Case
from secg.code.consolidation import Code, consolidate
from secg.code.lists import Version
from secg.code.policies import Policies
from secg.code.selection import version_at
from secg.derive.outcomes import base_relations
from secg.language.documents import Instrument, Part
from secg.language.model import Rule
from secg.language.unknowns import with_guards
from secg.messages import Faults
from tests.mutants.lawful import Lawful
from tests.mutants.mutations import Mutant, mutants_of
from tests.mutants.settings import Program, Setting
from tests.mutants.slips import POLARITY
from tests.trust.evaluator import derive_upwards


@dataclass(frozen=True)
class Verdict:
    """A mutant of a rule, or of how the Code is put together, and the case or the law that notices it."""

    place: str
    kind: str
    what: str
    killed_by: str
    mutant: Mutant | None = None


def every_rule(policies: Policies) -> Iterator[Rule]:
    """Every rule of every document, in order."""
    documents: list[Part | Instrument] = [*policies.parts, *policies.instruments.values()]
    for document in documents:
        for paragraph in document.paragraphs:
            yield from paragraph.rules


def rule_mutants(policies: Policies, programs: Sequence[Program]) -> Iterator[Mutant]:
    """Every mutant of every rule that the checks of rules together let through as well."""
    for rule in every_rule(policies):
        program = next((program for program in programs if rule.span in program.places), None)
        for mutant in mutants_of(rule, policies.vocabulary):
            if mutant.kind not in POLARITY or program is None or program.passes(rule, mutant.rule):
                yield mutant


def judge_rule_mutant(mutant: Mutant, settings: Sequence[Setting], lawful: Sequence[Lawful] = ()) -> Verdict:
    """Whether a case notices the changed rule, or a law in the world of some case."""
    for setting in settings:
        if mutant.original.span in setting.program.places:
            case = setting.notices(mutant.original, mutant.rule)
            if case is not None:
                return Verdict(mutant.place, mutant.kind, mutant.what, case.name, mutant)
    for item in lawful:
        if mutant.original.span in item.program.places:
            law = item.notices(mutant.original, mutant.rule)
            if law is not None:
                return Verdict(mutant.place, mutant.kind, mutant.what, law, mutant)
    return Verdict(mutant.place, mutant.kind, mutant.what, "", mutant)


def policy_mutants(policies: Policies) -> Iterator[tuple[str, str, str, Policies]]:
    """The policies with an in-force date moved by a day, an instrument skipped, or one of its amendments skipped."""
    versions = policies.versions.versions
    for index, version in enumerate(versions):
        for step in (-1, 1):
            moved = _with_version(policies, index, replace(version, in_force=version.in_force + timedelta(days=step)))
            words = f"in force from {version.in_force + timedelta(days=step)}"
            amends = any(policies.instruments[name].amendments for name in version.instruments)
            if amends and version.in_force > policies.versions.earliest:
                yield version.label, "in-force date changed", words, moved
    for name, instrument in policies.instruments.items():
        if instrument.amendments:
            nothing = replace(instrument, amendments=())
            yield name, "overlay skipped", "the instrument amends nothing", _with_instrument(policies, nothing)
        for index, amendment in enumerate(instrument.amendments):
            kept = instrument.amendments[:index] + instrument.amendments[index + 1 :]
            words = f"without its {amendment.operation} of {amendment.number}"
            yield name, "overlay skipped", words, _with_instrument(policies, replace(instrument, amendments=kept))


def _with_version(policies: Policies, index: int, version: Version) -> Policies:
    versions = list(policies.versions.versions)
    versions[index] = version
    return replace(policies, versions=replace(policies.versions, versions=tuple(versions)))


def _with_instrument(policies: Policies, instrument: Instrument) -> Policies:
    return replace(policies, instruments={**policies.instruments, instrument.name: instrument})


def judge_policy_mutant(place: str, kind: str, what: str, policies: Policies, settings: Iterable[Setting]) -> Verdict:
    """Whether a case notices how the Code is put together; a Code that can't be put together is noticed at once."""
    codes: dict[object, tuple[Code, tuple[Rule, ...]]] = {}
    for setting in settings:
        case = setting.cases[0]
        try:
            version = _version_on(policies, case.day)
            key = (version.label, case.overlays)
            if key not in codes:
                code = consolidate(policies, version, case.overlays)
                codes[key] = (code, with_guards(code.rules, policies.vocabulary))
        except Faults as faults:
            return Verdict(place, kind, what, f"static checks: {faults.diagnostics[0].kind.code}")
        code, rules = codes[key]
        same = code.rules == setting.program.code.rules
        if same and code.paragraphs.keys() == setting.program.code.paragraphs.keys():
            continue
        model = setting.model if same else derive_upwards(rules, base_relations(setting.facts))
        killer: Case | None = setting.first_failing(model, rules, code)
        if killer is not None:
            return Verdict(place, kind, what, killer.name)
    return Verdict(place, kind, what, "")


def _version_on(policies: Policies, day: date) -> Version:
    return version_at(policies, day)
