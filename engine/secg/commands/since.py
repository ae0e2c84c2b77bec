"""What the policies change against those of another folder, such as the base of a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from secg.code.comparison import Compared, Named, with_and_without
from secg.code.consolidation import Code, consolidate, fitting_version
from secg.code.policies import Policies
from secg.code.redline import redline
from secg.code.selection import REQUEST
from secg.language.vocabulary import Vocabulary
from secg.messages import Faults, effect_catalogue
from secg.records import record


@record
class Since:
    """What changed: comparisons, each with the names of the Codes that change so, the names of Codes that are no longer
    there, and the predicates whose declarations differ.
    """

    compared: tuple[tuple[Compared, tuple[str, ...]], ...]
    gone: tuple[str, ...]
    predicates: tuple[str, ...]

    @property
    def head(self) -> str:
        """What is said before the pages, in Markdown that also reads as text."""
        lines = []
        for _, names in self.compared:
            if len(names) > 1:
                lines.append(f"- {', '.join(names)} change alike; the page of {names[-1]} stands for all of them.")
        if self.gone:
            lines.append(f"- No longer there: {', '.join(self.gone)}.")
        if self.predicates:
            lines.append(f"- Declared otherwise in the vocabulary: {', '.join(self.predicates)}.")
        if not self.compared:
            lines.append("- The text and the rules of no version, proposal or reading change.")
        return "\n".join(lines) + "\n"


def changes_since(earlier: Policies, later: Policies, folder: str) -> tuple[Since, Policies]:
    """The Codes that differ, and the later policies with the words of both. Raises Faults E704.

    A version, proposal or reading that both have is compared with itself; one that is new, with the Code before it. Of
    several that change alike, the last stands for all.
    """
    policies = replace(later, vocabulary=_both(earlier.vocabulary, later.vocabulary))
    groups: dict[str, tuple[Compared, list[str]]] = {}
    before = dict(_codes(earlier))
    after = dict(_codes(later))
    for name, code in after.items():
        if name in before:
            compared = _compared(name, before[name], code, folder)
        elif name in later.instruments or code.version.instruments:
            compared = with_and_without(policies, name if name in later.instruments else code.version.instruments[0])
        else:
            continue  # a version that changes nothing
        changes = redline(compared.before.code, compared.after.code, policies.vocabulary)
        if changes:
            _, alike = groups.get(repr(changes), (compared, []))
            groups[repr(changes)] = (compared, [*alike, name])
    gone = tuple(name for name in before if name not in after)
    pairs = tuple((compared, tuple(names)) for compared, names in groups.values())
    return Since(pairs, gone, tuple(_changed_words(earlier.vocabulary, later.vocabulary))), policies


def _codes(policies: Policies) -> Iterator[tuple[str, Code]]:
    """Every version by its label, and every proposal and reading, on the first version that it fits, by its name."""
    for version in policies.versions.versions:
        yield version.label, consolidate(policies, version)
    for instrument in policies.instruments.values():
        if instrument.status != "implemented":
            version = fitting_version(policies, instrument)
            yield instrument.name, consolidate(policies, version, (instrument.name,))


def _compared(name: str, before: Code, after: Code, folder: str) -> Compared:
    overlays = chain.from_iterable(("--with", overlay) for overlay in after.overlays)
    options: Sequence[str] = ("--version", after.version.label, *overlays)
    return Compared(
        Named(before, f"the Code of {name} as it was", ("--policies", folder, *options)),
        Named(after, f"the Code of {name}", tuple(options)),
    )


def _both(earlier: Vocabulary, later: Vocabulary) -> Vocabulary:
    """The later vocabulary with what only the earlier one declares. Raises Faults E704 where arguments differ."""
    for name, predicate in earlier.predicates.items():
        new = later.predicates.get(name)
        if new is not None and [argument.type for argument in new.arguments] != [
            argument.type for argument in predicate.arguments
        ]:
            what = f"`{name}` has other arguments than it had, so that the Codes can't be compared"
            raise Faults([effect_catalogue.CHOICE.at(REQUEST, what=what, command="diff")])
    predicates = {**earlier.predicates, **later.predicates}
    fields = {**earlier.fields, **later.fields}
    return replace(later, types={**earlier.types, **later.types}, predicates=predicates, fields=fields)


def _changed_words(earlier: Vocabulary, later: Vocabulary) -> Iterator[str]:
    """The names of the predicates whose declarations differ."""
    for name in sorted(earlier.predicates.keys() | later.predicates.keys()):
        old, new = earlier.predicates.get(name), later.predicates.get(name)
        if old is None or new is None or replace(old, span=new.span) != new:
            yield name
