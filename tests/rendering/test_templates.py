"""Templates: those of the tool, or of a folder that the user asks for, and never with the run of the machine."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from secg.sources.folder import OWN_TEMPLATES
from tests.messages.trees import BASE, lay_out, printed

EXPLAIN = ["explain", "alpha-energy", "--as-at", "2018-08-01"]
ROOT = Path(__file__).parents[2]
EXPLAIN_SHIPPED = ["explain", "large-supplier", "--as-at", "2018-08-01"]
EXPLAIN_SHIPPED += ["--policies", str(ROOT / "policies"), "--facts", str(ROOT / "facts")]

ESCAPES = [
    '{{ cycler.__init__.__globals__.os.mkdir("made") }}',
    '{{ report.__class__.__mro__[1].__subclasses__() }}{{ joiner.__init__.__globals__.os.mkdir("made") }}',
    '{% set f = fold.__globals__ %}{{ "x" | fold }}{{ (("x" | fold).__class__).mro() }}',
    '{{ report.update({"name": "forged"}) }}',
]
"""What a template tries in order to run code, or to change what is reported."""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    lay_out(BASE, tmp_path / "tree")
    return tmp_path / "tree"


def laid_out(tree: Path, template: str) -> str:
    """A folder with this template of a report, named from the root: what is read of a folder is kept by its name."""
    (tree / "mine").mkdir()
    (tree / "mine" / "explain.txt.j2").write_text(template)
    return str(tree / "mine")


def write_word_template(path: Path, text: str) -> None:
    """The tool's Word template with its first placeholder replaced by `text`."""
    with zipfile.ZipFile(OWN_TEMPLATES / "explain.docx") as own, zipfile.ZipFile(path, "w") as target:
        for name in own.namelist():
            content = own.read(name)
            if name == "word/document.xml":
                content = content.replace(b"{{ report.name }}", text.replace('"', "&quot;").encode(), 1)
                assert text.replace('"', "&quot;").encode() in content
            target.writestr(name, content)


@pytest.mark.parametrize("form", ["text", "md", "html", "docx", "pdf"])
def test_the_templates_of_the_checkout_in_which_a_command_runs_are_not_used(tree: Path, form: str) -> None:
    templates = tree / "reports"
    templates.mkdir()
    for ending in ("txt", "md", "html"):
        (templates / f"explain.{ending}.j2").write_text('{{ cycler.__init__.__globals__.os.mkdir("made") }}')
    write_word_template(templates / "explain.docx", ESCAPES[0])
    (templates / "explain.typ").write_text("forged")
    assert printed([*EXPLAIN_SHIPPED, "--format", form, "--out", "report"], tree).startswith("exit 0\n")
    assert not (tree / "made").exists()
    assert b"forged" not in (tree / "report").read_bytes()


@pytest.mark.parametrize("template", ESCAPES)
def test_a_template_that_is_asked_for_runs_no_code_and_changes_no_report(tree: Path, template: str) -> None:
    text = printed([*EXPLAIN, "--templates", laid_out(tree, f"one\n{template}\n")], tree)
    assert text.startswith("exit 2\n") and "/mine/explain.txt.j2:2:1: error E505: " in text, text
    assert not (tree / "made").exists()


@pytest.mark.parametrize(
    "template",
    ["{% for number in range(10 ** 9) %}{% endfor %}", "{{ 1 // 0 }}", "{{ 1 + 'a' }}", "{{ '%d' | format('a') }}"],
)
def test_a_calculation_of_a_template_that_fails_is_a_fault_of_the_template(tree: Path, template: str) -> None:
    text = printed([*EXPLAIN, "--templates", laid_out(tree, f"one\n{template}\n")], tree)
    assert text.startswith("exit 2\n") and "/mine/explain.txt.j2:2:1: error E505: " in text, text


def test_a_template_that_asks_for_itself_is_a_fault_of_the_template(tree: Path) -> None:
    template = "{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}\n"
    text = printed([*EXPLAIN, "--templates", laid_out(tree, template)], tree)
    assert text.startswith("exit 2\nerror E505: a template can't be used: it asks for itself without end"), text


def test_a_word_template_that_is_asked_for_runs_no_code(tree: Path) -> None:
    (tree / "mine").mkdir()
    write_word_template(tree / "mine" / "explain.docx", ESCAPES[0])
    text = printed([*EXPLAIN, "--format", "docx", "--templates", "mine", "--out", "report.docx"], tree)
    assert text.startswith("exit 2\nerror E505: "), text
    assert not (tree / "made").exists() and not (tree / "report.docx").exists()


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_template_of_another_kind_than_its_name_says_is_one_message(tree: Path, form: str) -> None:
    (tree / "mine").mkdir()
    (tree / "mine" / "explain.docx").write_text("no archive")
    (tree / "mine" / "explain.typ").write_text("#let x = (")
    text = printed([*EXPLAIN, "--format", form, "--templates", "mine", "--out", "report"], tree)
    assert text.startswith("exit 2\n") and text.count("error E505: ") == 1, text


def test_a_folder_of_templates_may_hold_only_some_of_them(tree: Path) -> None:
    (tree / "restyled").mkdir()
    (tree / "restyled" / "explain.txt.j2").write_text("{{ report.name }}, restyled\n")
    assert printed([*EXPLAIN, "--templates", "restyled", "--out", "restyled.txt"], tree).startswith("exit 0\n")
    assert (tree / "restyled.txt").read_text() == "Alpha Energy, restyled\n"
    assert printed([*EXPLAIN, "--templates", "restyled", "--format", "md", "--out", "own.md"], tree).startswith(
        "exit 0\n"
    )


def test_a_folder_of_templates_that_is_not_there_is_told(tree: Path) -> None:
    text = printed([*EXPLAIN, "--templates", "nowhere"], tree)
    assert text.startswith(
        "exit 2\nerror E102: there is no folder `nowhere`\n  help: name the folder with `--templates`"
    ), text
