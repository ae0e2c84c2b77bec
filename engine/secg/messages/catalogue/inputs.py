"""1xx: files and their form, YAML, and what no text may hold; 4xx: parties and their facts; 9xx: regression cases."""

from __future__ import annotations

from secg.messages.diagnostic import Kind

FILE_MISSING = Kind("E101", "there is no file `{path}`", "check the path, or the folder that the command looks in")
FOLDER_MISSING = Kind(
    "E102", "there is no folder `{path}`", "name the folder with `{option}`, or run the command in the repository"
)
FILE_TOO_LARGE = Kind(
    "E103",
    "the file has {size:,} bytes, more than the {limit:,} that are read",
    "split it: one party, one part or one modification per file",
)
NOT_UTF8 = Kind("E104", "the file is not UTF-8 text: byte {byte} can't be read", "save it again as UTF-8")
UNREADABLE = Kind("E105", "the file can't be used: {reason}", "{hint}")
NOT_YAML = Kind(
    "E110",
    "this is not well-formed YAML: {reason}",
    "check indentation, colons, quotes and brackets just before this place",
)
YAML_ALIAS = Kind(
    "E111", "anchors, aliases and tags (`{text}`) are not used here", "write the value out where it is needed"
)
YAML_DUPLICATE_KEY = Kind(
    "E112", "the key `{key}` stands twice in one mapping, first on line {first}", "keep one of the two"
)
YAML_TOO_DEEP = Kind(
    "E113", "the nesting is deeper than {limit} levels", "no file of this project needs that; flatten it"
)
YAML_SHAPE = Kind("E114", "{what} must be {wanted}, not {found}", "{hint}")
YAML_EMPTY = Kind("E115", "the file is empty", "{hint}")
YAML_UNKNOWN_KEY = Kind("E116", "`{key}` is not a key of {what}", "the keys are {keys}")
YAML_MISSING_KEY = Kind("E117", "{what} lacks its `{key}`", "add `{key}: …`")
NOT_A_DATE = Kind("E118", "`{text}` is not a date", "write year-month-day, e.g. 2018-07-18")
FILE_CONTROL_CHARACTER = Kind("E119", "the file holds a control character ({code}) that no text has", "remove it")
YAML_SEVERAL = Kind("E120", "the file holds more than one YAML document", "remove the line `---`, or split the file")
VALUE_CONTROL_CHARACTER = Kind(
    "E122",
    "the value holds a control character or a line break ({code})",
    "remove it; long texts go on lines of their own behind `>-`",
)
NOT_READ = Kind(
    "E123",
    "this file is not read",
    "of `{folder}` these are read: {patterns}; move the file, rename it, or take it out",
)
UNWRITTEN = Kind("E124", "`{words}` is what `secg new` wrote, to be replaced", "write what is so in its place")
NO_CASES = Kind("E125", "there is no case in `{place}`", "`secg new case PARTY` writes one into tests/regression")
PARTY_NAME = Kind("E401", "the party is called `{party}` and its file `{file}`", "{hint}")
FACT_UNKNOWN = Kind("E402", "`{name}` is not a fact of the vocabulary", "the facts are {names}")
FACT_DERIVED = Kind(
    "E403", "`{name}` is concluded by the Code and can't be stated as a fact", "state the facts that it follows from"
)
FACT_KEY = Kind("E404", "`{key}` is not part of `{fact}`", "its parts are {keys}")
FACT_KEY_MISSING = Kind("E405", "`{fact}` lacks its `{key}`", "add `{key}: …`")
FACT_TYPE = Kind("E406", "`{text}` is not {wanted}", "{hint}")
FACT_VALUE = Kind("E407", "`{text}` is not a value of `{argument}`", "the values are {values}")
FACT_DATES = Kind("E408", "the value ends on {to}, before it starts on {start}", "correct one of the two dates")
FACT_OUT_OF_TIME = Kind(
    "E416",
    "`{text}` is no value of `{argument}` on {day}: {label} is one {window} ({source})",
    "write the value by its name on that day, or correct the day ({keys})",
)
FACT_TOO_EARLY = Kind(
    "E417", "`{key}` is {day}, before `{other}` on {start}", "correct one of the two dates: `{other}` comes first"
)
FACT_AFTER_AS_OF = Kind(
    "E418",
    "`{key}` is {day}, after the day on which the file was last gone through (`as_of: {as_of}`)",
    "correct one of the two dates: a file tells of nothing that came after its `as_of`",
)
FACT_CLASH = Kind(
    "E409",
    "two values of `{fact}` start on the same day, the other at {first}",
    "a party has one value at a time; change one of the dates",
)
FACT_OVERLAP = Kind(
    "E410",
    "the value of `{fact}` ends on {to}, after the next one starts on {start} ({first})",
    "remove `to`: a later `from` ends the earlier value",
)
PARTY_UNKNOWN = Kind(
    "E411", "there is no party `{name}` in {folder}", "`secg parties` lists the parties; each has a file of its own"
)
FACT_TWICE = Kind(
    "E412",
    "the same value of `{fact}` stands at {first}",
    "remove one of the two, or end the first before the other begins",
)
ID_UNKNOWN = Kind(
    "E413", "`{id}` is nothing that `{key}` may name for this party", "it names {fact}; the ones there are: {known}"
)
NO_PARTIES = Kind(
    "E414", "there is no party in `{folder}`", "a party is a YAML file; see facts/ of the repository for examples"
)
SCHEMA_STALE = Kind(
    "E415", "the schema is not the one that the vocabulary gives", "run `make schema` and commit the result"
)
NAME_TWICE = Kind(
    "E420",
    "`{name}` is the `{key}` of another `{fact}` at {first}, which holds on the same day",
    "give each a name of its own, or the earlier one its last day (`to`): "
    "what is told of the one would count for the other",
)
OTHER_LAW = Kind(
    "E419",
    "the parties and the law do not fit: not one fact stated in `{folder}` is a word of the vocabulary",
    "name the law with --policies, or the parties with --facts, so that they are of one repository",
)


