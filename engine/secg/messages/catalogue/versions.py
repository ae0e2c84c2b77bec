"""3xx: instruments, versions, the Code's own file and the ledger."""

from __future__ import annotations

from secg.messages.diagnostic import Kind

INSTRUMENT_UNKNOWN = Kind(
    "E301",
    "there is no instrument `{name}`",
    "the instruments are the files of policies/modifications, proposals and readings",
)
AMENDS_NOTHING = Kind(
    "E302",
    "the instrument would {operation} {number}, which does not exist at that point",
    "check the number, and the order of instruments in policies/versions.yaml; a proposal or a reading needs the Code "
    "of a day on which the paragraph stands (`--as-at`, `--version`)",
)
INSERT_EXISTS = Kind(
    "E303",
    "the instrument would insert {number}, which already stands at {first}",
    "write `## Substitute {number}: …` to replace it",
)
CONCLUSION_LOST = Kind(
    "E314",
    "to {operation} {number} takes away the last rules for `{predicate}`, which {asking} asks for",
    "keep these rules in the new text, or amend {asking} too",
)
OVERLAY_CLASH = Kind(
    "E304",
    "{one} and {other} both touch {number} in one step",
    "apply them in two versions, or merge them; of two readings of one paragraph, apply one",
)
VERSION_ORDER = Kind(
    "E305", "this version is in force before the one above it", "list the versions from the earliest to the latest"
)
IN_FORCE_DIFFERS = Kind(
    "E306",
    "the instrument says that it is in force from {instrument}, and the version that applies it from {version}",
    "make the two dates agree",
)
NOT_APPLIED = Kind(
    "E307",
    "the instrument is implemented and no version applies it",
    "name it in policies/versions.yaml, or set its status to proposal",
)
INSTRUMENT_TWICE = Kind(
    "E308", "the instrument `{name}` is also defined at {first}", "give each instrument a name of its own"
)
STATUS_UNKNOWN = Kind(
    "E309", "`{status}` is not a status of an instrument", "the status is implemented, proposal or reading"
)
STATUS_FOLDER = Kind(
    "E310",
    "an instrument with status {status} does not belong in this folder",
    "modifications/ holds implemented ones, proposals/ proposals, readings/ readings",
)
VERSION_TWICE = Kind("E311", "the version `{label}` is listed twice", "give each version its own label")
CODE_NAME = Kind("E315", "`{text}` can't be `{key}` of the Code", "{hint}")
PARAGRAPH_LETTERS = Kind(
    "E316",
    "`{number}` is no paragraph of {title}: the numbers of its paragraphs begin with `{letters}`",
    "correct the number, or `numbers` in code.yaml",
)
CERTAINTY = Kind(
    "E312",
    "`{certainty}` does not say how well a date is known",
    "write confirmed, planned, inferred or recalled, and with the last three a `because`",
)
VERSION_APPLIES_OVERLAY = Kind(
    "E313",
    "the version applies `{name}`, which is a {status}",
    "a version applies what is implemented; proposals and readings are applied with `--with`",
)
VERSION_UNKNOWN = Kind("E320", "there is no version `{name}`", "`secg versions` lists them")
BEFORE_BASELINE = Kind("E321", "the Code of {date} is not held: {reason}", "choose {earliest} or a later date")
NOT_OVERLAY = Kind(
    "E322",
    "`{name}` is in force by itself and can't be applied with `--with`",
    "use `--version {name}` for the Code from that instrument on",
)
PARAGRAPH_UNKNOWN = Kind(
    "E323",
    "no version of the Code encoded here has a paragraph or limb `{number}`",
    "`secg coverage` lists the paragraphs and what is held of each",
)
LEDGER_STATE = Kind(
    "E330",
    "`{state}` is not a state of a paragraph",
    "the states are encoded, definition, procedural and no source held",
)
LEDGER_TWICE = Kind("E331", "the ledger lists {number} twice, first on line {first}", "keep one of the two")
LEDGER_LACKS = Kind(
    "E332", "the ledger does not list {number}, which the policies hold", "add it to {ledger} with its state"
)
LEDGER_TEXT = Kind(
    "E335",
    "`text` of {number} says something that it can't say",
    "write `text: none` where a definition or a procedural paragraph has no text in the policies, else leave it out",
)
LEDGER_DIFFERS = Kind(
    "E333", "the ledger says of {number} that it is `{state}`, and {found}", "correct the ledger, or the paragraph"
)
LEDGER_NO_CASE = Kind(
    "E334",
    "no regression case rests on {number}, which is encoded",
    "write a case that cites it, under tests/regression",
)
