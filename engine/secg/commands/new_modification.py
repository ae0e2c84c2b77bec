"""All files of a new modification at once: its text, the versions, the ledger, the vocabulary, a source, first cases.

What is laid out passes `secg check` and changes nothing but what its new duties bring, until it is edited.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from secg.cases.case_reader import sentences_in
from secg.cases.drafting import HEAD as CASES_HEAD
from secg.cases.drafting import smallest_party_cases
from secg.code.consolidation import Code, consolidate
from secg.code.lists import Version
from secg.code.policies import LEDGER, Policies, load_policies
from secg.code.selection import version_at, version_named
from secg.commands.check import everything
from secg.commands.new_instrument import HEAD, amendments, numbers_to_change, refuse_name
from secg.commands.options import load_named_policies, meant_day, policies_folder, usage
from secg.commands.output import write_folder
from secg.documents.report_file import canonical
from secg.editor.schemas import schemas
from secg.facts.loading import FILE_NAME, schema_text
from secg.language.model import Atom, Constant, Rule
from secg.language.paragraph_number import ParagraphNumber, parse_paragraph_number
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Vocabulary
from secg.messages import Faults, catalogue, nearest
from secg.records import record
from secg.sources.drafts import BECAUSE, INTRODUCTION, WHERE, as_scalar, with_item, with_key
from secg.sources.files import is_folder, is_there, path_from_here, read_text
from secg.sources.yaml_tree import Mapping, Node, Scalar, entry_of, parse_date, parse_yaml
from secg.sources.yaml_tree import Sequence as YamlList

SCHEMAS = "engine/editors/vscode/schemas"
"""Where the repository of the tool itself keeps the schemas that its editor extension ships."""


@record
class _Plan:
    """What is to be laid out: the Code before it, its paragraphs (each with whether it is there), and new duties."""

    name: str
    title: str
    day: date
    source: str
    is_new_source: bool
    code: Code
    numbers: tuple[tuple[ParagraphNumber, bool], ...]
    duties: tuple[tuple[str, str], ...]

    @property
    def inserted(self) -> tuple[ParagraphNumber, ...]:
        """The paragraphs that are new."""
        return tuple(number for number, there in self.numbers if not there)


def lay_out_modification(arguments: argparse.Namespace) -> int:
    """Write everything that a modification needs, whole or not at all, and say what. Raises Faults."""
    folder = policies_folder(arguments)
    policies = load_named_policies(arguments)
    plan = _plan(arguments, policies)
    root = folder.resolve().parent
    files = dict(_files(plan, policies, folder))
    with tempfile.TemporaryDirectory() as trial:
        tree = _tried(files, root, folder.name, Path(trial))
        laid_out = load_policies(tree / folder.name, tree)
        if plan.duties:
            files.update(_schemas(laid_out.vocabulary, root))
        version = f"tests/regression/{version_named(laid_out, plan.name).label}"
        cases = _cases(plan, laid_out, sentences_in(root / version, version))
        if cases:
            files[f"{version}/{plan.name}.yaml"] = cases
        # once more with what was made from the law laid out: schemas and cases are checked too
        _tried(files, root, folder.name, Path(trial))
        faults, _ = everything(argparse.Namespace(policies=str(tree / folder.name), facts=str(tree / "facts")))
        # what is laid out before a later version takes over days that cases of the version before it are about
        moved = [fault for fault in faults if fault.kind is catalogue.CASE_OTHER_VERSION]
        others = [fault for fault in faults if fault.kind not in (catalogue.CASE_OTHER_VERSION, catalogue.UNWRITTEN)]
        if others:
            raise Faults(others)
    changed: dict[str, bytes] = {}
    for name, text in files.items():
        if not is_there(root / name) or read_text(root / name, name) != text:
            changed[name] = text.encode()
    write_folder(root, changed)
    print("\n".join(path_from_here(root / name) for name in sorted(changed)))
    if moved:
        print(
            f"{len(moved)} of the cases are about days on which it is in force: move them to its folder"
            " (secg check lists them)"
        )
    print(f"edit what says so (secg check lists it), then: secg check && secg diff {plan.name} && make test-law")
    return 0


def _plan(arguments: argparse.Namespace, policies: Policies) -> _Plan:
    """What the options ask for. Raises Faults for what can't be laid out."""
    day = parse_date(arguments.in_force or "")
    if day is None:
        what = "a modification needs the day on which it comes into force, as `--in-force 2027-01-01`"
        meant = meant_day(arguments.in_force or "")
        raise usage(what, f"--in-force {meant}" if meant is not None else None)
    refuse_name(arguments.name, policies_folder(arguments) / "modifications" / f"{arguments.name}.md", policies)
    code = consolidate(policies, version_at(policies, day))
    numbers = tuple(numbers_to_change(arguments, code, policies.names))
    if arguments.source and arguments.source not in policies.sources:
        what = f"`{arguments.source}` is no source of sources.yaml; without --source a new one is put in"
        raise usage(what, nearest(arguments.source, policies.sources))
    source = arguments.source or arguments.name
    duties = tuple(_duties(arguments.duty, len(arguments.insert), policies))
    title = arguments.title or arguments.name
    is_new = source not in policies.sources
    return _Plan(arguments.name, title, day, source, is_new, code, numbers, duties)


