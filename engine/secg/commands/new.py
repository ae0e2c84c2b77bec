"""`secg new`: a repository of parties, with its checks, a first party and a first case; a modification, a proposal, a
reading; a party, a case.
"""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from secg.cases.case import NO_DUTY
from secg.code.policies import Policies
from secg.code.selection import select_code
from secg.commands import options
from secg.commands.new_instrument import FOLDERS, already_there, lay_out_instrument
from secg.commands.output import check_empty, write_file, write_folder
from secg.derive.outcomes import Model, answers_of
from secg.derive.pydatalog_engine import derive
from secg.editor.mentions import How, What, scalar_mention
from secg.editor.yaml_mentions import party_mentions
from secg.facts.loading import FILE_NAME, MODELINE, Situations, facts_on, schema_text, situations_in, tied_parties
from secg.facts.situation import Situation
from secg.language.sentences import text_words
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.messages import REQUEST, catalogue
from secg.sources.drafts import BASIS, as_scalar, with_scalars
from secg.sources.files import is_there, path_from_here, read_text
from secg.sources.yaml_tree import entry_of, parse_yaml

EXAMPLE = "example"
LIKE = "large-supplier"
_OF_INSTRUMENTS = ("substitute", "insert", "title")
OPTIONS: Mapping[str, Sequence[str]] = {
    "repository": ("like",),
    "modification": (*_OF_INSTRUMENTS, "in_force", "duty", "source"),
    **dict.fromkeys(FOLDERS, _OF_INSTRUMENTS),
    "party": ("like",),
    "case": ("source", "as_at"),
}
"""What can be laid out, and the options that each has of its own."""

