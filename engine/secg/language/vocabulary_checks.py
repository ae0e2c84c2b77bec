"""Checks of the vocabulary's declarations: each by itself, and the names by which they point at each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from secg.language.lexer import INTEGER_LIMIT
from secg.language.predicate_kinds import TREATMENT, PredicateKind
from secg.language.vocabulary import BUILT_IN, NUMBERS, Argument, Enumeration, Predicate
from secg.messages import Diagnostic, Span, catalogue, nearest
from secg.sources.yaml_tree import parse_date

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
ABSENCES = ("unknown", "none", "default")
CHANGERS = ("party", "other", "code")


def check_predicate(
    predicate: Predicate, places: Mapping[str, Span], types: Mapping[str, Enumeration]
) -> Iterator[Diagnostic]:
    """The faults of one declaration whose argument types exist; `places` are those of its keys' values."""
    yield from check_sentences(predicate, places)
    yield from check_shape(predicate)
    if "absent" in places and not _absence_fits(predicate, types):
        yield catalogue.VOCABULARY_ABSENT.at(places["absent"], name=predicate.name, value=predicate.absent)
    if predicate.changed_by not in CHANGERS:
        yield catalogue.VOCABULARY_CHANGED_BY.at(places["changed_by"], name=predicate.name, value=predicate.changed_by)
    if predicate.begins and Argument(predicate.begins, "date") not in predicate.arguments:
        dates = [argument.name for argument in predicate.arguments if argument.type == "date"]
        words = {"name": predicate.name, "argument": predicate.begins, "dates": ", ".join(dates) or "none"}
        yield catalogue.VOCABULARY_BEGINS.at(predicate.span, words, nearest=nearest(predicate.begins, dates))


def check_sentences(predicate: Predicate, places: Mapping[str, Span]) -> Iterator[Diagnostic]:
    """The sentences of a declaration have places for its arguments only."""
    names = [argument.name for argument in predicate.arguments]
    sentences = [("says", predicate.says), ("denies", predicate.denies), ("denies_any", predicate.denies_any)]
    for argument, noun in predicate.nouns.items():
        sentences.append(("nouns", f"{noun} {{{argument}}}"))  # a noun is of one of the arguments too
    for key, sentence in sentences:
        for placeholder in _PLACEHOLDER.findall(sentence):
            if placeholder not in names:
                words = {"name": predicate.name, "placeholder": placeholder, "arguments": ", ".join(names)}
                yield catalogue.VOCABULARY_ARGUMENT.at(places[key], words, nearest=nearest(placeholder, names))


def check_shape(predicate: Predicate) -> Iterator[Diagnostic]:
    """The arguments that the kind of a declaration asks for."""
    own = tuple(argument.type for argument in predicate.arguments)
    shape = TREATMENT[predicate.kind].shape
    if predicate.kind == PredicateKind.GIVEN and own not in (("date",), ("party",)):
        hint = "the engine gives the day that is asked about, and each party: one argument, a date or a party"
        yield catalogue.VOCABULARY_OUTCOME.at(predicate.span, name=predicate.name, kind=predicate.kind, hint=hint)
    elif predicate.kind not in (PredicateKind.GIVEN, PredicateKind.DERIVED) and own[:1] != ("party",):
        yield catalogue.VOCABULARY_FIRST.at(predicate.span, name=predicate.name)
    elif shape is not None:
        fits = len(own) == len(shape) and all(
            want == got or (want == "*" and got not in BUILT_IN) for want, got in zip(shape, own, strict=True)
        )
        if not fits:
            wanted = ", ".join("a declared type" if want == "*" else want for want in shape)
            hint = f"its arguments are, in order: {wanted}"
            yield catalogue.VOCABULARY_OUTCOME.at(predicate.span, name=predicate.name, kind=predicate.kind, hint=hint)


def check_links(predicates: Mapping[str, Predicate], doubtful: Collection[str]) -> Iterator[Diagnostic]:
    """Names that point at other declarations; those that point at a `doubtful` one, already reported, are left out."""
    for predicate in predicates.values():
        if predicate.field and predicate.field.partition(".")[0] not in doubtful:
            yield from _check_field(predicate, predicates)
        if not {predicate.name, predicate.field.partition(".")[0], predicate.ended} & set(doubtful):
            yield from _check_days(predicate, predicates)
        for argument, target in predicate.refers.items():
            for choice in target.split(" or "):
                yield from _check_reference(predicate, argument, choice, predicates, doubtful)
        asks = predicate.kind in (PredicateKind.ANSWER, PredicateKind.SILENCE)
        if asks and predicate.name not in doubtful and predicate.question not in doubtful:
            yield from _check_question(predicate, predicates)
    answers: list[Predicate] = []
    for predicate in predicates.values():
        if predicate.name in doubtful:
            continue
        # an answer that does not fit its question is told already, and its form follows from that
        if predicate.kind == PredicateKind.ANSWER and any(_check_question(predicate, predicates)):
            continue
        if predicate.kind in (PredicateKind.ANSWER, PredicateKind.NEXT_ASSESSMENT):
            answers.append(predicate)
    yield from _check_answers(answers)


def _check_field(predicate: Predicate, predicates: Mapping[str, Predicate]) -> Iterator[Diagnostic]:
    """`fact.key` names a fact; all arguments are those of its record, or the key."""
    owner, _, key = predicate.field.partition(".")
    fact = predicates.get(owner)
    if fact is not None and fact.is_fact and not fact.field and key:
        record = {key, *(argument.name for argument in fact.arguments)}
        if all(argument.name in record for argument in predicate.arguments):
            return
    yield catalogue.VOCABULARY_FIELD.at(predicate.span, nearest=_near_fact(owner, predicates), field=predicate.field)


