"""What goes wrong in a template, told as one message at its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from secg.code.selection import REQUEST
from secg.messages import Faults, Span, catalogue


@contextmanager
def template_faults() -> Iterator[None]:
    """What Jinja raises about a template, as Faults E505 at its place."""
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

    try:
        yield
    except TemplateNotFound as error:
        raise Faults([catalogue.TEMPLATE.at(REQUEST, reason=f"there is no template `{error.name}`")]) from None
    except TemplateSyntaxError as error:
        place = Span(error.filename or error.name or "", error.lineno, 1)
        raise Faults([catalogue.TEMPLATE.at(place, reason=error.message or "it is no template")]) from None
    except TemplateError as error:
        raise Faults([catalogue.TEMPLATE.at(_place_of(error), reason=error.message or type(error).__name__)]) from None
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # what its calculations come to
        raise Faults([catalogue.TEMPLATE.at(_place_of(error), reason=str(error) or type(error).__name__)]) from None
    except RecursionError:
        raise Faults([catalogue.TEMPLATE.at(REQUEST, reason="it asks for itself without end")]) from None
    except MemoryError:
        raise Faults([catalogue.TEMPLATE.at(REQUEST, reason="there is not enough memory for what it makes")]) from None


def _place_of(error: BaseException) -> Span:
    """The line of the innermost template that was being filled."""
    place = REQUEST
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(".j2"):
            place = Span(file, trace.tb_lineno, 1)
        trace = trace.tb_next
    return place
