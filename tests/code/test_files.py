"""A Code written as policy files: read back as a baseline it is the same Code; neighbours differ where they should."""

from __future__ import annotations

import itertools
import random
import re
from functools import cache
from pathlib import Path

import pytest

from secg.cli import main
from secg.code.consolidation import Code, Standing, consolidate, fitting_version, standing_rules
from secg.code.files import code_files
from secg.code.ledger import read_ledger
from secg.code.policies import Policies, load_policies
from secg.commands.output import write_folder
from secg.derive.pydatalog_engine import derive
from secg.facts.loading import facts_on, load_situations
from secg.language.program import Program
from tests.mutants.world import world
from tests.policy_tree import PolicyTree, paragraph

ROOT = Path(__file__).resolve().parents[2]
LAWS = {"Section G": ROOT / "policies", "a library": ROOT / "tests" / "foreign" / "policies"}


@cache
def policies_of(folder: Path) -> Policies:
    return load_policies(folder, folder.parent)


def all_codes(policies: Policies) -> list[Code]:
    """Every version, and every proposal and reading on the first version that it fits."""
    codes = [consolidate(policies, version) for version in policies.versions.versions]
    overlays = [instrument for instrument in policies.instruments.values() if instrument.status != "implemented"]
    return codes + [consolidate(policies, fitting_version(policies, other), (other.name,)) for other in overlays]


def read_back(policies: Policies, code: Code, folder: Path, target: Path) -> tuple[Policies, Code]:
    """What the files of a Code say, and the one Code that they hold; its ledger is checked too. Raises Faults."""
    write_folder(target, code_files(policies, code, folder))
    written = load_policies(target, target.parent)
    if policies.ledger:
        read_ledger(target / "coverage.yaml", "coverage.yaml", written)
    (version,) = written.versions.versions
    return written, consolidate(written, version)


def said(standing: Standing) -> tuple[object, ...]:
    """All that a paragraph says, without the place in a file where it stands."""
    words = standing.paragraph
    limbs = tuple((limb.letter, limb.words, limb.paraphrase) for limb in words.limbs)
    rules = tuple((str(rule.citation), str(rule)) for rule in standing_rules(standing))
    return standing.number, words.title, words.paraphrase, words.provenance, limbs, rules


def everything(code: Code) -> list[tuple[object, ...]]:
    return [said(standing) for standing in code.paragraphs.values()]


@pytest.mark.parametrize("law", LAWS)
def test_every_version_proposal_and_reading_is_the_same_when_its_files_are_read_back(law: str, tmp_path: Path) -> None:
    policies = policies_of(LAWS[law])
    for place, code in enumerate(all_codes(policies)):
        _, again = read_back(policies, code, LAWS[law], tmp_path / str(place))
        assert everything(again) == everything(code), (code.label, code.overlays)


def conclusions_differ(code: Code, tmp_path: Path) -> str:
    """What the parties of facts/ have under a Code and not under its files read back; nothing where all is the same."""
    policies = policies_of(ROOT / "policies")
    written, again = read_back(policies, code, ROOT / "policies", tmp_path)
    models = []
    for law, rules in ((policies, code.rules), (written, again.rules)):
        facts = facts_on(load_situations(ROOT / "facts", ROOT, law.vocabulary), code.in_force, law.vocabulary)
        models.append(derive(Program.guarded(rules, law.vocabulary), facts).relations)
    return "" if models[0] == models[1] else f"{code.label} {code.overlays}: the conclusions differ"


def written_codes_differ(source: random.Random, count: int, folder: Path) -> tuple[int, list[str]]:
    """Every version over facts/, and the settings of the regression cases, some or all: what is not the same."""
    policies, settings = world().policies, world().settings
    failures = [conclusions_differ(code, folder / str(place)) for place, code in enumerate(all_codes(policies))]
    drawn = source.sample(settings, min(len(settings), count))
    written: dict[int, tuple[Policies, Code]] = {}
    for setting in drawn:
        code = setting.program.code
        if id(code) not in written:
            written[id(code)] = read_back(policies, code, ROOT / "policies", folder / f"case{len(written)}")
        law, again = written[id(code)]
        model = derive(Program.guarded(again.rules, law.vocabulary), setting.facts)
        whole = derive(Program(setting.program.guarded, policies.vocabulary), setting.facts)
        failures.append("" if model.relations == whole.relations else setting.cases[0].name)
    return len(failures), [words for words in failures if words]


def test_the_parties_have_the_same_conclusions_under_the_files_of_a_version(tmp_path: Path) -> None:
    seed = random.randrange(1_000_000)
    code = random.Random(seed).choice(all_codes(policies_of(ROOT / "policies")))
    assert not conclusions_differ(code, tmp_path / "code"), f"seed {seed}"


