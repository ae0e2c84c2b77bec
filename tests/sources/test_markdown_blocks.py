"""Markdown as a flat list of blocks, each with its kind, its text and the line on which it starts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secg.sources.files import Block, parse_blocks

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
        Block("fence", "large(User) :-\n\n    party(User).\n", 15, info="datalog"),
        Block("fence", "plain\n", 21),
        Block("code_block", "indented\n", 25),
        Block("hr", "", 27),
        Block("html_block", "<!-- a remark -->\n", 28),
        Block("heading", "Under a line", 30, level=2),
    )


@pytest.mark.parametrize(
    "text",
    [
        "````datalog\n```\nlarge(User).\n```\n````",
        "```datalog\nlarge(User).",
    ],
    ids=["a fence with a fence in it", "a fence that is never closed"],
)
def test_a_fence_is_one_block(text: str) -> None:
    assert [(block.kind, block.line, block.info) for block in parse_blocks(text)] == [("fence", 1, "datalog")]


def test_a_fence_in_a_list_or_a_quotation_is_no_block_of_its_own() -> None:
    text = "- item\n\n  ```datalog\n  large(User).\n  ```\n\n> ```datalog\n> large(User).\n> ```\n"
    assert [block.kind for block in parse_blocks(text)] == ["list", "quote"]


@given(st.lists(st.sampled_from(["# a", "## b", "text", "> q", "- l", "```", "", "    c", "---", "<b>", "1. x"])))
def test_blocks_start_on_lines_of_the_text_from_top_to_bottom(lines: list[str]) -> None:
    blocks = parse_blocks("\n".join(lines))
    starts = [block.line for block in blocks]
    assert starts == sorted(set(starts))
    assert all(1 <= start <= len(lines) and lines[start - 1] for start in starts)
