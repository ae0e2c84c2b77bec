"""What a page says of a party on a day, and of changed facts, is what the engine says."""

from __future__ import annotations

import json
import random
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from secg.cases.case_reader import read_cases
from secg.cases.findings import find
from secg.cases.judging import judge
from secg.code.selection import code_warnings, select_code
from secg.derive.neighbourhood import bearing_on
from secg.derive.outcomes import Model, answers_of, duties_of, next_of, warnings_of
from secg.derive.pydatalog_engine import derive
from secg.documents.naming import spoken_date
from secg.documents.supposing import SupposedReader
from secg.facts.loading import Situations, facts_on, load_situations
from secg.facts.situation import Row, Situation
from secg.facts.situation_reader import read_situation
from secg.language.model import Value
from secg.language.predicate_kinds import PredicateKind
from secg.messages import Diagnostic, Faults
from secg.report.relied_on import facts_stop
from secg.report.unanswered import rows_about
from secg.site.data import data_script
from secg.sources.yaml_tree import parse_yaml
from tests.proof.random_parties import ROOT, codes, policies

NODE = shutil.which("node")
RUNNER = Path(__file__).with_name("run.js")
SEED = 60
FIRST, LAST = date(2016, 11, 1), date(2026, 12, 31)
TRIED = 20
CATEGORIES = ("full", "verification", "self", "follow_up")

pytestmark = pytest.mark.skipif(NODE is None, reason="not run: the site's rules on Node; install nodejs")

Asked = dict[str, object]
"""{party, day, set}, as the runner takes it."""


@cache
def situations() -> Situations:
    return load_situations(ROOT / "facts", ROOT, policies().vocabulary)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the pages read, as a file for the runner."""
    path = tmp_path_factory.mktemp("site") / "data.json"
    write_data(path, data_script(policies(), codes(), situations()))
    return path


def write_data(path: Path, script: str) -> None:
    """The constants of a script, as the runner takes them."""
    constants = dict(re.findall(r"^const SECG_(\w+) = (.*);$", script, re.MULTILINE))
    keys = {"folded": "MODEL", "told": "PARTIES", "cautions": "CAUTIONS"}
    members = ", ".join(f'"{key}": {constants[name]}' for key, name in keys.items())
    path.write_text(f"{{{members}}}", encoding="utf-8")


def told_by_pages(asked: Iterable[Asked], data: Path) -> list[Mapping[str, object]]:
    """What the pages say."""
    assert NODE is not None
    lines = "".join(json.dumps(question) + "\n" for question in asked)
    finished = subprocess.run([NODE, str(RUNNER), str(data)], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in finished.stdout.splitlines()]


def told_by_engine(question: Asked) -> Mapping[str, object]:
    """What the engine says, in the same form; an error where the changes are refused."""
    vocabulary, party = policies().vocabulary, str(question["party"])
    day = date.fromisoformat(str(question["day"]))
    facts = facts_on(situations(), day, vocabulary)
    changes = question.get("set", ())
    assert isinstance(changes, Sequence)
    reader = SupposedReader(vocabulary, facts, party)
    try:
        reader.read([str(change) for change in changes])
    except Faults:
        return {"error": True}
    code = codes()[0] if day < codes()[0].in_force else select_code(policies(), day, None, ())
    program = code.program
    model = derive(program, bearing_on(party, program, reader.facts))
    stop = facts_stop(situations().party(party), day)
    told = [warning.sentence for warning in code_warnings(policies(), code, day)]
    if stop is not None:
        told.append(
            f"the facts stop at {spoken_date(stop.isoformat())}; what has changed or was done since is not told"
        )
    return {
        "code": code.label,
        "cautions": told,
        "answers": [[plain(outcome.question[1:]), outcome.value] for outcome in answers_of(model, vocabulary, party)],
        "next": [[plain(outcome.question[1:]), outcome.value] for outcome in next_of(model, vocabulary, party)],
        "warnings": sorted(
            {" ".join(map(str, (warning.name, *row[1:]))) for warning, row in warnings_of(model, vocabulary, party)}
        ),
        "duties": [
            [plain(duty.row[1:]), duty.status, days_of(model, duty.row)] for duty in duties_of(model, vocabulary, party)
        ],
    }


def days_of(model: Model, duty: Row) -> list[str]:
    """The days on which a duty is due."""
    rows = rows_about(model, policies().vocabulary, PredicateKind.DUE, duty)
    return sorted({str(row[-1]) for _, row in rows})


def plain(row: Iterable[Value]) -> list[object]:
    return [value.isoformat() if isinstance(value, date) else value for value in row]


def random_day(chance: random.Random) -> str:
    turns = [code.in_force for code in codes()]
    day = chance.choice(turns) + timedelta(days=chance.choice((-1, 0, 1)))
    return (day if chance.random() < 0.4 else FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))).isoformat()


def random_question(chance: random.Random, changes: bool) -> Asked:
    names = sorted(situations().parties)
    question: Asked = {"party": chance.choice(names), "day": random_day(chance)}
    if changes:
        question["set"] = [random_change(chance, names) for _ in range(chance.randrange(1, 4))]
    return question


def random_change(chance: random.Random, names: Sequence[str]) -> str:
    role = chance.choice(sorted(policies().vocabulary.types["role"].labels))
    count = chance.choice((0, 1, 49_999, 50_000, 50_001, 200_000, 250_000, 250_001, 900_000))
    day = random_day(chance)
    provider = chance.choice(names)
    return chance.choice(
        (
            f"shared_resource_left+=provider:{provider},left:{day}",
            f"user_role_left+=role:{role},left:{day}",
            f"assessment+=category:{chance.choice(CATEGORIES)},completed:{day}",
            f"sec_party_since={day}",
            f"vulnerability+=id:a weakness,in:the hub,aware:{day}",
            f"report_received+=report:the report,received:{day}",
            "responsible_for+=id:the hub,component:communications_hub_function,generation:smets1",
            f"domestic_premises={count}",
            f"non_domestic_premises={count}",
            f"enrolled_devices={count}",
            "non_domestic_premises=",
            f"user_role+={role}",
            f"user_role-={role}",
            f"applies_for+={role}",
            f"shared_resource+=provider:{provider},extent:whole",
            "sec_party_since=2018-02-30",
            "domestic_premise=5",
            f"smets1_devices_not_enrolled={count:_}",
            f"domestic_premises={count:,}",
            f"later_status+=status:{chance.choice(('rejected', 'provisionally_approved', 'deferred'))},set:{day}",
            f'incident+=id:"one, ""two""",occurred:{day}',
            "user_role=",
        )
    )


