"""What is shown of a name: a predicate's sentence, a paragraph's provenance and versions, a party, a source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from secg.code.consolidation import every_code, history_of
from secg.code.policies import Policies
from secg.editor.mentions import How, Mention, What
from secg.editor.repository import Repository
from secg.language.paragraph_number import ParagraphNumber, parse_paragraph_number
from secg.language.predicate_kinds import DOUBT_WORDS, DOUBTFUL_KINDS
from secg.language.sentences import date_words
from secg.language.vocabulary import Predicate, Vocabulary
from secg.messages import Faults
from secg.rendering.rendering import escaped
from secg.report.relied_on import known_words

GIST_LIMIT = 600
"""The most letters of a paraphrase that are shown."""


def hover_text(repository: Repository, path: Path, mention: Mention) -> str:
    """Markdown about a name; empty where nothing is known of it."""
    vocabulary = repository.vocabulary(path)
    if mention.what is What.PREDICATE and vocabulary is not None:
        predicate = vocabulary.predicates.get(mention.name)
        if predicate is None:
            return ""
        return "\n\n".join([*predicate_text(predicate, vocabulary), *_concluded_by(repository, path, mention)])
    if mention.what in (What.SYMBOL, What.TYPE) and vocabulary is not None:
        return _symbol_text(mention, vocabulary)
    if mention.what is What.PARAGRAPH:
        told = paragraph_text(repository.policies, parse_paragraph_number(mention.name))
        return "\n\n".join(list(told) or _headings(repository, mention))
    if mention.what is What.PARTY and repository.situations is not None:
        situation = repository.situations.parties.get(mention.name)
        return f"**{situation.name}**\n\n{situation.basis}" if situation is not None else ""
    return _cited_text(repository.policies, mention)


def predicate_text(predicate: Predicate, vocabulary: Vocabulary) -> Iterator[str]:
    """The declaration of a predicate in words, part by part."""
    arguments = ", ".join(f"{argument.name}: {argument.type}" for argument in predicate.arguments)
    yield f"**{predicate.name}**({arguments}) · {predicate.kind}"
    yield f"“{predicate.says}”"
    if predicate.denies:
        yield f"not: “{predicate.denies}”"
    if predicate.term:
        yield f"Term: {predicate.term}"
    if predicate.is_fact and not predicate.field:
        absent = {"unknown": "it is not known", "none": "there is none", "default": f"it is {predicate.default}"}
        reasons = ": ".join(filter(None, (absent[predicate.absent], predicate.because)))
        yield f"Where a party does not state it, {reasons}."
    if predicate.field:
        yield f"Stated by the key `{predicate.key}` of `{predicate.field.partition('.')[0]}`."
    if predicate.kind in DOUBTFUL_KINDS:
        yield f"Leaves something open: {DOUBT_WORDS[predicate.doubt].format(source='the source named')}."
    for argument in predicate.arguments:
        enumeration = vocabulary.types.get(argument.type)
        if enumeration is not None:
            yield f"`{argument.type}`: {', '.join(enumeration.labels)}"


def _concluded_by(repository: Repository, path: Path, mention: Mention) -> Iterator[str]:
    """Under which headings rules conclude a predicate."""
    headings: dict[str, None] = {}
    scope = repository.scope(path)
    # by the words of the rules, not the rules: what is typed just now may conclude it, too
    for place in repository.places(What.PREDICATE, mention.name, scope):
        if place.mention.how is How.CONCLUDES:
            heading = _heading_above(repository, place.path, place.mention.line)
            if heading:
                headings.setdefault(f"{heading} ({place.path.stem})")
    if headings:
        yield f"Concluded under {'; '.join(headings)}."


def _headings(repository: Repository, mention: Mention) -> Iterator[str]:
    """Where a paragraph is given a text, when the versions can't be read."""
    for place in repository.places(What.PARAGRAPH, mention.name, ""):
        if place.mention.how is How.DECLARES:
            line = repository.text(place.path).split("\n")[place.mention.line - 1]
            yield f"{line.lstrip('# ')} ({place.path.name})"


def _heading_above(repository: Repository, path: Path, line: int) -> str:
    """The paragraph under whose heading a line stands; empty above the first."""
    above = ""
    for mention in repository.mentions(path):
        if mention.what is What.PARAGRAPH and mention.how is How.DECLARES and mention.line < line:
            above = mention.name
    return above


def _symbol_text(mention: Mention, vocabulary: Vocabulary) -> str:
    name, dot, symbol = mention.name.partition(".")
    enumeration = vocabulary.types.get(name)
    if enumeration is None:
        return ""
    if not dot:
        values = "\n".join(f"- `{value}`: {label}" for value, label in enumeration.labels.items())
        return f"**{name}**\n\n{values}"
    label = enumeration.labels.get(symbol)
    return f"**{symbol}** · {name}\n\n{label}" if label is not None else ""


def paragraph_text(policies: Policies | None, number: ParagraphNumber | None) -> Iterator[str]:
    """The newest text of a paragraph, how it is known, and its versions; nothing where they can't be read."""
    if policies is None or number is None:
        return
    try:
        chapters = history_of(policies, every_code(policies), number)
    except Faults:  # while the versions do not fit together there is no history
        return
    texts = [chapter.standing for chapter in chapters if chapter.standing is not None]
    if not texts:
        return
    paragraph, provenance = texts[-1].paragraph, texts[-1].paragraph.provenance
    yield f"**{number.written}** {escaped(paragraph.title)}"
    gist = paragraph.paraphrase
    shown = gist if len(gist) <= GIST_LIMIT else f"{gist[:GIST_LIMIT]}…"
    yield "\n\n".join(map(escaped, shown.split("\n\n")))
    yield f"Known: {known_words(provenance)} ({'; '.join(map(str, provenance.grounds))})."
    for doubt in provenance.open:
        yield f"Open: {escaped(doubt)}"
    lines: list[str] = []
    for chapter in chapters:
        day = date_words(chapter.version.in_force)
        if chapter.version.certainty != "confirmed":
            day = f"{day} ({chapter.version.certainty})"
        lines.append(f"- {day}: {chapter.operation}")
        instrument = policies.instruments.get(chapter.instrument)
        if instrument is not None:
            lines[-1] += f", {instrument.name} “{instrument.title}”"
    yield "\n".join(lines)


def _cited_text(policies: Policies | None, mention: Mention) -> str:
    """A source or an instrument."""
    if policies is None:
        return ""
    if mention.what is What.SOURCE and mention.name in policies.sources:
        source = policies.sources[mention.name]
        titled = f"**{source.key}** {source.title}"
        if source.date:
            titled += f", {source.date}"
        return f"{titled}\n\n{source.where}"
    if mention.what is What.INSTRUMENT and mention.name in policies.instruments:
        instrument = policies.instruments[mention.name]
        standing = str(instrument.status or "no status")
        if instrument.in_force is not None:
            standing += f", in force {date_words(instrument.in_force)}"
        titled = f"**{instrument.name}** {instrument.title}"
        return "\n\n".join(filter(None, (titled, standing, instrument.question)))
    return ""
