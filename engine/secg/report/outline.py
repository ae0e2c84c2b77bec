"""Proofs as they are shown: without rows of tables, each part with reasons once only, and as an outline of rows.

What a report says of the conclusions that a party does not have, and of how near they are.

The parts of a report and their order, the answer first: the one place that holds it for every form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain

from secg.documents.document import NearConclusion, Report, Shortfall, Step
from secg.documents.naming import UNNAMED, Naming, cited, framed, naming_of, sentence, year_words
from secg.documents.shown_document import OutlineRow, Part, Section, ShownStep


@dataclass
class ShownProofs:
    """Trims proofs for the reader of one report: what was shown with its reasons before is only referred to.

    `naming` calls the party of the report `it` below the first sentence of a section, which names it.
    `steps` are the sentences shown with their reasons so far, each with the id of the step that shows it.
    """

    naming: Naming = UNNAMED
    steps: dict[str, str] = field(default_factory=dict)

    def section(
        self, title: str, paragraphs: list[str], proofs: Sequence[Step], note: str = "", about: str = ""
    ) -> Section:
        """One section of the reasons: its heading, its proofs as nested steps, and the same as rows.

        `about` is what a duty is about, where the heading says it.
        """
        steps = self._shown(proofs, UNNAMED)
        for step in steps:
            # amid a sentence, or at its end
            for words in (framed(", about ", about, ","), framed(", about ", about)):
                step["text"] = step["text"].replace(words, "", 1)
        return section_of(title, paragraphs, steps, note)

    def _shown(self, nodes: Iterable[Step], naming: Naming) -> list[ShownStep]:
        """The nodes as steps, but for those that say nothing to a reader; the report as JSON has every step."""
        return [self._step(node, naming) for node in nodes if not _says_nothing(node)]

    def _step(self, node: Step, naming: Naming) -> ShownStep:
        premises = premises_of(node)
        conclusion = node["conclusion"]
        step = _bare(node, naming)
        # a step without reasons is no longer than a reference to it would be
        if premises and conclusion in self.steps:
            return {**step, "first": self.steps[conclusion]}
        if premises:
            self.steps[conclusion] = step["id"] = f"step-{len(self.steps) + 1}"
            step["steps"] = self._shown(premises, self.naming)
        return step


def _says_nothing(node: Step) -> bool:
    """Whether a step is a row of a table, compares years or names, or repeats what it leads to: that a count is of
    nothing, or that a day is the only one.
    """
    conclusion = node["conclusion"]
    if node.get("table") or conclusion == "there are none" or conclusion.startswith("the only day to choose from "):
        return True
    if not node.get("condition"):
        return False
    return conclusion.startswith("year ") or _UNLIKE_NAMES.fullmatch(conclusion) is not None


_UNLIKE_NAMES = re.compile(r"\D+ is not \D+")
"""Two names, or two categories, that differ; days and numbers have digits."""


def premises_of(node: Step) -> list[Step]:
    """What a step rests on as it is shown: in what counts, the condition that carries the value leads the others."""
    return [_led(entry) if "leads" in entry else entry for entry in node.get("premises", [])]


def _led(part: Step) -> Step:
    steps, leads = part["premises"], part["leads"]
    others = [step for at, step in enumerate(steps) if at != leads]
    return {**steps[leads], "premises": [*steps[leads].get("premises", []), *others]}


def _has_another_it(text: str, naming: Naming) -> bool:
    """Whether a sentence calls somebody else `it` already: `Acme told the Panel that it uses the platform`."""
    # `it is not the case that` speaks of nobody
    return not text.startswith(naming.name) and re.search(r"\bit\b(?! is not the case)", text) is not None


def _bare(node: Step, naming: Naming) -> ShownStep:
    """A step without what stands below it: what kind of step it is and where it comes from."""
    text = node["conclusion"]
    if not _has_another_it(text, naming):
        text = naming.said(node)
    step: ShownStep = {"text": sentence(text), "steps": [], "kind": "condition"}
    if "paragraph" in node:
        number = node["paragraph"]
        step.update({"kind": "concluded", "paragraph": number, "anchor": paragraph_anchor(number)})
    elif "absence" in node:
        step.update({"kind": "absent", "note": naming.within(node["absence"])})
    elif "default" in node:
        step.update({"kind": "assumed", "note": f"assumed: {node['default']}"})
    elif "fact" in node and "given" not in node:
        file, line, _ = node["place"]
        step.update({"kind": "stated", "source": f"{file}, line {line}"})
    return step


def paragraph_anchor(number: str) -> str:
    """The id of a paragraph's entry, its number with a limb or without: the same as forges give to such a heading."""
    head = number.partition("(")[0]
    whole = number if head.endswith(" ") else head  # in `G8, number not held (counting)` the bracket is the name
    kept = "".join(sign for sign in whole.lower() if sign.isalnum() or sign in " -_")
    return kept.replace(" ", "-")


