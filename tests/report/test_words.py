"""Words of a report that are claims: what is said of the Code is what a source says of it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from secg.documents.naming import stop_said_once
from secg.rendering.brief import brief_text
from secg.rendering.rendering import render_report
from secg.rendering.shown_report import shown_report
from tests.report.reports import REPOSITORY, TEMPLATES, policies_of, report_of, situations_of

GOLDEN = Path(__file__).parent / "golden"
_SPEAKS_FOR_THE_CODE = re.compile(
    r"(?<!says that )the Code (?:is|was) silent(?!, according to S\d)"
    r"|the Code (?:does|did) not say|the Code (?:says|said) nothing|the Code gives no answer",
    re.IGNORECASE,
)
"""A sentence that says of the Code's own words what no source is named for."""
_CLUMSY = re.compile(
    r"\bof (?:any|some) role\b|\bsome day\b|\bthat sum\b|\(unsettled\)|\b[Ii]t is not so that\b|taken as of"
    r"|may be over already|\banother any\b|[“‘](?:some|any)thing|\bAbout: |\ba assessment\b|status some"
    r"|\ba any\b|set anew, as [\w ]+, on any day|paragraph concludes otherwise|none of them Full, number \d"
    r"|\bas (?:any|some) capacity\b|\bmore than 0 [A-Z]|Smart Metering System, an? \w+ Smart Metering System\b"
    r"|it is true that the status [\w ]+, which counts|\bthe party provides Shared Resources to the party\b"
    r"|\babout (?:the code|assurance status|smart metering systems|user systems|user entry)\b"
    r"|\bit, as [A-Z][\w ]+, has\b"
    r"|there is a possible problem|it is not the case that (?:the day|the status)|of which it is true that"
    r"|\bthe any \w|\bis next turns on\b|\bUser entry of [a-z]|\bassessment of it in its own right, of\b"
    r"|\bhow the step goes|that concern these\b|\bsets falls due\b|\bThere (?:is one|are \d+)\.|\bserves 0 [A-Z]"
    r"|\(about |\(\(|[a-z0-9]\) \([A-Z]|\babout (?:report received|response step|other user|provider)\b"
)
"""Words that no lawyer says, each met in a report once."""
_RECORD = re.compile(r"\b(?:id|report|step|nominee): ([a-z0-9]+(?:-[a-z0-9]+)+)")
_PLACE = re.compile(r"\(facts/[^)]*\)")
DAYS = ("2018-02-01", "2018-09-01", "2019-05-01", "2020-06-01", "2026-01-01")


def brief_words(party: str, day: str) -> str:
    return " ".join(brief_text(shown_report(report_of(party, day))["brief"]).split())


def test_no_golden_page_speaks_for_the_code_where_no_source_does() -> None:
    pages = [path for path in GOLDEN.rglob("*") if path.is_file()]
    assert len(pages) > 20
    for page in pages:
        text = " ".join(page.read_text().replace("> ", "").split())
        assert not _SPEAKS_FOR_THE_CODE.findall(text), page.name


def test_no_golden_page_has_a_turn_of_phrase_that_no_lawyer_uses() -> None:
    for page in GOLDEN.rglob("*"):
        if page.is_file():
            text = " ".join(page.read_text().split())
            match = _CLUMSY.search(text)
            assert match is None, f"{page.name}: {text[max(0, match.start() - 80) : match.end() + 40]}"


@pytest.mark.parametrize("party", sorted(situations_of(REPOSITORY).parties))
def test_no_report_of_a_shipped_party_does_on_any_of_these_days(party: str) -> None:
    for day in DAYS:
        text = " ".join(str(render_report(report_of(party, day), "text", TEMPLATES)).split())
        assert not _SPEAKS_FOR_THE_CODE.findall(text), day


@pytest.mark.parametrize("party", sorted(situations_of(REPOSITORY).parties))
def test_the_name_that_the_facts_give_a_record_stands_between_quotation_marks(party: str) -> None:
    names = {name.replace("-", " ") for name in _RECORD.findall((REPOSITORY / f"facts/{party}.yaml").read_text())}
    for day in DAYS if names else ():
        text = _PLACE.sub("", " ".join(str(render_report(report_of(party, day), "text", TEMPLATES)).split()))
        for name in names:
            assert not re.findall(rf"(?i)(?<!“){re.escape(name)}|{re.escape(name)}(?!”)", text), (day, name)


def test_a_count_of_nothing_is_no_figure_and_each_duty_says_what_it_is_about_once() -> None:
    text = " ".join(str(render_report(report_of("shared-platform", "2019-12-01"), "text", TEMPLATES)).split())
    assert "Non-Domestic Supplier on a shared platform serves no Domestic Premises through" in text
    assert "About “move the backups”; owed to the Security Sub-Committee. It applies" in text
    assert "The duty under G8.28, about “move the backups” - " in text
    assert (
        "it must become a Party to the Code, because it provides the whole of a User's User Systems. It is done" in text
    )
    assert "the assessment that it completed on 3 December 2018 is not stated to be of one capacity only" in text


