"""The page of a report: self-contained, well formed, and fit for keyboards and screen readers, as far as text shows."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from secg.rendering.diagram import diagrams_of
from secg.rendering.party_list import index_entry, index_page
from secg.rendering.rendering import render_report
from secg.rendering.shown_report import shown_report
from secg.report.outline import NAMES
from tests.report.reports import SITUATIONS, TEMPLATES, Altered, report_of

VOID = {"meta", "path", "rect", "br", "hr", "link"}
INTERACTIVE = {"a", "button", "input", "select", "textarea", "summary", "details"}


class Page(HTMLParser):
    """What the tests look at in a page; raises AssertionError where tags do not match."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.words: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == [], "some tags are never closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(self._open)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(self._open)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open[-1] == tag, f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and data.strip():
            self.words.setdefault(self._open[-1], []).append(data.strip())

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        """The attributes of each element with one of these tags."""
        return [attributes for tag, attributes, _ in self.elements if tag in tags]


@cache
def pages() -> dict[str, str]:
    """The pages of the five situations, and the index of them."""
    reports = {party: report_of(party, day) for party, day in SITUATIONS.items()}
    shown = {party: str(render_report(report, "html", TEMPLATES)) for party, report in reports.items()}
    entries = [index_entry(report, ("html", "pdf")) for report in reports.values()]
    return {**shown, "the index": index_page(entries, list(reports.values()), TEMPLATES)}


@pytest.fixture(scope="module", params=[*SITUATIONS, "the index"])
def page(request: pytest.FixtureRequest) -> tuple[str, Page]:
    text = pages()[request.param]
    return text, Page(text)


def test_the_page_loads_nothing_from_anywhere(page: tuple[str, Page]) -> None:
    text, parsed = page
    assert parsed.all("link", "iframe", "img", "object") == []
    assert all("src" not in entry for entry in parsed.all("script"))
    assert re.findall(r"@import|url\(", text) == []
    for attributes in parsed.all("a"):
        target = attributes["href"] or ""
        assert target.startswith("#") or re.fullmatch(r"[\w.-]+", target), target


def test_every_link_within_the_page_leads_somewhere_and_no_two_places_share_a_name(page: tuple[str, Page]) -> None:
    _, parsed = page
    names = [attributes["id"] for _, attributes, _ in parsed.elements if "id" in attributes]
    assert len(names) == len(set(names))
    links = {href[1:] for entry in parsed.all("a") if (href := entry["href"] or "").startswith("#")}
    assert links <= set(names)
    labels = {entry["aria-labelledby"] for _, entry, _ in parsed.elements if "aria-labelledby" in entry}
    assert labels <= set(names)


def test_the_page_says_its_language_its_title_and_its_landmarks(page: tuple[str, Page]) -> None:
    _, parsed = page
    assert parsed.all("html")[0]["lang"] == "en-GB"
    assert parsed.words["title"]
    assert len(parsed.all("main")) == len(parsed.all("h1")) == 1
    assert [entry["content"] for entry in parsed.all("meta") if entry.get("name") == "viewport"]