def differing(seed: int, number: int, changes: bool, data: Path) -> list[str]:
    """The questions that pages and engine answer differently."""
    chance = random.Random(seed)
    asked = [random_question(chance, changes) for _ in range(number)]
    different: list[str] = []
    for question, page in zip(asked, told_by_pages(asked, data), strict=True):
        engine = told_by_engine(question)
        if page != engine and not ("error" in page and "error" in engine):
            different.append(f"{question}: page {page}, engine {engine}")
    return different


def test_a_page_says_of_any_party_on_any_day_what_the_engine_says(data: Path) -> None:
    print(f"seed {SEED}")
    assert differing(SEED, TRIED, False, data) == []


def test_a_page_tells_a_doubt_beside_the_duty_that_it_is_about(data: Path) -> None:
    question: Asked = {"party": "registered-supplier-agent", "day": "2019-06-01"}
    (page,) = told_by_pages([question], data)
    assert page["warnings"] == told_by_engine(question)["warnings"]
    assert "duty_in_doubt limit_access duty_by_user_role" in str(page["warnings"])
    assert "report_incident" not in str(page["warnings"])


def test_a_page_says_of_changed_facts_what_the_engine_says(data: Path) -> None:
    print(f"seed {SEED + 1}")
    assert differing(SEED + 1, TRIED, True, data) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("changes", (False, True))
def test_pages_and_engine_agree_at_length(changes: bool, data: Path) -> None:
    assert differing(SEED + 2 + changes, 1_000, changes, data) == []


def test_the_files_that_a_page_gives_say_what_the_page_says(data: Path) -> None:
    names = sorted(situations().parties)
    day = date(2019, 6, 1)
    asked: list[Asked] = [{"party": name, "day": day.isoformat(), "files": True} for name in names]
    vocabulary = policies().vocabulary
    for name, files in zip(names, told_by_pages(asked, data), strict=True):
        faults: list[Diagnostic] = []
        text = str(files["party"])
        read = read_situation(parse_yaml(text, name), name, name, vocabulary, faults)
        assert faults == [], text
        assert read is not None
        assert stated(read, day) == stated(situations().parties[name], day), text
        assert facts_stop(read, day) == facts_stop(situations().parties[name], day), text
        assert shlex.split(str(files["command"]))[:3] == ["secg", "explain", name]
        assert cases_hold(str(files["case"]), day), files["case"]


def test_a_case_of_a_day_before_the_first_version_is_told_to_be_none(data: Path) -> None:
    question: Asked = {"party": "large-supplier", "day": "2016-12-01", "files": True}
    (files,) = told_by_pages([question], data)
    assert files["case"] == "# no regression case: the Code of baseline is not in force on 2016-12-01"