def outline_rows(step: ShownStep, depth: int = 0) -> Iterator[OutlineRow]:
    """The step and all below it, each with its depth, its paragraph (`mark`), what stands in brackets (`aside`).

    `line` is all of it in one line.
    """
    mark, again = step.get("paragraph", ""), "first" in step
    aside = step.get("source") or step.get("note") or ""
    cited = framed(" [", mark, ", as above]" if again else "]")
    line = f"{step['text']}{cited}{framed(' (', aside, ')')}"
    yield {**step, "depth": depth, "mark": mark, "aside": aside, "again": again, "line": line}
    for below in step["steps"]:
        yield from outline_rows(below, depth + 1)


def section_of(title: str, paragraphs: list[str], steps: list[ShownStep], note: str) -> Section:
    """A section of an outline: its heading (and in `line` with its paragraphs), its steps nested and as rows."""
    rows = list(chain.from_iterable(map(outline_rows, steps)))
    line = title + framed("  [", "; ".join(paragraphs), "]")
    return {"title": title, "line": line, "paragraphs": paragraphs, "note": note, "steps": steps, "rows": rows}


def missed_sections(report: Report) -> list[Section]:
    """One section for each near conclusion that does not hold, in the form of the reasons; like years together.

    A paragraph that the report does not rely on has no entry to link to: its `anchor` is empty.
    """
    known = {paragraph_anchor(paragraph["number"]) for paragraph in report["paragraphs"]}
    groups: dict[tuple[object, ...], tuple[NearConclusion, list[int]]] = {}
    for entry in report["why_not"]:
        _, years = groups.setdefault(_missed_key(entry), (entry, []))
        if "year" in entry:
            years.append(entry["year"])
    naming = naming_of(report)
    sections: list[Section] = []
    for entry, years in groups.values():
        steps = [_missed_step(shortfall, known, naming) for shortfall in entry["shortfalls"]]
        title = cited(sentence(entry["sentence"]).removesuffix("."), [entry["paragraph"]])
        note = framed("The same holds for ", year_words(years[1:]), ".")
        sections.append(section_of(title, [], steps, note))
    return sections


def _missed_key(entry: NearConclusion) -> tuple[object, ...]:
    """What is the same of like years; of a conclusion that is of no year, itself."""
    if "year" not in entry:
        return (entry["conclusion"],)
    texts = tuple(shortfall["sentence"] for shortfall in entry["shortfalls"])
    return (entry.get("capacity"), entry.get("category"), entry["paragraph"], texts)


def _missed_step(node: Shortfall, known: Set[str], naming: Naming) -> ShownStep:
    below = [_missed_step(entry, known, naming) for entry in node.get("because", [])]
    text = node["sentence"]
    if not _has_another_it(text, naming):
        text = naming.within(text)
    step: ShownStep = {"kind": node["kind"], "text": sentence(text), "steps": below}
    if "paragraph" in node:
        anchor = paragraph_anchor(node["paragraph"])
        step.update({"paragraph": node["paragraph"], "anchor": anchor if anchor in known else ""})
    if "file" in node:
        step["source"] = f"{node['file']}, line {node['line']}"
    elif node.get("taken"):
        step["note"] = node["taken"]
    return step


PARTS = (
    Part("answer", "The answer", ("conclusions",), first=True),
    Part("cautions", "Cautions", ("cautions",), first=True),
    Part("todo", "What is to do", ("coming", "duties"), first=True),  # duties without a day are counted there
    Part("open", "What is left open", ("questions",)),
    Part("duties", "Duties", ("duties",)),
    Part("near", "How near other outcomes are", ("nearness",)),
    Part("why", "Why", ("why",)),
    Part("whynot", "Why not", ("missed",)),
    Part("paragraphs", "The paragraphs relied on", ("paragraphs",)),
    Part("facts", "The facts", ("facts", "basis")),
    Part("sources", "The sources", ("sources",)),
)

NAMES = tuple(part.name for part in PARTS)
"""The names of the parts."""

SYNONYMS = {"proof": "why"}
"""Other names of parts."""
