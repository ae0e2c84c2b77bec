"""Policy documents: what headings, quotations, paraphrases, limbs and amendments are read as, and what is refused."""

from __future__ import annotations

import pytest

from secg.language.document_reader import read_document
from secg.language.documents import Ground, Instrument, Part
from secg.messages import Diagnostic
from tests.policy_tree import codes_of, places_of, unmarked

PART = """\
---
part: G8
title: Assessments
sources: [S0]
---

# Assessments

What this part is about.

## G8.41: Above the threshold

> provenance: inferred (S0, section 2; S3) · number: recalled
>
> reasoning: the one says so
> and the other does not deny it
>
> open: whether it holds on Sundays
>
> open: whether it holds at night

A party above the threshold has
a Full one.

Every year.

### (a) where it is large

So it does.

```datalog
large(User) :-
    premises(User, Count),
    Count > 250_000.
```

### (b)(i)

```datalog
small(User) :-
    party(User),
    not large(User).
```

## G8 "what counts": Counting

> provenance: text (S0)

Heads are counted:

- one by one;
- not twice.
"""


def read(text: str) -> tuple[Part | Instrument | None, list[Diagnostic]]:
    faults: list[Diagnostic] = []
    document = read_document(text, "G8.md", faults)
    return document, sorted(set(faults), key=lambda diagnostic: diagnostic.sort_key)


def part() -> Part:
    document, faults = read(PART)
    assert isinstance(document, Part) and faults == []
    return document


def instrument(body: str, front: str = "") -> Instrument:
    head = "instrument: SECMP0001\ntitle: A change\nstatus: implemented\nin_force: 2019-02-28\nsources: [S0]\n"
    document, faults = read(f"---\n{head}{front}---\n\n{body}")
    assert isinstance(document, Instrument) and faults == [], [str(diagnostic) for diagnostic in faults]
    return document


def test_a_part_has_a_title_an_introduction_and_paragraphs_in_order() -> None:
    other = part()
    assert (other.part, other.title, other.introduction) == ("G8", "Assessments", "What this part is about.")
    assert [str(two.number) for two in other.paragraphs] == ["G8.41", "G8, number not held (what counts)"]
    assert [two.span.line for two in other.paragraphs] == [11, 45]


def test_a_paragraph_says_how_it_is_known() -> None:
    provenance = part().paragraphs[0].provenance
    assert (provenance.kind, provenance.number) == ("inferred", "recalled")
    assert provenance.grounds == (Ground("S0", "section 2"), Ground("S3"))
    assert provenance.reasoning == "the one says so and the other does not deny it"
    assert provenance.open == ("whether it holds on Sundays", "whether it holds at night")


def test_a_paraphrase_is_folded_and_a_list_in_it_is_kept() -> None:
    first, second = part().paragraphs
    assert first.paraphrase == "A party above the threshold has a Full one.\n\nEvery year."
    assert second.paraphrase == "Heads are counted:\n\n- one by one;\n- not twice."


def test_a_limb_has_its_letter_words_and_paraphrase_and_its_rules_cite_it() -> None:
    first = part().paragraphs[0]
    assert [(limb.letter, limb.words, limb.paraphrase, limb.span.line) for limb in first.limbs] == [
        ("a", "where it is large", "So it does.", 27),
        ("b)(i", "", "", 37),
    ]
    assert [(str(rule.citation), rule.span.line) for rule in first.rules] == [("G8.41(a)", 32), ("G8.41(b)(i)", 40)]


def test_what_a_limb_says_is_its_own_paraphrase_or_the_paragraph_s() -> None:
    first = part().paragraphs[0]
    assert first.gist("a") == "So it does."
    assert first.gist("b)(i") == first.gist("") == first.paraphrase


QUOTED = "> provenance: text (S0)\n\nIts words.\n"


