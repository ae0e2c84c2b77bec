"""What a page says of a party on a day, and of changed facts, is what the engine says."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from secg.code.selection import code_warnings, select_code
from secg.derive.neighbourhood import bearing_on
from secg.derive.outcomes import answers_of, duties_of, next_of, warnings_of
from secg.derive.pydatalog_engine import derive
from secg.documents.naming import spoken_date
from secg.documents.supposing import SupposedReader
from secg.facts.loading import Situations, facts_on, load_situations
from secg.facts.situation import Situation
from secg.facts.situation_reader import read_situation
from secg.language.model import Value
from secg.messages import Diagnostic, Faults
from secg.report.relied_on import facts_stop
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
    script = data_script(policies(), codes(), situations())
    constants = dict(re.findall(r"^const SECG_(\w+) = (.*);$", script, re.MULTILINE))
    path = tmp_path_factory.mktemp("site") / "data.json"
    keys = {"folded": "MODEL", "told": "PARTIES", "cautions": "CAUTIONS"}
    members = ", ".join(f'"{key}": {constants[name]}' for key, name in keys.items())
    path.write_text(f"{{{members}}}", encoding="utf-8")
    return path


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
        "duties": [[plain(duty.row[1:]), duty.status] for duty in duties_of(model, vocabulary, party)],
    }


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
        )
    )


def differing(seed: int, number: int, changes: bool, data: Path) -> list[str]:
    """The questions that pages and engine answer differently."""
    chance = random.Random(seed)
    asked = [random_question(chance, changes) for _ in range(number)]
    different: list[str] = []
    for question, page in zip(asked, told_by_pages(asked, data), strict=True):
        engine = told_by_engine(question)
        # the engine refuses more, such as taking away what is not stated; a page does nothing then
        if "error" not in engine and page != engine:
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
        cases = parse_yaml(str(files["case"]), name)
        assert f"party: {name}" in str(files["case"])
        assert cases is not None


def stated(situation: Situation, day: date) -> set[object]:
    return {(told.predicate, told.row) for told in situation.statements if told.holds_on(day)}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("domestic_premise=5", "“domestic_premise” is no fact that a party states"),
        ("domestic_premises=many", "“many” is no whole number"),
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
