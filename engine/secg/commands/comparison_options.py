"""What `secg diff`, `impact` and `prove` have in common: which Codes are compared, and the time of the solver."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from secg.cases.case import Case
from secg.code.comparison import Compared, named_code, with_and_without
from secg.code.policies import Policies
from secg.code.selection import REQUEST
from secg.commands.options import as_at, repository
from secg.effect.formulas import STEPS
from secg.messages import Faults, effect_catalogue
from secg.sources.files import is_folder

_LONGEST = 1_000_000


def add_comparison_options(parser: argparse.ArgumentParser, *, modification: str, overlays: str, as_at: str) -> None:
    """Which modification, with what on both sides, and facts as at which day; each with its help."""
    parser.add_argument("--modification", metavar="ID", help=modification)
    parser.add_argument("--with", dest="overlays", action="append", default=[], metavar="ID", help=overlays)
    parser.add_argument("--as-at", metavar="DATE", help=as_at)


def add_timeout(parser: argparse.ArgumentParser) -> None:
    """How long the solver may take."""
    from secg.effect.solving import TIME_LIMIT  # with the solver

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
    if not 0 < seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of seconds above 0 and up to {_LONGEST:,}")
    return seconds


def compared_codes(arguments: argparse.Namespace, policies: Policies, command: str) -> Compared:
    """The two Codes that the arguments name. Raises Faults E704 and those of the choice."""
    names: list[str] = getattr(arguments, "codes", [])
    if arguments.modification and names:
        raise _choice("a modification is compared with the Code before it, so no versions are named beside it", command)
    if arguments.modification:
        return with_and_without(policies, arguments.modification, arguments.overlays)
    if len(names) == 1 and names[0] in policies.instruments:
        return with_and_without(policies, names[0], arguments.overlays)
    if len(names) != 2:
        raise _choice(f"two versions or one modification are needed; versions named: {len(names)}", command)
    before, after = (named_code(policies, name, arguments.overlays) for name in names)
    return Compared(before, after)


def impact_day(arguments: argparse.Namespace, compared: Compared) -> date:
    """The day of the facts: the one asked for, else that on which the change comes into force, else today."""
    return compared.day_of(None if arguments.as_at is None else as_at(arguments))


def repository_cases(policies: Policies) -> tuple[Case, ...] | None:
    """The regression cases, which are about the parties of the repository whatever facts are named; None without."""
    from secg.cases.case_reader import read_cases
    from secg.facts.loading import load_situations

    root = repository()
    folder, facts = root / "tests" / "regression", root / "facts"
    if not is_folder(folder) or not is_folder(facts):
        return None
    return read_cases(folder, root, policies, load_situations(facts, root, policies.vocabulary))


def warn_undecided(undecided: tuple[str, ...], seconds: float) -> None:
    """Say on standard error what the solver did not decide."""
    for what in undecided:
        bounds = {"seconds": f"{seconds:g}", "steps": f"{STEPS:,}"}
        print(effect_catalogue.UNDECIDED.at(REQUEST, bounds, what=what), file=sys.stderr)


def _choice(what: str, command: str) -> Faults:
    return Faults([effect_catalogue.CHOICE.at(REQUEST, what=what, command=command)])
