"""Spans, diagnostics and the catalogue of every message that the engine can give."""

from engine.messages import catalogue
from engine.messages.diagnostic import Diagnostic, Faults, Kind, Severity
from engine.messages.gathered import Gathered
from engine.messages.nearest import nearest
from engine.messages.span import Span

__all__ = ["Diagnostic", "Faults", "Gathered", "Kind", "Severity", "Span", "catalogue", "nearest"]
