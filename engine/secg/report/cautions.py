"""What a reader is to check before relying on a report: first what concerns this party, then what is true of all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from secg.messages import catalogue
from secg.messages.diagnostic import Kind
from secg.records import record
from secg.report.naming import naming_of
from secg.report.phrases import joined, sentence, spoken_date

_FIELD = re.compile(r"\{(\w+)[^}]*\}")
_END = re.compile(r": |; ")
LONG = 110
"""A caution of more letters is cut after its first clause where all cautions are told in a line or two."""


@record
class Cautions:
    """The cautions in full, as sentences, and all of them in a line or two."""

    own: tuple[str, ...]
    general: tuple[str, ...]
    line: str

    def __len__(self) -> int:
        return len(self.own) + len(self.general)


def cautions_of(report: Mapping[str, Any]) -> Cautions:
    """The warnings of a report, sorted by whom they concern."""
    texts: Sequence[str] = report["warnings"]
    told = len(texts) - len(report["warned"])
    stop, later = report.get("facts_stop"), report.get("facts_later", ())
    of_code = texts[: told - bool(stop) - bool(later)]
    own = [sentence(text) for text in texts[len(of_code) : told]]
    own.extend(
        sentence(f"{entry['proof']['conclusion']} ({'; '.join(entry['paragraphs'])})") for entry in report["warned"]
    )
    short = [
        *([f"The facts stop at {spoken_date(stop)}"] if stop else []),
        *_later(report, later),
        *_possible(report),
        *_general(of_code),
        *_extent(report["code"]),
    ]
    general = [*(sentence(of_paragraph) for of_paragraph in of_code), *extent_words(report["code"])]
    return Cautions(tuple(own), tuple(general), " ".join(sentence(text) for text in short))


def _later(report: Mapping[str, Any], acts: Sequence[str]) -> Iterator[str]:
    """That what came after the day asked about is not counted; a single act is named."""
    if len(acts) == 1:
        yield f"after the day asked about {naming_of(report).within(acts[0])}, which is not counted"
    elif acts:
        yield f"{len(acts)} facts of later days are not counted"


def _possible(report: Mapping[str, Any]) -> Iterator[str]:
    """The possible problems of this party, each with its paragraph, as short as they can be."""
    for warned in report["warned"]:
        proof = warned["proof"]
        yield f"{naming_of(report).within(_END.split(proof['conclusion'], 1)[0])} ({proof['paragraph']})"


def _general(texts: Sequence[str]) -> Iterator[str]:
    """What is true of the Code as it is held, like things together."""
    unknown = []
    for text in texts:
        words = words_of(catalogue.CONTENT_NOT_HELD, text)
        survey = words_of(catalogue.AFTER_SURVEY, text)
        if words is not None:
            unknown.append(words["instrument"])
        elif survey is not None:
            yield f"nothing after {survey['date']} is covered"
        else:
            yield text if len(text) <= LONG else _END.split(text, 1)[0]
    if unknown:
        yield f"what {joined(unknown)} changed is not known"


def _extent(code: Mapping[str, Any]) -> Iterator[str]:
    """How much of the Code is held, in short."""
    if code["known"] != code["held"]:
        yield f"only {code['held']} of {code['known']} known paragraphs are held"


def extent_words(code: Mapping[str, Any]) -> Iterator[str]:
    """How much of the Code a report can speak of, where it is not all of it."""
    known, held = code["known"], code["held"]
    if known != held:
        of_all = f"Of the {known} paragraphs and parts known to exist in this version of the Code, {held} are held"
        yield f"{of_all}; this report can speak of no other."


def words_of(kind: Kind, text: str) -> dict[str, str] | None:
    """The words that a message of a kind was filled with; None where the text is of another kind."""
    pieces = _FIELD.split(kind.sentence)
    pattern = "".join(f"(?P<{part}>.*?)" if at % 2 else re.escape(part) for at, part in enumerate(pieces))
    match = re.fullmatch(pattern, text, flags=re.DOTALL)
    return match.groupdict() if match else None
