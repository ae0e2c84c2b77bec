"""`secg prove`: over all possible parties, no gap, no contradiction, nothing left open needlessly, no idle or implied
rule, and every property.

`secg applies`: for each duty and kind of party whether it binds always, never, or when, for any party examined.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from itertools import chain

from secg.code.selection import code_warnings
from secg.commands import options
from secg.commands.comparison_options import Refuter, add_timeout, warn_undecided
from secg.commands.output import emit, emit_report, tell
from secg.commands.processes import results_of
from secg.messages import REQUEST, catalogue, nearest
from secg.proving.applies import Binding, cells_of_duty, duties_of_code
from secg.proving.proving import prove_code
from secg.rendering.change_table import FORMATS, render_as
from secg.report.proof_report import applies_report, proof_report
from secg.symbolic.rule_memory import RuleMemory


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "--every-version",
        action="store_true",
        help="prove every version, then each proposal and reading on the first version it fits",
    )
    add_timeout(parser)
    options.add_report_options(parser, FORMATS, of_a_day=True)


def run(arguments: argparse.Namespace) -> int:
    """Print what is proved; 1 where there is a finding, or something was not decided. Raises Faults."""
    form = options.check_format(arguments, FORMATS)
    options.check_facts(arguments)
    day = options.as_at(arguments)
    policies = options.load_named_policies(arguments)
    properties = options.load_named_properties(arguments, policies)
    codes = options.selected_codes(arguments, policies, every=arguments.every_version)
    # versions share most rules: what one Code shows of a rule need not be asked of the next
    memory, speaks = RuleMemory(), Refuter(arguments, policies).speaks
    proofs = [
        (code, prove_code(code, policies, properties, code.in_force, arguments.timeout, memory, speaks))
        for code in codes
    ]
    emit(render_as("prove", proof_report(proofs), form, options.templates_folder(arguments)), arguments)
    if not arguments.every_version:
        (code,) = codes
        # a Code that is asked for by name is asked for as it was, and not whether it is the one in force today
        tell(code_warnings(policies, code, code.in_force if arguments.version else day))
    for _, proved in proofs:
        warn_undecided(proved.undecided, arguments.timeout)
    return 1 if any(proved.findings or proved.undecided for _, proved in proofs) else 0


APPLIES_FORMATS = ("text", "md", "json")


def configure_applies(parser: argparse.ArgumentParser) -> None:
    """The options of `secg applies`."""
    parser.add_argument("--kind", metavar="KIND", help="only this kind of party (policies/kinds.md)")
    parser.add_argument("--duty", metavar="DUTY", help="only this duty, as the vocabulary calls it: keep_secure")
    add_timeout(parser)
    options.add_report_options(parser, APPLIES_FORMATS, of_a_day=True)


def run_applies(arguments: argparse.Namespace) -> int:
    """Print the table; 1 where something was not decided. Raises Faults, E532 for a kind or a duty that is not there,
    E533 where no kind is stated.
    """
    options.check_format(arguments, APPLIES_FORMATS)
    day = options.as_at(arguments)
    policies = options.load_named_policies(arguments)
    code = options.selected_code(arguments, policies)
    kinds = {kind.name: kind for kind in options.load_named_kinds(arguments, policies)}
    if not kinds:
        raise catalogue.NO_KINDS.fault(REQUEST)
    if arguments.kind is not None:
        kinds = {arguments.kind: kinds[_named(arguments.kind, tuple(kinds), "kind of party")]}
    duties = duties_of_code(code, policies.vocabulary)
    if arguments.duty is not None:
        duties = (_named(arguments.duty, duties, "duty"),)
    on = code.in_force if arguments.version else day
    asked = tuple(kinds.values())
    tasks = [partial(cells_of_duty, duty, code, asked, policies, on, arguments.timeout) for duty in duties]
    cells = list(results_of(tasks))
    report = applies_report(f"{policies.names.title} ({code.label})", on.isoformat(), cells, policies.vocabulary)
    emit_report("applies", report, arguments)
    tell(code_warnings(policies, code, on))
    undecided: list[str] = []
    for cell in chain.from_iterable(cells):
        if cell.binding is Binding.UNKNOWN:
            undecided.append(f"whether the duty to {cell.duty} binds {cell.kind.name}")
    warn_undecided(undecided, arguments.timeout)
    return 1 if undecided else 0


def _named(name: str, known: Sequence[str], what: str) -> str:
    if name not in known:
        raise catalogue.NOT_LISTED.fault(REQUEST, nearest=nearest(name, known), name=name, what=what)
    return name
