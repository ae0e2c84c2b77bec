"""What rests on a paragraph: the parties and the regression cases; and a page for each file of cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import PurePath

from secg.cases.case import Case
from secg.cases.case_reader import CaseFile
from secg.cases.findings import Finder, find_party
from secg.cases.judging import Mismatch, judge
from secg.code.consolidation import Code
from secg.documents.naming import short_labels
from secg.json_schema import Json
from secg.language.paragraph_number import ParagraphNumber
from secg.records import record
from secg.rendering.rendering import render
from secg.site.pages import SiteWorld, add_page, common, party_slug, slug
from secg.sources.files import read_text

CaseOutcome = tuple[tuple[Mismatch, ...], frozenset[ParagraphNumber]]


@record
class TriedCase:
    """A case with what came of it; `rests_on` are the paragraphs of its conclusions, `names` those that it states."""

    case: Case
    page: str
    mismatches: tuple[Mismatch, ...]
    rests_on: frozenset[ParagraphNumber]
    names: frozenset[ParagraphNumber]

    @property
    def anchor(self) -> str:
        """Where its page tells it."""
        return f"line-{self.case.span.line}"


def outcomes_of(file: CaseFile, finder: Finder) -> list[CaseOutcome]:
    """What comes of each case of a file: what does not hold, and the paragraphs of its conclusions."""
    outcomes: list[CaseOutcome] = []
    for case in file.cases:
        findings = finder(case)
        outcomes.append((judge(findings), frozenset(citation.paragraph for citation in findings.cited)))
    return outcomes


def tried_cases(files: Sequence[CaseFile], outcomes: Iterable[Sequence[CaseOutcome]]) -> tuple[TriedCase, ...]:
    """Every case of the files with what came of it."""
    tried: list[TriedCase] = []
    for file, outcomes_of_file in zip(files, outcomes, strict=True):
        page = f"case/{slug(file.label)}/{party_slug(file.path.stem)}.html"
        for case, (mismatches, rests_on) in zip(file.cases, outcomes_of_file, strict=True):
            expect = case.expect
            cited = chain(expect.cites, expect.does_not_cite, expect.in_the_code, expect.not_in_the_code)
            names = {citation.paragraph for citation in (*(duty.citation for duty in expect.obligations), *cited)}
            tried.append(TriedCase(case, page, mismatches, rests_on, frozenset(names)))
    return tuple(tried)


def case_pages(world: SiteWorld, files: Sequence[CaseFile], tried: Sequence[TriedCase]) -> dict[str, str]:
    """The page of every file of cases, by its path: each case as it is written, and whether it holds."""
    by_file: dict[str, list[TriedCase]] = {}
    for result in tried:
        by_file.setdefault(result.case.span.file, []).append(result)
    pages: dict[str, str] = {}
    for file in files:
        results = by_file.get(file.shown)
        if results:
            texts = _texts(file, results)
            entries = [_entry(result, text, world) for result, text in zip(results, texts, strict=True)]
            values = {**common(world, "../../"), "file": file.shown, "version": file.label, "cases": entries}
            add_page(pages, results[0].page, render("site-cases.html.j2", values, world.templates))
    return pages


def _texts(file: CaseFile, results: Sequence[TriedCase]) -> list[str]:
    """The lines of each case, without the comment that leads to the next."""
    lines = read_text(file.path, file.shown).split("\n")
    starts = [result.case.span.line - 1 for result in results]
    texts: list[str] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        own = lines[start:end]
        while own and (not own[-1].strip() or own[-1].startswith("#")):
            own.pop()
        texts.append("\n".join(own))
    return texts


def _entry(result: TriedCase, text: str, world: SiteWorld) -> Json:
    case = result.case
    party: Json = None
    # a situation of a case's own has no page
    if case.situations is world.situations:
        party = [party_slug(case.party), world.situations.parties[case.party].name, case.day.isoformat()]
    rests_on = sorted(result.rests_on, key=lambda number: number.sort_key)
    mismatches: list[Json] = []
    for mismatch in result.mismatches:
        mismatches.append([mismatch.what, mismatch.expected, mismatch.actual])
    return {
        "anchor": result.anchor,
        "sentence": case.sentence,
        "day": case.day.isoformat(),
        "overlays": list(case.overlays),
        "party": party,
        "text": text,
        "mismatches": mismatches,
        "rests_on": [[short_labels(str(number)), slug(str(number))] for number in rests_on],
    }


def cases_by_paragraph(tried: Sequence[TriedCase]) -> dict[str, Mapping[str, Json]]:
    """For each paragraph the cases that name it, one by one, and by file how many others rest on it.

    A case rests on a paragraph where the proof of something that it concludes of its party does. Those that fail are
    told one by one, too.
    """
    told: dict[str, Mapping[str, Json]] = {}
    for number in frozenset().union(*(result.rests_on | result.names for result in tried)):
        named: list[Json] = []
        others: dict[tuple[str, str], int] = {}
        for result in tried:
            if number in result.names or (number in result.rests_on and result.mismatches):
                href = f"{result.page}#{result.anchor}"
                named.append([result.case.sentence, result.case.label, href, not result.mismatches])
            elif number in result.rests_on:  # by file: on G8.40 alone rest more than eight hundred
                file = (result.page, f"{result.case.label}, {PurePath(result.case.span.file).stem.replace('-', ' ')}")
                others[file] = others.get(file, 0) + 1
        rows: list[Json] = [[page, words, count] for (page, words), count in others.items()]
        told[str(number)] = {"named": named, "others": rows, "total": sum(others.values())}
    return told


def parties_by_paragraph(world: SiteWorld, code: Code) -> dict[str, list[Json]]:
    """For each paragraph the parties, as [name, page], of which something rests on it on the day of the site."""
    told: dict[str, list[Json]] = {}
    for party, situation in world.situations.parties.items():
        findings = find_party(code, world.situations, party, world.day, world.policies)
        for number in {citation.paragraph for citation in findings.cited}:
            told.setdefault(str(number), []).append([situation.name, party_slug(party)])
    return {number: sorted(parties, key=str) for number, parties in told.items()}
