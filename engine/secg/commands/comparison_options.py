"""What `secg diff`, `impact` and `prove` have in common: which Codes are compared, and the time of the solver.

Claims about every party are tried on the parties in facts and on those of the regression cases. All are derived at
once, in bulk, on one day: by another engine than the solver whose claim is tried.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

from secg.cases.case import Case
from secg.cases.case_reader import population_of, read_case_files, read_cases
from secg.code.comparison import Compared, named_code, with_and_without
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.commands.options import add_overlays_option, as_at, facts_folder, load_named_situations, policies_folder
from secg.commands.output import tell
from secg.derive.outcomes import Model
from secg.documents.change_document import ImpactEntry
from secg.facts.loading import Situations, facts_on, load_situations
from secg.facts.situation import Facts
from secg.language.model import Rule
from secg.language.program import Plan, Program
from secg.logic.formulas import STEPS
from secg.messages import REQUEST, Faults, effect_catalogue
from secg.sources.files import is_folder

_LONGEST = 1_000_000


def add_comparison_options(parser: argparse.ArgumentParser, *, modification: str, overlays: str, as_at: str) -> None:
    """Which modification or Codes, with what on both sides, and facts as at which day; each with its help."""
    parser.add_argument(
        "codes",
        nargs="*",
        metavar="CODE",
        help="one modification, or two versions, instruments, proposals or days to compare",
    )
    parser.add_argument("--modification", metavar="ID", help=modification)
    add_overlays_option(parser, overlays)
    parser.add_argument("--as-at", metavar="DATE", help=as_at)


def add_timeout(parser: argparse.ArgumentParser) -> None:
    """How long the solver may take."""
    from secg.symbolic.solving import TIME_LIMIT  # with the solver

    parser.add_argument(
        "--timeout",
        type=_seconds,
        default=TIME_LIMIT,
        metavar="SECONDS",
        help=f"the solver's time for one question (default: {TIME_LIMIT:.0f})",
    )


def _seconds(text: str) -> float:
    """A time above zero. Raises ArgumentTypeError."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:  # so put, it refuses `nan` as well
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of seconds above 0 and up to {_LONGEST:,}")
    return seconds


def compared_codes(arguments: argparse.Namespace, policies: Policies, command: str) -> Compared:
    """The two Codes that the arguments name. Raises Faults E704 and those of the choice."""
    names: list[str] = arguments.codes
    if arguments.modification and names:
        raise _choice("a modification is compared with the Code before it, so no versions are named beside it", command)
    if arguments.modification:
        return with_and_without(policies, arguments.modification, arguments.overlays)
    if len(names) == 1 and names[0] in policies.instruments:
        return with_and_without(policies, names[0], arguments.overlays)
    if len(names) != 2:
        for name in names:
            named_code(policies, name)  # a misspelt name is told before their number
        raise _choice(f"two versions or one modification are needed; versions named: {len(names)}", command)
    before, after = (named_code(policies, name, arguments.overlays) for name in names)
    return Compared(before, after)


def impact_day(arguments: argparse.Namespace, compared: Compared) -> date:
    """The day of the facts: the one asked for, else that on which the change comes into force, else today."""
    return compared.day_of(as_at(arguments) if arguments.as_at is not None else None)


def repository_cases(arguments: argparse.Namespace, policies: Policies) -> tuple[Case, ...] | None:
    """The regression cases beside the policies, about the parties there whatever facts are named; None without."""
    root = policies_folder(arguments).resolve().parent
    folder, facts = root / "tests" / "regression", root / "facts"
    if not is_folder(folder) or not is_folder(facts):
        return None
    return read_cases(folder, root, policies, load_situations(facts, root, policies.vocabulary))


def warn_undecided(undecided: Iterable[str], seconds: float) -> None:
    """Say on standard error what the solver did not decide."""
    bounds = {"seconds": f"{seconds:g}", "steps": f"{STEPS:,}"}
    tell(effect_catalogue.UNDECIDED.at(REQUEST, bounds, what=what) for what in undecided)


def _choice(what: str, command: str) -> Faults:
    return effect_catalogue.CHOICE.fault(REQUEST, what=what, command=command)


class Refuter:
    """The parties on which claims are tried; nothing is read before the first claim."""

    def __init__(self, arguments: argparse.Namespace, policies: Policies) -> None:
        self._arguments = arguments
        self._policies = policies
        self._population: Situations | None = None
        self._models: dict[tuple[tuple[Rule, ...], date], Model] = {}

    def changing(self, before: Code, after: Code, day: date) -> list[ImpactEntry]:
        """The parties whose outcomes differ, as `secg impact` tells them."""
        from secg.report.impact import impact_entries

        facts = self._facts(day)
        models = self._derived((before, after), facts)
        return impact_entries(before, after, self._policies, facts, models)

    def speaks(self, code: Code, rule: Rule, others: Sequence[Rule]) -> bool:
        """Whether a rule concludes something about one of the parties that none of the other rules concludes."""
        from secg.proof.matching import conclusions

        model = self._derived((code,), self._facts(code.in_force))[0]
        said = set(chain.from_iterable(conclusions(Plan.of(other), model) for other in others))
        return not said.issuperset(conclusions(Plan.of(rule), model))

    def _facts(self, day: date) -> Facts:
        if self._population is None:
            self._population = self._read()
        return facts_on(self._population, day, self._policies.vocabulary)

    def _read(self) -> Situations:
        vocabulary, folder = self._policies.vocabulary, facts_folder(self._arguments)
        root = policies_folder(self._arguments).resolve().parent
        stated = load_named_situations(self._arguments, vocabulary) if is_folder(folder) else None
        own, tests = root / "facts", root / "tests" / "regression"
        if not is_folder(own) or not is_folder(tests):
            return stated or Situations({}, "", "")
        # cases are about the parties beside the policies, whatever facts are named
        shipped = stated
        if shipped is None or folder.resolve() != own.resolve():
            shipped = load_situations(own, root, vocabulary)
        # a file of cases that these policies do not fit says nothing of them
        files = read_case_files(tests, root, self._policies, shipped)
        return population_of(stated, list(chain.from_iterable(case_file.cases for case_file in files)), vocabulary)

    def _derived(self, codes: Sequence[Code], facts: Facts) -> tuple[Model, ...]:
        from secg.bulk.deriving import models_of

        vocabulary = self._policies.vocabulary
        # the Codes of several versions often have the same rules
        waiting = list({code.rules: None for code in codes if (code.rules, facts.day) not in self._models})
        if waiting:  # even for nothing a database would be started and filled with all parties
            models = models_of([Program.guarded(rules, vocabulary) for rules in waiting], facts)
            self._models.update({(rules, facts.day): model for rules, model in zip(waiting, models, strict=True)})
        return tuple(self._models[code.rules, facts.day] for code in codes)
