"""The answers of a server that it need not work out again, and the reports that they name."""

from __future__ import annotations

import json
from collections import OrderedDict
from sys import getsizeof

from secg.code.selection import REQUEST
from secg.messages import Faults, serve_catalogue
from secg.report.report_file import canonical
from secg.serve.answering import Answered

Question = tuple[str, str, str]
"""The tool, its arguments and today's date, on which the answer to a question without a day depends."""
SIZE_LIMIT = 64_000_000
"""The most bytes of reports and questions that are kept; the answers asked for longest ago go first."""


class Kept:
    """Answers by their question, bounded in size. An answer is a function of the question, the law and the parties."""

    def __init__(self, size_limit: int = SIZE_LIMIT) -> None:
        self._size_limit = size_limit
        self._size = 0
        self._answers: OrderedDict[Question, Answered] = OrderedDict()
        self._reports: dict[str, Answered] = {}

    def get(self, question: Question) -> Answered | None:
        """The answer, where it is kept."""
        answered = self._answers.get(question)
        if answered is not None:
            self._answers.move_to_end(question)
            self._reports[answered.digest] = answered
        return answered

    def put(self, question: Question, answered: Answered) -> None:
        """Keep an answer with its report; a message is not kept."""
        if answered.failed or question in self._answers:
            return
        self._answers[question] = answered
        self._reports[answered.digest] = answered
        self._size += _size(question, answered)
        while self._size > self._size_limit:
            oldest, dropped = self._answers.popitem(last=False)
            self._size -= _size(oldest, dropped)
            if self._reports[dropped.digest] is dropped:  # else a question asked later is answered by the same report
                del self._reports[dropped.digest]

    def report(self, uri: str) -> str:
        """The report that an answer names, as the command line prints it. Raises Faults E543."""
        answered = self._reports.get(uri.removeprefix("secg://report/"))
        if answered is None:
            raise Faults([serve_catalogue.REPORT_NOT_KEPT.at(REQUEST, uri=uri)])
        return canonical(json.loads(answered.report))


def _size(question: Question, answered: Answered) -> int:
    """What the texts take of the memory: a text with one letter that is not Latin takes two bytes for each letter."""
    return sum(map(getsizeof, (*question, answered.text, answered.report)))