def test_each_amendment_of_an_instrument_is_read() -> None:
    other = instrument(
        "A few words.\n\n"
        f"## Insert G10.5: New\n\n{QUOTED}\n## Substitute G8.41: Other\n\n{QUOTED}\n"
        f"## Repeal G8.43\n\n{QUOTED}\n## Renumber G7.16 as G7.19\n\n"
        f'## Insert G10 "notice": Unnumbered\n\n{QUOTED}',
    )
    assert other.introduction == "A few words."
    read_as = [(two.operation, two.number.written, str(two.target or "")) for two in other.amendments]
    assert read_as == [
        ("insert", "G10.5", ""),
        ("substitute", "G8.41", ""),
        ("repeal", "G8.43", ""),
        ("renumber", "G7.16", "G7.19"),
        ("insert", 'G10 "notice"', ""),
    ]
    assert [two.paragraph is None for two in other.amendments] == [False, False, False, True, False]


def test_an_instrument_says_when_it_is_in_force_and_how_well_that_is_known() -> None:
    other = instrument(
        f"## Insert G10.5: New\n\n{QUOTED}", "certainty: planned\nbecause: >-\n  no later\n  word is held\n"
    )
    assert (other.name, other.status, str(other.in_force)) == ("SECMP0001", "implemented", "2019-02-28")
    assert (other.certainty, other.because) == ("planned", "no later word is held")


def body(text: str) -> str:
    return f"---\npart: G8\ntitle: T\n---\n\n{text}"


def amending(text: str) -> str:
    return f"---\ninstrument: M\ntitle: T\nstatus: proposal\nsources: [S0]\n---\n\n{text}"


