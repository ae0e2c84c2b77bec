"""A paraphrase says what the Code says. What the editors think of it stands in `open:` or `note:`."""

import re
from pathlib import Path

import pytest

from secg.code.policies import load_policies
from secg.language.documents import Instrument, Paragraph, Part

ROOT = Path(__file__).resolve().parents[2]

_EDITORS = re.compile(
    r"\b(not known|is known|left open|not settled|no answer|silent|says nothing|did not say|not said|not stated|"
    r"is stated|no source|sources? held|our reading|as a warning|not held|is taken to|the test is not made)\b",
    re.IGNORECASE,
)


def _paragraphs() -> list[Paragraph]:
    policies = load_policies(ROOT / "policies", ROOT)
    documents: list[Part | Instrument] = [*policies.parts, *policies.instruments.values()]
    return [paragraph for document in documents for paragraph in document.paragraphs]


@pytest.mark.parametrize("paragraph", _paragraphs(), ids=lambda entry: f"{entry.span.file}:{entry.span.line}")
def test_a_paraphrase_speaks_for_the_code_and_not_for_its_editors(paragraph: Paragraph) -> None:
    for words in (paragraph.paraphrase, *(limb.paraphrase for limb in paragraph.limbs)):
        assert not _EDITORS.findall(words), words
