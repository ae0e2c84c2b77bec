"""Markdown as a flat list of blocks, each with its kind, its text and the line on which it starts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secg.sources.markdown import CODE, RULES, UNCLOSED, Block, parse_blocks, rule_blocks

DOCUMENT = """\
# Title

A paragraph
of two lines.

## G8.41: A heading with `code` and *stress*
> a quotation
> - of two lines

- a list
  - in a list

1. numbered

```datalog
large(User) :-

    party(User).
```

~~~
plain
~~~

    indented

***
<!-- a remark -->

Under a line
---
"""


def test_each_block_has_its_kind_text_and_line() -> None:
    assert parse_blocks(DOCUMENT) == (
        Block("heading", "Title", 1, level=1),
        Block("paragraph", "A paragraph\nof two lines.", 3),
        Block("heading", "G8.41: A heading with `code` and *stress*", 6, level=2),
        Block("quote", "a quotation\n- of two lines", 7),
        Block("list", "- a list\n  - in a list", 10),
        Block("list", "1. numbered", 13),
        Block(RULES, "large(User) :-\n\n    party(User).\n", 15),
        Block(CODE, "~~~\nplain\n~~~", 21),
        Block(CODE, "indented\n", 25),
        Block("hr", "", 27),
        Block("html_block", "<!-- a remark -->\n", 28),
        Block("heading", "Under a line", 30),
    )


FORMS = {
    "behind a blank": " ```datalog\nlarge(User).\n```\n",
    "with a blank before its language": "``` datalog\nlarge(User).\n```\n",
    "with a blank at the end": "```datalog \nlarge(User).\n```\n",
    "with a blank that does not break": "```datalog\u00a0\nlarge(User).\n```\n",
    "with four backticks": "````datalog\nlarge(User).\n````\n",
    "with tildes": "~~~datalog\nlarge(User).\n~~~\n",
    "with capitals": "```Datalog\nlarge(User).\n```\n",
    "with more than its language": "```datalog x=1\nlarge(User).\n```\n",
    "with an end behind a blank": "```datalog\nlarge(User).\n ```\n",
    "with an end that is longer": "```datalog\nlarge(User).\n````\n",
    "with a blank behind its end": "```datalog\nlarge(User).\n``` \n",
    "without an end": "```datalog\nlarge(User).\n",
    "in an item": "- item\n\n  ```datalog\n  large(User).\n  ```\n",
    "as an item": "1. ```datalog\n   large(User).\n   ```\n",
    "in an item of an item": "- x\n  - y\n\n    ```datalog\n    large(User).\n    ```\n",
    "in a quotation": "> ```datalog\n> large(User).\n> ```\n",
    "in an item of a quotation": "> - x\n>   ```datalog\n>   large(User).\n>   ```\n",
    "as indented code": "Text.\n\n    large(User).\n",
    "in another block": "~~~~\n```datalog\nlarge(User).\n```\n~~~~\n",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_code_of_any_other_form_is_no_block_of_rules_and_is_not_passed_over(text: str) -> None:
    kinds = [block.kind for block in parse_blocks(text)]
    assert RULES not in kinds
    assert kinds.count(CODE) + kinds.count(UNCLOSED) == 1


def test_a_block_of_rules_that_is_being_typed_reaches_to_the_end() -> None:
    assert list(rule_blocks("Text.\n\n```datalog\nlarge(User).\n\n")) == [(4, 6)]
    assert list(rule_blocks("```datalog\n")) == [(2, 2)]


def test_what_stands_in_the_front_matter_is_no_block() -> None:
    text = "---\nnote: |\n\n  ```datalog\n---\n\nText.\n"
    assert parse_blocks(text) == (Block("paragraph", "Text.", 7),)


PIECES = ["# a", "## b", "text", "> q", "- l", "```", "", "    c", "---", "<b>", "1. x", "[e]: f", "[g]: <h> 'i'"]
MORE = ["<!-- m", "-->", "| n | o |", "===", "![p](q)", "[^r]: s", "t\\", "u  ", "   > v", "- - w", "~~~", "```datalog"]


@given(st.lists(st.sampled_from(PIECES)))
def test_blocks_start_on_lines_of_the_text_from_top_to_bottom(lines: list[str]) -> None:
    text = "\n".join(["Text.", "", *lines])
    blocks = parse_blocks(text)
    starts = [block.line for block in blocks]
    assert starts == sorted(starts)
    assert all(text.split("\n")[start - 1] for start in starts)


@settings(max_examples=500)
@given(st.lists(st.sampled_from([*PIECES, *MORE])))
def test_no_word_of_a_text_is_lost(lines: list[str]) -> None:
    blocks = parse_blocks("\n".join(["Text.", "", *lines]))
    shown = " ".join(f"{block.text} {block.info} datalog" for block in blocks)
    for word in re.findall(r"[a-z]+", " ".join(lines)):
        assert word in re.findall(r"[a-z]+", shown)
