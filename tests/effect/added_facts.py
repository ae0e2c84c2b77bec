"""Policies with facts that no rule of Section G asks for, as a modification may need them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from secg.code.policies import Policies
from secg.language.vocabulary_reader import read_vocabulary

REPOSITORY = Path(__file__).parents[2]
ADDED = """
contract:
  kind: fact
  args: {user: party, id: text, with: text, for: text}
  says: "{user} has the contract {id} with {with} for {for}"
  absent: none
  because: a situation lists each contract
inspector:
  kind: fact
  field: assessment.inspector
  args: {user: party, category: category, completed: date, inspector: text}
  says: "{inspector} inspected {user} on {completed}"
  absent: none
  because: a situation says who inspected
rating:
  kind: fact
  args: {user: party, rating: category}
  one_at_a_time: true
  says: "{user} is rated {rating}"
  absent: unknown
agent:
  kind: fact
  args: {user: party, agent: party}
  says: "{user} appoints {agent}"
  absent: none
  because: a situation lists each agent
knows:
  kind: fact
  args: {user: party, other_user: party}
  says: "{user} knows {other_user}"
  absent: none
  because: a situation lists each
"""
"""Facts that a modification may need: texts that are no names, a key that is a text, further relations to parties."""


def with_added_facts(policies: Policies, folder: Path, more: str = "") -> Policies:
    """The policies with the further facts in their vocabulary, which is written to the folder, and with more."""
    path = folder / "vocabulary.yaml"
    path.write_text((REPOSITORY / "policies" / "vocabulary.yaml").read_text() + ADDED + more)
    return replace(policies, vocabulary=read_vocabulary(path, "vocabulary.yaml"))