def test_the_files_of_neighbours_differ_in_paragraphs_of_the_instruments_alone() -> None:
    policies = policies_of(ROOT / "policies")
    codes = [consolidate(policies, version) for version in policies.versions.versions]
    for before, after in itertools.pairwise(codes):
        old, new = (_sections(code_files(policies, code, ROOT / "policies")) for code in (before, after))
        amended: set[str] = set()
        for name in after.version.instruments:
            for amendment in policies.instruments[name].amendments:
                amended |= {number.written for number in (amendment.number, amendment.target) if number is not None}
        differing = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        assert differing <= amended, after.label
        assert differing == amended, f"{after.label}: an amendment does not show"


def _sections(files: dict[str, bytes]) -> dict[str, str]:
    """The text of each paragraph by its number as written; what else a part holds is in no neighbour different."""
    sections: dict[str, str] = {}
    for name, content in files.items():
        if not name.startswith("section-g/"):
            continue
        head, *paragraphs = re.split(r"^## ", content.decode(), flags=re.MULTILINE)
        assert head.count("\n") == 7, f"{name} begins with more than its front matter and title"
        for text in paragraphs:
            sections[text.partition(": ")[0]] = text.rstrip()
    return sections


def test_the_files_of_the_files_are_the_same_bytes(tmp_path: Path) -> None:
    policies = policies_of(ROOT / "policies")
    code = consolidate(policies, policies.versions.versions[-1])
    first = code_files(policies, code, ROOT / "policies")
    written, again = read_back(policies, code, ROOT / "policies", tmp_path / "code")
    second = code_files(written, again, tmp_path / "code")
    assert {name for name in first if first[name] != second[name]} <= {"versions.yaml"}


def test_a_renumbered_paragraph_stands_under_its_new_number_and_tells_the_old(tree: PolicyTree) -> None:
    tree.part(paragraph("G1.1: One", "large(User) :- premises(User, N), N > 250_000."))
    tree.instrument("M1", "## Renumber G1.1 as G1.7\n", in_force="2019-01-01").version("M1", "2019-01-01", "M1")
    files = code_files(tree.load(), tree.code("M1"), tree.root / "policies")
    text = files["section-g/G1.md"].decode()
    assert "## G1.7: One\n\n> words: G1.1 until it was renumbered by M1, in force 2019-01-01\n" in text
    _, again = read_back(tree.load(), tree.code("M1"), tree.root / "policies", tree.root / "written")
    assert [str(rule.citation) for rule in again.rules] == ["G1.7"]


AWKWARD = """\
## G1.1: About C\\# and a title that ends so # ##

>  provenance: inferred (S0, page 3; S0) · number: recalled
> reasoning: words that go on
  in a lazy line
>
> open (large): a doubt about one conclusion
> open: another
> note: words: as people write them

First words
over two lines.

* a list
* of two

### (a) the first

Its words.

```datalog
// ## no heading
large(User) :- premises(User,N),N>250_000.
```

### (b)

More words.

```datalog
small(User) :- premises(User, N), N <= 250_000, // why
    N > 3.
```

## G1.2: Closed ##

> provenance: text (S0)

Words."""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_awkward_layouts_say_the_same_when_they_are_read_back(tree: PolicyTree, end: str) -> None:
    front = "---\npart: G1\ntitle: 'One: \"this\"'\n---\n\n# G1\n\nIntroduced.\n\n"
    tree.write("policies/section-g/G1.md", (front + AWKWARD).replace("\n", end))
    code = tree.code()
    _, again = read_back(tree.load(), code, tree.root / "policies", tree.root / "written")
    assert everything(again) == everything(code)
    assert [str(number) for number in again.paragraphs] == ["G1.1", "G1.2"]


def test_a_folder_that_holds_files_is_not_written_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.md").write_text("words of mine")
    assert main(["code", "--version", "baseline", "--out", str(tmp_path)]) == 2
    assert "E529" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.md"]


def test_a_modification_is_written_as_two_folders_that_check_accepts(tmp_path: Path) -> None:
    target = tmp_path / "out"
    assert main(["code", "--modification", "SECMP0044", "--out", str(target)]) == 0
    assert sorted(path.name for path in target.iterdir()) == ["after", "before"]
    for folder in target.iterdir():
        assert main(["check", "--policies", str(folder)]) == 0


def test_the_day_after_which_the_folder_does_not_answer_is_that_of_the_next_change(tmp_path: Path) -> None:
    policies = policies_of(ROOT / "policies")
    version = next(version for version in policies.versions.versions if version.label == "SECMP0044")
    written, _ = read_back(policies, consolidate(policies, version), ROOT / "policies", tmp_path / "code")
    assert written.versions.surveyed_to.isoformat() == "2018-10-08"
    assert "SECMP0065" in written.versions.surveyed_because
