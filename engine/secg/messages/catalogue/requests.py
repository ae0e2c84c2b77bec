"""5xx: what a command or a server is asked for; 6xx: what a reader of its answer must know."""

from __future__ import annotations

from secg.messages.diagnostic import Kind, Severity

OPTION_DATE = Kind("E501", "`{text}` is not a date", "write year-month-day, e.g. --as-at 2018-07-18")
OPTION_FORMAT = Kind("E502", "`{text}` is not a format of this command", "the formats are {formats}")
OUT_UNWRITABLE = Kind("E503", "`{path}` can't be written: {reason}", "choose another place with --out")
FILE_TWICE = Kind(
    "E534",
    "`{path}` would be written twice, and hold another thing each time",
    "give one of the two another name: they differ in signs or capital letters alone, which the name of a file does "
    "not keep",
)
TEMPLATE = Kind(
    "E505",
    "a template can't be used: {reason}",
    "mend it, or leave out --templates to use those that come with the tool",
)
TOO_MANY_ROWS = Kind(
    "E506",
    "to conclude `{predicate}` more than {limit:,} combinations of facts might have to be looked at",
    "tie the conditions of the rule by more variables; many parties are for --engine duckdb",
)
OPTION_SECTION = Kind("E507", "`{text}` is not a part of a report", "the parts are {parts}")
EXTRA_MISSING = Kind(
    "E508",
    "this needs the library `{library}`, which is not installed",
    "install the part of the tool that holds it: pip install 'secg[{extra}]'",
)
OUT_OTHER_FORMAT = Kind(
    "E509",
    "`{path}` ends like a {ending} file, and this command does not write that",
    "the formats are {formats}; name one with --format, or choose another ending",
)
FOLDER_NOT_EMPTY = Kind(
    "E529",
    "`{path}` is not an empty folder, and nothing in it is to be lost",
    "name a new folder, or remove that one first",
)
NOT_LISTED = Kind("E532", "there is no {what} `{name}`", "`secg applies` without it lists all")
NO_KINDS = Kind(
    "E533",
    "no kind of party is stated",
    "state kinds in `kinds.md` of the policies: a heading, words, and rules that conclude `of_kind(User)`",
)
MODEL_UNREADABLE = Kind(
    "E531",
    "`{path}` is no rule model that can be compared: {reason}",
    "write one with `secg export --all --out model.json`; its schema is `{schema}`",
)
USAGE = Kind("E504", "{what}", "`secg --help` shows the commands, `secg COMMAND --help` their options")
INTERNAL = Kind(
    "E599",
    "the engine contradicts itself: {what}",
    "please report this with the files that show it; no result was given",
)
AFTER_SURVEY = Kind(
    "W601",
    "instruments were looked for up to {date} only, and what changed after that is not covered: {because}",
    "",
    Severity.WARNING,
)
DATE_DOUBT = Kind(
    "W602", "{what} is taken to be in force from {date}, which is {certainty}: {because}", "", Severity.WARNING
)
CONTENT_NOT_HELD = Kind(
    "W603",
    "{instrument} ({title}) changed {code} on {date}, and no source held says which paragraphs",
    "",
    Severity.WARNING,
)
MAY_APPLY_ALREADY = Kind(
    "W605",
    "the Code of {label} may be in force already: its day, {date}, is {certainty}: {because}",
    "",
    Severity.WARNING,
)
DESCRIBED_LATER = Kind(
    "W606",
    "the text applied is the one described on {described}, taken to have stood since {earliest}: {because}",
    "",
    Severity.WARNING,
)
OTHER_CODE_IN_FORCE = Kind(
    "W607",
    "the Code applied is that of {label}; on {day} that of {other} is in force",
    "leave `--version` out for the Code in force on the day",
    Severity.WARNING,
)
FACT_LATER = Kind(
    "W608",
    "{acts}: this came after the day asked about, so that it is not counted; to count it ask for a later day, "
    "or correct the date if it is wrong",
    "",
    Severity.WARNING,
)
NOT_TOLD = Kind(
    "W610",
    "it is not known whether {what}, which rests on what is not stated: {facts}",
    "",
    Severity.WARNING,
)
SIGNS_MISSING = Kind(
    "W609",
    "the fonts of the PDF of `{party}` lack {signs}, in whose place boxes stand",
    "write it as html or docx, which are shown with the fonts of the machine",
    Severity.WARNING,
)
MODELINE_MISSING = Kind(
    "W604",
    "the file does not name its schema, so editors can't complete and explain its facts",
    "make its first line `{line}`",
    Severity.WARNING,
)


REQUEST_FORM = Kind("E540", "the request can't be answered: {what}", "{hint}")
REQUEST_TOO_LARGE = Kind(
    "E541",
    "the request has {size:,} bytes; the most that is read is {limit:,}",
    "describe the party and those that its facts name, and no others",
)
REQUEST_TOO_LONG = Kind(
    "E542",
    "the answer took longer than {seconds:g} seconds and was given up",
    "ask for less at a time, or run the command line, which takes as long as it needs",
)
REPORT_NOT_KEPT = Kind(
    "E543",
    "there is no report `{uri}` here: the server keeps those of its last answers, and nothing else can be read",
    "ask the question again, and read the report that the answer names",
)
LAW_CHANGED = Kind(
    "E544",
    "the policies or parties have changed since the server began",
    "start it anew, so that all answers rest on one law",
)