RULE = "```datalog\nlarge(User) :- party(User).\n```\n"
FAULTS = {
    "no front matter": (["E201"], "▸## G8.41: Title\n"),
    "front matter without its end": (["E201"], "▸---\npart: G8\n\n## G8.41: Title\n"),
    "front matter with nothing in it": (["E201"], "▸---\n---\n\n## G8.41: Title\n"),
    "front matter that is a list": (["E114"], "---\n▸- part\n---\n\n## G8.41: Title\n"),
    "front matter of no kind": (["E117"], "---\n▸title: T\nsources: [S0]\n---\n\n## G8.41: Title\n"),
    "front matter with a misspelt `part`": (["E116"], f"---\n▸prat: G8\ntitle: T\n---\n\n## G8.41: Title\n\n{QUOTED}"),
    "front matter with a misspelt `instrument`": (
        ["E116"],
        f"---\n▸instrumnt: M\ntitle: T\nstatus: proposal\nsources: [S0]\n---\n\n## Insert G8.41: Title\n\n{QUOTED}",
    ),
    "a status that is none": (
        ["E309"],
        "---\ninstrument: M\ntitle: T\nstatus: ▸porposal\nsources: [S0]\n---\n",
    ),
    "a doubtful day without a reason": (
        ["E312"],
        "---\ninstrument: M\ntitle: T\nstatus: proposal\nsources: [S0]\ncertainty: ▸planned\n---\n",
    ),
    "a heading without a title": (["E202"], body(f"▸## G8.41\n\n{QUOTED}")),
    "a heading that is no number": (["E202"], body(f"▸## On counting\n\n{QUOTED}")),
    "a paragraph of another part": (["E204"], body(f"▸## G7.41: Title\n\n{QUOTED}")),
    "an amendment that is none": (["E202"], amending(f"▸## Replace G8.41: Title\n\n{QUOTED}")),
    "an amendment without a title": (["E202"], amending(f"▸## Insert G8.41\n\n{QUOTED}")),
    "a renumbering to nowhere": (["E202"], amending("▸## Renumber G8.41 to G8.42\n")),
    "rules before the first paragraph": (["E212"], body(f"▸{RULE}")),
    "no provenance": (["E205"], body("▸## G8.41: Title\n\nIts words.\n")),
    "a quotation without provenance": (["E205"], body("## G8.41: Title\n\n▸> open: a doubt\n\nIts words.\n")),
    "provenance of no kind": (["E206"], body("## G8.41: Title\n\n▸> provenance: certain (S0)\n\nIts words.\n")),
    "provenance without a source": (["E206"], body("## G8.41: Title\n\n▸> provenance: text\n\nIts words.\n")),
    "inferred without reasoning": (["E207"], body("## G8.41: Title\n\n▸> provenance: inferred (S0)\n\nIts words.\n")),
    "a mark that is none": (
        ["E209"],
        body("## G8.41: Title\n\n> provenance: text (S0)\n>\n▸> opne: a doubt\n\nIts words.\n"),
    ),
    "a number known in no way": (
        ["E214"],
        body("## G8.41: Title\n\n▸> provenance: text (S0) · number: guessed\n\nIts words.\n"),
    ),
    "no paraphrase": (["E210"], body(f"▸## G8.41: Title\n\n> provenance: text (S0)\n\n{RULE}")),
    "provenance behind the paraphrase": (
        ["E211"],
        body("## G8.41: Title\n\nIts words.\n\n▸> provenance: text (S0)\n"),
    ),
    "a second quotation": (["E211"], body(f"## G8.41: Title\n\n{QUOTED}\n▸> open: a doubt\n")),
    "text behind the rules": (["E211"], body(f"## G8.41: Title\n\n{QUOTED}\n{RULE}\n▸More words.\n")),
    "a table of HTML": (["E211"], body(f"## G8.41: Title\n\n{QUOTED}\n▸<table></table>\n")),
    "indented code": (["E273"], body(f"## G8.41: Title\n\n{QUOTED}\n▸    large(User).\n")),
    "a block of another language": (["E213"], body(f"## G8.41: Title\n\n{QUOTED}\n▸```python\nprint()\n```\n")),
    "a block of no language": (["E273"], body(f"## G8.41: Title\n\n{QUOTED}\n▸```\nlarge(User).\n```\n")),
    "a block of another language in an item": (
        ["E213"],
        body(f"## G8.41: Title\n\n{QUOTED}\n- one\n\n▸  ```python\n  print()\n  ```\n"),
    ),
    "rules in an item of a paraphrase": (
        ["E273"],
        body(f"## G8.41: Title\n\n{QUOTED}\n1. First step:\n\n▸   ```datalog\n   large(User).\n   ```\n"),
    ),
    "rules in a quotation": (
        ["E273"],
        body(
            "## G8.41: T\n\n> provenance: text (S0)\n>\n> note: so\n>\n▸> ```datalog\n> large(User).\n> ```\n\nWords.\n"
        ),
    ),
    "rules in an item above the first paragraph": (
        ["E273"],
        body(f"- one\n\n▸  ```datalog\n  large(User).\n  ```\n\n## G8.41: Title\n\n{QUOTED}"),
    ),
    "rules behind a blank": (["E273"], body(f"## G8.41: Title\n\n{QUOTED}\n▸  ```datalog\n  large(User).\n  ```\n")),
    "rules between tildes": (["E273"], body(f"## G8.41: Title\n\n{QUOTED}\n▸~~~datalog\nlarge(User).\n~~~\n")),
    "rules whose end is indented": (["E273"], body(f"## G8.41: Title\n\n{QUOTED}\n▸```datalog\nlarge(User).\n ```\n")),
    "rules without an end": (["E273"], body(f"## G8.41: Title\n\n{QUOTED}\n▸```datalog\nlarge(User).\n")),
    "rules of what is repealed": (["E212"], amending(f"## Repeal G8.41\n\n{QUOTED}\n▸{RULE}")),
    "rules of what is renumbered": (["E212"], amending(f"## Renumber G8.41 as G8.42\n\n{QUOTED}\n▸{RULE}")),
    "a comment above the first paragraph": (["E211"], body(f"▸<!-- words -->\n\n## G8.41: Title\n\n{QUOTED}")),
    "a limb above the first paragraph": (["E211"], body(f"▸### (a) words\n\n## G8.41: Title\n\n{QUOTED}")),
    "a comment in a paraphrase": (["E211"], body(f"## G8.41: Title\n\n{QUOTED}\n▸<!-- words -->\n")),
    "a line across": (["E211"], body(f"## G8.41: Title\n\n{QUOTED}\n▸***\n\nMore words.\n")),
    "a heading behind a blank": (["E202"], body(f"## G8.41: Title\n\n{QUOTED}\n▸ ## G8.42: Title\n\n{QUOTED}")),
    "a heading with two blanks": (["E202"], body(f"▸##  G8.41: Title\n\n{QUOTED}")),
    "a heading by a line below it": (["E202"], body(f"▸G8.41: Title\n---\n\n{QUOTED}")),
    "words that a line below makes a heading": (["E202"], body(f"## G8.41: Title\n\n{QUOTED}\n▸More words.\n===\n")),
    "a heading that is no limb": (["E202"], body(f"## G8.41: Title\n\n{QUOTED}\n▸### Limb a\n")),
    "a limb below a limb": (["E202"], body(f"## G8.41: Title\n\n{QUOTED}\n▸#### (a)\n")),
    "a limb that stands twice": (["E203"], body(f"## G8.41: Title\n\n{QUOTED}\n### (a)\n\n▸### (a)\n")),
    "a fault in a rule": (
        ["E224"],
        body(
            f"## G8.41: Title\n\n{QUOTED}\n```datalog\nlarge(User) :- party(User).\n\nsmall(User) ▸party(User).\n```\n"
        ),
    ),
    "faults in two paragraphs": (
        ["E205", "E210"],
        body(f"▸## G8.41: Title\n\nIts words.\n\n▸## G8.42: Title\n\n> provenance: text (S0)\n\n{RULE}"),
    ),
    "a heading that is no number, and a paragraph behind it": (
        ["E202", "E205"],
        body(f"▸## Counting\n\n{RULE}\nText.\n\n▸## G8.42: Title\n\nIts words.\n"),
    ),
    "two words after the order of things is lost": (
        ["E211"],
        body(f"## G8.41: Title\n\n{RULE}\n▸Its words.\n\n> provenance: text (S0)\n"),
    ),
}


