"""2xx: the entries of the vocabulary."""

from __future__ import annotations

from secg.messages.diagnostic import Kind

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
