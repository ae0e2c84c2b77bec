"""Every answer of `--reach` and `--avoid` does what it says when its command is typed in as it is printed.

The conclusion is asked for in the words that people type. Each answer's options are split as a shell does and read by
the product's own reader, and everything is derived anew.
"""

from __future__ import annotations

import random
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import pytest

from secg.documents.answer_document import SearchDocument
from secg.documents.conclusions import Conclusion, ConclusionReader, words_of
from secg.documents.document import Change as Difference
from secg.documents.explanation import Explanation, explanation_of
from secg.documents.supposing import SupposedReader, options
from secg.facts.situation import Facts
from secg.messages import Faults
from secg.proof.trial import Change, apply
from secg.proof.what_if import Answer, Search, WhatIf
from secg.proof.why_not import WhyNot
from secg.report import answers
from secg.report.answers import WhatIfWriter
from secg.report.party_changes import change_entries, change_sentences, open_reasons, outcome_state
from tests.proof.random_parties import ITEMS, PARTY, over_many, policies, random_explanation
from tests.proof.test_suppositions import plain
from tests.proof.test_what_if import nearer

MANY = range(61_000, 63_000)
SHORT = (60_001, 60_005, 60_007, 60_017)
"""Parties with answers that are soon found."""


def typed_conclusion(chance: random.Random) -> str:
    """A category of a year, a next assessment or a duty, as people type it."""
    labels = policies().vocabulary.labels
    category = words_of(chance.choice(sorted(labels("category"))))
    as_capacity = f" as {words_of(chance.choice(sorted(labels('capacity'))))}"
    kind = chance.randrange(3)
    if kind == 0:
        year = chance.choice((" year 1", " year two", " third year", ""))
        return f"{category}{' year 3' if year == ' third year' else year}{chance.choice((as_capacity, ''))}"
    if kind == 1:
        return f"next {category}{chance.choice((as_capacity, ''))}"
    return words_of(chance.choice(sorted(labels("duty")))) + chance.choice(("", "", f" about {chance.choice(ITEMS)}"))


def asked_of(given: Explanation, chance: random.Random) -> str:
    """A conclusion that can be asked about: what a duty is about has to be named by the facts."""
    text = typed_conclusion(chance)
    try:
        conclusion_of(given, text)
    except Faults:
        return text.partition(" about ")[0]
    return text


def conclusion_of(given: Explanation, text: str) -> Conclusion:
    return ConclusionReader(given.vocabulary, given.code, given.model, PARTY).read(text)


def searched(given: Explanation, text: str) -> SearchDocument:
    """How to avoid the conclusion where it holds, and how to reach it where it does not."""
    document = WhatIfWriter(given, PARTY).searched(text, reach=True)
    return WhatIfWriter(given, PARTY).searched(text, reach=False) if document["already"] else document


def read_back(given: Explanation, printed: Sequence[str]) -> tuple[tuple[Change, ...], Facts]:
    """The changes that options make, and the facts that they leave. Raises Faults where they cannot be read."""
    words = shlex.split(" ".join(printed))
    assert words[::2] == ["--set"] * (len(words) // 2), printed
    reader = SupposedReader(given.vocabulary, given.facts, PARTY)
    return reader.read(words[1::2]), reader.facts


def holds(after: Explanation, conclusion: Conclusion) -> bool:
    why = WhyNot(after.program, after.model)
    return any(next(why.holding(goal), None) is not None for goal in conclusion.goals)


def difference(before: Explanation, after: Explanation) -> list[Difference]:
    """What differs between two models, each derived by the engine."""
    was, becomes = (
        {**outcome_state(side.model, side.vocabulary, PARTY), **open_reasons(side.model, side.vocabulary, PARTY)}
        for side in (before, after)
    )
    return change_entries(was, becomes, before.wording)


def parts(printed: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(len(printed)):
        yield from combinations(printed, size)


def check_printed(seed: int) -> int:
    """Each answer to one question about a random party; how many there were."""
    given = random_explanation(seed, newly_tied=True)
    text = asked_of(given, random.Random(seed))
    document, conclusion = searched(given, text), conclusion_of(given, text)
    for answer in document["answers"]:
        printed = [fact["set"] for fact in answer["facts"]]
        where = f"seed {seed}: {'reach' if document['reach'] else 'avoid'} {text}: {' '.join(printed)}"
        changes, facts = read_back(given, printed)
        after = anew(given, facts)
        assert holds(after, conclusion) == document["reach"], f"{where} does not do it"
        entries = difference(given, after)
        told = answer["changes"] == entries and answer["sentences"] == change_sentences(entries)
        assert told, f"{where} does not tell what changes"
        for part in parts(printed):
            try:
                _, left = read_back(given, part)
            except Faults:
                continue  # it changes what another part states first
            if plain(left) == plain(facts):
                continue  # of two keys of one record, what is printed for the second states both
            assert holds(anew(given, left), conclusion) != document["reach"], f"{where}: {part} is enough"
        for at, change in enumerate(changes):
            closer = nearer(change)
            if closer is not None:
                less = apply((*changes[:at], closer, *changes[at + 1 :]), given.facts, given.vocabulary)
                assert holds(anew(given, less), conclusion) != document["reach"], f"{where}: {closer} is enough"
    return len(document["answers"])


def anew(given: Explanation, facts: Facts) -> Explanation:
    return explanation_of(given.policies, given.code, facts, PARTY)


def test_every_printed_answer_does_what_it_says_and_no_part_of_it_does() -> None:
    assert sum(map(check_printed, SHORT)) > 8


@pytest.mark.fuzz
def test_every_printed_answer_of_many_parties_does_what_it_says_and_no_part_of_it_does() -> None:
    assert over_many(check_printed, MANY) > 4_000


def one_fact_too_many(patch: pytest.MonkeyPatch) -> None:
    """Every answer changes something that has nothing to do with it as well."""
    search = WhatIf.search

    def planted(what_if: WhatIf) -> Search:
        found, trial = search(what_if), what_if._trial
        answers: list[Answer] = []
        for answer in found.answers:
            changes = (*answer.changes, Change("incident", (), ((PARTY, "fire", trial.facts.day),)))
            answers.append(replace(answer, changes=changes, model=trial.replayed(changes)))
        return replace(found, answers=tuple(answers))

    patch.setattr(WhatIf, "search", planted)


def one_change_untold(patch: pytest.MonkeyPatch) -> None:
    """Every answer keeps to itself the first thing that it changes."""
    patch.setattr(answers, "change_entries", lambda *given: change_entries(*given)[1:])


def one_option_unprinted(patch: pytest.MonkeyPatch) -> None:
    """Of the options of a changed fact the first alone is printed."""
    patch.setattr(answers, "options", lambda texts: options(texts[:1]))


PLANTED = {"is enough": one_fact_too_many, "does not tell": one_change_untold, "does not do it": one_option_unprinted}


@pytest.mark.parametrize("said", PLANTED)
def test_what_is_wrong_with_an_answer_is_found(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    PLANTED[said](monkeypatch)
    with pytest.raises(AssertionError, match=said):
        sum(map(check_printed, SHORT))