CASE_VERSION = Kind(
    "E901",
    "no version of the Code has the label `{label}`",
    "a folder of cases is named after a label in policies/versions.yaml",
)
CASE_OTHER_VERSION = Kind(
    "E902",
    "on {day} the Code in force is that of {other}, not that of {label}",
    "move the case to the folder of {other}, or correct `as_at`",
)
CASE_ASSERTS_NOTHING = Kind(
    "E903",
    "the case asserts nothing",
    "say under `expect` what the Code gives: assessments, obligations, next, cites, does_not_cite, warnings, "
    "does_not_warn, in_the_code or not_in_the_code",
)
CASE_PARTY = Kind(
    "E904",
    "a case is about a `party` of the facts folder or about a `situation` of its own, and here it has {found}",
    "`others` go with a `situation`",
)
CASE_TWICE = Kind("E905", "the sentence of this case also stands at {first}", "give each case a sentence of its own")
CASE_VALUE = Kind("E906", "`{text}` is not {what}", "the values are {values}")
CASE_YEARS = Kind(
    "E907",
    "the cycle has {wanted} years, and {found} are given",
    "write one category, or undetermined, silent or a kind of doubt, for each year; or `none` where the question does "
    "not arise",
)
CASE_PARAGRAPH = Kind(
    "E908", "{code} paragraph `{number}`", "`secg versions` shows which instrument inserted, repealed or renumbered it"
)
CASE_ABOUT = Kind("E909", "nothing in this situation is called `{about}`", "what a duty can be about here: {known}")
RULE_NO_CASE = Kind(
    "E911",
    "no regression case exercises this rule",
    "write a case of a version that has it, with a party of which it concludes something",
)
CASE_EXPECTS_NOTHING = Kind(
    "E912", "{what} expects nothing", "say what the Code gives, or take the key out: nothing can be missed here"
)
CASE_OTHER_DUTY = Kind(
    "E913", "{number} never sets the duty `{duty}`", "the duties that it sets in some version: {duties}"
)
CASE_NO_RULE = Kind(
    "E914",
    "the Code of {label} has no rules in `{number}`, so that no conclusion can cite it",
    "name a paragraph or limb with rules; whether a paragraph is there say by `in_the_code` or `not_in_the_code`",
)
CASE_NO_OUTCOME = Kind(
    "E915",
    "no outcome of the Code of {label} can rest on the rules of `{number}`, so that no conclusion can cite it",
    "name a paragraph on whose rules an outcome rests; what is only denied, or asked for by no rule, is cited nowhere",
)
CASE_NO_DUTY = Kind("E910", "{number} sets no duty in any version", "name the paragraph and limb that set the duty")
