"""The house as engine/README.md draws it: a package imports only from those above it in the table, and heavy libraries
stay with the packages that need them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[1] / "engine" / "secg"
LIBRARIES = {
    "pyDatalog": {"derive"},
    "z3": {"logic"},
    "duckdb": {"bulk"},
    "sqlglot": {"bulk"},
    "pyarrow": {"bulk"},
    "pyspark": {"bulk"},
    "jinja2": {"rendering"},
    "typst": {"rendering"},
    "docxtpl": {"rendering"},
    "pyromark": {"sources"},
    "yaml": {"sources"},
    "pygls": {"editor"},
    "lsprotocol": {"editor"},
    "mcp": {"serve"},
    "anyio": {"serve"},
    "uvicorn": {"serve"},
}
"""The packages that may import each library."""


def order() -> list[str]:
    """The packages of the table, from top to bottom."""
    return re.findall(r"^\| `(\w+)` \|", (ENGINE.parent / "README.md").read_text(), re.MULTILINE)


def package_of(path: Path) -> str:
    """The package of a file; a file of its own stands as one."""
    return path.relative_to(ENGINE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module


FILES = sorted(path for path in ENGINE.rglob("*.py") if package_of(path) not in ("__init__", "__main__", "cli"))


def ladders(path: Path) -> Iterator[int]:
    """The lines of each `elif` that asks for the form of a condition, as the `if` before it does."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.If) and asks_for_a_form(node.test):
            others = (other for other in node.orelse[:1] if isinstance(other, ast.If))
            yield from (other.lineno for other in others if asks_for_a_form(other.test))


def asks_for_a_form(test: ast.expr) -> bool:
    """Whether a test is `isinstance(literal, Atom)`, of whichever form."""
    called = isinstance(test, ast.Call) and ast.unparse(test.func) == "isinstance"
    return called and FORM.search(ast.unparse(test)) is not None


FORM = re.compile(r"\b(Atom|Negation|Comparison|Aggregate)\b")


@pytest.mark.parametrize("path", FILES, ids=str)
def test_forms_of_conditions_are_told_apart_by_a_match_which_the_type_checker_holds_to_be_whole(path: Path) -> None:
    assert list(ladders(path)) == []


def test_the_table_names_every_package() -> None:
    assert {package_of(path) for path in FILES} == set(order())


@pytest.mark.parametrize("package", sorted({package_of(path) for path in FILES}))
def test_a_package_imports_only_from_those_above_it(package: str) -> None:
    above = order()[: order().index(package) + 1]
    for path in FILES:
        if package_of(path) == package:
            named = {one.split(".")[1] for one in imports(path) if one.startswith("secg.")}
            assert named <= set(above), f"{path}: {sorted(named - set(above))}"


def test_no_two_files_import_each_other() -> None:
    module_of = {path: ".".join(path.relative_to(ENGINE.parent).with_suffix("").parts) for path in FILES}
    known = set(module_of.values())
    waiting = {module_of[path]: {one for one in imports(path) if one in known} for path in FILES}
    while free := [name for name, needed in waiting.items() if not needed & waiting.keys()]:
        for name in free:
            del waiting[name]
    assert not waiting, f"in a circle: {sorted(waiting)}"


def test_a_library_is_imported_only_by_the_packages_that_need_it() -> None:
    for path in FILES:
        for library in {one.partition(".")[0] for one in imports(path)} & LIBRARIES.keys():
            assert package_of(path) in LIBRARIES[library], f"{path} imports {library}"


def test_what_is_at_a_path_is_asked_in_one_place() -> None:
    # a path that no system takes ends in an error there, which is nobody's to forget
    asking = {"exists", "is_dir", "is_file"}
    for path in FILES:
        called = {
            node.func.attr
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert not called & asking, f"{path} asks a path itself: {sorted(called & asking)}; see sources/files.py"


@pytest.mark.parametrize("document", ["engine/README.md", ".github/CONTRIBUTING.md"])
def test_every_file_that_a_guide_names_is_there(document: str) -> None:
    root = ENGINE.parent.parent
    named = set(re.findall(r"`((?:\w+/)*[\w.]+\.(?:py|md|js|json))`", (root / document).read_text()))
    roots = (ENGINE, ENGINE.parent, root)
    lost = [name for name in sorted(named) if "/" in name and not any((base / name).exists() for base in roots)]
    assert lost == []
