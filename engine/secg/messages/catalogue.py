"""Every message that the engine can give, numbered: 1xx files, 2xx policies, 3xx versions, 4xx facts, 5xx requests."""

from __future__ import annotations

from secg.messages.diagnostic import Kind, Severity

# 1xx: files and their form

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
TOO_MANY_FAULTS = Kind(
    "E121", "there are more faults than the {limit:,} told", "mend these; what is left is told the next time"
)

# 2xx: policies

FRONT_MATTER = Kind(
    "E201",
    "a policy file starts with its front matter between two lines `---`",
    "copy the first lines of another file of the same folder",
)
HEADING_FORM = Kind("E202", "`{text}` is not a heading of {where}", "{forms}")
PARAGRAPH_TWICE = Kind(
    "E203", "the paragraph stands twice, first at {first}", "merge the two, or correct the number of one"
)
WRONG_PART = Kind(
    "E204", "the paragraph is not of part {part}, which this file holds", "move it to the file of its own part"
)
PROVENANCE_MISSING = Kind(
    "E205",
    "the paragraph does not say how it is known",
    "add `> provenance: text|reported|inferred (source, place)` right under the heading",
)
PROVENANCE_FORM = Kind(
    "E206",
    "`{text}` does not say how the paragraph is known",
    "write `text`, `reported` or `inferred`, then the sources in brackets: `reported (S3, section 2; S0)`",
)
REASONING_MISSING = Kind(
    "E207", "an inferred paragraph gives its reasoning", "add `> reasoning: …` under the provenance"
)
SILENCE_FORM = Kind(
    "E265",
    "`{text}` does not say which source reports that the Code is silent",
    "write `> silence: reported (S0, section 2)`",
)
SILENCE_UNREPORTED = Kind(
    "E266",
    "`{predicate}` says that the Code is silent, and no source is named that says so",
    "add `> silence: reported (…)` under the provenance, or conclude that no source held says",
)
SILENCE_UNUSED = Kind(
    "E267",
    "a source is said to report that the Code is silent, and no rule here concludes it",
    "conclude it by a rule, or take the line out",
)
OPEN_ABOUT = Kind(
    "E268",
    "a doubt is said to be about `{predicate}`, which no rule of this paragraph concludes",
    "name what a rule here concludes, or write `> open:` alone",
)
SOURCE_UNKNOWN = Kind("E208", "no source has the key `{key}`", "the sources are listed in policies/sources.yaml")
QUOTE_KEY = Kind(
    "E209", "`{key}` is not a mark of a paragraph", "the marks are provenance, silence, reasoning, open and note"
)
PARAPHRASE_MISSING = Kind(
    "E210",
    "the paragraph has no paraphrase",
    "say in plain English what it requires, between the provenance and the rules",
)
ORDER = Kind("E211", "{what} can't stand here", "the order is heading, provenance, paraphrase, rules; limbs follow")
RULE_OUTSIDE = Kind(
    "E212", "rules stand under no paragraph", "put them under the heading of the paragraph that they say"
)
FENCE_LANGUAGE = Kind(
    "E213",
    "a fenced block of `{language}` can't stand in a policy file",
    "rules go in a block that starts with ```datalog",
)
NUMBER_MARK = Kind(
    "E214",
    "`{mark}` does not say how the paragraph's number is known",
    "write `number: confirmed`, `number: inferred` or `number: recalled`",
)

CHARACTER = Kind(
    "E220",
    "the character `{character}` has no meaning in a rule",
    "rules are written with names, numbers, dates, texts in double quotes, and :- , . ( ) {{ }} = != < <= > >= + - *",
)
TEXT_UNCLOSED = Kind("E221", "the text that starts here has no closing quote", 'write `"` at its end, on the same line')
FLOAT = Kind(
    "E222", "`{text}` is not a whole number", "rules count in whole numbers; for hundreds of thousands write 250_000"
)
BAD_DATE = Kind("E223", "there is no day `{text}`", "write a day of the calendar, year-month-day, e.g. 2018-07-18")
EXPECTED = Kind("E224", "expected {wanted}, found {found}", "{hint}")
INTEGER_TOO_LARGE = Kind(
    "E225", "the number `{text}` is larger than any that rules may use", "the largest is 2_000_000_000"
)
AGGREGATE_NAMED_AGAIN = Kind(
    "E249",
    "`{name}` names the value of `{function}`, and stands again in what `{function}` is taken of",
    "a value can't be taken of itself: use another name between the braces, and compare the two behind them",
)
AGGREGATE_PLACE = Kind(
    "E226", "`{function}` can't stand here", "give its value a name first: `Total = {function} … : {{ … }}`"
)
TOO_DEEP = Kind("E227", "brackets are nested deeper than {limit} levels", "split the rule")
HEAD_TERM = Kind(
    "E228",
    "the head of a rule takes variables and constants only",
    "name the value in the body, `Due = Given + 6 months`, and use the name in the head",
)
KEYWORD = Kind("E229", "`{word}` is a word of the language and can't be a name", "choose another name")

