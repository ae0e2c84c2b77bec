"""Reading the regression cases of a version: tests/regression/<label>/*.yaml, each file a list of cases.

The parties of many situations as one population: those of each regression case apart from all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from secg.cases.case import Case
from secg.cases.expectation_reader import ExpectationReader
from secg.code.lists import Version
from secg.code.policies import Policies
from secg.code.selection import overlay_named, version_at
from secg.facts.loading import Situations, check_parties
from secg.facts.situation import Situation, Statement
from secg.facts.situation_reader import read_facts
from secg.language.sentences import text_words
from secg.language.vocabulary import Vocabulary
from secg.messages import Diagnostic, Faults, Gathered, Span, catalogue, nearest
from secg.records import record
from secg.sources.files import display_path
from secg.sources.folder import files_in
from secg.sources.yaml_tree import Mapping as MappingNode
from secg.sources.yaml_tree import Node, Scalar, YamlReader, read_yaml
from secg.sources.yaml_tree import Sequence as SequenceNode

THE_PARTY = "the-party"
"""What the party of an inline situation is called."""

READ = ("*/*.yaml",)
"""What a folder of regression cases holds: a folder for each version."""
KNOWN = ("*.py",)
"""What may lie beside them: the tests that run them."""

CASE_KEYS = ("case", "source", "as_at", "party", "situation", "others", "with", "expect", "note")


@record
class CaseFile:
    """One file of cases, or the faults for which it can't be used."""

    path: Path
    shown: str
    label: str
    cases: tuple[Case, ...]
    faults: tuple[Diagnostic, ...]


def read_case_files(folder: Path, root: Path, policies: Policies, situations: Situations) -> tuple[CaseFile, ...]:
    """Every file of cases below `folder`, version by version; a file with faults has no cases."""
    order = {version.label: place for place, version in enumerate(policies.versions.versions)}
    faults: list[Diagnostic] = Gathered()
    files = files_in(folder, display_path(folder, root), READ, KNOWN, faults)
    # a folder of no version goes first, and is told for each of its files
    ordered = sorted(files, key=lambda file: (order.get(file[0].parent.name, -1), file[1]))
    sentences: dict[str, Span] = {}
    read = [_read_file(path, shown, policies, situations, sentences) for path, shown in ordered]
    # what can't be a file of cases is shown among them, as a run that passed it over would seem whole
    unread = [CaseFile(root / fault.span.file, fault.span.file, "", (), (fault,)) for fault in faults]
    return (*read, *unread)


def read_cases(folder: Path, root: Path, policies: Policies, situations: Situations) -> tuple[Case, ...]:
    """Every case below `folder`. Raises Faults with every fault of all files."""
    return cases_of(read_case_files(folder, root, policies, situations))


def cases_of(files: Iterable[CaseFile]) -> tuple[Case, ...]:
    """The cases of files. Raises Faults with every fault of all of them."""
    cases: list[Case] = []
    faults: list[Diagnostic] = []
    for file in files:
        cases.extend(file.cases)
        faults.extend(file.faults)
    if faults:
        raise Faults(faults)
    return tuple(cases)


def sentences_in(folder: Path, shown: str) -> frozenset[str]:
    """The sentences of the cases in a version's folder, whatever else they say. Raises Faults for what is no YAML."""
    sentences: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        tree = read_yaml(path, f"{shown}/{path.name}")
        for node in tree.items if isinstance(tree, SequenceNode) else ():
            sentence = node.get("case") if isinstance(node, MappingNode) else None
            if isinstance(sentence, Scalar):
                sentences.add(sentence.text)
    return frozenset(sentences)


def _read_file(
    path: Path, shown: str, policies: Policies, situations: Situations, sentences: dict[str, Span]
) -> CaseFile:
    label = path.parent.name
    labels = {version.label: version for version in policies.versions.versions}
    if label not in labels:
        return CaseFile(path, shown, label, (), (catalogue.CASE_VERSION.at(Span(shown, 0, 0), label=label),))
    reader = _CaseReader(shown, labels[label], policies, situations, sentences)
    try:
        cases = reader.file(read_yaml(path, shown))
    except Faults as raised:
        # what is no YAML has no cases of which anything else could be told
        return CaseFile(path, shown, label, (), raised.diagnostics)
    faults = tuple(sorted({*reader.yaml.faults, *reader.faults}, key=lambda diagnostic: diagnostic.sort_key))
    if faults:
        # half a file of cases would pass for the whole of it
        cases = ()
    return CaseFile(path, shown, label, cases, faults)


