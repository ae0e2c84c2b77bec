"""`secg prove`: over all possible parties, no gap, no contradiction, nothing left open needlessly, no idle or implied
rule, and every property.
"""

from __future__ import annotations

import argparse

from secg.code.consolidation import every_code_with_overlays
from secg.code.selection import code_warnings, select_code
from secg.commands import options
from secg.commands.comparison_options import Refuter, add_timeout, warn_undecided
from secg.commands.output import emit, tell
from secg.effect.proving import prove_code
from secg.effect.rule_memory import RuleMemory
from secg.report.change_table import FORMATS, render_as
from secg.report.proof_report import proof_report


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
    day = options.as_at(arguments)
    policies = options.load_named_policies(arguments)
    properties = options.load_named_properties(arguments, policies)
    if arguments.every_version:
        codes = list(every_code_with_overlays(policies))
    else:
        codes = [select_code(policies, day, arguments.version, arguments.overlays)]
    memory, speaks = RuleMemory(), Refuter(arguments, policies).speaks
    proofs = [
        (code, prove_code(code, policies, properties, code.in_force, arguments.timeout, memory, speaks))
        for code in codes
    ]
    emit(render_as("prove", proof_report(proofs), form, options.templates_folder(arguments)), arguments)
    if not arguments.every_version:
        tell(code_warnings(policies, codes[0], codes[0].in_force if arguments.version else day))
    for _, proved in proofs:
        warn_undecided(proved.undecided, arguments.timeout)
    return 1 if any(proved.findings or proved.undecided for _, proved in proofs) else 0
