"""What a reader is to check before relying on a report: first what concerns this party, then what is true of all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from secg.documents.document import CodeEntry, Report
from secg.documents.naming import cited, framed, joined, naming_of, sentence, spoken_date
from secg.documents.shown_document import Cautions
from secg.messages import catalogue
from secg.messages.diagnostic import Kind

_FIELD = re.compile(r"\\\{(\w+)[^}]*\}")
"""A field of a message, as `re.escape` writes it."""
_END = re.compile(r": |; ")
_CONSEQUENCE = ", so that "
LONG = 125
"""A caution of more letters is cut after its first clause where all cautions are told in a line or two."""


def cautions_of(report: Report) -> Cautions:
    """The warnings of a report, sorted by whom they concern."""
    texts, stop, later = report["warnings"], report["facts_stop"], report["facts_later"]
    told = len(texts) - len(report["warned"])
    waits = any(words_of(catalogue.NOT_TOLD, text) for text in texts[:told])
    # the warnings of a report stand in this order: of the Code, that the facts stop, what is later, what waits for a
    # fact, what rules conclude
    of_code = texts[: told - bool(stop) - bool(later) - waits]
    own = [sentence(text) for text in texts[len(of_code) : told]]
    own.extend(sentence(cited(entry["proof"]["conclusion"], entry["paragraphs"])) for entry in report["warned"])
    survey, other = _in_short(of_code)
    short = [framed("The facts stop at ", spoken_date(stop))]
    short += survey  # before what may be cut off for want of room
    if len(later) == 1:
        short.append(f"after the day asked about {naming_of(report).within(later[0])}, which is not counted")
    elif later:
        short.append(f"{len(later)} facts of later days are not counted")
    if waits:
        short.append("whether more holds is not known, for want of a fact that is not stated")
    short += [*_possible(report), *other]
    if report["code"]["known"] != report["code"]["held"]:
        short.append(f"only {report['code']['held']} of {report['code']['known']} known paragraphs are held")
    general = [*(sentence(of_paragraph) for of_paragraph in of_code), *extent_words(report["code"])]
    return Cautions(tuple(own), tuple(general), " ".join(sentence(text) for text in short if text))


def _possible(report: Report) -> Iterator[str]:
    """The warnings about this party, each with its paragraph, as short as they can be."""
    for warned in report["warned"]:
        proof = warned["proof"]
        lead, _, problem = proof["conclusion"].partition(": ")
        clause = _END.split(problem or lead, 1)[0]
        # from the whole problem to whom it concerns: the first that is short enough
        ways = (clause, clause.partition(_CONSEQUENCE)[0], _END.split(lead, 1)[0])
        text = next((text for text in ways if len(text) <= LONG), ways[-1])
        yield cited(naming_of(report).within(text), [proof["paragraph"]])


def _in_short(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Up to when instruments were looked for; and what else is true of the Code as it is held, like things together."""
    surveys: list[str] = []
    other: list[str] = []
    unknown: list[str] = []
    for text in texts:
        if words := words_of(catalogue.CONTENT_NOT_HELD, text):
            unknown.append(words["instrument"])
        elif words := words_of(catalogue.AFTER_SURVEY, text):
            surveys.append(f"nothing after {words['date']} is covered")
        else:
            other.append(text if len(text) <= LONG else _END.split(text, 1)[0])
    if unknown:
        other.append(f"what {joined(unknown)} changed is not known")
    return surveys, other


def extent_words(code: CodeEntry) -> Iterator[str]:
    """How much of the Code a report can speak of, where it is not all of it."""
    known, held = code["known"], code["held"]
    if known != held:
        of_all = f"Of the {known} paragraphs and parts known to exist in this version of the Code, {held} are held"
        yield f"{of_all}; this report can speak of no other."


def words_of(kind: Kind, text: str) -> dict[str, str] | None:
    """The words that a message of a kind was filled with; None where the text is of another kind."""
    pattern = _FIELD.sub(r"(?P<\1>.*?)", re.escape(kind.sentence))
    match = re.fullmatch(pattern, text, flags=re.DOTALL)  # a reason may have lines of its own
    return match.groupdict() if match else None
