"""1xx: files and their form, YAML, and what no text may hold."""

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
