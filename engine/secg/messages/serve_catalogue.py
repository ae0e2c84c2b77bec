"""The messages of `secg serve`: requests that can't be answered as they are."""

from secg.messages.diagnostic import Kind

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
