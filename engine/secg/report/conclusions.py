"""Reading a conclusion as people write it: `full year 2`, `G3.20(b)`, `verification year 2 as other user`.

Words may be cut short where that leaves one meaning (`verif year 2`). A slip is answered with the nearest right word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from secg.code.consolidation import Code
from secg.derive.outcomes import Model, Status
from secg.language.model import Constant, Value
from secg.language.paragraph_number import parse_citation
from secg.language.vocabulary import Predicate, PredicateKind, Vocabulary
from secg.messages import Faults, Span, effect_catalogue, nearest
from secg.proof.why_not import Goal, cites
from secg.records import record

_NOWHERE = Span("", 0, 0)
_STATUS: Mapping[str, PredicateKind] = {
    Status.EXCUSED: PredicateKind.EXCUSE,
    Status.DISCHARGED: PredicateKind.DISCHARGE,
    Status.UNSETTLED: PredicateKind.UNSETTLED,
    "due": PredicateKind.DUE,
}
_CONCLUDING = (
    *(PredicateKind.OBLIGATION, PredicateKind.ANSWER, PredicateKind.UNSETTLED, PredicateKind.EXCUSE),
    *(PredicateKind.DISCHARGE, PredicateKind.NEXT_ASSESSMENT),
)
"""What a paragraph can be asked for, in the order in which it is sought."""
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
        """The conclusion that the text names. Raises Faults E510 to E512."""
        main, _, about = text.partition(" about ")
        words = _WORD.findall(main)
        status = _STATUS.get(words[0].lower()) if words else None
        if status:
            words = words[1:]
        if words and parse_citation("".join(words)) is not None:
            return self._cited("".join(words), status, about, text)
        lowered = [word.lower() for word in words]
        if "year" in lowered or (lowered and lowered[0] == "next") or self._starts_with_category(lowered):
            return self._assessment(lowered, text)
        return self._duty(lowered, status, about, text)

    def _starts_with_category(self, words: Sequence[str]) -> bool:
        return bool(words) and bool(_begun_by(words[0], self._short(self._vocabulary.value_type)))

    def _short(self, type_name: str) -> Mapping[str, str]:
        """The words that name the values of a type: its symbols, and the first word of each label."""
        labels = self._vocabulary.types[type_name].labels if type_name else {}
        by_words = {symbol.replace("_", " "): symbol for symbol in labels}
        by_words.update({label.lower(): symbol for symbol, label in labels.items()})
        return by_words

    def _assessment(self, words: Sequence[str], text: str) -> Conclusion:
        following = words[0] == "next"
        capacity: str | None = None
        if "as" in words:
            at = words.index("as")
            capacity = self._named(" ".join(words[at + 1 :]), self._vocabulary.group_type, text)
            words = words[:at]
        year: int | None = None
        rest: list[str] = []
        previous = ""
        for word in words[1:] if following else words:
            if word in _YEARS and previous == "year":
                year = _YEARS[word]
            elif word != "year":
                rest.append(word)
            previous = word
        if "year" in words and year is None:
            hint = "the cycle has the years 1, 2 and 3"
            raise Faults([effect_catalogue.CONCLUSION_WORD.at(_NOWHERE, word=text, hint=hint)])
        kept = [word for word in rest if word not in _FILLING]
        category = self._named(" ".join(kept), self._vocabulary.value_type, text)
        if following:
            return self._next(category, capacity, text)
        goals: list[Goal] = []
        for predicate in self._answers():
            goals.extend(self._yearly(predicate, capacity, year, category))
        words_again = [category, *(["year", str(year)] if year else [])]
        if capacity:
            words_again += ["as", words_of(capacity)]
        return Conclusion(" ".join(words_again), tuple(goals))

    def _answers(self) -> Iterable[Predicate]:
        return self._vocabulary.of_kind(PredicateKind.ANSWER)

    def _yearly(self, answer: Predicate, capacity: str | None, year: int | None, category: str) -> Iterable[Goal]:
        silences = tuple(predicate.name for predicate in self._vocabulary.silences_about(answer.question))
        for own in self._capacities(capacity, [answer]):
            yield Goal(answer.name, (self._party, own, year, category), unless=silences)

    def _capacities(self, named: str | None, answers: Iterable[Predicate]) -> list[str | None]:
        """The capacity named, else those in which the party is asked about; None, for any, where it is in none."""
        asked: dict[str | None, None] = {}
        for answer in answers if named is None else ():
            asked.update((str(row[1]), None) for row in self._model.rows_with(answer.question, 0, self._party))
        return list(asked) or [named]

    def _next(self, category: str, capacity: str | None, text: str) -> Conclusion:
        predicate = self._vocabulary.first_of_kind(PredicateKind.NEXT_ASSESSMENT)
        if predicate is None:
            raise Faults([effect_catalogue.CONCLUSION_FORM.at(_NOWHERE, text=text)])
        capacities = self._capacities(capacity, self._answers())
        goals = tuple(Goal(predicate.name, (self._party, own, category)) for own in capacities)
        return Conclusion(f"next {category}{f' as {words_of(capacity)}' if capacity else ''}", goals)

    def _named(self, words: str, type_name: str, text: str) -> str:
        """The value of a type that words name, whole or begun. Raises Faults E511 with the nearest."""
        if not type_name:
            raise Faults([effect_catalogue.CONCLUSION_FORM.at(_NOWHERE, text=text)])
        known = self._short(type_name)
        if words in known:
            return known[words]
        symbols = {known[words_begun] for words_begun in _begun_by(words, known)} if words else set()
        if len(symbols) == 1:
            return symbols.pop()
        labels = self._vocabulary.types[type_name].labels
        names = [symbol.replace("_", " ") for symbol in labels]
        near = nearest(words, names)
        hint = f"the words for it are {', '.join(names)}"
        right = text.replace(words, near) if near and words and words in text else near
        raise Faults([effect_catalogue.CONCLUSION_WORD.at(_NOWHERE, nearest=right, word=words or text, hint=hint)])

    def _cited(self, number: str, status: PredicateKind | None, about: str, text: str) -> Conclusion:
        """Whatever a paragraph, or a limb of it, concludes of the party."""
        citation = parse_citation(number)
        assert citation is not None
        if citation.paragraph not in self._code.paragraphs:
            known = [str(paragraph) for paragraph in self._code.paragraphs]
            near = nearest(str(citation.paragraph), known)
            number = str(citation.paragraph)
            raise Faults([effect_catalogue.CONCLUSION_PARAGRAPH.at(_NOWHERE, nearest=near, number=number)])
        kinds = (status,) if status else _CONCLUDING
        rules = [rule for rule in self._code.rules if cites(rule, citation)]
        for kind in kinds:
            goals: dict[Goal, None] = {}
            for rule in rules:
                declared = self._vocabulary.predicates[rule.head.predicate]
                if declared.kind == kind:
                    pattern: list[Value | None] = [
                        term.value if isinstance(term, Constant) else None for term in rule.head.terms
                    ]
                    pattern[0] = self._party
                    if about:
                        pattern[2] = self._item(about, text)
                    goals[Goal(declared.name, tuple(pattern), citation, self._unless(declared))] = None
            if goals:
                shown = f"{status_word(kind)}{citation}{f' about {about}' if about else ''}"
                return Conclusion(shown, tuple(goals))
        for rule in rules:
            if status and self._vocabulary.predicates[rule.head.predicate].kind == PredicateKind.OBLIGATION:
                duty = rule.head.terms[1]
                assert isinstance(duty, Constant)
                return self._duty([str(duty.value)], status, about, text)
        words = {"citation": str(citation), "number": str(citation.paragraph)}
        raise Faults([effect_catalogue.CONCLUSION_NONE.at(_NOWHERE, words)])

    def _duty(self, words: Sequence[str], status: PredicateKind | None, about: str, text: str) -> Conclusion:
        """A duty by its words: `keep secure`, `notify manufacturer about an-id`."""
        kind = status or PredicateKind.OBLIGATION
        predicate = self._vocabulary.first_of_kind(kind)
        if predicate is None or not words:
            raise Faults([effect_catalogue.CONCLUSION_FORM.at(_NOWHERE, text=text)])
        wanted = " ".join(words).replace("_", " ")
        labels = self._vocabulary.types[predicate.arguments[1].type].labels
        names = {symbol.replace("_", " "): symbol for symbol in labels}
        begun = [names[begun_name] for begun_name in _begun_by(wanted, names)] or [
            symbol for symbol, label in labels.items() if label.lower().startswith(wanted)
        ]
        if len(set(begun)) != 1:
            near = nearest(wanted, names)
            hint = "name a duty as the facts do, a paragraph such as `G3.20(b)`, or an assessment such as `full year 2`"
            if not begun:
                raise Faults([effect_catalogue.CONCLUSION_WORD.at(_NOWHERE, nearest=near, word=text, hint=hint)])
            hint = f"it may be {', '.join(f'`{begun_name}`' for begun_name in sorted(set(begun)))}"
            raise Faults([effect_catalogue.CONCLUSION_WORD.at(_NOWHERE, word=text, hint=hint)])
        row: list[Value | None] = [self._party, begun[0], self._item(about, text) if about else None]
        row += [None] * (predicate.arity - len(row))
        shown = f"{status_word(kind)}{begun[0].replace('_', ' ')}{f' about {about}' if about else ''}"
        return Conclusion(shown, (Goal(predicate.name, tuple(row), unless=self._unless(predicate)),))

    def _unless(self, declared: Predicate) -> tuple[str, ...]:
        if declared.kind != PredicateKind.OBLIGATION:
            return ()
        return tuple(predicate.name for predicate in self._vocabulary.of_kind(PredicateKind.EXCUSE))

    def _item(self, about: str, text: str) -> str:
        """The id that a duty may be about, as the facts name it."""
        known: set[str] = set()
        for row in chain.from_iterable(self._model.relations.values()):
            known.update(map(str, row[1:]))
        written = about.strip()
        for spelling in (written, written.replace(" ", "-"), written.replace(" ", "_")):
            if spelling in known:
                return spelling
        near = nearest(written, known)
        hint = "name an item as the facts do, by its id"
        raise Faults([effect_catalogue.CONCLUSION_WORD.at(_NOWHERE, nearest=near, word=written, hint=hint)])


def words_of(symbol: str) -> str:
    """A symbol as people write it: `supplier party`."""
    return symbol.replace("_", " ")


def status_word(kind: PredicateKind) -> str:
    """The word that leads a conclusion of this kind, with a blank; none for a duty or an assessment."""
    return next((f"{word} " for word, named_kind in _STATUS.items() if named_kind == kind), "")


def _begun_by(start: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(start)]
