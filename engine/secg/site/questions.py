"""The pages of the questions that users asked, from the Markdown files `reports/questions/*.md` beside the policies.

Paragraphs and modifications that a text names lead to their pages, and a command about a party to the party's page as
at the day of the command.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from secg.code.consolidation import known_numbers
from secg.documents.naming import short_labels
from secg.json_schema import Json
from secg.records import record
from secg.rendering.rendering import render
from secg.site.pages import SiteWorld, add_page, common, compared_instruments, party_slug, slug
from secg.sources.files import is_folder, read_text
from secg.sources.prose import prose_html

FOLDER = Path("reports") / "questions"
_COMMAND = re.compile(
    r"^\$ secg (?:explain|why-not|what-if) ([a-z0-9-]+)\b(?:.*?--as-at (\d{4}-\d\d-\d\d))?", re.MULTILINE
)


@record
class Question:
    """A question that users asked: the name of its file without ending, its title, its words in Markdown."""

    name: str
    title: str
    text: str


def read_questions(root: Path) -> tuple[Question, ...]:
    """The questions below the folder that holds the policies, in the order of their numbers. Raises Faults."""
    folder = root / FOLDER
    questions: list[Question] = []
    if not is_folder(folder):
        return ()
    for path in sorted(folder.glob("*.md"), key=lambda path: (int(re.sub(r"\D.*", "", path.name) or 0), path.name)):
        text = read_text(path, (FOLDER / path.name).as_posix())
        heading, _, rest = text.partition("\n")
        questions.append(Question(path.stem, heading.lstrip("# ").strip(), rest))
    return tuple(questions)


def question_pages(world: SiteWorld, questions: tuple[Question, ...]) -> dict[str, str]:
    """The page of every question, by its path."""
    # what a text may name, with its page
    links = {name: f"modification/{slug(name)}.html" for name in compared_instruments(world.policies)}
    for number in known_numbers(world.codes):
        links[short_labels(str(number))] = f"paragraph/{slug(str(number))}.html"
    # the longest first, as a name may be the beginning of another
    names = "|".join(re.escape(name) for name in sorted(links, key=len, reverse=True)) or "(?!)"
    named = re.compile(rf"(?<![\w.])(?:{names})(?!\w)")
    known = {f"{question.name}.md": f"{slug(question.name)}.html" for question in questions}

    def target(address: str) -> str:
        if address.startswith(("https://", "http://")):
            return address
        return known.get(address, "")  # a file of the repository is none of the site: its words stay, without a link

    def words(text: str) -> str:
        parts: list[str] = []
        end = 0
        for match in named.finditer(text):
            parts.append(escape(text[end : match.start()]))
            parts.append(f'<a href="../{escape(links[match.group()])}" data-keeps-day>{escape(match.group())}</a>')
            end = match.end()
        return "".join([*parts, escape(text[end:])])

    pages: dict[str, str] = {}
    for question in questions:
        # the list of the folder of questions; the site has its own
        body = re.sub(r"\n\[All questions\]\([^)]*\)\s*$", "", question.text)
        values = {
            **common(world, "../"),
            "heading": question.title,
            "body": prose_html(body, target, words),
            "asked": _asked(world, question.text),
        }
        add_page(
            pages, f"question/{slug(question.name)}.html", render("site-question.html.j2", values, world.templates)
        )
    return pages


def _asked(world: SiteWorld, text: str) -> list[Json]:
    """The parties and days of the commands in a text: [name, file, day], each once."""
    asked: dict[tuple[str, str], None] = {}
    for match in _COMMAND.finditer(text):
        if match[1] in world.situations.parties:
            asked[match[1], match[2] or ""] = None
    return [[world.situations.parties[party].name, party_slug(party), day] for party, day in asked]
