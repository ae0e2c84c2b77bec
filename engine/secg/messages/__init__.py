"""Spans, diagnostics and the catalogue of every message that the engine can give."""

from secg.messages import catalogue
from secg.messages.diagnostic import REQUEST, Diagnostic, Faults, Gathered, Kind, Severity, Span
from secg.messages.visible import nearest

__all__ = ["REQUEST", "Diagnostic", "Faults", "Gathered", "Kind", "Severity", "Span", "catalogue", "nearest"]