MAKEFILE = """\
# `make explain PARTY=example` explains a party, `make test` checks all of them and holds the cases.
SECG ?= secg

explain:
	@$(SECG) explain -- '$(subst ','\\'',$(PARTY))'

test:
	@$(SECG) check
	@$(SECG) cases

.PHONY: explain test
"""
HOOKS = """\
# `pre-commit install`, once; it calls the secg that is installed here.
repos:
  - repo: local
    hooks:
      - id: secg-check
        name: check the parties
        entry: secg check
        language: system
        files: ^facts/.*\\.yaml$
        require_serial: true
"""
README = """\
# Our parties

What {title} of {of} says of our own parties. Install `secg` (`secg --version` shows the law that it holds), then:

```console
make explain PARTY=example
make test
```

`facts/` holds a file for each party, `facts/schema.json` lets an editor complete and explain its facts, and
`tests/regression/` holds what we expect of them, in a folder for each version of the law. Begin with
`facts/example.yaml`: put your own facts in its place. When the law of a new `secg` changes an outcome, `make test`
shows which case no longer holds, and by which paragraph.
"""
CASE = """\
# What we expect of our parties; the outcome of the example is written down as it was when this file was made.
- case: The example is assessed as it was when this repository was made
  source: {source}
  as_at: {day}
  party: example
  expect:
    {expected}
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = (
        "examples: a repository of your own parties; a modification and a proposal from the present text of\n"
        "a paragraph; a party; a case of a party, and cases of what a modification says and no case shows\n"
        "  secg new repository our-parties\n"
        "  secg new modification MP300 --in-force 2027-01-01 --substitute G8.41 --insert G5.28 --duty test_plan\n"
        '  secg new proposal MP301 --substitute G8.41 --insert G8.90 --title "Another threshold"\n'
        "  secg new party acme-energy\n"
        "  secg new case acme-energy --as-at 2022-11-03\n"
        "  secg new case MP300"
    )
    parser.add_argument("what", choices=tuple(OPTIONS), help="what to lay out")
    parser.add_argument(
        "name",
        metavar="NAME",
        help="a folder that is not there yet, an instrument, a party; case: a party or an instrument that is there",
    )
    parser.add_argument(
        "--like",
        metavar="PARTY",
        help=f"repository, party: the party that it is like (repository: {LIKE}, else the first)",
    )
    parser.add_argument(
        "--substitute", metavar="N", action="append", default=[], help="instruments: a paragraph to change; repeatable"
    )
    parser.add_argument(
        "--insert", metavar="N", action="append", default=[], help="instruments: a new paragraph; repeatable"
    )
    parser.add_argument("--title", metavar="WORDS", default="", help="instruments: its title")
    parser.add_argument("--in-force", metavar="DATE", help="modification: the day on which it comes into force")
    parser.add_argument(
        "--duty",
        metavar="NAME[=WORDS]",
        action="append",
        default=[],
        help="modification: a new duty, set by the inserted paragraph in the same place; repeatable",
    )
    parser.add_argument(
        "--source", metavar="KEY", help="modification, case: its source (modification: a new one of its name)"
    )
    parser.add_argument("--as-at", metavar="DATE", help="case: the day of the question (default: today)")
    parser.add_argument("--policies", metavar="DIR", help="the folder of policies (default: policies/)")
    parser.set_defaults(facts=None)  # what finds the folder of parties looks for this option of other commands


def run(arguments: argparse.Namespace) -> int:
    """Lay out what is asked for, whole or not at all, and say what to do next. Raises Faults."""
    others = dict.fromkeys(chain.from_iterable(OPTIONS.values()))
    unused = (name for name in others if name not in OPTIONS[arguments.what])
    options.refuse_unused(arguments, unused, f"for a new {arguments.what}")
    # a repository of parties has folders of its own for these; what comes with an installed tool is not written to
    of_parties = arguments.what in ("party", "case")
    here = arguments.what == "repository" or (of_parties and options.party_repository() is not None)
    if not here and not arguments.policies and options.working_tree() is None:
        if of_parties:
            raise options.usage("there is no repository here to put it in: `secg new repository DIR` lays one out")
        raise catalogue.FOLDER_MISSING.fault(REQUEST, path="policies", option="--policies")
    if arguments.what in FOLDERS:
        return lay_out_instrument(arguments)
    if arguments.what == "modification":
        from secg.commands.new_modification import lay_out_modification  # with the solver

        return lay_out_modification(arguments)
    if arguments.what == "party":
        return lay_out_party(arguments)
    if arguments.what == "case":
        from secg.commands.new_case import lay_out_case  # with the solver

        return lay_out_case(arguments)
    folder = Path(arguments.name)
    check_empty(folder, arguments.name)
    policies = options.load_named_policies(arguments)
    situations = options.load_named_situations(arguments, policies.vocabulary)
    # the party that the tool's own law is shown with is not among those of another repository
    fallback = next(iter(situations.parties), LIKE)
    party = situations.party(arguments.like or (LIKE if LIKE in situations.parties else fallback))
    write_folder(folder, files_like(party, options.facts_folder(arguments).resolve().parent, policies, situations))
    # a name that begins with a hyphen would be taken for an option
    place = f"./{folder.as_posix()}" if arguments.name.startswith("-") else folder.as_posix()
    print(f"a repository of parties: cd {shlex.quote(place)} && make explain PARTY={EXAMPLE} && make test")
    return 0


def files_like(party: Situation, root: Path, policies: Policies, situations: Situations) -> dict[str, bytes]:
    """Each file of a repository by its path: a party as the example, those tied to it, a case with its outcome.

    Raises Faults where one of those has the name of the example.
    """
    vocabulary, version = policies.vocabulary, policies.versions.versions[-1]
    texts: dict[str, str] = {}
    for tied in tied_parties(party, situations, vocabulary):
        name = EXAMPLE if tied is party else tied.party
        if f"facts/{name}.yaml" in texts:
            raise options.usage(f"`{party.party}` can't be the example: a party beside it is called `{EXAMPLE}`")
        text = read_text(root / tied.file, tied.file)
        text = renamed(text, party.party, EXAMPLE, vocabulary, "Example" if tied is party else None)
        texts[f"facts/{name}.yaml"] = text if MODELINE in text.split("\n") else f"{MODELINE}\n{text}"
    # what these parties say, and no other of the folder that they are taken from
    facts = facts_on(situations_in(texts, texts, "facts", vocabulary, []), version.in_force, vocabulary)
    model = derive(select_code(policies, version.in_force, None, ()).program, facts)
    words = {"source": as_scalar(next(iter(policies.sources))), "day": version.in_force.isoformat()}
    files = {
        **texts,
        f"facts/{FILE_NAME}": schema_text(vocabulary),
        f"tests/regression/{version.label}/cases.yaml": CASE.format(**words, expected=_expected(model, policies)),
        "Makefile": MAKEFILE,
        ".pre-commit-config.yaml": HOOKS,
        "README.md": README.format(title=policies.names.title, of=policies.names.of),
    }
    return {name: text.encode() for name, text in files.items()}


def _expected(model: Model, policies: Policies) -> str:
    """What the case of the example expects: its answers; where none is asked of it, that none is."""
    vocabulary = policies.vocabulary
    years: dict[str, list[str]] = {}
    for outcome in answers_of(model, vocabulary, EXAMPLE):
        years.setdefault(str(outcome.question[1]), []).append(str(outcome.value))
    answers = [f"{group}: [{', '.join(values)}]" for group, values in years.items()]
    asked = vocabulary.types.get(vocabulary.group_type)
    if not answers and asked is not None:
        answers = [f"{group}: {NO_DUTY}" for group in asked.labels]
    if answers:
        return f"assessments: {{{', '.join(answers)}}}"
    paragraph = next(iter(policies.parts[0].paragraphs))
    return f"in_the_code: [{as_scalar(paragraph.number.written)}]"


PARTY_HEAD = """\
# yaml-language-server: $schema=schema.json
party: {party}
name: {name}
basis: {basis}
as_of: {day}
facts: {{}}
# What can be stated; put the lines that apply below `facts:`, with your own values.
"""


def lay_out_party(arguments: argparse.Namespace) -> int:
    """Write facts/NAME.yaml and say how to go on. Raises Faults; then nothing is written."""
    name, folder = arguments.name, options.facts_folder(arguments)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise options.usage(f"`{name}` can't be the name of a party: use small letters, digits and hyphens")
    path = folder / f"{name}.yaml"
    if is_there(path):
        raise already_there(path)
    vocabulary = options.load_named_vocabulary(arguments)
    title = text_words(name).title()
    if arguments.like:
        party = options.load_named_situations(arguments, vocabulary).party(arguments.like)
        text = read_text(folder / Path(party.file).name, party.file)
        text = renamed(text, party.party, name, vocabulary, title)
    else:
        text = PARTY_HEAD.format(party=name, name=title, basis=BASIS, day=date.today()) + "".join(_facts(vocabulary))
    write_file(path, text.encode())
    print(f"{path_from_here(path)}\nedit it, then: secg check && secg explain {name}")
    return 0


def renamed(text: str, party: str, other: str, vocabulary: Vocabulary, title: str | None) -> str:
    """The text of a party's file with another name of a party wherever it stands, and with another `name` of its own.

    Without a `title`, or where the file has no `name`, that stays as it is.
    """
    values: dict[tuple[int, int], str] = {}
    for mention in party_mentions(text, vocabulary):
        if mention.what is What.PARTY and mention.name == party:
            values[mention.line, mention.start] = other
    if title is not None:
        for shown in scalar_mention(entry_of(parse_yaml(text, ""), "name"), What.PARTY, How.SAYS):
            values[shown.line, shown.start] = title
    return with_scalars(text, values)


def _facts(vocabulary: Vocabulary) -> Iterator[str]:
    """Each fact that a party can state: an example of its value, and the sentence that it reads as."""
    for predicate in vocabulary.facts:
        if not predicate.field:
            keys = [field.key for field in vocabulary.fields.get(predicate.name, ())]
            yield f"#   {predicate.name}: {_example(predicate, vocabulary)}\n"
            further = f" (further keys: {', '.join(keys)})" if keys else ""
            yield f"#     {_fact_sentence(predicate)}{further}\n"


def _example(predicate: Predicate, vocabulary: Vocabulary) -> str:
    """A value as it is written: a scalar where the fact has one argument beside the party, else a record."""
    arguments = predicate.arguments[1:]
    if not arguments:
        return "true"
    values = [_value(argument, vocabulary) for argument in arguments]
    if len(values) == 1:
        return values[0] if predicate.one_at_a_time else f"[{values[0]}]"
    pairs = ", ".join(f"{argument.name}: {value}" for argument, value in zip(arguments, values, strict=True))
    return f"{{{pairs}}}" if predicate.one_at_a_time else f"[{{{pairs}}}]"


def _value(argument: Argument, vocabulary: Vocabulary) -> str:
    known = vocabulary.types.get(argument.type)
    if known is not None and known.labels:
        return next(iter(known.labels))
    examples = {"date": "2020-01-31", "count": "0", "integer": "0", "party": "another-party"}
    return examples.get(argument.type, f"some-{argument.name.replace('_', '-')}")


def _fact_sentence(predicate: Predicate) -> str:
    """What a fact says, with the names of its values in the places of values."""
    party = predicate.arguments[0].name
    return re.sub(r"\{(\w+)\}", lambda name: "it" if name[1] == party else f"<{name[1]}>", predicate.says)
