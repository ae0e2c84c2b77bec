"""The site in a real browser, from disk: it runs the rules, asks nothing of the network, and needs no mouse."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.site.browser import Browser

AXE = Path(os.environ.get("AXE_CORE", ""))
HOW = "apt-get install chromium, npm pack axe-core, and let AXE_CORE name its axe.min.js"
KINDS = (
    *("index.html", "scenario.html#party=ann&set=unpaid_fines%3D200", "scenario.html#set=gold%3D5"),
    *("party/hostile.html", "paragraph/L2.1.html", "duty/pay.html", "modification/B7.html"),
    *("report/ann.html", "question/1-fines.html", "kind/Borrower-with-a-book.html"),
    "case/second/cases.html",
)
"""A page of each kind, and one on which a fault is told."""
RUN_AXE = """axe.run().then(({ violations, passes }) =>
    [violations.map(({ id, nodes }) => [id, nodes[0].html]), passes.length])"""
OPEN_FOLDS = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"


def address(folder: Path, page: str) -> str:
    """The address of a page of a site, with its state."""
    name, _, state = page.partition("#")
    return (folder / name).as_uri() + (f"#{state}" if state else "")


def text(browser: Browser) -> str:
    """What the page shows, blanks run together."""
    return " ".join(str(browser.value("document.body.innerText")).split())


FOCUSED = "((at) => at.id || at.getAttribute('href') || at.textContent.trim())(document.activeElement)"


def focused(browser: Browser) -> str:
    """What has the focus: an id, an address or its words."""
    return str(browser.value(FOCUSED))


def tab_to(browser: Browser, wanted: str, limit: int = 60) -> int:
    """Press Tab until something has the focus; how often it took. Raises AssertionError where it is not reached."""
    passed: list[str] = []
    for times in range(limit):
        passed.append(focused(browser))
        if passed[-1] == wanted:
            return times
        browser.press("Tab")
    raise AssertionError(f"{wanted} is not reached by Tab: {passed}")


def test_the_rules_run_from_disk_and_a_name_that_is_markup_is_text(browser: Browser, folder: Path) -> None:
    browser.open(address(folder, "party/hostile.html"))
    shown = text(browser)
    assert "as at 1 June 2024" in shown
    assert "<script>document.title" in shown
    assert browser.value("document.title") != "run"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("party=nobody", "There is no party “nobody” here"),
        ("model=secg-model/9", "This address is of another version of the model (secg-model/9)"),
        ("set=gold%3D5", "“gold” is no fact that a party states. It is left out."),
        ("partie=ann", "This address has a part “partie”, which is none of a scenario. It is left out."),
        ("code=tomorrow", "There is no Code “tomorrow” here"),
        ("day=2024-13-45", "1 June 2024: “2024-13-45” is no day such as 2019-03-01. Code of"),
    ],
)
def test_an_address_that_cannot_be_shown_is_told(state: str, words: str, browser: Browser, folder: Path) -> None:
    browser.open(address(folder, f"scenario.html#{state}"))
    assert words in text(browser)


@pytest.mark.skipif(not AXE.is_file(), reason=f"not run: the site's pages under axe-core; to run it, {HOW}")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_reports_nothing_and_nothing_scrolls_sideways(scheme: str, browser: Browser, folder: Path) -> None:
    faults: list[str] = []
    for page in KINDS:
        browser.look(scheme, 1280)
        browser.open(address(folder, page))
        browser.value(OPEN_FOLDS)
        browser.value(f"{AXE.read_text(encoding='utf-8')};0")
        for width in (1280, 390):
            browser.look(scheme, width)
            sideways = browser.value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            told, passes = browser.value(RUN_AXE)
            if told or sideways or passes < 5:
                faults.append(f"{page} {width}: {told}, sideways {sideways}")
    assert faults == []
    assert browser.value("matchMedia('(prefers-color-scheme: dark)').matches") == (scheme == "dark")


@pytest.mark.skipif(not AXE.is_file(), reason=f"not run: the site's pages under axe-core; to run it, {HOW}")
def test_a_planted_fault_is_reported(browser: Browser, folder: Path) -> None:
    browser.open(address(folder, "index.html"))
    browser.value("document.getElementById('search').labels[0].remove()")
    browser.value(f"{AXE.read_text(encoding='utf-8')};0")
    assert browser.value("axe.run().then((report) => report.violations.map(({id}) => id))") == ["label"]


@pytest.mark.parametrize("place", ["redline", "effect"])
def test_a_heading_that_the_contents_lead_to_is_seen_below_them(place: str, browser: Browser, folder: Path) -> None:
    browser.look("light", 390)
    browser.call("Emulation.setDeviceMetricsOverride", width=390, height=400, deviceScaleFactor=1, mobile=False)
    browser.open(address(folder, f"modification/B7.html#{place}"))
    browser.value("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    box = f"document.getElementById('{place}').getBoundingClientRect()"
    assert browser.value("scrollY") > 0
    assert browser.value(f"document.elementFromPoint({box}.left + 5, {box}.top + 5).id") == place
    browser.look("light", 1280)


def test_search_is_reached_and_a_page_is_opened_by_the_keyboard(browser: Browser, folder: Path) -> None:
    browser.open(address(folder, "index.html"))
    assert tab_to(browser, "search") < 10
    browser.write("l2.2")
    assert "1 found" in text(browser)
    tab_to(browser, "paragraph/L2.2.html", 5)
    browser.press("Enter")
    browser.after_load()
    assert str(browser.value("location.pathname")).endswith("paragraph/L2.2.html")


def test_words_of_a_paragraph_are_found_with_the_days_on_which_they_stand(browser: Browser, folder: Path) -> None:
    browser.open(address(folder, "index.html"))
    tab_to(browser, "search", 12)
    browser.write("owes 150")
    shown = text(browser)
    assert "2 found" in shown
    assert "A borrower who owes more than 150 pence is in debt. (from 1 January 2020 until 1 January 2022)" in shown
    assert "Duties" not in shown
    browser.open(address(folder, "index.html#day=2021-06-01"))
    tab_to(browser, "search", 12)
    browser.write("owes 150")
    assert "is in debt. (from" not in text(browser)


def test_the_day_stays_from_page_to_page_and_a_page_of_another_day_says_so(browser: Browser, folder: Path) -> None:
    browser.open(address(folder, "index.html#day=2021-06-01"))
    tab_to(browser, "modification/B7.html#day=2021-06-01")
    browser.press("Enter")
    browser.after_load()
    assert "not yet in force: it comes in force on 1 January 2022" in text(browser)
    assert "Code of first" in text(browser)
    browser.open(address(folder, "report/ann.html#day=2021-06-01"))
    assert "This report is of 1 June 2024. The outcome as at 1 June 2021" in text(browser)
    tab_to(browser, "../party/ann.html#day=2021-06-01", 12)
    browser.press("Enter")
    browser.after_load()
    assert "as at 1 June 2021" in text(browser)


def test_the_day_moves_the_parties_of_a_duty_and_a_paragraph_of_an_outcome_is_a_link(
    browser: Browser, folder: Path
) -> None:
    browser.open(address(folder, "duty/pay.html"))
    assert "Parties with it as at 1 June 2024, under second Ann Lee" in text(browser)
    browser.open(address(folder, "paragraph/L2.4.html#day=2019-01-01"))
    assert "None of the parties has it as at 1 January 2019." in text(browser)
    browser.open(address(folder, "party/ann.html#day=2023-12-01"))
    tab_to(browser, "../paragraph/L2.2.html#day=2023-12-01", 30)


def test_facts_are_tried_with_a_modification_and_without_it(browser: Browser, folder: Path) -> None:
    browser.open(address(folder, "modification/B7.html"))
    tab_to(browser, "../scenario.html#party=ann&code=second&beside=first&day=2022-01-01", 8)
    browser.press("Enter")
    browser.after_load()
    shown = text(browser)
    assert "Under second, as at 1 January 2022" in shown
    assert "Under first, as at 1 January 2022" in shown
    assert "What differs" in shown
    rows = (
        "[...document.querySelectorAll('#differs tr')].map((row) => [...row.children].map((cell) => cell.textContent))"
    )
    assert browser.value(rows)[0] == ["What", "second", "first"]
    browser.open(address(folder, "scenario.html#party=ann&code=first&beside=first"))
    assert "Nothing: both give the same assessments and duties." in text(browser)


def test_the_day_is_typed_and_each_day_is_a_step_back(browser: Browser, folder: Path) -> None:
    browser.open(address(folder, "party/ann.html"))
    tab_to(browser, "day", 10)
    browser.write("02022024")  # the order of day and month is the machine's
    assert browser.value("location.hash") == "#day=2024-02-02"
    assert "as at 2 February 2024" in text(browser)
    browser.value("document.activeElement.blur()")
    browser.value("document.getElementById('day').focus()")
    browser.write("04042024")
    assert "as at 4 April 2024" in text(browser)
    went(browser, -1)
    assert "as at 2 February 2024" in text(browser)
    went(browser, -1)
    assert "as at 1 June 2024" in text(browser)
    went(browser, 2)
    assert "as at 4 April 2024" in text(browser)


def went(browser: Browser, steps: int) -> None:
    """Go back or forward within a page."""
    arrived = "addEventListener('popstate', () => setTimeout(done), { once: true })"
    browser.value(f"new Promise((done) => {{ {arrived}; history.go({steps}); }})")


def test_a_scenario_is_made_read_and_taken_back_by_the_keyboard(browser: Browser, folder: Path) -> None:
    browser.open(address(folder, "scenario.html#party=ann"))
    before = text(browser)
    tab_to(browser, "fact-unpaid_fines")
    browser.value("document.activeElement.select()")
    browser.write("200")
    browser.press("Enter")
    assert browser.value("location.hash") == "#party=ann&set=unpaid_fines%3D200&model=secg-model%2F1"
    assert text(browser) != before
    assert focused(browser) == "fact-unpaid_fines"
    tab_to(browser, "Why", 40)
    browser.press("Enter")
    assert browser.value("document.activeElement.parentElement.open")
    browser.value("document.getElementById('fact-unpaid_fines').focus()")
    tab_to(browser, "take-back-0", 40)
    browser.press("Enter")
    assert browser.value("location.hash") == "#party=ann&model=secg-model%2F1"
    assert focused(browser) not in ("", "BODY")
    assert browser.value("document.activeElement.tagName") != "BODY"
    assert text(browser) == before


def test_the_files_of_a_scenario_are_opened_by_the_keyboard(browser: Browser, folder: Path) -> None:
    browser.open(address(folder, "scenario.html#party=ann"))
    tab_to(browser, "The party's file")
    browser.press("Enter")
    assert 'party: "ann"' in text(browser)


@pytest.mark.parametrize(
    "page", ["index.html", "paragraph/L2.1.html", "duty/pay.html", "report/ann.html", "question/1-fines.html"]
)
def test_without_scripts_a_page_is_read_and_offers_nothing_that_needs_them(
    page: str, browser: Browser, folder: Path
) -> None:
    browser.scripts(run=False)
    try:
        browser.open(address(folder, page))
        browser.scripts(run=True)
        assert len(text(browser)) > 200
        fields = "[...document.querySelectorAll('input, select, button')]"
        assert browser.value(f"{fields}.every((field) => !field.checkVisibility())")
    finally:
        browser.scripts(run=True)


def test_no_request_went_out_and_no_script_failed(browser: Browser, folder: Path) -> None:
    for page in KINDS:
        browser.open(address(folder, page))
    assert [asked for asked in browser.requests if not asked.startswith(("file:", "data:"))] == []
    assert len(browser.requests) > len(KINDS)
    assert browser.faults == []


def test_a_fact_is_asked_in_the_words_of_the_vocabulary_and_a_fault_stands_beside_its_field(
    browser: Browser, folder: Path
) -> None:
    browser.open(address(folder, "scenario.html#party=ann"))
    field = "document.getElementById('fact-unpaid_fines')"
    assert browser.value(f"{field}.labels[0].title") == "unpaid_fines"
    assert "The party owes" in browser.value(f"{field}.labels[0].textContent")
    browser.value(f"{field}.focus(); {field}.select()")
    browser.write("12x")
    browser.press("Enter")
    told = f"document.getElementById({field}.getAttribute('aria-describedby'))"
    assert browser.value(f"{told}.textContent") == "“12x” is no whole number from 0 to 2000000000."
    assert browser.value(f"{field}.getAttribute('aria-invalid')") == "true"
    assert browser.value("location.hash") == "#party=ann"
    browser.value(f"{field}.select()")
    browser.write("200")
    browser.press("Enter")
    assert browser.value("location.hash") == "#party=ann&set=unpaid_fines%3D200&model=secg-model%2F1"
    assert browser.value("document.querySelector('.fault')") is None
    assert "The party owes 200" in browser.value("document.getElementById('changes').textContent")


def test_a_fact_of_several_values_is_stated_and_taken_away(browser: Browser, folder: Path) -> None:
    browser.open(address(folder, "scenario.html#party=ann"))
    browser.value("document.getElementById('records').open = true")
    browser.value("document.getElementById('add-loan').click()")
    assert browser.value("document.activeElement.id").startswith("add-loan-")
    assert "is missing" in text(browser)
    browser.value("document.getElementById('loan-0').click()")
    assert (
        browser.value("location.hash")
        == "#party=ann&set=loan-%3Did%3AMoby-Dick%2Clent%3A2023-05-01&model=secg-model%2F1"
    )
    assert "No longer stated: The party has had Moby-Dick since 1 May 2023." in text(browser)
    browser.value("document.getElementById('add-loan-id').value = 'Emma'")
    browser.value("document.getElementById('add-loan-lent').value = '2024-05-01'")
    browser.value("document.getElementById('add-loan').click()")
    assert "The party has had Emma since 1 May 2024" in text(browser)
