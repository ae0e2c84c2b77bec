"""The sentence of an absence, of one thing and of every one."""

from __future__ import annotations

from pathlib import Path

from secg.language.sentences import Wording
from secg.language.vocabulary_reader import read_vocabulary


def test_the_absence_of_every_one_has_a_sentence_of_its_own(repository: Path) -> None:
    vocabulary = read_vocabulary(repository / "policies" / "vocabulary.yaml", "vocabulary.yaml")
    wording = Wording(vocabulary, {"anna": "Anna"})
    assert wording.denial("user_role", ("anna", None)) == "the facts give Anna no User Role"
    assert (
        wording.denial("user_role", ("anna", "gas_supplier"))
        == "the facts do not give Anna the User Role of Gas Supplier"
    )
    # where nothing of its own is declared, the sentence of the absence serves
    assert wording.denial("shared_resource", ("anna", None, None)) == "Anna uses no Shared Resources of any party"


def test_any_year_is_said_once(repository: Path) -> None:
    vocabulary = read_vocabulary(repository / "policies" / "vocabulary.yaml", "vocabulary.yaml")
    sentence = Wording(vocabulary, {"anna": "Anna"}).atom(
        "required_assessment", ("anna", "supplier_party", None, "self")
    )
    assert sentence == "in any year of its cycle Anna, as Supplier Party, has a User Security Self-Assessment"