@dataclass
class _CaseReader:
    """Reads the cases of one file."""

    shown: str
    version: Version
    policies: Policies
    situations: Situations
    sentences: dict[str, Span]
    yaml: YamlReader = field(default_factory=YamlReader)
    faults: list[Diagnostic] = field(default_factory=Gathered)

    def file(self, tree: Node | None) -> tuple[Case, ...]:
        """The cases that can be used; the faults of the others are kept."""
        if tree is None:
            hint = "a file of cases is a list, each item with the keys case, source and expect"
            self.faults.append(catalogue.YAML_EMPTY.at(Span(self.shown, 0, 0), hint=hint))
        elif isinstance(tree, SequenceNode) and not tree.items:
            self.faults.append(catalogue.NO_CASES.at(tree.span, place=self.shown))
        cases = [self._case(node) for node in self.yaml.sequence(tree, "a file of cases")]
        return tuple(case for case in cases if case is not None)

    def _case(self, node: Node) -> Case | None:
        before = len(self.faults) + len(self.yaml.faults)
        entry = self.yaml.mapping(node, "a case", CASE_KEYS, ("case", "source", "expect"))
        sentence = self.yaml.text(entry.get("case"), "`case`")
        self._sources(entry)
        day = self._day(entry)
        overlays = self._overlays(entry)
        party, situations = self._about(entry, node, sentence)
        expectation = ExpectationReader(self.policies, self.version, situations, self.yaml, self.faults)
        expect = expectation.read(entry.get("expect"), overlays)
        if "case" in entry:
            # test reports call cases by this name, so that it has to tell them apart in all files of a version
            name = f"{self.version.label}: {sentence}"
            first = self.sentences.setdefault(name, entry["case"].span)
            if first != entry["case"].span:
                self.faults.append(catalogue.CASE_TWICE.at(entry["case"].span, first=first))
        # where something is at fault already, it may be just what the case asserts
        if before == len(self.faults) + len(self.yaml.faults) and not expect.count:
            self.faults.append(catalogue.CASE_ASSERTS_NOTHING.at(node.span))
        if before < len(self.faults) + len(self.yaml.faults) or situations is None:
            return None
        source = self.yaml.text(entry["source"], "`source`")
        return Case(sentence, self.version.label, source, day, party, situations, overlays, expect, node.span)

    def _day(self, entry: Mapping[str, Node]) -> date:
        """The day of the question; the Code in force on it must be the one of the folder."""
        day = self.yaml.date_of(entry, "as_at")
        if day is None:
            return self.version.in_force
        span = entry["as_at"].span
        try:
            other = version_at(self.policies, day).label
        except Faults as faults:
            self._tell(faults, span)
            return self.version.in_force
        if other != self.version.label:
            words = {"day": day, "other": other, "label": self.version.label}
            self.faults.append(catalogue.CASE_OTHER_VERSION.at(span, words))
        return day

    def _tell(self, faults: Faults, span: Span) -> None:
        """Faults of a request, at the place of the case that makes the request."""
        self.faults.extend(replace(fault, span=span) for fault in faults.diagnostics)

    def _sources(self, entry: Mapping[str, Node]) -> None:
        """`source` names sources of policies/sources.yaml, each with its place: `S3, section 2; W1`."""
        if "source" not in entry:
            return
        known, span = self.policies.sources, entry["source"].span
        for ground in self.yaml.text(entry["source"], "`source`").split(";"):
            key = ground.strip().partition(",")[0].strip()
            if key not in known:
                self.faults.append(catalogue.SOURCE_UNKNOWN.at(span, nearest=nearest(key, known), key=key))

    def _overlays(self, entry: Mapping[str, Node]) -> tuple[str, ...]:
        overlays: list[str] = []
        for node in self.yaml.sequence(entry.get("with"), "`with`"):
            try:
                overlays.append(overlay_named(self.policies, self.yaml.text(node, "`with`")))
            except Faults as faults:
                self._tell(faults, node.span)
        return tuple(overlays)

    def _about(self, entry: Mapping[str, Node], node: Node, sentence: str) -> tuple[str, Situations | None]:
        """The party in question and the parties among which it is judged."""
        given = [f"`{key}`" for key in ("party", "situation", "others") if key in entry]
        # the parties of facts/ have their own others, which a case can't add to
        if given not in (["`party`"], ["`situation`"], ["`situation`", "`others`"]):
            words = " and ".join(given) or "neither"
            self.faults.append(catalogue.CASE_PARTY.at(node.span, found=words))
            return "", None
        if "party" in entry:
            name = self.yaml.text(entry["party"], "`party`")
            try:
                self.situations.party(name)
            except Faults as unknown:
                self._tell(unknown, entry["party"].span)
                return name, None
            return name, self.situations
        return THE_PARTY, self._inline(entry, sentence)

    def _inline(self, entry: Mapping[str, Node], sentence: str) -> Situations | None:
        vocabulary, shown = self.policies.vocabulary, self.shown
        before = len(self.faults)
        facts = {THE_PARTY: entry["situation"]}
        if "others" in entry:
            facts |= {key.text: node for key, node in self.yaml.any_mapping(entry["others"], "`others`").items()}
        parties = {
            name: Situation(name, text_words(name), sentence, read_facts(node, name, vocabulary, self.faults), shown)
            for name, node in facts.items()
        }
        self.faults.extend(check_parties(parties.values(), parties, "`others` of this case", vocabulary))
        return Situations(parties, shown, "") if before == len(self.faults) else None


def population_of(situations: Situations | None, cases: Iterable[Case], vocabulary: Vocabulary) -> Situations:
    """The parties of a folder under their own names, beside the parties of cases, which get names that no file has."""
    shipped = situations or Situations({}, "", "")
    parties = dict(shipped.parties)
    known = {id(situations)}
    for case in cases:
        # what a case describes itself has its sentence for a basis; other parties of it are those of the folder
        own = [situation for situation in case.situations.parties.values() if situation.basis == case.sentence]
        if own and id(case.situations) not in known:
            known.add(id(case.situations))
            for situation in own:
                moved = _moved(situation, len(known), vocabulary)
                parties[moved.party] = moved
    return Situations(parties, shipped.folder, "")


def _moved(situation: Situation, number: int, vocabulary: Vocabulary) -> Situation:
    """A party of a case under a name of its own, with the parties of the case that its facts name."""

    suffix = f" of case {number}"
    statements: list[Statement] = []
    for statement in situation.statements:
        row = list(statement.row)
        for place, argument in enumerate(vocabulary.predicates[statement.predicate].arguments):
            if argument.type == "party":
                row[place] = f"{row[place]}{suffix}"
        statements.append(replace(statement, row=tuple(row)))
    name = f"{situation.name} of the case “{situation.basis}”"
    return replace(situation, party=situation.party + suffix, name=name, statements=tuple(statements))