@pytest.mark.parametrize(("codes", "text"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_of_a_document_is_reported_once_and_at_its_place(codes: list[str], text: str) -> None:
    document, places = unmarked(text)
    _, diagnostics = read(document)
    assert codes_of(diagnostics) == codes, [str(diagnostic) for diagnostic in diagnostics]
    assert places_of(diagnostics) == places


def test_words_that_markdown_takes_for_the_target_of_a_link_are_words_of_the_paraphrase() -> None:
    document, faults = read(
        body(f"[Also]: here\n\n## G8.41: Title\n\n{QUOTED}\n[Exception]: none\nwhere not.\n\n[b]: c\n")
    )
    assert isinstance(document, Part) and faults == []
    assert document.introduction == "[Also]: here"
    assert document.paragraphs[0].paraphrase == "Its words.\n\n[Exception]: none\n\nwhere not.\n\n[b]: c"


def test_a_list_of_an_introduction_is_part_of_it() -> None:
    document, faults = read(body(f"For:\n\n- one;\n- two.\n\n## G8.41: Title\n\n{QUOTED}"))
    assert isinstance(document, Part) and faults == []
    assert document.introduction == "For:\n\n- one;\n- two."


def test_a_fault_inside_a_limb_names_the_limb() -> None:
    text = body(f"## G8.41: Title\n\n{QUOTED}\n### (a)\n\n```datalog\nlarge(User).\nlarge(\n```\n")
    (fault,) = read(text)[1]
    assert fault.paragraph == "G8.41(a)"


def test_line_ends_of_another_system_are_those_of_this_one_by_then() -> None:
    document, faults = read(PART.replace("\n", "\r\n").replace("\r\n", "\n"))
    assert isinstance(document, Part) and faults == []
