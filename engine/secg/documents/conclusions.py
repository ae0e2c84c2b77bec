"""Reading a conclusion as people write it: `full year 2`, `G3.20(b)`, `verification year 2 as other user`.

Words may be cut short where that leaves one meaning (`verif year 2`). A slip is answered with the nearest right word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from secg.code.consolidation import Code
from secg.derive.outcomes import Model, Status
from secg.documents.naming import framed
from secg.language.model import Constant, Value
from secg.language.paragraph_number import Citation, parse_citation
from secg.language.predicate_kinds import TREATMENT, PredicateKind
from secg.language.vocabulary import Predicate, Vocabulary
from secg.messages import REQUEST, Faults, effect_catalogue, nearest
from secg.proof.why_not import Goal, cites
from secg.records import record

SAYING: Mapping[str, PredicateKind] = {
    Status.EXCUSED: PredicateKind.EXCUSE,
    Status.DISCHARGED: PredicateKind.DISCHARGE,
    Status.UNSETTLED: PredicateKind.UNSETTLED,
}
"""By how a duty stands, beside that it applies, what says so."""
_STATUS: Mapping[str, PredicateKind] = {**SAYING, "due": PredicateKind.DUE}


_CONCLUDING = tuple(
    sorted((kind for kind in PredicateKind if TREATMENT[kind].turn), key=lambda kind: TREATMENT[kind].turn)
)
"""What a paragraph can be asked for, in the order in which it is sought."""
_STATUS_WORDS = {kind: f"{word} " for word, kind in _STATUS.items()}
"""The word that leads a conclusion of a kind; none for a duty or an assessment."""
_FILLING = ("a", "an", "the", "of", "in", "its", "assessment", "security", "user", "duty", "to", "from", "is")
_YEARS = {"one": 1, "two": 2, "three": 3, "first": 1, "second": 2, "third": 3, "1": 1, "2": 2, "3": 3}
_WORD = re.compile(r"[\w.()'-]+")


@record
class Conclusion:
    """What is asked about: the words, put straight, and the goals, any of which is the conclusion."""

    words: str
    goals: tuple[Goal, ...]


class ConclusionReader:
    """Reads conclusions about one party against a Code and the party's model."""

    def __init__(self, vocabulary: Vocabulary, code: Code, model: Model, party: str) -> None:
        self._vocabulary = vocabulary
        self._code = code
        self._model = model
        self._party = party

    def read(self, text: str) -> Conclusion:
        """The conclusion that the text names. Raises Faults E510 to E512 and E516."""
        # what follows is a name of the facts or the rules, and is taken as it is written
        main, _, about = text.partition(" about ")
        words = _WORD.findall(main)
        status: PredicateKind | None = None
        if words and words[0].lower() in _STATUS:
            status = _STATUS[words.pop(0).lower()]
        if not words:
            raise _meaningless(text)
        citation = parse_citation("".join(words))  # people write `G3.20 (b)` too
        if citation is not None:
            return self._cited(citation, status, about, text)
        lowered = [word.lower() for word in words]
        # a category that leads is one of an assessment; further on it may be a word of a duty
        if "year" in lowered or lowered[0] == "next" or _begun_by(lowered[0], self._short(self._vocabulary.value_type)):
            return self._assessment(lowered, text)
        return self._duty(lowered, status, about, text)

    def _short(self, type_name: str) -> Mapping[str, str]:
        """The words that name the values of a type: its symbols, and its labels."""
        labels = self._vocabulary.labels(type_name)
        by_words = {words_of(symbol): symbol for symbol in labels}
        by_words.update({label.lower(): symbol for symbol, label in labels.items()})
        return by_words

    def _assessment(self, words: Sequence[str], text: str) -> Conclusion:
        following = words[0] == "next"
        if following:
            words = words[1:]
        capacity: str | None = None
        if "as" in words:
            at = words.index("as")
            capacity = self._named(" ".join(words[at + 1 :]), self._vocabulary.group_type, text)
            words = words[:at]
        year: int | None = None
        kept: list[str] = []
        previous = ""
        for word in words:
            if word in _YEARS and previous == "year":
                year = _YEARS[word]
            elif word != "year" and word not in _FILLING:
                kept.append(word)
            previous = word
        if "year" in words and year is None:
            raise _unknown(text, "the cycle has the years 1, 2 and 3")
        category = self._named(" ".join(kept), self._vocabulary.value_type, text)
        as_capacity = framed(" as ", words_of(capacity or ""))
        answers = self._vocabulary.of_kind(PredicateKind.ANSWER)
        goals: list[Goal] = []
        if following:
            predicate = self._vocabulary.first_of_kind(PredicateKind.NEXT_ASSESSMENT)
            if predicate is None:
                raise _meaningless(text)
            for own in self._capacities(capacity, answers):
                goals.append(Goal(predicate.name, (self._party, own, category)))
            return Conclusion(f"next {category}{as_capacity}", tuple(goals))
        for answer in answers:
            silences = tuple(predicate.name for predicate in self._vocabulary.silences_about(answer.question))
            for own in self._capacities(capacity, [answer]):
                goals.append(Goal(answer.name, (self._party, own, year, category), unless=silences))
        return Conclusion(f"{category}{framed(' year ', str(year or ''))}{as_capacity}", tuple(goals))

    def _capacities(self, named: str | None, answers: Sequence[Predicate]) -> list[str | None]:
        """The capacity named, else those in which the party is asked about; None, for any, where it is in none."""
        if named is not None:
            return [named]
        asked: dict[str | None, None] = {}
        for answer in answers:
            asked.update((str(row[1]), None) for row in self._model.rows_with(answer.question, 0, self._party))
        return list(asked) or [None]

    def _named(self, words: str, type_name: str, text: str) -> str:
        """The value of a type that words name, whole or begun. Raises Faults E511 with the nearest."""
        if not type_name:
            raise _meaningless(text)
        known = self._short(type_name)
        if words in known:
            return known[words]
        # a symbol and its label may both begin so
        symbols = {known[name] for name in _begun_by(words, known)}
        if len(symbols) == 1:
            return symbols.pop()
        names = [words_of(symbol) for symbol in self._vocabulary.labels(type_name)]
        near = nearest(words, names)
        # the whole question with the slip put right, to be asked again
        if near and words and words in text:
            near = text.replace(words, near)
        raise _unknown(words or text, f"the words for it are {', '.join(names)}", near)

    def _cited(self, citation: Citation, status: PredicateKind | None, about: str, text: str) -> Conclusion:
        """Whatever a paragraph, or a limb of it, concludes of the party."""
        number = str(citation.paragraph)
        if citation.paragraph not in self._code.paragraphs:
            near = nearest(number, map(str, self._code.paragraphs))
            raise effect_catalogue.CONCLUSION_PARAGRAPH.fault(REQUEST, nearest=near, number=number)
        predicates = self._vocabulary.predicates
        rules = [rule for rule in self._code.rules if cites(rule, citation)]
        for kind in (status,) if status else _CONCLUDING:
            goals: dict[Goal, None] = {}
            for rule in rules:
                declared = predicates[rule.head.predicate]
                if declared.kind == kind:
                    pattern = [term.value if isinstance(term, Constant) else None for term in rule.head.terms]
                    pattern[0] = self._party
                    if about:
                        pattern[2] = self._item(about)
                    goals[Goal(declared.name, tuple(pattern), citation, self._unless(declared))] = None
            if goals:
                return Conclusion(f"{_STATUS_WORDS.get(kind, '')}{citation}{framed(' about ', about)}", tuple(goals))
        # `due G3.18` where another paragraph sets the day: what is meant is the duty that G3.18 sets
        for rule in rules:
            if status and predicates[rule.head.predicate].kind == PredicateKind.OBLIGATION:
                duty = rule.head.terms[1]
                assert isinstance(duty, Constant)
                return self._duty([str(duty.value)], status, about, text)
        words = {"citation": str(citation), "number": number}
        raise effect_catalogue.CONCLUSION_NONE.fault(REQUEST, words)

    def _duty(self, words: Sequence[str], status: PredicateKind | None, about: str, text: str) -> Conclusion:
        """A duty by its words: `keep secure`, `notify manufacturer about an-id`."""
        kind = status or PredicateKind.OBLIGATION
        predicate = self._vocabulary.first_of_kind(kind)
        if predicate is None:
            raise _meaningless(text)
        wanted = words_of(" ".join(words))
        labels = self._vocabulary.labels(predicate.arguments[1].type)
        names = {words_of(symbol): symbol for symbol in labels}
        # a whole name is meant where another begins with it
        begun = [names[wanted]] if wanted in names else [names[name] for name in _begun_by(wanted, names)]
        if not begun:
            begun = [symbol for symbol, label in labels.items() if label.lower().startswith(wanted)]
        if not begun:
            hint = "name a duty as the facts do, a paragraph such as `G3.20(b)`, or an assessment such as `full year 2`"
            raise _unknown(text, hint, nearest(wanted, names))
        if len(begun) > 1:
            raise _unknown(text, f"it may be {', '.join(f'`{symbol}`' for symbol in sorted(begun))}")
        (duty,) = begun
        pattern: list[Value | None] = [None] * predicate.arity
        pattern[:2] = self._party, duty
        if about:
            pattern[2] = self._item(about)
        shown = f"{_STATUS_WORDS.get(kind, '')}{words_of(duty)}{framed(' about ', about)}"
        return Conclusion(shown, (Goal(predicate.name, tuple(pattern), unless=self._unless(predicate)),))

    def _unless(self, declared: Predicate) -> tuple[str, ...]:
        """What takes a duty away; a duty that is done is still one that the party has."""
        if declared.kind != PredicateKind.OBLIGATION:
            return ()
        return tuple(predicate.name for predicate in self._vocabulary.of_kind(PredicateKind.EXCUSE))

    def _item(self, about: str) -> str:
        """What a duty may be about, as the facts or the rules name it. Raises Faults E511 with the nearest."""
        known: set[str] = set()
        for row in chain.from_iterable(self._model.relations.values()):
            known.update(map(str, row[1:]))  # the first is a party
        for rule in self._code.rules:
            known.update(str(term.value) for term in rule.head.terms[2:3] if isinstance(term, Constant))
        written = about.strip()
        # ids have hyphens or underscores where people say blanks
        for spelling in (written, written.replace(" ", "-"), written.replace(" ", "_")):
            if spelling in known:
                return spelling
        hint = "name an item as the facts do, by its id, or as the rules do"
        raise _unknown(written, hint, nearest(written, known))


def words_of(symbol: str) -> str:
    """A symbol as people write it: `supplier party`."""
    return symbol.replace("_", " ")


def _meaningless(text: str) -> Faults:
    return effect_catalogue.CONCLUSION_FORM.fault(REQUEST, text=text)


def _unknown(word: str, hint: str, near: str | None = None) -> Faults:
    return effect_catalogue.CONCLUSION_WORD.fault(REQUEST, nearest=near, word=word, hint=hint)


def _begun_by(start: str, names: Iterable[str]) -> list[str]:
    """The names that begin so; none where nothing is said."""
    return [name for name in names if start and name.startswith(start)]
