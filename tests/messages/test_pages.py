"""Every message has its page, and the pages are current."""

from __future__ import annotations

import os

from tests.messages.pages import TARGET, document, kinds


def test_the_pages_are_current() -> None:
    if os.environ.get("RENEW"):
        TARGET.write_text(document(), encoding="utf-8")
    assert TARGET.read_text(encoding="utf-8") == document(), "run `make messages`"


def test_no_two_messages_have_one_number_and_each_has_a_page() -> None:
    text = TARGET.read_text(encoding="utf-8")
    codes = [kind.code for kind in kinds()]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if f"\n### {code}\n" not in text] == []
