"""What the scenario page shows in a browser, of any party on any day and of changed facts, is what the engine says."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from secg.code.consolidation import every_code_with_overlays
from secg.derive.outcomes import Model
from secg.documents.naming import spoken_date
from secg.language.sentences import Wording
from secg.site.data import SCRIPTS, built_script, data_script
from secg.site.pages import SiteWorld, scenario_page
from secg.sources.folder import OWN_TEMPLATES
from tests.proof.random_parties import codes, policies
from tests.site.browser import Browser
from tests.site.test_scenario import Asked, random_question, situations, told_by_engine

SEED = 70
TRIED = 25
AT_ONCE = 90
"""So many states are shown in one load of the page: a browser refuses more changes of an address within seconds."""
DAY = date(2026, 11, 29)
"""The day of the site, which an address need not name."""
STATUS = {
    "applies": "applies",
    "excused": "excused",
    "discharged": "done",
    "unsettled": "not settled whether it applies",
    "conflict": "two paragraphs contradict each other",
}
SHOW = """((states) => states.map((state) => {
  history.replaceState(null, "", `#${state}`);
  dispatchEvent(new HashChangeEvent("hashchange"));
  const words = (place) => place.textContent;
  const result = document.querySelector("#results section");
  const rows = result ? [...result.querySelectorAll("tr")] : [];
  return {
    heading: result ? words(result.querySelector("h3")) : "",
    rows: rows.map((row) => [words(row.children[0]), words(row.children[1].firstChild)]),
    cautions: result ? [...result.querySelectorAll(":not(td) > .caution")].map(words) : [],
    faults: [...document.querySelectorAll("#faults p")].map(words),
  };
}))"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenario page of the Code with all its parties, beside what it reads."""
    folder = tmp_path_factory.mktemp("scenario")
    world = SiteWorld(policies(), codes(), situations(), Model({}), DAY, OWN_TEMPLATES)
    files = {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS}
    files["scenario.html"] = scenario_page(world)
    files["built.js"] = built_script(policies(), codes(), situations(), DAY)
    files["data.js"] = data_script(policies(), list(every_code_with_overlays(policies())), situations())
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "scenario.html"


def shown(asked: Sequence[Asked], browser: Browser, scenario: Path) -> list[Mapping[str, Any]]:
    """What the page shows for each question, all in one load of it."""
    states: list[str] = []
    for question in asked:
        changes = question.get("set", ())
        assert isinstance(changes, Sequence)
        pairs = [("party", str(question["party"])), ("day", str(question["day"]))]
        states.append(urlencode([*pairs, *(("set", str(change)) for change in changes)]))
    browser.open(scenario.as_uri())
    results: list[Mapping[str, Any]] = browser.value(f"{SHOW}({json.dumps(states)})")
    return results


def in_words(told: Mapping[str, Any], day: str) -> dict[str, object]:
    """What the engine says, in the words of the page."""
    vocabulary = policies().vocabulary
    rows: list[list[str]] = []

    def label(kind: str, value: object) -> str:
        return vocabulary.types[kind].labels.get(str(value), str(value))

    def answer(value: object) -> str:
        return "the paragraphs contradict each other" if value == "conflict" else label("category", value)

    for (group, year), value in told["answers"]:
        rows.append([f"{label('capacity', group)}, year {year}", answer(value)])
    for (group,), value in told["next"]:
        rows.append([f"Next, as {label('capacity', group)}", answer(value)])
    wording = Wording(vocabulary, {name: party.name for name, party in situations().parties.items()})
    for (duty, about), status, _ in told["duties"]:
        named = wording.value(about, "text")
        rows.append([f"{label(vocabulary.duty_type, duty)} ({named})", STATUS[status]])
    numbered = f"{policies().names.version} " if str(told["code"])[0].isdigit() else ""
    return {
        "heading": f"Under {numbered}{told['code']}, as at {spoken_date(day)}",
        "rows": sorted(rows),
        "cautions": [f"Caution: {text}." for text in told["cautions"]],
    }


def batched(asked: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    """The questions by so many as a browser takes before it throttles changes of a page's address."""
    for first in range(0, len(asked), AT_ONCE):
        yield asked[first : first + AT_ONCE]


def differing(seed: int, number: int, changes: bool, browser: Browser, scenario: Path) -> list[str]:
    """The questions for which page and engine differ."""
    chance = random.Random(seed)
    asked = [random_question(chance, changes) for _ in range(number)]
    different: list[str] = []
    compared = 0
    pages = [page for some in batched(asked) for page in shown(some, browser, scenario)]
    for question, page in zip(asked, pages, strict=True):
        engine = told_by_engine(question)
        if "error" in engine:
            continue  # the page leaves out a change that cannot be, and says so
        compared += 1
        cautioned = engine["cautions"]
        assert isinstance(cautioned, list)
        wanted = in_words(engine, str(question["day"]))
        rows = sorted([head, state.split(", by ")[0]] for head, state in page["rows"])
        cautions = page["cautions"][: len(cautioned)]  # those of the outcome itself follow
        if {**page, "rows": rows, "cautions": cautions} != {**wanted, "faults": []}:
            different.append(f"{question}: page {page}, engine {wanted}")
    assert compared > number / 5
    return different


def test_what_a_page_reads_leaves_40_of_300_kilobytes_for_the_page(scenario: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in scenario.parent.iterdir() if path.name != "search.js"}
    own = ("scenario.html", "changes.js", "form.js", "files.js")  # what the scenario page alone reads
    assert sum(size for name, size in sizes.items() if name not in own) < 260_000, sizes
    assert sum(sizes.values()) < 300_000, sizes


def test_what_is_overdue_stands_first_and_is_marked(browser: Browser, scenario: Path) -> None:
    page = shown([{"party": "shared-platform", "day": "2026-11-29"}], browser, scenario)[0]
    duties = [state for _, state in page["rows"] if state.split(",")[0] in STATUS.values()]
    late = [state for state in duties if ", overdue" in state]
    assert (
        duties[:2]
        == late
        == [
            "applies, by 30 September 2019, overdue, unless done since",
            "applies, by 3 December 2019, overdue, unless done since",
        ]
    )
    assert browser.value("[...document.querySelectorAll('.overdue')].map((mark) => mark.textContent)") == late


@pytest.mark.parametrize("changes", (False, True))
def test_a_page_shows_in_a_browser_what_the_engine_says(changes: bool, browser: Browser, scenario: Path) -> None:
    print(f"seed {SEED + changes}")
    assert differing(SEED + changes, TRIED, changes, browser, scenario) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("changes", (False, True))
def test_browser_and_engine_agree_at_length(changes: bool, browser: Browser, scenario: Path) -> None:
    assert differing(SEED + 2 + changes, 1_000, changes, browser, scenario) == []
