"""The other Codes in which the rules of an amended Code stand: a rule without use in the one may have it in another.

A proposal or reading may leave a rule of the Code nothing to say, and one that is written for several versions, or for
use with a proposal, may have a rule that only some of them need. Neither is a fault of drafting.
"""

from __future__ import annotations

from collections.abc import Iterator

from secg.code.consolidation import Code, consolidate, fitting_version
from secg.code.policies import Policies
from secg.messages import Faults


def other_codes(code: Code, policies: Policies) -> Iterator[tuple[Code, str]]:
    """The Code of the version without overlays, the later versions with the same, and each proposal with them.

    Each comes with the words for it. None where the Code has no overlay.
    """
    if not code.overlays:
        return
    yield consolidate(policies, code.version), "without what is laid over it"
    versions = policies.versions.versions
    laid = [(version, code.overlays) for version in versions[versions.index(code.version) + 1 :]]
    for proposal in policies.instruments.values():
        if proposal.status == "proposal" and proposal.name not in code.overlays:
            laid.append((fitting_version(policies, proposal), (proposal.name, *code.overlays)))
    for version, overlays in laid:
        try:
            other = consolidate(policies, version, overlays)
        except Faults:
            continue  # they do not fit together
        yield other, f"in the Code of {version.label} with {' and '.join(overlays)}"
