"""Calling a party `it` in what is said about it, where its name can't be taken for a word of the Code.

Short labels of paragraphs whose number no source gives: `G8 § counting` for `G8, number not held (counting)`.

Small phrases of a report: days, lists, years of the cycle, sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar, cast

from secg.derive.outcomes import CONFLICT, UNDETERMINED, Status
from secg.documents.document import Conflict, Step
from secg.documents.shown_document import AnyReport
from secg.language.sentences import date_words
from secg.records import record
from secg.sources.yaml_tree import parse_date

YEARS = {1: "one", 2: "two", 3: "three"}  # a cycle of assessments has no others
SHORT = {"full": "Full", "verification": "Verification", "self": "Self"}
STANDINGS: Mapping[str, str] = {
    Status.DISCHARGED: "done",
    Status.EXCUSED: "excused",
    Status.UNSETTLED: "not settled",
    Status.CONFLICT: "in conflict",
}
"""How duties stand that do not apply, in the order in which they are counted."""
OPEN: Mapping[object, str] = {UNDETERMINED: "undetermined", CONFLICT: "in conflict"}
"""What is said of a question that has no single answer."""
# a capacity is named with a capital letter, unlike the words between other commas
_IT_AS = re.compile(r"\bit, as ([A-Z][\w ]*), (has|had)\b")
_NOUN = r"(?:(?!of\b|the\b|that\b)[\w-]+ ){0,5}(?!of\b|the\b|that\b)[\w-]+(?: “[^”]*”)?"
"""Some words in a row that are no phrase of their own: `last Full User Security Assessment`."""
_ITS = {"The": "Its", "the": "its"}
_LONG = re.compile(r"\b([A-Z]{1,2}\d{1,3}), number not held \(([^()]+)\)(?:, limb (\([a-z0-9]+\)))?")
_MARK = ", number not held ("
_Data = TypeVar("_Data")


@record
class Naming:
    """How one party is named: its id, its name, and the name to be replaced wherever it stands, empty where none is."""

    party: str
    name: str
    replaced: str

    def said(self, node: Step) -> str:
        """The sentence of a step; a party that it is about is `it` in any case where the sentence begins."""
        text = node["conclusion"]
        # of `Other User`, a party called like a capacity, only what is read tells that the party is meant
        about = list(node.get("reads", ()))[1:2] == [self.party]
        if about and text.startswith(f"{self.name} "):
            text = f"it{text.removeprefix(self.name)}"
        return self.within(text)

    def within(self, text: str) -> str:
        """A text with the party as `it`, and what is the party's as `its`.

        >>> Naming("acme", "Acme", "Acme").within("The last status of Acme is that of the User Systems of Acme")
        'Its last status is that of its User Systems'
        >>> Naming("acme", "Acme", "Acme").within("in year 3 Acme, as Other User, has a Full Assessment")
        'in year 3 it has, as Other User, a Full Assessment'
        """
        if not self.replaced:
            return text
        name = _whole_words(self.replaced)
        # of `the systems of Acme's provider`, the owner is the provider
        text = re.sub(rf"\b([Tt]he) ({_NOUN}) of {name}(?!['’])", lambda match: f"{_ITS[match[1]]} {match[2]}", text)
        # a pronoun stays with its verb
        return _IT_AS.sub(r"it \2, as \1,", re.sub(name, "it", text))


UNNAMED = Naming("", "", "")
"""Calls no party `it`: every text stays as it is."""


def naming_of(shown: AnyReport) -> Naming:
    """How the party of a report is named; not by `it` where the Code has the words of its name for something else."""
    name = shown["name"]
    is_taken = re.search(_whole_words(name), _words_of_the_code(shown)) is not None
    return Naming(shown["party"], name, "" if is_taken else name)


def _whole_words(name: str) -> str:
    """A pattern for a name where it stands as words of its own."""
    return rf"(?<!\w){re.escape(name)}(?!\w)"  # \b finds no end of `Acme (UK)`


def _words_of_the_code(shown: AnyReport) -> str:
    """What the report quotes of the Code, and the words by which the Code calls capacities and categories."""
    words: list[str] = []
    for assessment in shown["assessments"]:
        words.extend((assessment["capacity_label"], assessment["category_label"]))
    for paragraph in shown["paragraphs"]:
        words.extend((paragraph["title"], paragraph["paraphrase"]))
        words.extend(limb["paraphrase"] for limb in paragraph["limbs"])
    return "\n".join(words)


def is_unnumbered(number: str) -> bool:
    """Whether a citation is of a paragraph whose number is not held."""
    return _MARK in number


def short_labels(text: str) -> str:
    """The text with each citation of an unnumbered paragraph in its short form."""
    if _MARK not in text:  # of every text of a report; the pattern alone takes ninety times as long
        return text
    return _LONG.sub(r"\1 § \2\3", text)


def labelled(value: _Data) -> _Data:
    """Plain data with short labels in all its texts."""
    return each_text(value, short_labels)


def each_text(value: _Data, change: Callable[[str], str]) -> _Data:
    """Plain data in which every text is changed; the keys stay."""
    changed: object = value
    if isinstance(value, str):
        changed = change(value)
    elif isinstance(value, dict):
        changed = {key: each_text(entry, change) for key, entry in value.items()}
    elif isinstance(value, list):
        changed = [each_text(entry, change) for entry in value]
    return cast(_Data, changed)


def spoken_date(iso: str | None) -> str:
    """`2018-07-18` as `18 July 2018`; empty for none."""
    day = parse_date(iso or "")
    return date_words(day) if day else ""


def iso(day: date | None) -> str | None:
    """`2018-07-18`; None for none."""
    return None if day is None else day.isoformat()


def since_words(iso: str | None) -> str:
    """From which day an instrument is in force, to stand behind its name."""
    return framed(", in force from ", spoken_date(iso)) or " (not in force)"


def joined(words: Sequence[str], last: str = "and") -> str:
    """`one, two and three`; empty for no words. `last` is what stands before the last word."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def framed(before: str, text: str, after: str = "") -> str:
    """The text between what stands before and after it; nothing at all where there is no text.

    >>> framed(" (", "G1.1", ")"), framed(" (", "", ")")
    (' (G1.1)', '')
    """
    return f"{before}{text}{after}" if text else ""