def _check_days(predicate: Predicate, predicates: Mapping[str, Predicate]) -> Iterator[Diagnostic]:
    """The key that starts a record is a day; a fact that ended records state has some of their arguments, and a day."""
    if predicate.starts and predicate.arguments[-1:] != (Argument(predicate.key, "date"),):
        hint = "the key of its `field` is the first day of the record; give it the type date, as the last of `args`"
        yield catalogue.VOCABULARY_DAYS.at(predicate.span, key="starts", name=predicate.name, hint=hint)
    owner = predicate.field.partition(".")[0]
    carrier = predicates.get(owner, predicate)
    keys = {argument.name for argument in (*predicate.arguments, *carrier.arguments)}
    if owner:
        keys |= {other.key for other in predicates.values() if other.field.partition(".")[0] == owner}
    for name, named in (("not_before", (predicate.not_before,)), ("dated_by", predicate.dated_by)):
        if not keys >= set(filter(None, named)):
            hint = f"it names keys of the same record that are days; its keys are {', '.join(sorted(keys))}"
            yield catalogue.VOCABULARY_DAYS.at(predicate.span, key=name, name=predicate.name, hint=hint)
    if predicate.ended:
        fact = predicates.get(predicate.ended)
        kept = set(predicate.arguments[:-1])
        fits = fact is not None and fact.is_fact and not fact.field and kept <= set(fact.arguments)
        if not fits or predicate.arguments[-1].type != "date" or not predicate.is_fact or predicate.field:
            hint = "it names a fact whose records end; `args` are some of that fact's, then the day after the last"
            near, words = _near_fact(predicate.ended, predicates), {"key": "ended", "name": predicate.name}
            yield catalogue.VOCABULARY_DAYS.at(predicate.span, words, nearest=near, hint=hint)


def _check_reference(
    predicate: Predicate, argument: str, choice: str, predicates: Mapping[str, Predicate], doubtful: Collection[str]
) -> Iterator[Diagnostic]:
    """An argument refers to a word, or to `fact.key` of a declared fact."""
    owner, dot, key = choice.partition(".")
    fact = predicates.get(owner)
    known = not dot or owner in doubtful or (fact is not None and fact.position(key) is not None)
    if not known or predicate.position(argument) is None:
        yield catalogue.VOCABULARY_FIELD.at(predicate.span, nearest=_near_fact(owner, predicates), field=choice)


def _near_fact(owner: str, predicates: Mapping[str, Predicate]) -> str | None:
    facts = [name for name, predicate in predicates.items() if predicate.is_fact and not predicate.field]
    return nearest(owner, facts) if owner not in facts else None


def _check_question(predicate: Predicate, predicates: Mapping[str, Predicate]) -> Iterator[Diagnostic]:
    question = predicates.get(predicate.question)
    hint = "give it `question: …` and the arguments of that question"
    own = [argument.type for argument in predicate.arguments]
    if predicate.kind == PredicateKind.ANSWER:
        hint = f"{hint}, then the value"
        own = own[:-1]
    fits = (
        question is not None
        and question.kind == PredicateKind.QUESTION
        and own == [argument.type for argument in question.arguments]
    )
    if not fits:
        yield catalogue.VOCABULARY_OUTCOME.at(predicate.span, name=predicate.name, kind=predicate.kind, hint=hint)


def _check_answers(predicates: Sequence[Predicate]) -> Iterator[Diagnostic]:
    """Reports, tables and cases show answers of one form: of a party, in a group, in a year of its cycle, a value.

    All answers, and the next assessments, are of the same groups and values.
    """
    shapes: dict[tuple[str, str], Predicate] = {}
    for predicate in predicates:
        types = [argument.type for argument in predicate.arguments]
        if predicate.kind == PredicateKind.ANSWER:
            if len(types) != 4 or types[2] not in NUMBERS or {types[1], types[3]} & set(BUILT_IN):
                hint = "its arguments are: party, a declared type of groups, a year, a declared type of values"
                yield catalogue.VOCABULARY_ANSWER.at(predicate.span, name=predicate.name, hint=hint)
                continue
        elif len(types) != 3:  # another fault, reported by itself
            continue
        # the first that is declared is taken to be right, and each other form is told once
        first = shapes.setdefault((types[1], types[-1]), predicate)
        other = next(iter(shapes.values()))
        if first is predicate and other is not predicate:
            hint = f"give it the types of `{other.name}`: {other.arguments[1].type} and {other.arguments[-1].type}"
            yield catalogue.VOCABULARY_ANSWER.at(predicate.span, name=predicate.name, hint=hint)


def _absence_fits(predicate: Predicate, types: Mapping[str, Enumeration]) -> bool:
    if predicate.absent not in ABSENCES:
        return False
    if predicate.absent == "unknown":
        return predicate.one_at_a_time  # else a party that states one value would leave open whether it has others
    if predicate.absent == "none" or not predicate.because:
        return bool(predicate.because)
    return predicate.arity == 2 and _default_fits(predicate.default, predicate.arguments[1], types)


def _default_fits(text: str, argument: Argument, types: Mapping[str, Enumeration]) -> bool:
    if argument.type in types:
        return text in types[argument.type].labels
    if argument.type in NUMBERS:  # in digits alone: `int` takes blanks around them as well
        return bool(re.fullmatch("[0-9][0-9_]*", text)) and int(text.replace("_", "")) <= INTEGER_LIMIT
    if argument.type == "date":
        return parse_date(text) is not None
    return bool(text)