def test_headings_go_down_one_step_at_a_time(page: tuple[str, Page]) -> None:
    _, parsed = page
    levels = [int(tag[1]) for tag, _, _ in parsed.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_headings_with_a_scope(page: tuple[str, Page]) -> None:
    _, parsed = page
    assert all(entry.get("scope") in ("col", "row") for entry in parsed.all("th"))
    assert len(parsed.all("thead")) == len(parsed.all("table"))


def test_proofs_open_and_close_by_a_summary_that_holds_no_other_control(page: tuple[str, Page]) -> None:
    _, parsed = page
    assert len(parsed.all("summary")) == len(parsed.all("details"))
    for tag, _, above in parsed.elements:
        if tag in INTERACTIVE:
            assert "summary" not in above, f"<{tag}> in a summary"


@pytest.mark.parametrize("party", SITUATIONS)
def test_the_answer_the_cautions_what_is_to_do_and_why_come_first_and_all_else_is_closed(party: str) -> None:
    parsed = Page(pages()[party])
    main = [(tag, entry) for tag, entry, above in parsed.elements if above and above[-1] == "main"]
    order = [entry.get("id") or tag for tag, entry in main]
    why = shown_report(report_of(party, SITUATIONS[party]))["brief"].why
    first = ["answer", "cautions", "todo", *(["section"] if why else []), "nav"]
    assert order[: len(first)] == first
    assert all(tag == "details" for tag, _ in main[len(first) :])
    assert " ".join(pages()[party].split()).count(escape(why)) == 1 or not why
    named = [str(entry["id"]) for tag, entry in main if entry.get("id", "all-cautions") != "all-cautions"]
    assert named == [name for name in NAMES if name in named]
    assert all("open" not in entry for entry in parsed.all("details"))


@pytest.mark.parametrize("party", SITUATIONS)
def test_the_contents_lead_to_every_part(party: str) -> None:
    text = pages()[party]
    contents = text.partition('<nav aria-label="In this report">')[2].partition("</nav>")[0]
    ids = [name for name in NAMES if f'id="{name}"' in text]
    assert re.findall(r'href="#(\w+)"', contents) == ids


def test_no_line_of_a_page_ends_within_a_day_or_the_label_of_a_paragraph(page: tuple[str, Page]) -> None:
    text = page[0].partition("</style>")[2].partition("<script>")[0]
    assert re.findall(r"\d [A-Z][a-z]+ \d{4}\b|\w § |\w §\xa0 ", text) == []


def test_which_assessment_comes_next_stands_before_the_cautions() -> None:
    told = 0
    for party, day in SITUATIONS.items():
        report = report_of(party, day)
        text = " ".join(str(render_report(report, "html", TEMPLATES)).split())
        for answer in shown_report(report)["answers"]:
            if answer["next"]:
                told += 1
                assert text.index(answer["text"]) < text.index("Check before you rely on this")
    assert told > 3


def test_the_index_counts_what_the_reports_count_and_carries_their_cautions() -> None:
    index = " ".join(pages()["the index"].split())
    for party, day in SITUATIONS.items():
        shown = shown_report(report_of(party, day))
        said = next(
            conclusion
            for conclusion in shown["conclusions"]
            if conclusion.startswith("Under the paragraphs held, it has ")
        )
        assert said.removeprefix("Under the paragraphs held, it has ").removesuffix(".") in index
    assert "Check before you rely on these reports" in index


def test_a_drawing_has_a_text_alternative_and_can_be_scrolled_by_keyboard(page: tuple[str, Page]) -> None:
    _, parsed = page
    for attributes in parsed.all("svg"):
        assert attributes["role"] == "img" and attributes["aria-label"]
    assert len([entry for entry in parsed.all("div") if entry.get("tabindex") == "0"]) == len(parsed.all("svg"))


def test_the_page_has_light_dark_and_printed_colours(page: tuple[str, Page]) -> None:
    text, _ = page
    assert "prefers-color-scheme: dark" in text and "@media print" in text


def luminance(colour: str) -> float:
    """The relative luminance of a colour, as the Web Content Accessibility Guidelines define it."""
    colour = colour if len(colour) == 7 else "#" + "".join(2 * text for text in colour[1:])
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_words_stands_out_from_its_ground_in_light_and_dark() -> None:
    blocks = re.findall(r":root \{(.*?)\}", pages()["shared-platform"], flags=re.DOTALL)[:2]
    schemes = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", block)) for block in blocks]
    for colours in schemes:
        for ground in ("paper", "shade", "warn-shade"):
            for words in ("ink", "soft", "link", "warn", "bad"):
                bright, dim = sorted((luminance(colours[ground]), luminance(colours[words])), reverse=True)
                assert (bright + 0.05) / (dim + 0.05) >= 4.5, f"{words} on {ground}"


@pytest.mark.parametrize("name", ["A", "Supplier", "Domestic"])
def test_a_party_named_by_a_word_of_the_code_keeps_its_name_in_the_diagram(name: str) -> None:
    report: Altered = {**report_of("shared-platform", "2019-12-01"), "name": name}
    shown = shown_report(report)
    texts = [box["lines"] for diagram in diagrams_of(shown) for box in diagram["boxes"]]
    assert not any("it Party" in " ".join(lines) or "itssessment" in " ".join(lines) for lines in texts)
    assert not any(line.startswith("It ") for lines in texts for line in lines)
