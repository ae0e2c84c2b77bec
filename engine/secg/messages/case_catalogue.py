"""The messages about regression cases, 9xx."""

from __future__ import annotations

from secg.messages.diagnostic import Kind

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
    "E908",
    "{code} paragraph `{number}`",
    "`secg versions` shows which instrument inserted, repealed or renumbered it",
)
CASE_ABOUT = Kind(
    "E909",
    "nothing in this situation is called `{about}`",
    "what a duty can be about here: {known}",
)
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
CASE_NO_DUTY = Kind("E910", "{number} sets no duty in any version", "name the paragraph and limb that set the duty")
