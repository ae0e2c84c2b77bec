"""Small phrases of a report: days, lists, years of the cycle, sentences."""

from __future__ import annotations

from collections.abc import Sequence

from secg.language.sentences import date_words
from secg.sources.yaml_reader import parse_date

YEARS = {1: "one", 2: "two", 3: "three"}
SHORT = {"full": "Full", "verification": "Verification", "self": "Self"}


def spoken_date(iso: str | None) -> str:
    """`2018-07-18` as `18 July 2018`; empty for none."""
    day = parse_date(iso) if iso else None
    return date_words(day) if day else ""


def joined(words: Sequence[str]) -> str:
    """`one, two and three`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def sentence(text: str) -> str:
    """The text with a capital letter and a full stop."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def year_words(years: Sequence[int]) -> str:
    """`year two`, `years two and three`."""
    return f"year{'s' if len(years) > 1 else ''} {joined([YEARS[year] for year in years])}"


def with_article(label: str) -> str:
    """`a Supplier Party`, `an Other User`, `a User Security Self-Assessment`; a label with its own article stays."""
    if label.startswith(("the ", "a ", "an ")):
        return label
    return f"{'an' if label[0] in 'AEIOUaeiou' and not label.startswith('User') else 'a'} {label}"


def pattern_words(categories: Sequence[str]) -> str:
    """The categories of the years of a cycle: `Full, Verification, Self`, `Full each year`, `no assessment`."""
    if set(categories) == {"none"}:
        return "no assessment"
    words = [SHORT.get(category, category) for category in categories]
    return f"{words[0]} each year" if len(set(words)) == 1 and len(words) > 1 else ", ".join(words)


def anchor(number: str) -> str:
    """An id for a paragraph's entry, the same as forges give to a heading of the number."""
    kept = "".join(text for text in number.lower() if text.isalnum() or text in " -_")
    return kept.replace(" ", "-")
