"""Reading a report that somebody hands over: within limits, and of its schema, before anything else is done with it."""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from pathlib import Path

from secg.messages import Faults, Kind, Span, effect_catalogue
from secg.messages.visible import CONTROL, code_point
from secg.report.document import SealedReport
from secg.report.schema import report_schema
from secg.report.schema_check import schema_faults

SIZE_LIMIT = 16_000_000
"""Bytes; the report of a provider with some hundreds of Users has a tenth of that."""
DEPTH_LIMIT = 200
"""Lists and objects within each other; a proof takes two for each step."""
DIGITS_LIMIT = 18


class _Refused(ValueError):
    """What a report may not hold, in words."""


def read_report_text(path: str) -> str:
    """The text of a report's file, its line ends made `\\n`. Raises Faults E520."""
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for, and a device may never end
            raise _unreadable(path, "it is not a regular file")
        if status.st_size > SIZE_LIMIT:
            raise _unreadable(path, f"it has {status.st_size:,} bytes; a report has at most {SIZE_LIMIT:,}")
        return Path(path).read_bytes().decode().replace("\r\n", "\n")
    except OSError as error:
        raise _unreadable(path, (error.strerror or str(error)).lower()) from None
    except UnicodeDecodeError:
        raise _unreadable(path, "it is not UTF-8") from None
    except ValueError as error:
        raise _unreadable(path, str(error)) from None  # a name with NUL in it


def _unreadable(path: str, reason: str) -> Faults:
    return Faults([effect_catalogue.REPORT_UNREADABLE.at(Span("", 0, 0), path=path, reason=reason)])


def read_report(text: str, path: str) -> SealedReport:
    """The report that a JSON text holds. Raises Faults E521 (no JSON, or beyond the limits) and E522 (the schema)."""
    try:
        report = json.loads(
            text, parse_int=_number, parse_float=_refused, parse_constant=_refused, object_pairs_hook=_object
        )
        _check_depth_and_texts(report)
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        raise _fault(effect_catalogue.REPORT_NOT_JSON, Span(path, error.lineno, error.colno), reason) from None
    except _Refused as refused:
        raise _fault(effect_catalogue.REPORT_NOT_JSON, Span(path, 1, 1), str(refused)) from None
    except RecursionError:
        reason = f"its lists and objects stand more than {DEPTH_LIMIT} deep in each other"
        raise _fault(effect_catalogue.REPORT_NOT_JSON, Span(path, 1, 1), reason) from None
    schema = report_schema()
    for fault in schema_faults(report, schema, schema):
        raise _fault(effect_catalogue.REPORT_SCHEMA, Span(path, 1, 1), fault)
    document: SealedReport = report
    return document


def _fault(kind: Kind, span: Span, reason: str) -> Faults:
    return Faults([kind.at(span, reason=reason)])


def _number(digits: str) -> int:
    if len(digits) > DIGITS_LIMIT:
        raise _Refused(f"a number has {len(digits):,} digits; a report's have at most {DIGITS_LIMIT}")
    return int(digits)


def _refused(number: str) -> float:
    raise _Refused(f"`{number[:20]}` is no whole number, and a report holds no other")


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused(f"an object has `{twice[:40]}` twice")
    return mapping


def _check_depth_and_texts(report: object) -> None:
    """No text may hold what does something when it is shown; without recursion, as the depth is not known yet."""
    level: list[object] = [report]
    for _ in range(DEPTH_LIMIT):
        below: list[object] = []
        for value in level:
            if isinstance(value, str):
                _check_text(value)
            elif isinstance(value, list):
                below.extend(value)
            elif isinstance(value, dict):
                for key in value:
                    _check_text(key)
                below.extend(value.values())
        level = below
        if not level:
            return
    raise RecursionError


def _check_text(text: str) -> None:
    held = None if text.isprintable() else CONTROL.search(text)
    if held is not None:
        raise _Refused(f"a text holds the control character {code_point(held.group())}")
