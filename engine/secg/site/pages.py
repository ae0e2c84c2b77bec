"""The pages of paragraphs, duties and parties, and the index. Every page names the digest of the law that it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from secg.code.consolidation import Chapter, Code, Standing, history_of, known_numbers
from secg.code.policies import Policies
from secg.code.redline_words import Piece, word_changes
from secg.derive.outcomes import Model, duties_of
from secg.documents.naming import short_labels
from secg.facts.loading import Situations
from secg.json_schema import Json
from secg.language.documents import Paragraph
from secg.language.paragraph_number import ParagraphNumber
from secg.language.phrases import Phrases
from secg.messages import REQUEST, catalogue
from secg.records import record
from secg.rendering.rendering import render

OPERATIONS = {
    "original": "the earliest text described",
    "insert": "inserted",
    "substitute": "substituted",
    "repeal": "repealed",
    "renumber": "renumbered",
}


@record
class SiteWorld:
    """What the site shows: the law in all versions, the parties, and the model of the day on which it is built."""

    policies: Policies
    codes: tuple[Code, ...]
    situations: Situations
    model: Model
    day: date
    templates: Path


def compared_instruments(policies: Policies) -> tuple[str, ...]:
    """The instruments that have a page: all but those of the first version, before which no Code is held."""
    first = policies.versions.versions[0].instruments
    return tuple(name for name in policies.instruments if name not in first)


def slug(text: str) -> str:
    """A name for a file or an address: letters, digits, dots and dashes.

    >>> slug('G8, number not held (counting premises)')
    'G8-number-not-held-counting-premises'
    """
    return re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-")


def add_page(pages: dict[str, str], path: str, page: str) -> None:
    """Add a page by its path. Raises Faults E534 where another page has that path already.

    Names that differ in signs alone have one `slug`.
    """
    if pages.setdefault(path, page) != page:
        raise catalogue.FILE_TWICE.fault(REQUEST, path=path)


def party_slug(party: str) -> str:
    """The name of the pages of a party, or of a file of cases, which no other has: other signs than those of `slug` by
    their numbers.

    >>> party_slug("a-b"), party_slug("a b"), party_slug("a_b")
    ('a-b', 'a_20_b', 'a_5f_b')
    """
    return re.sub(r"[^A-Za-z0-9.-]", lambda sign: f"_{ord(sign.group()):x}_", party)


def common(world: SiteWorld, root: str) -> dict[str, Json]:
    """What every page tells: its place below the folder, the day, the title and the digests."""
    return {
        "root": root,
        "day": world.day.isoformat(),
        "title": world.policies.names.title,
        "of": world.policies.names.of,
        "called": world.policies.names.version,
        "policies": world.policies.digest,
        "facts": world.situations.digest,
        # templates refuse a name that they are not given, and one bar serves all pages
        **{"back": "", "back_words": "", "report_of": False, "in_force": "", "trial": ""},
    }


def with_bar(world: SiteWorld, page: str, told: Mapping[str, Json]) -> str:
    """A page that was made by itself, below a bar like that of every other page; `told` is what the bar tells of it."""
    values = {**common(world, "../"), **told}
    bar = render("site-bar.html.j2", values, world.templates)
    styles = '<link rel="stylesheet" href="../bar.css">'
    names = ("built.js", "elements.js", "scenario.js", "site.js")
    scripts = "".join(f'<script defer src="../{name}"></script>' for name in names)
    page = page.replace("</head>", f"{styles}{scripts}</head>", 1)
    # by a function: the bar may hold the backslashes of a name, which would be read as those of a pattern
    return re.sub(r"<(?:header|main)\b", lambda match: f"{bar}{match.group()}", page, count=1)


def days_in_force(policies: Policies) -> dict[str, str]:
    """The day on which each instrument of a version comes into force."""
    days: dict[str, str] = {}
    for version in policies.versions.versions:
        days.update(dict.fromkeys(version.instruments, version.in_force.isoformat()))
    return days


def paragraph_pages(
    world: SiteWorld, parties: Mapping[str, Json], cases: Mapping[str, Mapping[str, Json]]
) -> dict[str, str]:
    """The page of every paragraph that stands in some version, by its path.

    `parties` and `cases` are those that rest on a paragraph, by its number.
    """
    duties = duties_by_paragraph(world)
    phrases = Phrases(world.policies.vocabulary, {})
    pages: dict[str, str] = {}
    for number in known_numbers(world.codes):
        chapters = history_of(world.policies, world.codes, number)
        titles = [chapter.standing.paragraph.title for chapter in chapters if chapter.standing is not None]
        shown: list[dict[str, Json]] = []
        before = None
        for chapter, ends in zip(chapters, next_days(chapters), strict=True):
            shown.insert(0, {**_chapter(chapter, before, world, phrases), "to": ends})
            before = chapter.standing
        values = {
            **common(world, "../"),
            "number": short_labels(str(number)),
            "heading": titles[-1],
            "chapters": shown,
            "duties": duties.get(str(number), []),
            "parties": parties.get(str(number), []),
            "cases": cases.get(str(number)),
        }
        add_page(
            pages, f"paragraph/{slug(str(number))}.html", render("site-paragraph.html.j2", values, world.templates)
        )
    return pages


def next_days(chapters: Sequence[Chapter]) -> list[str]:
    """Of each chapter the day on which the next begins; empty for the last."""
    return [*(chapter.version.in_force.isoformat() for chapter in chapters[1:]), ""]


def _chapter(chapter: Chapter, before: Standing | None, world: SiteWorld, phrases: Phrases) -> dict[str, Json]:
    """A chapter with its words as a redline against what stood before."""
    entry: dict[str, Json] = {
        "from": chapter.version.in_force.isoformat(),
        "version": chapter.version.label,
        "certainty": chapter.version.certainty,
        "instrument": chapter.instrument,
        "page": slug(chapter.instrument) if chapter.instrument in compared_instruments(world.policies) else "",
        "operation": OPERATIONS[chapter.operation],
        "paragraph": None,
    }
    if chapter.standing is None:
        return entry
    paragraph = chapter.standing.paragraph
    rules: list[Json] = []
    for rule in paragraph.rules:
        conditions: list[Json] = [
            phrases.condition(literal, rule) for literal in rule.body if phrases.is_said(literal, rule)
        ]
        rules.append({"limb": rule.citation.limb, "conclusion": phrases.conclusion(rule), "conditions": conditions})
    sources: list[Json] = []
    for ground in paragraph.provenance.grounds:
        sources.append({"place": str(ground), "title": world.policies.sources[ground.source].title})
    entry["paragraph"] = {
        "title": paragraph.title,
        "texts": _redline(before, paragraph),
        "rules": rules,
        "known": paragraph.provenance.kind,
        "open": list(paragraph.provenance.open),
        "note": paragraph.provenance.note,
        "sources": sources,
    }
    return entry


def _redline(before: Standing | None, paragraph: Paragraph) -> list[Json]:
    """The texts of a paragraph and of what stood before, each in pieces: what stays, goes and comes."""
    now = _texts(paragraph)
    if before is None:  # what is new as a whole is shown plain, not as one long insertion
        return [{"letter": letter, "pieces": [["same", text]]} for letter, text in sorted(now.items())]
    texts: list[Json] = []
    old = _texts(before.paragraph)
    for letter in sorted({*old, *now}):
        own = now.get(letter, "")
        pieces = word_changes(old.get(letter, ""), own) or (Piece("same", own),)
        texts.append({"letter": letter, "pieces": [[piece.mark, piece.text] for piece in pieces]})
    return texts


def _texts(paragraph: Paragraph) -> dict[str, str]:
    """The words of a paragraph by limb; its own words under an empty letter."""
    return {"": paragraph.paraphrase, **{limb.letter: limb.paraphrase for limb in paragraph.limbs}}


def duties_by_paragraph(world: SiteWorld) -> dict[str, list[Json]]:
    """For each paragraph the duties that its rules give or leave open in some version."""
    duties: dict[str, dict[str, Json]] = {}
    vocabulary = world.policies.vocabulary
    predicates = {predicate.name for predicate in vocabulary.duties}
    for code in world.codes:
        for rule in code.rules:
            if rule.head.predicate in predicates:
                # a rule that gives several duties at once has a variable here, and is of no single duty's page
                duty = getattr(rule.head.terms[1], "value", None)
                if isinstance(duty, str):
                    entry: Json = {"duty": duty, "label": vocabulary.label(vocabulary.duty_type, duty)}
                    duties.setdefault(str(rule.citation.paragraph), {})[duty] = entry
    return {number: list(entries.values()) for number, entries in duties.items()}


def duty_pages(world: SiteWorld, chapters: Mapping[str, Sequence[Json]]) -> dict[str, str]:
    """The page of every duty: the paragraphs that set it, its parties, whom it binds and when."""
    vocabulary = world.policies.vocabulary
    paragraphs: dict[str, list[Json]] = {}
    for number, entries in duties_by_paragraph(world).items():
        for entry in entries:
            assert isinstance(entry, Mapping)
            paragraphs.setdefault(str(entry["duty"]), []).append([short_labels(number), slug(number)])
    parties: dict[str, list[Json]] = {}
    for duty in duties_of(world.model, vocabulary):
        party = str(duty.row[0])
        name = world.situations.parties[party].name
        parties.setdefault(str(duty.row[1]), []).append([party_slug(party), name, duty.status, str(duty.row[2])])
    pages: dict[str, str] = {}
    for duty_name, label in vocabulary.labels(vocabulary.duty_type).items():
        values = {
            **common(world, "../"),
            "duty": duty_name,
            "label": label,
            "paragraphs": paragraphs.get(duty_name, []),
            "parties": sorted(parties.get(duty_name, []), key=str),
            "chapters": chapters.get(duty_name, []),
        }
        add_page(pages, f"duty/{slug(duty_name)}.html", render("site-duty.html.j2", values, world.templates))
    return pages


def party_pages(world: SiteWorld) -> dict[str, str]:
    """The page of every party: its outcome on the day at the top, and the way to its report."""
    pages: dict[str, str] = {}
    for party, situation in world.situations.parties.items():
        page = party_slug(party)
        told = {"party": party, "page": page, "name": situation.name, "basis": situation.basis}
        values = {**common(world, "../"), **told}
        add_page(pages, f"party/{page}.html", render("site-party.html.j2", values, world.templates))
    return pages


def index_page(world: SiteWorld, questions: Sequence[tuple[str, str]], kinds: Sequence[str]) -> str:
    """The way in: modifications by day, questions as (title, name), kinds of party, parties, duties, paragraphs."""
    parts: dict[str, list[Json]] = {}
    for number in known_numbers(world.codes):
        spans = _spans(world.codes, number)
        title = next(
            code.paragraphs[number].paragraph.title for code in reversed(world.codes) if number in code.paragraphs
        )
        parts.setdefault(number.part, []).append([short_labels(str(number)), slug(str(number)), title, spans])
    modifications: list[Json] = []
    for version in world.policies.versions.versions:
        for name in version.instruments:
            if name not in compared_instruments(world.policies):
                continue
            title = world.policies.instruments[name].title
            modifications.append([name, slug(name), title, version.in_force.isoformat()])
    overlays: list[Json] = [
        [instrument.name, slug(instrument.name), instrument.question or instrument.title]
        for instrument in world.policies.instruments.values()
        if instrument.is_overlay
    ]
    vocabulary = world.policies.vocabulary
    values = {
        **common(world, ""),
        "parts": list(parts.items()),
        "modifications": modifications,
        "overlays": overlays,
        "parties": sorted((situation.name, party_slug(name)) for name, situation in world.situations.parties.items()),
        "duties": [[label, slug(duty)] for duty, label in vocabulary.labels(vocabulary.duty_type).items()],
        "questions": [[title, slug(name)] for title, name in questions],
        "kinds": [[kind, slug(kind)] for kind in kinds],
    }
    return render("site-index.html.j2", values, world.templates)


def scenario_page(world: SiteWorld) -> str:
    """The form in which facts are changed and the outcome is seen."""
    return render("site-scenario.html.j2", common(world, ""), world.templates)


def _spans(codes: Sequence[Code], number: ParagraphNumber) -> str:
    """The days between which a paragraph stands: `2016-11-30/2018-08-22 2019-02-28/`."""
    spans: list[str] = []
    standing = False
    for code in codes:
        if standing and number not in code.paragraphs:
            spans[-1] += code.in_force.isoformat()
        elif not standing and number in code.paragraphs:
            spans.append(f"{code.in_force.isoformat()}/")
        standing = number in code.paragraphs
    return " ".join(spans)
