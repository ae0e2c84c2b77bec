"""Corrupted files are refused with a message, quickly and in little memory."""

from __future__ import annotations

from pathlib import Path

from tests.trust.corruption import corrupt


def test_corrupted_files_get_a_message_and_no_traceback(tmp_path: Path) -> None:
    found = corrupt(range(400), tmp_path)
    assert found.failures == []
    assert found.tried == 400 and found.refused > 100
