"""`secg --version`: the version of the tool, and the law that it applies here."""

from __future__ import annotations

import argparse
from importlib.metadata import version

from secg.commands.options import load_named_policies, policies_folder
from secg.language.sentences import date_words
from secg.sources.folder import INSTALLED, SHIPPED


def version_text() -> str:
    """The tool's version; then the law found from here: its last version, how far it was surveyed, digest and place.

    Raises Faults where there is no law, or a faulty one.
    """
    arguments = argparse.Namespace(policies=None)
    policies = load_named_policies(arguments)
    folder = policies_folder(arguments)
    last = policies.versions.versions[-1].label
    place = "the package" if SHIPPED and folder == INSTALLED / "policies" else str(folder)
    return (
        f"secg {version('secg')}\n"
        f"law: up to {last}, modifications surveyed to {date_words(policies.versions.surveyed_to)}\n"
        f"policies: sha256 {policies.digest}, from {place}\n"
    )
