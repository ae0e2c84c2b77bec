"""2xx: policy files: front matter, headings, the marks of a paragraph; rules as written; the vocabulary."""

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
CODE_FORM = Kind(
    "E273",
    "this block of code is not read as rules",
    "rules start with a line ```datalog and end with a line of three backticks, each alone at the margin; "
    "words are not indented as far as code is",
)
NUMBER_MARK = Kind(
    "E214",
    "`{mark}` does not say how the paragraph's number is known",
    "write `number: confirmed`, `number: inferred` or `number: recalled`",
)


# two braces are one: sentence and help are filled in by `format`
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
    "E236",
    "{left} is compared with {right}",
    "compare numbers with numbers, dates with dates, values of one type; a text stands between double quotes",
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
LAYERS_TOO_MANY = Kind(
    "E272",
    "`{name}` ends a chain of more than {limit} rules, each of which needs the conclusion of the one before",
    "put conditions of rules that follow one another into one rule",
)
UNSTATED_MANY = Kind(
    "E274",
    "more than {limit} facts that a party need not state stand between these braces",
    "count or add up some of them in rules of their own",
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
CALCULATION_GROWS = Kind(
    "E271",
    "`{variable}` has a calculation of more than {limit} steps when the names in it are written out",
    "conclude a part of it by a rule of its own first",
)
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
VOCABULARY_DOUBT = Kind("E269", "`doubt: {doubt}` can't stand here", "what is {kinds} has one of {doubts}")
