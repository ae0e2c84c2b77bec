"""The commands of `secg`, in the order in which its help lists them.

Which extra of the installation holds each library that not every command needs.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable

from secg.messages import REQUEST, Faults, catalogue

COMMANDS = {
    "explain": ("commands.explain", "explain one party: its assessments and duties, with their paragraphs"),
    "reports": ("commands.parties:reports", "the explanation of every party in every form, with an index page"),
    "derive": ("commands.derive", "one row for each conclusion about each party"),
    "why-not": ("commands.what_if:why_not", "why a party does not have a conclusion: the nearest failing conditions"),
    "diff": ("commands.diff", "what a modification changes: the words, the rules, and which parties, proved"),
    "impact": ("commands.impact", "the parties in facts/ whose outcome a modification changes"),
    "prove": ("commands.prove", "gaps, conflicts and idle rules over all possible parties, and the properties"),
    "what-if": ("commands.what_if", "what other facts would change, and the smallest change for a conclusion"),
    "verify": ("commands.explain:verify", "check a JSON report: digests, proofs, and each line against one made anew"),
    "check": ("commands.check", "check the policies and the facts"),
    "cases": ("commands.cases", "whether the Code gives what the regression cases expect"),
    "applies": ("commands.prove:applies", "for each duty and kind of party: it binds always, never, or when"),
    "parties": ("commands.parties", "the parties in facts/: the next assessment of each, and what is overdue"),
    "modifications": ("commands.versions:modifications", "the instruments that changed the Code, or propose to"),
    "readings": ("commands.versions:readings", "the questions that the sources leave open, to be answered with --with"),
    "versions": ("commands.versions", "the versions of the Code that are encoded"),
    "coverage": ("commands.coverage", "the ledger of paragraphs: what is encoded, what is not, and why"),
    "paragraph": ("commands.paragraph", "the text of one paragraph now and in each earlier version"),
    "code": ("commands.code", "write the whole Code of a version as policy files, for tools that compare files"),
    "site": ("commands.site", "the Code, its modifications and all parties as pages that open from disk"),
    "export": ("commands.export", "the rules as JSON that other engines and pages can run, with its schema"),
    "count": ("commands.count", "count premises and Devices from an inventory, by Supplier"),
    "population": ("commands.count:population", "make a population of parties or an inventory, for trials of any size"),
    "serve": ("serve.command", "answer assistants by the Model Context Protocol, from one law and its parties"),
    "new": ("commands.new", "lay out a modification, a proposal, a reading, a party, a case, a repository"),
    "schema": ("commands.export:schema", "write the JSON Schema of the facts from the vocabulary"),
    "fmt": ("commands.code:fmt", "lay out the rules of the policies in the one way"),
    "lsp": ("commands.lsp", "serve an editor: faults, completion, hover, references, rename (language server)"),
    "completion": ("commands.completion", "print the completion script of a shell: bash, zsh or fish"),
}
"""Each command's module in `secg` and the line that the help says of it; the module is imported only when it is called.

A module that holds a further command names it behind a colon.
"""


def functions_of(command: str) -> tuple[Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]]:
    """What declares a command's options, and what runs it: `configure` and `run`, with its name if it has one."""
    module_name, *names = COMMANDS[command][0].split(":")
    module = importlib.import_module(f"secg.{module_name}")
    return getattr(module, "_".join(["configure", *names])), getattr(module, "_".join(["run", *names]))


EXTRAS = {
    "z3": "prove",
    "duckdb": "bulk",
    "sqlglot": "bulk",
    "pyarrow": "bulk",
    "rich": "bulk",
    "typst": "print",
    "docxtpl": "print",
    "docx": "print",  # comes with docxtpl
    "xlsxwriter": "print",
    "pygls": "edit",
    "lsprotocol": "edit",
    "mcp": "serve",
    "mcp_types": "serve",
    "anyio": "serve",
    "uvicorn": "serve",
    "pyspark": "spark",
}
"""The import name of each library, and its extra in pyproject.toml."""


def missing_extra(error: ModuleNotFoundError) -> Faults | None:
    """The message E508 where a library of an extra is not installed; None where another module is missing."""
    library = (error.name or "").partition(".")[0]
    if library not in EXTRAS:
        return None
    return catalogue.EXTRA_MISSING.fault(REQUEST, library=library, extra=EXTRAS[library])
