"""The messages of bulk work, 8xx: tables of parties, inventories, and runs over them."""

from __future__ import annotations

from secg.messages.diagnostic import Kind, Severity

TABLE_UNREADABLE = Kind(
    "E801", "the file can't be read as {form}: {reason}", "check that it is whole and of the form its name ends in"
)
TABLE_EMPTY = Kind("E802", "there is no row in it", "a table needs a header and at least one row")
COLUMN_MISSING = Kind("E803", "the column `{column}` of `{table}` is missing", "its columns are {columns}")
COLUMN_UNKNOWN = Kind("E804", "`{column}` is not a column of `{table}`", "its columns are {columns}")
TABLE_UNKNOWN = Kind(
    "E805", "`{table}` is neither the table of parties nor a fact with rows of its own", "the tables are {tables}"
)
CELL = Kind("E806", "row {row}, column `{column}`: {text} is not {wanted}{more}", "{hint}")
KEY_TWICE = Kind(
    "E807", "row {row}, column `{column}`: `{text}` stands in row {first} already{more}", "keep one of the rows"
)
NAME_UNKNOWN = Kind(
    "E808", "row {row}, column `{column}`: there is no {what} `{text}`{more}", "add a row for it, or correct the name"
)
VALUES_CLASH = Kind(
    "E809",
    "row {row}, column `{column}`: two values of `{text}` start on the same day{more}",
    "a party has one value at a time; change one of the dates",
)
ENDS_FIRST = Kind(
    "E825",
    "row {row}, column `{column}`: the value ends on {text}, before it starts on {first}{more}",
    "correct one of the two dates",
)
TOO_EARLY = Kind(
    "E827",
    "row {row}, column `{column}`: {text} is before `{other}` on {first}{more}",
    "correct one of the two dates: `{other}` comes first",
)
OUT_OF_TIME = Kind(
    "E828",
    "row {row}, column `{column}`: "
    "`{text}` is no value of `{column}` on {first}: {label} is one {window} ({source}){more}",
    "write the value by its name on that day, or correct the day ({keys})",
)
VALUES_OVERLAP = Kind(
    "E826",
    "row {row}, column `{column}`: a value of `{text}` ends on {first}, after the next one starts on {start}{more}",
    "leave the last day out: a later first day ends the earlier value",
)
NAMED_ALIKE = Kind(
    "E830",
    "row {row}, column `{column}`: `{text}` is the name of another record in row {first}, which holds on the same day"
    "{more}",
    "give each a name of its own, or the earlier one its last day (`to`); all rows of that name are left out",
)
FORM_UNKNOWN = Kind("E810", "`{path}` is of no form that can be read", "the forms are {forms}")
OUT_OF_SPACE = Kind(
    "E811", "the result can't be written: {reason}", "make room, or choose another place with --out; nothing was left"
)
OUT_OF_MEMORY = Kind(
    "E812", "the run needs more memory than it may use ({limit})", "allow more with --memory, or run fewer versions"
)
STATEMENT_TOO_LONG = Kind(
    "E829",
    "a step of the run takes longer than it may ({minutes} min), and was stopped",
    "tie the conditions of the rules by more variables, or divide the parties among several runs",
)
NUMBER_TOO_LARGE = Kind(
    "E813", "a calculation has a result of more than 18 digits", "look for counts that can't be right in the facts"
)
ENGINE_UNKNOWN = Kind("E814", "`{text}` is not an engine", "the engines are {engines}")
SPARK_MISSING = Kind(
    "E815", "Spark can't be used: {reason}", "install it with `pip install .[spark]`; it needs Java 17 or later"
)
NOT_A_SIZE = Kind("E816", "`{text}` is not {wanted}", "for example {example}")
NOTHING_COUNTED = Kind("E817", "the rules of counting don't conclude `{name}`", "write a rule for it in {file}")
PARAGRAPHS_TOO_MANY = Kind(
    "E818", "more than {limit} paragraphs conclude `{name}`", "split it, or ask without --engine"
)
CELLS = Kind(
    "E819",
    "the column `{column}` holds {count:,} cells that are no value of its type",
    "`--engine duckdb` tells the first of them row by row",
)
KEYS_TWICE = Kind(
    "E820",
    "the column `{column}` names {count:,} parties more than once",
    "`--engine duckdb` tells the first of them row by row",
)
ROW_BROKEN = Kind(
    "E822",
    "row {row}: {reason}{more}",
    "a cell that holds the separator, a quote or a line break stands in double quotes, and quotes in it are doubled",
)
COLUMN_TWICE = Kind("E823", "the column `{column}` stands twice", "keep one of the two")
COLUMN_NAMELESS = Kind(
    "E831",
    "column {number} has no name{more}",
    "name it, or take it out with the separator in front of it in every row",
)
TABLE_TWICE = Kind("E824", "the table `{table}` stands twice: {first} and {second}", "keep one of them")
SPARK_FAILED = Kind(
    "E821", "Spark stopped: {reason}", "its log tells more; nothing that it wrote is whole unless it holds `_SUCCESS`"
)
ROWS_LEFT_OUT = Kind("W851", "{count:,} of {total:,} rows are left out", "{where}", Severity.WARNING)
UNIT_DECIDES = Kind(
    "W852",
    "{supplier} serves {premises:,} Non-Domestic Premises, with which it is not above the threshold; "
    "with the {meters:,} meters in them it would be",
    "the Code counts premises; respondents to SECMP0059 asked whether meters were meant",
    Severity.WARNING,
)
