"""Whom a duty binds is told for every version, once where versions say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from secg.json_schema import Json
from secg.site.kinds import binding_chapters, kinds_told
from tests.proof.random_parties import codes
from tests.site.browser import Browser


def said(binding: str, witness: str) -> Mapping[str, Json]:
    group: Json = {
        "binding": binding,
        "words": f"{binding} binds",
        "kinds": ["Shipper"],
        "when": [],
        "complete": True,
        "open_for_some": False,
        "witnesses": [witness],
    }
    return {"label": "report it", "groups": [group], "examined": []}


def test_versions_that_say_the_same_of_a_duty_stand_together_the_last_first() -> None:
    told: list[Mapping[str, Json]] = [
        {"report": said("always", "smallest")},
        {"report": said("always", "another")},
        {},
        {"report": said("never", "")},
    ]
    chosen = [replace(codes()[0], in_force=codes()[0].in_force.replace(year=2020 + at)) for at in range(4)]
    chapters = binding_chapters(chosen, told)["report"]
    days = [code.in_force.isoformat() for code in chosen]
    shown = []
    for chapter in chapters:
        assert isinstance(chapter, Mapping)
        shown.append((chapter["from"], chapter["to"], chapter["says"] is not None))
    assert shown == [(days[3], "", True), (days[2], days[3], False), (days[0], days[2], True)]
    rows = kinds_told({"report": chapters})["Shipper"]
    words = [(row["words"], row["from"]) for row in rows if isinstance(row, Mapping)]
    assert words == [("never binds", days[3]), ("always binds", days[0])]


def test_the_page_of_a_duty_tells_each_version(folder: Path) -> None:
    page = (folder / "duty" / "return-book.html").read_text(encoding="utf-8")
    assert 'data-from="2020-01-01" data-to=""' in page
    assert "always binds: Borrower with a book" in page
    page = (folder / "duty" / "pay.html").read_text(encoding="utf-8")
    assert 'data-from="2020-01-01" data-to="2022-01-01"' in page
    assert 'data-from="2022-01-01" data-to="" open' in page


def test_pages_say_that_a_duty_excused_or_done_counts_as_binding(folder: Path) -> None:
    for page in ("duty/pay.html", "kind/Borrower-with-a-book.html"):
        assert "also whoever is excused from it or has done it." in (folder / page).read_text(encoding="utf-8")


def test_the_day_moves_whom_a_duty_binds(browser: Browser, folder: Path) -> None:
    opened = "details[data-from][open]"
    shown = "li[data-from]:not([hidden])"
    empty = "section:not(:has(li:not([hidden])))"
    for day, version in (("2021-06-01", "2020-01-01"), ("2024-06-01", "2022-01-01")):
        browser.open(f"{(folder / 'duty' / 'pay.html').as_uri()}#day={day}")
        assert browser.value(f"[...document.querySelectorAll('{opened}')].map((part) => part.dataset.from)") == [
            version
        ]
        browser.open(f"{(folder / 'kind' / 'Borrower-with-a-book.html').as_uri()}#day={day}")
        told = browser.value(f"[...document.querySelectorAll('{shown}')].map((item) => item.innerText)")
        items = [str(item) for item in told]
        assert len([item for item in items if item.startswith("to pay")]) == 1
        assert browser.value(f"[...document.querySelectorAll('{empty}')].every((part) => !part.offsetParent)")
