"""`secg applies`: for each duty and kind of party whether it binds always, never, or when, for any party examined."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import chain

from secg.code.properties import PartyKind
from secg.code.selection import REQUEST, code_warnings, select_code
from secg.commands import options
from secg.commands.comparison_options import add_timeout, warn_undecided
from secg.commands.output import emit_report, tell
from secg.effect.applies import Binding, cells_of_duty, duties_of_code
from secg.messages import Faults, catalogue, nearest
from secg.report.applies import applies_report

FORMATS = ("text", "md", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--kind", metavar="KIND", help="only this kind of party (policies/kinds.md)")
    parser.add_argument("--duty", metavar="DUTY", help="only this duty, as the vocabulary calls it: keep_secure")
    add_timeout(parser)
    options.add_report_options(parser, FORMATS, of_a_day=True)


def run(arguments: argparse.Namespace) -> int:
    """Print the table; 1 where something was not decided. Raises Faults."""
    options.check_format(arguments, FORMATS)
    day = options.as_at(arguments)
    policies = options.load_named_policies(arguments)
    code = select_code(policies, day, arguments.version, arguments.overlays)
    kinds = _kinds_named(arguments.kind, options.load_named_kinds(arguments, policies))
    duties = duties_of_code(code, policies.vocabulary)
    if arguments.duty is not None:
        duties = (_named(arguments.duty, duties, "duty"),)
    on = code.in_force if arguments.version else day
    cells = [cells_of_duty(duty, code, kinds, policies, on, arguments.timeout) for duty in duties]
    report = applies_report(f"{policies.names.title} ({code.label})", on.isoformat(), cells, policies.vocabulary)
    emit_report("applies", report, arguments)
    tell(code_warnings(policies, code, on))
    undecided: list[str] = []
    for cell in chain.from_iterable(cells):
        if cell.binding is Binding.UNKNOWN:
            undecided.append(f"whether the duty to {cell.duty} binds {cell.kind.name}")
    warn_undecided(undecided, arguments.timeout)
    return 1 if undecided else 0


def _kinds_named(name: str | None, kinds: Sequence[PartyKind]) -> Sequence[PartyKind]:
    """The kinds asked about. Raises Faults E532 where there is none of the name, E533 where none is stated."""
    if not kinds:
        raise Faults([catalogue.NO_KINDS.at(REQUEST)])
    if name is None:
        return kinds
    by_name = {kind.name: kind for kind in kinds}
    return [by_name[_named(name, tuple(by_name), "kind of party")]]


def _named(name: str, known: Sequence[str], what: str) -> str:
    if name not in known:
        raise Faults([catalogue.NOT_LISTED.at(REQUEST, nearest=nearest(name, known), name=name, what=what)])
    return name
