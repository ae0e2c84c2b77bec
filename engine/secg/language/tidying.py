"""Putting right what sentences with words for unknown values say twice, or with the wrong article."""

from __future__ import annotations

import re

from secg.language.sentences import undoubled, with_article

_ARTICLES = re.compile(r"\b(the|its|an?) (?:any|some) (\w+)")
_QUOTED = re.compile(r", “((?:an?|any|the) [^”]*)”,|“((?:an?|any|the) [^”]*)”")
"""A text between quotation marks that is not known: nothing is quoted, and beside its own noun it says nothing."""
_TWICE = re.compile(r"\b(?:[Tt]he|an?) (\w+) ((?:the|an?|any) (?i:\1))\b")
_NAMED_KIND = re.compile(r"\bthe (\w+) (some|any|a certain|that) ((?:(?!the\b)\w+ ){0,2}\1)\b")
_AS_CAPACITY = re.compile(r"\bas ((?:any|some) capacity|the \w+ concerned)\b")
_CONCERNED = re.compile(r"\bthe (\w+) of (?=the \1 concerned\b)")
_UNKNOWN_START = re.compile(r", which [a-z]+ [a-z]+ (?:a certain|any) day$")
_SAID_AGAIN = re.compile(r", \w+ in ([^,]+), (in (?:an? )?\1)(?![\w-])", re.IGNORECASE)
"""A record without a name of its own, called by its kind and by what it is in: that is said once."""
_HAS = re.compile(r"\bthe (\w+) of ((?:the|another) \w+) is (not )?(some|any|a certain) ((?:\w+ )*\1)\b")
"""What a party has is said of the party, where it is not known: `the party has an assurance status`."""
_ITS_OWN_KIND = re.compile(r"\b(\w+), \1, ")


def _one_article(match: re.Match[str]) -> str:
    return with_article(match[2]) if match[1] in ("a", "an") else f"{match[1]} {match[2]}"


def _had(match: re.Match[str]) -> str:
    _, holder, denied, determiner, kind = match.groups()
    if denied:
        return f"{holder} has no {kind}"
    return f"{holder} has {with_article(kind) if determiner == 'some' else f'{determiner} {kind}'}"


def tidied(sentence: str) -> str:
    """`year any year` as `any year`, `as any capacity` as `in any capacity`."""
    whole = re.sub(r"\byear ((?:any|some|a certain|that) year)\b", r"\1", sentence)
    whole = re.sub(r"\b(?:the|its|an?) ((?:a certain|that) \w)", r"\1", whole)
    whole = _ARTICLES.sub(_one_article, undoubled(whole))
    whole = re.sub(r"\banother any (\w+)", r"another, of whatever \1", whole)
    whole = _AS_CAPACITY.sub(r"in \1", whole).replace("as other than ", "otherwise than as ")
    whole = _CONCERNED.sub("", whole).replace("another the ", "another of the ")
    whole = _NAMED_KIND.sub(r"\2 \3", whole)
    whole = _UNKNOWN_START.sub("", whole)
    whole = _QUOTED.sub(lambda match: match[2] or "", whole)
    whole = _TWICE.sub(r"\2", whole)
    whole = whole if "{" in whole else _HAS.sub(_had, whole)  # what is still to be filled in is not turned round
    whole = _ITS_OWN_KIND.sub(r"\1 ", _SAID_AGAIN.sub(r" \2", whole))
    whole = whole.rstrip(",")
    return whole.removesuffix(" of") if whole.endswith("some number of") else whole