def numbered(version: str, called: str) -> str:
    """The name of a version; its number stands behind what the versions are called.

    >>> numbered("5.20", "SEC"), numbered("SECMP0044", "SEC")
    ('SEC 5.20', 'SECMP0044')
    """
    return f"{called} {version}" if version[:1].isdigit() else version


def about_words(duty: str, things: Sequence[str]) -> str:
    """What a duty is about, to stand behind it; nothing where the duty says it.

    >>> about_words("report the incident", ["incident of May"]), about_words("allow User entry", ["User entry"])
    (', about incident of May', '')
    """
    said = all(re.sub(r"^(?:an?|the|its) ", "", thing) in duty for thing in things)
    return "" if said else f", about {joined(things)}"


def cited(text: str, paragraphs: Sequence[str]) -> str:
    """A text with its paragraphs behind it, in one bracket with what it ends with.

    >>> cited("all were Parties", ["G5.25", "G10.2"]), cited("it may become one (S3)", ["G10.2"])
    ('all were Parties (G5.25; G10.2)', 'it may become one (S3; G10.2)')
    """
    head, bracket, last = text.removesuffix(")").rpartition(" (")
    if bracket and text.endswith(")") and "(" not in last and ")" not in last:
        return f"{head} ({last}; {'; '.join(paragraphs)})"
    return f"{text} ({'; '.join(paragraphs)})"


def under_words(paragraphs: Sequence[str]) -> str:
    """The paragraphs that an open question turns on, in a sentence."""
    return framed("Paragraphs: ", "; ".join(paragraphs), ".") or "No paragraph speaks of it."


def plural(number: int, thing: str, things: str = "") -> str:
    """The noun for so many things, `things` where that is not formed with an s: `day`, `days`, `duties`."""
    if number == 1:
        return thing
    return things or f"{thing}s"


def difference_words(difference: int) -> str:
    """`1,000 more`, `5 fewer`."""
    return f"{difference:,} more" if difference > 0 else f"{-difference:,} fewer"


def capital(text: str) -> str:
    """The text with a capital letter; all other letters stay, unlike with `str.capitalize`."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text with a capital letter and a full stop; empty for no text."""
    text = capital(text.strip())
    if text.endswith((".", "!", "?", ":")):
        return text
    return framed("", text, ".")


def answers_in_conflict(conflict: Conflict) -> str:
    """All answers of a conflict, each with its paragraphs, as a sentence."""
    answers = [f"{answer['sentence']} ({'; '.join(answer['paragraphs'])})" for answer in conflict["answers"]]
    return sentence("; ".join(answers))


def as_facts_stand(report: AnyReport, text: str) -> str:
    """A sentence of an answer, with the day at which the facts stop where it lies long before the day asked about."""
    stop = report.get("facts_stop")
    if not stop:
        return text
    return f"As the facts stand{_stopping(stop)} {text[:1].lower()}{text[1:]}"


def stop_said_once(stop: str | None, sentences: Sequence[str]) -> list[str]:
    """Sentences of one list, of which the first that tells the day at which the facts stop is the only one to.

    >>> long = "As the facts stand, which stop at 1 June 2019, it has"
    >>> stop_said_once("2019-06-01", [f"{long} one duty.", f"{long} two statuses."])
    ['As the facts stand, which stop at 1 June 2019, it has one duty.', 'As the facts stand, it has two statuses.']
    """
    words = _stopping(stop)
    telling = (at for at, text in enumerate(sentences) if words in text)
    first = next(telling, len(sentences))
    # a comma takes the place of the words: what follows still stands apart
    return [text.replace(words, ",", 1) if at > first else text for at, text in enumerate(sentences)]


def _stopping(stop: str | None) -> str:
    return f", which stop at {spoken_date(stop)},"


def year_words(years: Sequence[int]) -> str:
    """`year two`, `years two and three`; empty for no years."""
    return framed(f"{plural(len(years), 'year')} ", joined([YEARS[year] for year in years]))


def pattern_words(categories: Sequence[str]) -> str:
    """The categories of the years of a cycle: `Full, Verification, Self`, `Full each year`, `no assessment`."""
    if set(categories) == {"none"}:
        return "no assessment"
    words = [SHORT.get(category, category) for category in categories]
    if len(words) > 1 and len(set(words)) == 1:
        return f"{words[0]} each year"
    return ", ".join(words)