def _duties(written: Sequence[str], inserted: int, policies: Policies) -> Iterator[tuple[str, str]]:
    """The new duties, each `NAME` or `NAME=WORDS`. Raises Faults for those that the vocabulary has, or can't have."""
    vocabulary = policies.vocabulary
    if len(written) > inserted:
        raise usage("each --duty is that of the --insert in its place: name the paragraph that sets it")
    for text in written:
        name, _, words = text.partition("=")
        if not (name.isascii() and name.isidentifier() and name == name.lower()):
            raise usage(f"`{name}` can't be the name of a duty: use small letters, digits and `_`")
        if not vocabulary.duty_type:
            raise usage("the vocabulary has no duties")
        if name in vocabulary.types[vocabulary.duty_type].labels:
            raise usage(f"the vocabulary has a duty `{name}` already")
        yield name, words or name.replace("_", " ")


def _files(plan: _Plan, policies: Policies, folder: Path) -> Iterator[tuple[str, str]]:
    """Each file's whole text by its path below the root, but for the cases, which need the rest."""
    yield f"{folder.name}/modifications/{plan.name}.md", "\n".join(_document(plan, policies, folder))
    versions = read_text(folder / "versions.yaml", "versions.yaml")
    yield f"{folder.name}/versions.yaml", _versions(plan, policies, versions)
    if is_there(folder / LEDGER) and plan.inserted:
        yield f"{folder.name}/{LEDGER}", _ledger(plan, read_text(folder / LEDGER, LEDGER), policies)
    if plan.is_new_source:
        text = read_text(folder / "sources.yaml", "sources.yaml")
        entry = f"{{title: {as_scalar(plan.title)}, where: {WHERE}}}"
        yield f"{folder.name}/sources.yaml", with_key(text, _mapping(text, "sources.yaml"), plan.source, entry)
    if plan.duties:
        yield from _vocabulary(plan, policies, folder)


def _document(plan: _Plan, policies: Policies, folder: Path) -> Iterator[str]:
    """The parts of the modification: its head, the present text of what it changes, what it puts in."""
    more = f"in_force: {plan.day}\ncertainty: planned\nbecause: {BECAUSE}\n"
    head = {"name": plan.name, "title": as_scalar(plan.title), "status": "implemented", "more": more}
    yield HEAD.format(**head, sources=plan.source, introduction=INTRODUCTION)
    rules = [_duty_rule(name, plan.code, policies) for name, _ in plan.duties]
    yield from amendments(plan.code, plan.numbers, folder, plan.source, rules)


def _duty_rule(duty: str, code: Code, policies: Policies) -> str:
    """A rule for a new duty: it falls on whom most duties with one condition fall, and is about what they are about."""
    obligations = {predicate.name for predicate in policies.vocabulary.of_kind(PredicateKind.OBLIGATION)}
    # with more conditions, or a subject that they find, the new duty would be made of the old one's matter
    simple = [
        rule
        for rule in code.rules
        if rule.head.predicate in obligations
        and len(rule.body) == 1
        and isinstance(rule.body[0], Atom)
        and isinstance(rule.head.terms[1], Constant)
        and isinstance(rule.head.terms[2], Constant)
    ]
    if not simple:
        raise usage("no duty of this Code rests on one condition, to start from; leave out --duty")
    forms: dict[tuple[object, ...], list[Rule]] = {}
    for rule in simple:
        forms.setdefault((rule.body, rule.head.terms[0], rule.head.terms[2]), []).append(rule)
    like = max(forms.values(), key=len)[0]
    old = like.head.terms[1]
    assert isinstance(old, Constant)
    terms = (like.head.terms[0], replace(old, value=duty), *like.head.terms[2:])
    return str(replace(like, head=replace(like.head, terms=terms)))


def _versions(plan: _Plan, policies: Policies, text: str) -> str:
    """The list of versions with the modification: in the version of its day, or in one of its own."""
    listed = _mapping(text, "versions.yaml").get("versions")
    assert isinstance(listed, YamlList)
    known: Sequence[Version] = policies.versions.versions
    place = bisect_right(known, plan.day, key=lambda version: version.in_force)
    if place and known[place - 1].in_force == plan.day:
        return _with_instrument(text, listed, place - 1, plan.name)
    entry = {
        "label": plan.name,
        "number": "null",
        "in_force": plan.day.isoformat(),
        "not_before": plan.day.isoformat(),
        "instruments": f"[{plan.name}]",
        "certainty": "planned",
        "because": as_scalar(BECAUSE),
        "source": plan.source,
    }
    words = ", ".join(f"{key}: {value}" for key, value in entry.items())
    return with_item(text, listed, place, f"{{{words}}}")