def cases_hold(text: str, day: date) -> bool:
    """Whether a file with the cases has no fault, and they hold."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / select_code(policies(), day, None, ()).label
        place.mkdir()
        (place / "scenario.yaml").write_text(text.replace("S0 ", "S1 "), encoding="utf-8")
        cases = read_cases(Path(folder), Path(folder), policies(), situations())
    return cases != () and all(judge(find(case, policies())) == () for case in cases)


def stated(situation: Situation, day: date) -> set[object]:
    return {(told.predicate, told.row) for told in situation.statements if told.holds_on(day)}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("domestic_premise=5", "“domestic_premise” is no fact that a party states"),
        ("domestic_premises=many", "“many” is no whole number from 0 to 2000000000"),
        ("domestic_premises=300,000", "“300,000” has several values; digits are grouped as in 250_000"),
        ("domestic_premises=3000000000", "“3000000000” is no whole number from 0 to 2000000000"),
        ("domestic_premises=-1", "“-1” is no whole number"),
        ('domestic_premises="5"', "is no whole number"),
        ("later_status+=status:rejected,set:2019-03-01", "“rejected” is not in use on 1 March 2019"),
        ("sec_party_since=0000-01-01", "“0000-01-01” is no day"),
        ("vulnerability+=id:stolen, again,in:the hub,aware:2018-01-10", "“again” is no KEY:VALUE"),
        ("vulnerability+=id:x,id:y,in:the hub,aware:2018-01-10", "“id” is there twice"),
        ('vulnerability+=id:" x",in:the hub,aware:2018-01-10', "“ x” has blanks at its ends"),
        (
            "incident+=id:x,occurred:2018-01-10,ssc_told:2018-01-11",
            "“ssc_told” is no key of incident that this page takes",
        ),
        ("user_role+=role:gas_supplier,from:2018-01-10", "“from” is no key of user_role"),
        ("user_role+=import_supplier,gas_supplier", "“import_supplier,gas_supplier” has several values"),
        ("incident-=id:x,occurred:2018-01-10", "no such incident is stated on 1 March 2019"),
        ("sec_party_since=", "no such sec party since is stated"),
        ("user_role+=pirate", "“pirate” is none of import_supplier"),
        ("sec_party_since=2018-02-30", "“2018-02-30” is no day"),
        ("domestic_premises+=5", "“domestic_premises” has one value at a time: write domestic_premises=…"),
        ("assessment+=category:full,completed:2019-03-02", "does not hold yet on 1 March 2019"),
        ("shared_resource+=provider:nobody,extent:whole", "there is no party “nobody”"),
        ("shared_resource+=provider:large-supplier", "says nothing of extent"),
        ("<script>", "“<script>” is no change"),
        ("__proto__=1", "“__proto__” is no fact"),
    ],
)
def test_a_change_that_cannot_be_is_told(change: str, words: str, data: Path) -> None:
    (told,) = told_by_pages([{"party": "large-supplier", "day": "2019-03-01", "set": [change]}], data)
    assert words in str(told["error"])


def test_a_record_with_the_name_of_another_is_told_until_that_is_taken_away(data: Path) -> None:
    weaknesses = [f"vulnerability+=id:cve,in:user_systems,aware:2018-01-{day}" for day in ("10", "11")]
    taken = "vulnerability-=id:cve,in:user_systems,aware:2018-01-10"
    asked: list[Asked] = [
        {"party": "large-supplier", "day": "2019-03-01", "set": changes}
        for changes in (weaknesses, [weaknesses[0], taken, weaknesses[1]])
    ]
    told = told_by_pages(asked, data)
    assert "another vulnerability is called “cve”" in str(told[0]["error"])
    assert "error" not in told[1]


def test_a_change_may_have_blanks_quotation_marks_and_a_fact_with_digits_in_its_name(data: Path) -> None:
    changes = (
        "smets1_devices_not_enrolled=5",
        " domestic_premises =250_000",
        'vulnerability+=id: "stolen, ""again"": gone" , in:user_systems,aware:2018-01-10',
    )
    question: Asked = {"party": "large-supplier", "day": "2019-03-01", "set": changes}
    (page,) = told_by_pages([question], data)
    assert page == told_by_engine(question)
    assert 'stolen, "again": gone' in str(page["duties"])


def test_a_page_says_as_a_day_what_is_a_day_and_not_a_text_that_looks_like_one(data: Path) -> None:
    asked: list[Asked] = [{"words": [kind, "2019-01-01"]} for kind in ("date", "text")]
    assert [told["words"] for told in told_by_pages(asked, data)] == ["1 January 2019", "“2019 01 01”"]


def test_a_file_of_changed_facts_is_gone_through_on_the_day_of_the_latest_of_them(data: Path) -> None:
    question: Asked = {"party": "large-supplier", "day": "2021-03-01", "files": True}
    changed = {**question, "set": ["assessment+=category:full,completed:2019-04-11"]}
    first, second = told_by_pages([question, changed], data)
    assert "as_of: 2018-06-19" in str(first["party"])
    assert "as_of: 2019-04-11" in str(second["party"])