def test_silence_is_reported_by_a_source_or_it_is_not_silence_of_the_code() -> None:
    """A source speaks of the Non-Domestic Supplier, and none of the Registered Supplier Agent."""
    supplier = report_of("non-domestic-supplier", "2019-02-27")["undetermined"][0]
    assert supplier["doubt"] == "code_silent"
    assert supplier["because"].startswith("The Code is silent, according to S0 (section 2). ")
    agent = report_of("registered-supplier-agent", "2019-02-27")["undetermined"][0]
    assert agent["doubt"] == "no_source"
    assert agent["because"].startswith("No source held says. ")


def test_the_doubt_that_is_printed_is_the_one_of_the_case_at_hand() -> None:
    open_next = [
        entry for entry in report_of("shared-platform-for-networks", "2018-09-01")["undetermined"] if "year" in entry
    ]
    assert all("Network Parties" in entry["because"] for entry in open_next)
    (fallen,) = [
        entry
        for entry in report_of("supplier-that-fell-below-the-threshold", "2019-06-01")["undetermined"]
        if "year" not in entry
    ]
    assert "a Full assessment that came before its turn" in fallen["because"]
    assert "User entry" not in fallen["because"]
    assert "no Full assessment" not in fallen["because"]


def test_each_report_says_how_much_of_the_code_it_can_speak_of() -> None:
    """Known are the paragraphs that the ledger lists; those that later instruments put in are not known before."""
    counts = {day: report_of("utrn-generator", day)["code"] for day in ("2018-02-01", "2018-09-01", "2023-01-01")}
    for code in counts.values():
        assert 0 < code["held"] < code["known"]
    assert counts["2018-02-01"]["known"] < counts["2018-09-01"]["known"] <= counts["2023-01-01"]["known"]
    text = " ".join(str(render_report(report_of("utrn-generator", "2023-01-01"), "text", TEMPLATES)).split())
    code = counts["2023-01-01"]
    assert f"Of the {code['known']} paragraphs and parts known to exist in this version of the Code" in text
    assert f"{code['held']} are held; this report can speak of no other." in text
    assert "the paragraphs held give the party no assessment and no duty" in text


def copied(folder: Path) -> Path:
    """A folder with the law, whose parties are none."""
    shutil.copytree(REPOSITORY / "policies", folder / "policies")
    (folder / "facts").mkdir()
    return folder


def test_a_report_that_relies_on_no_paragraph_has_no_empty_headings(tmp_path: Path) -> None:
    root = copied(tmp_path)
    (root / "facts" / "bystander.yaml").write_text("party: bystander\nfacts: {}\n")
    for form in ("text", "md", "html"):
        text = str(render_report(report_of("bystander", "2023-01-01", root), form, TEMPLATES))
        assert "paragraphs relied on" not in text.lower(), form


def test_the_text_at_the_start_is_said_to_be_described_and_not_to_be_in_force_from_a_day() -> None:
    report = report_of("large-supplier", "2018-02-01")
    assert report["code"]["sentence"].endswith("as described on 19 June 2018, taken to hold since 15 December 2017")
    assert any("the one described on 19 June 2018" in warning for warning in report["warnings"])


@pytest.mark.parametrize(("day", "label"), [("2018-08-20", "SECMP0044"), ("2018-11-07", "SECMP0065")])
def test_just_before_an_uncertain_day_the_next_text_may_apply_already(day: str, label: str) -> None:
    words = report_of("large-supplier", day)["warnings"]
    assert [word for word in words if word.startswith(f"the Code of {label} may be in force already")]


def test_a_day_counted_from_an_uncertain_one_says_so(tmp_path: Path) -> None:
    root = copied(tmp_path)
    part = root / "policies" / "section-g" / "G8.md"
    asked = "    respond_by(User, Report, Due)."
    assert asked in part.read_text()
    part.write_text(part.read_text().replace(asked, "    Due = 2018-08-22 + 6 months."))
    (root / "facts" / "answering.yaml").write_text(
        "party: answering\nfacts:\n  user_role: [other_user]\n"
        "  report_received: [{report: first, received: 2018-12-01}]\n"
    )
    report = report_of("answering", "2019-03-01", root)
    (answer,) = [obligation for obligation in report["obligations"] if obligation["duty_id"] == "respond_to_report"]
    assert answer["due"] == "2019-02-22"
    assert answer["due_rests_on"]["day"] == "2018-08-22"
    assert answer["due_rests_on"]["certainty"] == "inferred"
    text = " ".join(str(render_report(report, "text", TEMPLATES)).split())
    assert text.count("This day rests on 22 August 2018, which is inferred.") == 2


def test_places_in_sources_are_printed_wherever_sources_are() -> None:
    for form in ("text", "md", "html"):
        text = str(render_report(report_of("large-supplier", "2018-02-01"), form, TEMPLATES))
        assert "S3, section" in " ".join(text.split()), form


