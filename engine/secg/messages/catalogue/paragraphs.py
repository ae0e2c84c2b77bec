"""2xx: policy files: front matter, headings, and the marks of a paragraph."""

from __future__ import annotations

from secg.messages.diagnostic import Kind

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