PREDICATE_UNKNOWN = Kind(
    "E230", "`{name}` is not a declared predicate", "every predicate is declared in policies/vocabulary.yaml"
)
ARITY = Kind(
    "E231",
    "`{name}` takes {wanted} ({arguments}), not {found}",
    "give each argument once, in this order; `_` for one that does not matter",
)
SYMBOL_UNKNOWN = Kind("E232", "`{symbol}` is not a value of {type}", "the values are {values}")
TYPE_CONSTANT = Kind("E233", "argument `{argument}` of `{name}` is {wanted}, and {found} is not", "{hint}")
TYPE_VARIABLE = Kind(
    "E234", "`{variable}` is {one} here and {other} at {place}", "use two variables, or correct the argument"
)
TYPE_ARITHMETIC = Kind(
    "E235", "{found} can't be calculated with", "whole numbers go with + - * mod; a date moves by months or days"
)
TYPE_COMPARISON = Kind(
    "E236", "{left} is compared with {right}", "compare numbers with numbers, dates with dates, values of one type"
)
HEAD_NOT_DERIVED = Kind(
    "E237", "rules can't conclude `{name}`, which is {kind}", "only derived predicates and outcomes stand before `:-`"
)
UNSAFE_HEAD = Kind(
    "E238",
    "`{variable}` stands in the conclusion and no condition gives it a value",
    "use it in a positive condition, or set it with `{variable} = …`",
)
UNSAFE_NEGATION = Kind(
    "E239",
    "`{variable}` stands under `not` and no other condition gives it a value",
    "use it in a positive condition too, or write `_` for anything",
)
UNSAFE_COMPARISON = Kind(
    "E240", "`{variable}` is compared and no condition gives it a value", "use it in a positive condition too"
)
UNSAFE_AGGREGATE = Kind(
    "E241",
    "`{variable}` has no value inside these braces",
    "use it in a positive condition between the braces, or bind it outside",
)
SINGLETON = Kind(
    "E242", "`{variable}` is used once only", "write `_` if its value does not matter, or correct the name"
)
RECURSION = Kind(
    "E243",
    "paragraphs define each other in a circle: {circle}",
    "break the circle: a conclusion can't be among its own conditions",
)
NEGATED_UNKNOWN = Kind(
    "E244",
    "{use} rests on `{fact}`, and a party that does not state it would count as having none",
    "say the condition positively, as the Code does: `Count <= 250_000` and not `not above_threshold(User)`",
)
ASKED_OF_ANYBODY = Kind(
    "E270",
    "`{name}` is asked of anybody: `_` stands where it names a party",
    "name the party, mostly that of the conclusion; where anybody is meant, conclude that without a party first",
)
RULE_TWICE = Kind("E245", "the same rule stands at {first}", "remove one of the two")

CALCULATION_LONG = Kind("E246", "the calculation has more than {limit} steps", "give parts of it names of their own")
STATED_USE = Kind(
    "E248",
    "`{variable}` adds up only what is stated, and a larger number could make this false",
    "use it only in comparisons that a larger number makes true, as `{variable} > 250_000`; elsewhere write `sum`",
)
STATED_VALUE = Kind(
    "E261",
    "`{variable}` adds up only what is stated, and what is added here could be less than nothing",
    "add up counts that facts between the braces state, `stated sum D : {{ premises(User, D) }}`",
)
RULE_LONG = Kind("E247", "the rule has more than {limit} conditions", "split it: conclude a part of it first")

