"""Messages about effects and proofs over all parties: 7xx, and what the choice of two Codes can meet."""

from __future__ import annotations

from secg.messages.diagnostic import Kind, Severity

PROPERTY_FORM = Kind(
    "E701",
    "`{heading}` is not stated as a property",
    "write a heading, `> reason: …`, what is required in plain English, and rules that conclude `breach(User, About)`",
)
PROPERTY_CONCLUDES = Kind(
    "E702",
    "a property concludes `{name}`",
    "the rules of a property conclude `breach(User, About)`: who breaks it, and about what",
)
NOTHING_BEFORE = Kind(
    "E703",
    "no version comes before `{name}`: {reason}",
    "compare two versions that are held: `secg versions` lists them",
)
CHOICE = Kind(
    "E704",
    "{what}",
    "write `secg {command} --modification ID`, or, for diff, two versions: `secg diff A B`",
)
ACCEPTANCE_FORM = Kind(
    "E705",
    "an accepted breach is not stated as one",
    "write `> accepted: WHAT, from VERSION to VERSION: WHY`, or `with NAME` of a proposal or reading, with what the "
    "finding says that the breach is about",
)
ACCEPTANCE_UNKNOWN = Kind(
    "E706",
    "an accepted breach names `{name}`, which there is not",
    "the versions are those of `secg versions`, the proposals and readings the files of policies/proposals and "
    "policies/readings",
)
UNDECIDED = Kind(
    "W701",
    "not decided within {seconds} seconds: {what}",
    "nothing is known of this part; give more time with --timeout SECONDS",
    Severity.WARNING,
)