def test_what_is_scheduled_is_not_among_the_days_to_come() -> None:
    report = report_of("supplier-after-its-first-assessment", "2018-11-20")
    (duty,) = [obligation for obligation in report["obligations"] if obligation["duty_id"] == "schedule_next"]
    assert duty["status"] == "discharged"
    shown = " ".join(str(render_report(report, "text", TEMPLATES)).split())
    assert "last day to schedule" not in shown
    assert "to be scheduled by" not in shown.partition("WHY")[0]
    assert "schedule" not in str(render_report(report, "ics", TEMPLATES))


def test_what_is_done_late_says_by_how_many_days_and_is_not_overdue() -> None:
    report = report_of("supplier-with-a-second-user-system", "2019-08-01")
    late = {
        obligation["about"]: obligation
        for obligation in report["obligations"]
        if obligation["duty_id"] == "notify_ssc_of_user_system"
    }
    assert late["platform-for-business-customers"]["late_days"] == 9
    assert late["platform-for-business-customers"]["overdue"] is False
    assert late["platform-for-prepayment"]["late_days"] == 0
    text = " ".join(str(render_report(report, "text", TEMPLATES)).split())
    assert "It is done, 9 days late (G3.9)." in text
    assert text.count("days late") == 1


def test_an_answer_for_a_day_long_after_the_facts_says_where_they_stop() -> None:
    report = report_of("small-supplier-on-a-shared-platform", "2026-11-28")
    assert report["facts_stop"] == "2019-06-01"
    assert any(warning.startswith("the facts stop at 1 June 2019") for warning in report["warnings"])
    text = " ".join(str(render_report(report, "text", TEMPLATES)).split())
    assert "It applies and is overdue, unless done since: it was due by 12 October 2018." in text
    assert "1 is overdue, unless done since" in text
    stand = "As the facts stand, which stop at 1 June 2019,"
    assert "As the facts stand, its next assessment as a Supplier Party is a Full User Security Assessment" in text
    assert f"{stand} as a Supplier Party it has a Full User Security Assessment each year" in text
    assert f"ANSWER {stand} as a Supplier Party it has" in brief_words(
        "small-supplier-on-a-shared-platform", "2026-11-28"
    )
    scheduled = brief_words("supplier-after-its-first-assessment", "2026-11-28")
    assert "As the facts stand, its next assessment as a Supplier Party is a Verification" in scheduled
    assert scheduled.count("As the facts stand, which stop at 15 November 2018,") == 1


def test_the_first_sentence_of_an_answer_that_rests_on_old_facts_says_where_they_stop() -> None:
    clash = "Conflict: the Code gives 2 different answers to one question."
    stand = "As the facts stand, which stop at 1 June 2019,"
    told = stop_said_once("2019-06-01", [clash, f"{stand} it is small.", f"{stand} it is new."])
    assert told == [clash, f"{stand} it is small.", "As the facts stand, it is new."]
    assert stop_said_once(None, ["It is small.", "It is new."]) == ["It is small.", "It is new."]


def test_within_twelve_months_of_the_newest_fact_the_facts_do_not_stop() -> None:
    report = report_of("small-supplier-on-a-shared-platform", "2020-06-01")
    assert report["facts_stop"] is None
    text = str(render_report(report, "text", TEMPLATES))
    assert "unless done since" not in text and "As the facts stand" not in text
    assert report_of("small-supplier-on-a-shared-platform", "2020-06-02")["facts_stop"] == "2019-06-01"


def test_what_the_facts_tell_of_a_later_day_is_named_and_not_counted() -> None:
    report = report_of("supplier-after-its-first-assessment", "2018-02-09")
    (act,) = report["facts_later"]
    assert act == "Supplier after its first assessment scheduled its next assessment on 15 November 2018"
    early = report_of("supplier-after-its-first-assessment", "2018-01-01")
    assert len(early["facts_later"]) == 3
    text = " ".join(str(render_report(early, "text", TEMPLATES)).split())
    assert "completed a Full User Security Assessment on 1 February 2018; " in text
    assert "this came after the day asked about, so that it is not counted" in text
    assert report_of("supplier-after-its-first-assessment", "2020-03-01")["facts_later"] == []


def test_a_doubt_about_a_duty_stands_beside_it_and_not_among_the_cautions() -> None:
    report = report_of("registered-supplier-agent", "2019-03-01")
    doubted = {duty["duty_id"] for duty in report["obligations"] if "doubts" in duty}
    assert {duty["duty_id"] for duty in report["obligations"]} - doubted == {"pay_for_assessments"}
    assert not [text for text in report["warnings"] if "no source held says whether it binds" in text]
    text = " ".join(str(render_report(report, "text", TEMPLATES)).split())
    assert text.count("It applies. In doubt: no source held says whether it binds a User that acts only as") == 6


def test_a_term_is_a_noun_that_sentences_give_an_article_of_their_own() -> None:
    vocabulary = policies_of(REPOSITORY).vocabulary
    assert not [fact.name for fact in vocabulary.facts if fact.term.startswith(("a ", "an ", "the "))]
