"""From the words of a Datalog block to rules; after a fault, reading goes on behind the next full stop."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from secg.language import model as m
from secg.language.lexer import Word, split_words
from secg.language.operators import BINDING, PRODUCT, SUM, Calculation, Comparator, Form, Function, Unit
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.messages import Diagnostic, Faults, Gathered, Kind, catalogue
from secg.sources.yaml_tree import parse_date

KEYWORDS = ("not", *(calculation.value for calculation in Calculation if calculation.isalpha()))
"""What is written as a word, which no predicate may have as its name."""
AGGREGATES = (*Function, "stated")
UNITS = {"month": Unit.MONTHS, "months": Unit.MONTHS, "day": Unit.DAYS, "days": Unit.DAYS}
_SUMS = tuple(calculation for calculation in Calculation if BINDING[calculation] == SUM)
_PRODUCTS = tuple(calculation for calculation in Calculation if BINDING[calculation] == PRODUCT)
DEPTH_LIMIT, STEP_LIMIT, CONDITION_LIMIT = 20, 100, 200
"""How deep brackets may nest, and how many steps a calculation and conditions a rule may have."""
# with no limit a block of one long clause that can't be read would be gone through once for each of its names
HEAD_LIMIT = 60
"""How many words are looked at to see whether a rule starts where a full stop may have been forgotten."""


class _Unreadable(Exception):
    """A fault inside one clause; the parser goes on with the next."""

    def __init__(self, fault: Diagnostic) -> None:
        self.fault = fault
        super().__init__(fault.sentence)


ANYWHERE = Citation(ParagraphNumber("G1"))
"""Where rules stand of which nobody asks under which paragraph they do."""


def parse_rules(
    text: str, file: str = "", first_line: int = 1, citation: Citation = ANYWHERE
) -> tuple[tuple[m.Rule, ...], tuple[Diagnostic, ...]]:
    """The rules of a block under `citation`, and every fault met, in reading order."""
    faults: list[Diagnostic] = Gathered()
    rules: list[m.Rule] = []
    try:
        rules.extend(_clauses(split_words(text, file, first_line, faults), citation, faults))
    except Faults as too_many:
        return (), too_many.diagnostics
    # the lexer reads the whole block first, so that its faults would all come before the parser's
    return tuple(rules), tuple(sorted(faults, key=lambda diagnostic: diagnostic.sort_key))


def _clauses(words: list[Word], citation: Citation, faults: list[Diagnostic]) -> Iterator[m.Rule]:
    # what is missing behind a stray character or an unclosed text is no fault of its own
    spoilt = {
        diagnostic.span.line
        for diagnostic in faults
        if diagnostic.kind in (catalogue.CHARACTER, catalogue.TEXT_UNCLOSED)
    }
    parser = _Parser(words, citation)
    while parser.word.kind != "end":
        start = parser.word
        try:
            yield parser.clause()
        except _Unreadable as unreadable:
            end_line = parser.skip_clause(start)
            if not spoilt.intersection(range(start.span.line, end_line + 1)):
                faults.append(unreadable.fault)


class _Parser:
    # Words are told apart by their text: a text keeps its quotes, so that none is taken for a symbol or a name.

    def __init__(self, words: list[Word], citation: Citation) -> None:
        self._words = words
        self._position = 0
        self.word = words[0]
        self._depth = 0
        self._steps = 0
        self._braces = False
        self._citation = citation

    def skip_clause(self, start: Word) -> int:
        """Move behind the full stop that ends the clause, or to the next `conclusion :-`; the line where it ends."""
        self._depth, self._braces = 0, False  # a fault may have left brackets and braces open
        while self.word.kind != "end":
            if self.word is not start and self._starts_rule():
                return self._words[self._position - 1].span.line
            word = self._take()
            if word.text == ".":
                return word.span.line
        return self.word.span.line

    def _starts_rule(self) -> bool:
        """Whether `name(…) :-` stands here: the full stop before it was forgotten."""
        if self.word.kind != "name" or self._following().text != "(":
            return False
        for word, following in pairwise(self._words[self._position : self._position + HEAD_LIMIT]):
            if word.text in (")", ".", ":-"):
                return word.text == ")" and following.text == ":-"
        return False

    def clause(self) -> m.Rule:
        start = self.word
        head = self._atom(head=True)
        body: tuple[m.Literal, ...] = ()
        if self.word.text == ":-":
            self._take()
            body = self._body()
            if len(body) > CONDITION_LIMIT:
                self._fail(catalogue.RULE_LONG, start, limit=CONDITION_LIMIT)
            hint = "conditions are separated by commas; a rule ends with a full stop"
            self._expect(".", "`,` or the full stop that ends the rule", hint)
        else:
            hint = "write `conclusion :- condition, condition.`"
            self._expect(".", "`:-` or the full stop that ends the rule", hint)
        return m.Rule(head, body, self._citation, start.span)

    def _body(self) -> tuple[m.Literal, ...]:
        literals = [self._literal()]
        while self.word.text == ",":
            self._take()
            literals.append(self._literal())
        return tuple(literals)

    def _literal(self) -> m.Literal:
        word = self.word
        self._steps = 0
        if word.kind == "name":
            if word.text == "not":
                self._take()
                return m.Negation(self._atom(head=False), word.span)
            if self._following().text == "(" and word.text not in AGGREGATES:
                return self._atom(head=False)
            if word.text in AGGREGATES:
                self._fail(catalogue.AGGREGATE_PLACE, word, function=word.text)
        left = self._expression()
        if self.word.text not in tuple(Comparator):
            hint = "a condition is `predicate(…)`, `not predicate(…)` or a comparison"
            self._expected("a comparison such as `>` or `<=`", self.word, hint)
        operator = self._take()
        if self.word.text in AGGREGATES:
            if operator.text != "=" or not isinstance(left, m.Variable) or self._braces:
                self._fail(catalogue.AGGREGATE_PLACE, self.word, function=self.word.text)
            return self._aggregate(left)
        return m.Comparison(Comparator(operator.text), left, self._expression(), word.span)

    def _aggregate(self, result: m.Expression) -> m.Aggregate:
        assert isinstance(result, m.Variable)
        function = self._take()
        stated = function.text == "stated"
        if stated:
            function = self.word
            if function.text != "sum":
                hint = "write `Least = stated sum Value : { conditions }`; only a sum may leave out what is not stated"
                self._expected("`sum` after `stated`", function, hint)
            self._take()
        value: m.Expression | None = None
        counted = ""
        if function.text != Function.COUNT:
            value, counted = self._expression(), "Value "
        self._expect(":", "`:`", f"write `Total = {function.text} {counted}: {{ conditions }}`")
        self._expect("{", "`{`", "the conditions of an aggregate stand between braces")
        self._braces = True
        body = self._body()
        self._braces = False
        self._expect("}", "`,` or `}`", "the conditions of an aggregate stand between braces")
        return m.Aggregate(result, Function(function.text), value, body, result.span, stated)

    def _atom(self, head: bool) -> m.Atom:
        name = self.word
        if name.kind != "name":
            what = "the conclusion of a rule" if head else "a predicate"
            self._expected(what, name, "a predicate is a name in small letters with its arguments in brackets")
        if name.text in KEYWORDS or name.text in AGGREGATES:
            self._fail(catalogue.KEYWORD, name, word=name.text)
        self._take()
        self._expect("(", f"`(` after `{name.text}`", "a predicate has its arguments in brackets")
        terms = [self._term(head)]
        while self.word.text == ",":
            self._take()
            terms.append(self._term(head))
        self._expect(")", "`,` or `)`", "arguments are separated by commas and closed by a bracket")
        return m.Atom(name.text, tuple(terms), name.span)

    def _term(self, head: bool) -> m.Term:
        word = self.word
        if word.kind == "anything":
            if head:
                self._fail(catalogue.HEAD_TERM, word)
            self._take()
            return m.Anything(word.span)
        # most terms stand alone: nothing to calculate where the next word ends the term
        expression = self._factor() if self._following().text in (",", ")") else self._expression()
        if isinstance(expression, (m.Variable, m.Constant)):
            return expression
        if head:
            self._fail(catalogue.HEAD_TERM, word)
        hint = "give the value a name first, `Limit = Count + 1`, and use the name here"
        return self._fail(catalogue.EXPECTED, word, wanted="a variable or a constant", found="a calculation", hint=hint)

    def _expression(self) -> m.Expression:
        left = self._product()
        while self.word.text in _SUMS:
            operator = self._operator()
            right = self._product()
            unit = UNITS.get(self.word.text)
            if unit is not None:
                self._take()
                left = m.DateShift(left, 1 if operator.text == "+" else -1, right, unit, operator.span)
            else:
                left = m.Arithmetic(Calculation(operator.text), left, right, operator.span)
        return left

    def _product(self) -> m.Expression:
        left = self._factor()
        while self.word.text in _PRODUCTS:
            operator = self._operator()
            left = m.Arithmetic(Calculation(operator.text), left, self._factor(), operator.span)
        return left

    def _operator(self) -> Word:
        self._steps += 1
        if self._steps > STEP_LIMIT:
            self._fail(catalogue.CALCULATION_LONG, self.word, limit=STEP_LIMIT)
        return self._take()

    def _factor(self) -> m.Expression:
        word = self.word
        if word.text == "(":
            self._take()
            self._depth += 1
            if self._depth > DEPTH_LIMIT:
                self._fail(catalogue.TOO_DEEP, word, limit=DEPTH_LIMIT)
            inner = self._expression()
            self._depth -= 1
            self._expect(")", "`)`", "close the bracket")
            return inner
        # a minus belongs to the number behind it; there is none before a variable, for which `0 - X` is written
        if word.text == "-" and self._following().kind == "integer":
            self._take()
            number = self._take()
            return m.Constant(-int(number.text.replace("_", "")), Form.INTEGER, word.span)
        if word.text == "-" and self._following().kind == "unread":
            self._take()
            word = self.word
        if word.kind not in ("integer", "date", "text", "variable", "name", "unread"):
            hint = "values are variables, numbers, dates, texts in quotes and declared symbols"
            self._expected("a value", word, hint)
        self._take()
        match word.kind:
            case "variable":
                return m.Variable(word.text, word.span)
            case "integer":
                return m.Constant(int(word.text.replace("_", "")), Form.INTEGER, word.span)
            case "date":
                day = parse_date(word.text)
                assert day is not None  # the lexer calls any other `unread`
                return m.Constant(day, Form.DATE, word.span)
            case "text":
                return m.Constant(word.text[1:-1], Form.TEXT, word.span)
            case "unread":
                return m.Constant(0, Form.UNREAD, word.span)
            case _:
                if word.text in KEYWORDS or word.text in AGGREGATES:
                    self._fail(catalogue.KEYWORD, word, word=word.text)
                return m.Constant(word.text, Form.SYMBOL, word.span)

    def _take(self) -> Word:
        word = self.word
        if word.kind != "end":  # which is never passed, so that there is always a word to speak of
            self._position += 1
            self.word = self._words[self._position]
        return word

    def _following(self) -> Word:
        return self._words[min(self._position + 1, len(self._words) - 1)]

    def _expect(self, symbol: str, wanted: str, hint: str) -> None:
        if self.word.text != symbol:
            self._expected(wanted, self.word, hint)
        self._take()

    def _expected(self, wanted: str, word: Word, hint: str) -> m.Term:
        return self._fail(catalogue.EXPECTED, word, wanted=wanted, found=word, hint=hint)

    def _fail(self, kind: Kind, word: Word, /, **words: object) -> m.Term:
        raise _Unreadable(kind.at(word.span, words, paragraph=str(self._citation)))
