"""Hypothesis strategies over the random programs."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from tests.trust.generator import Chooser, random_program
from tests.trust.programs import Program


@cache
def _below(limit: int) -> st.SearchStrategy[int]:
    return st.integers(0, limit - 1)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """A random program; it shrinks towards fewer and simpler rules and rows."""
    return random_program(Chooser(lambda limit: draw(_below(limit))))
