"""Messages about effects and proofs over all parties: 7xx, and what the choice of two Codes can meet.

The messages about questions put to the Code: conclusions, supposed facts, reports to verify; 51x to 53x.
"""

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
CHOICE = Kind("E704", "{what}", "name one modification, `secg {command} ID`, or two versions, `secg {command} A B`")
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
    "not decided within {seconds} seconds and {steps} steps: {what}",
    "nothing is known of this part; give more time with --timeout SECONDS, or calculate no question, answer or duty "
    "from a number that a party states",
    Severity.WARNING,
)


CONCLUSION_FORM = Kind(
    "E510",
    "`{text}` does not say which conclusion is meant",
    "write e.g. `full year 2`, `verification year 3 as other user`, `G3.20(b)` or `G3.18(a) about an-id`",
)
CONCLUSION_WORD = Kind("E511", "`{word}` has no meaning in a conclusion", "{hint}")
CONCLUSION_NONE = Kind(
    "E512",
    "no rule of {citation} can conclude that",
    "`secg paragraph {number}` shows what it says; an assessment is asked for as `full year 2`",
)
CONCLUSION_PARAGRAPH = Kind(
    "E516",
    "the Code applied has no paragraph {number}",
    "`secg paragraph {number}` shows in which versions it stands; choose one with --as-at or --version",
)
SUPPOSED_FORM = Kind(
    "E513",
    "`{text}` is not a change of a fact",
    "write FACT=VALUE, FACT+=VALUE or FACT-=VALUE, e.g. domestic_premises=250_001, user_role+=other_user "
    "or responsible_for+=id:hub,component:communications_hub_function,generation:smets1",
)
SUPPOSED_ABSENT = Kind("E514", "there is no such fact to take away: `{text}`", "{hint}")
SUPPOSED_DAY = Kind(
    "E517",
    "what `{text}` supposes does not hold on {day}, the day asked about",
    "suppose it with days on which it holds then, or ask about another day with --as-at",
)
SUPPOSED_NAME = Kind(
    "E518",
    "`{text}` supposes a second `{fact}` whose `{key}` is `{name}`",
    "what is told of the one would count for the other; give it a name of its own, "
    "or first take the other away with `{fact}-={key}:{name}`",
)
WHAT_IF_NOTHING = Kind("E515", "nothing is asked", "give --set FACT=VALUE, or --reach or --avoid with a conclusion")
KIND_FORM = Kind(
    "E707",
    "the kind of party `{heading}` is not complete",
    "say below its heading in words which parties it has, and then as rules that conclude `of_kind(User)`",
)
KIND_CONCLUDES = Kind(
    "E708",
    "a rule of a kind of party concludes `{name}`",
    "a kind of party concludes `of_kind(User)`; what the Code concludes stands in its paragraphs",
)
REPORT_UNREADABLE = Kind("E520", "`{path}` can't be read: {reason}", "name a report written with --format json")
REPORT_NOT_JSON = Kind(
    "E521", "this is not JSON: {reason}", "a report is written with `secg explain PARTY --format json`"
)
REPORT_SCHEMA = Kind(
    "E522",
    "this is not a report of version 1: {reason}",
    "a report is written with `secg explain PARTY --format json`, and verified whole; see reports/explain.schema.json",
)
REPORT_OTHER = Kind(
    "E523",
    "the report was made from other {what}: those of the report have the digest {theirs}, those here {ours}",
    "check out the revision of the {what} from which it was made, or make the report again",
)
REPORT_EDITED = Kind("E524", "the report says {found}, and the policies and facts give {wanted}", "{hint}")
REPORT_LAID_OUT = Kind(
    "E528",
    "the report says what the policies and facts give, and its text is laid out otherwise than it was written",
    "make the report again: spaces, line breaks and how signs are written are part of what is verified",
)
REPORT_MORE = Kind("E527", "lines that differ from here on too: {number}", "")
REPORT_PROOF = Kind("E525", "a proof of the report is rejected: {what}", "")
REPORT_DIGEST = Kind(
    "E526",
    "the report has been changed since it was made: its digest is {ours}, and it says {theirs}",
    "make the report again",
)