def _with_instrument(text: str, listed: YamlList, place: int, name: str) -> str:
    """The list with a further instrument in a version."""
    instruments = entry_of(listed.items[place], "instruments")
    assert isinstance(instruments, YamlList)
    lines = text.splitlines()
    line, column = instruments.span.line - 1, instruments.span.column - 1
    if lines[line][column : column + 1] != "[":
        raise usage(f"write the instruments of that day in brackets in versions.yaml, line {line + 1}")
    if instruments.items:
        name = f"{name}, "
    # right behind the bracket, so that what else the list holds need not be laid out anew
    lines[line] = f"{lines[line][: column + 1]}{name}{lines[line][column + 1 :]}"
    return "\n".join(lines) + "\n"


def _ledger(plan: _Plan, text: str, policies: Policies) -> str:
    """The ledger with each inserted paragraph, in the order of the Code; one known by its number alone is replaced."""
    version = version_at(policies, plan.day)
    label = version.label if version.in_force == plan.day else plan.name
    ruled = plan.inserted[: len(plan.duties)]
    for number in plan.inserted:
        # read again each time, as an entry moves the lines of those behind it
        listed = parse_yaml(text, LEDGER)
        assert isinstance(listed, YamlList)
        # without a rule nothing is encoded, and the check would say so
        state = "encoded" if number in ruled else "procedural"
        known = {entry.number: entry for entry in policies.ledger}
        words = [f"paragraph: {as_scalar(number.written)}"]
        if number not in known:
            words.append(f"since: {as_scalar(label)}")
        elif known[number].since:
            words.append(f"since: {as_scalar(known[number].since)}")
        words += [f"state: {state}", f"reason: {as_scalar(f'put in by {plan.name}')}", f"sources: [{plan.source}]"]
        numbers = [_number(item) for item in listed.items]
        entry = f"{{{', '.join(words)}}}"
        if number in numbers:
            text = with_item(text, listed, numbers.index(number), entry, replaced=True)
            continue
        later = (i for i, other in enumerate(numbers) if other is not None and other.sort_key > number.sort_key)
        text = with_item(text, listed, next(later, len(numbers)), entry)
    return text


def _number(item: Node) -> ParagraphNumber | None:
    """The paragraph of an entry of the ledger."""
    written = entry_of(item, "paragraph")
    assert isinstance(written, Scalar)
    return parse_paragraph_number(written.text)


def _vocabulary(plan: _Plan, policies: Policies, folder: Path) -> Iterator[tuple[str, str]]:
    """The vocabulary with the new duties."""
    text = read_text(folder / "vocabulary.yaml", "vocabulary.yaml")
    for name, words in plan.duties:
        declared = _mapping(text, "vocabulary.yaml").get(policies.vocabulary.duty_type)
        values = entry_of(declared, "values")
        assert isinstance(values, Mapping)
        text = with_key(text, values, name, as_scalar(words))
    yield f"{folder.name}/vocabulary.yaml", text


def _schemas(vocabulary: Vocabulary, root: Path) -> Iterator[tuple[str, str]]:
    """The schemas that are made from the vocabulary, where a repository keeps them."""
    if is_there(root / "facts" / FILE_NAME):
        yield f"facts/{FILE_NAME}", schema_text(vocabulary)
    if is_folder(root / SCHEMAS):
        for kind, schema in schemas(vocabulary).items():
            yield f"{SCHEMAS}/{kind}.schema.json", canonical(schema)


def _tried(files: dict[str, str], root: Path, policies: str, trial: Path) -> Path:
    """A copy of the law, its parties and its cases with the files put in."""
    # a copy, so that what does not pass its checks leaves every file as it was
    tree = trial / "tree"
    if not is_there(tree):
        for name in (policies, "facts", "tests/regression"):
            if is_folder(root / name):
                shutil.copytree(root / name, tree / name)
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")
    return tree


def _cases(plan: _Plan, policies: Policies, taken: Container[str]) -> str:
    """The first cases of the rules that the modification holds; empty where it holds none. `taken`: other sentences."""
    code = consolidate(policies, version_named(policies, plan.name))
    file = policies.instruments[plan.name].span.file
    rules = [rule for rule in code.rules if rule.span.file == file]
    cases = smallest_party_cases(code, rules, policies, plan.source, taken)
    return CASES_HEAD + "".join(cases) if cases else ""


def _mapping(text: str, name: str) -> Mapping:
    tree = parse_yaml(text, name)
    assert isinstance(tree, Mapping)
    return tree
