"""4xx: parties and their facts."""

from __future__ import annotations

from secg.messages.diagnostic import Kind

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