VOCABULARY_KIND = Kind("E250", "`{kind}` is not a kind of vocabulary entry", "the kinds are {kinds}")
VOCABULARY_TYPE = Kind("E251", "`{type}` is not a type", "the types are {types}")
VOCABULARY_ARGUMENT = Kind(
    "E252",
    "the sentence of `{name}` has `{{{placeholder}}}`, which is not an argument",
    "the arguments are {arguments}",
)
VOCABULARY_FIRST = Kind(
    "E253", "the first argument of `{name}` must be a party", "facts and conclusions are about a party"
)
VOCABULARY_FIELD = Kind(
    "E254", "`{field}` is not `fact.key` of a declared fact", "write e.g. `field: responsible_for.enrolled`"
)
VOCABULARY_ABSENT = Kind(
    "E255",
    "`absent` of `{name}` is `{value}`",
    "it is unknown (of a fact with one value at a time), none or default; none and default need a `because`",
)
VOCABULARY_OUTCOME = Kind("E256", "`{name}` does not have the arguments that the kind `{kind}` asks for", "{hint}")
VOCABULARY_ANSWER = Kind("E262", "no report shows answers of the form of `{name}`", "{hint}")
NAME_FORM = Kind(
    "E257", "`{name}` can't be a name here", "names are small letters, digits and underscores, and start with a letter"
)
VOCABULARY_CHANGED_BY = Kind(
    "E258",
    "`changed_by` of `{name}` is `{value}`",
    "it is party (the party itself can change the fact), other (somebody else does) or code",
)
VOCABULARY_BEGINS = Kind(
    "E259", "`begins` of `{name}` names `{argument}`, which is none of its days", "its days are: {dates}"
)
VOCABULARY_DAYS = Kind("E260", "`{key}` does not fit `{name}`", "{hint}")
VOCABULARY_DOUBT = Kind(
    "E269",
    "`doubt: {doubt}` can't stand here",
    "what is {kinds} has one of {doubts}",
)

# 3xx: versions and instruments

INSTRUMENT_UNKNOWN = Kind(
    "E301",
    "there is no instrument `{name}`",
    "the instruments are the files of policies/modifications, proposals and readings",
)
AMENDS_NOTHING = Kind(
    "E302",
    "the instrument would {operation} {number}, which does not exist at that point",
    "check the number, and the order of instruments in policies/versions.yaml",
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
    "E304", "{one} and {other} both touch {number} in one step", "apply them in two versions, or merge them"
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
    "no version of the Code encoded here has a paragraph `{number}`",
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

# 4xx: facts

PARTY_NAME = Kind("E401", "the party is called `{party}` and its file `{file}`", "name the file after the party")
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
    "two values of `{fact}` start on the same day, the other on line {first}",
    "a party has one value at a time; change one of the dates",
)
FACT_OVERLAP = Kind(
    "E410",
    "the value of `{fact}` ends on {to}, after the next one starts on {start} (line {first})",
    "remove `to`: a later `from` ends the earlier value",
)
PARTY_UNKNOWN = Kind(
    "E411", "there is no party `{name}` in {folder}", "`secg parties` lists the parties; each has a file of its own"
)
FACT_TWICE = Kind("E412", "the same value of `{fact}` stands on line {first}", "remove one of the two")
ID_UNKNOWN = Kind(
    "E413",
    "`{id}` is nothing that `{key}` may name for this party",
    "it names {fact}; the ones there are: {known}",
)
NO_PARTIES = Kind(
    "E414", "there is no party in `{folder}`", "a party is a YAML file; see facts/ of the repository for examples"
)
SCHEMA_STALE = Kind(
    "E415", "the schema is not the one that the vocabulary gives", "run `make schema` and commit the result"
)
OTHER_LAW = Kind(
    "E419",
    "the parties and the law do not fit: not one fact stated in `{folder}` is a word of the vocabulary",
    "name the law with --policies, or the parties with --facts, so that they are of one repository",
)

# 5xx: requests

OPTION_DATE = Kind("E501", "`{text}` is not a date", "write year-month-day, e.g. --as-at 2018-07-18")
OPTION_FORMAT = Kind("E502", "`{text}` is not a format of this command", "the formats are {formats}")
OUT_UNWRITABLE = Kind("E503", "`{path}` can't be written: {reason}", "choose another place with --out")
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
MODELINE_MISSING = Kind(
    "W604",
    "the file does not name its schema, so editors can't complete and explain its facts",
    "make its first line `{line}`",
    Severity.WARNING,
)
