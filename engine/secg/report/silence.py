"""Why a question has no answer: a paragraph that is silent, a fact that is missing, or nothing in the Code at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from secg.code.consolidation import Code
from secg.derive.outcomes import AnswerOutcome
from secg.language.model import Negation, Rule, Value, literal_atoms
from secg.language.paragraph_number import Citation
from secg.language.unknowns import is_internal
from secg.language.vocabulary import DOUBT_WORDS, Doubt, PredicateKind, Vocabulary
from secg.proof.matching import unify
from secg.proof.proofs import Concluded, Proof
from secg.records import record
from secg.report.explanation import Explanation
from secg.report.naming import capital, framed
from secg.report.nodes import citations_of


@record
class Reason:
    """Why there is no answer: which kind of not knowing it is, sentences, the paragraphs and the proofs, if any."""

    doubt: Doubt
    because: str
    citations: tuple[Citation, ...]
    proofs: tuple[Proof, ...] = ()


class Silences:
    """Finds the reasons for the open questions of one model."""

    def __init__(self, given: Explanation) -> None:
        self._given = given
        self._vocabulary = given.vocabulary

    def reason(self, outcome: AnswerOutcome) -> Reason:
        """Why the question of `outcome` has no answer."""
        answering = [
            rule
            for rule in self._given.program.by_head.get(outcome.predicate, ())
            if unify(rule.head.terms[:-1], outcome.question, {}) is not None
        ]
        # a paragraph that speaks of the question is named though its rules do not apply here
        speaking = {rule.citation for rule in answering}
        proofs = tuple(
            self._given.why.prover.prove(predicate.name, outcome.question)
            for predicate in self._vocabulary.of_kind(PredicateKind.SILENCE)
            if self._given.model.holds(predicate.name, outcome.question)
        )
        if proofs:
            concluded = [proof for proof in proofs if isinstance(proof, Concluded)]
            # rules of one paragraph may leave a question open for one reason
            reasons = (left_open(self._given.code, self._vocabulary, other) for other in concluded)
            because = " ".join(dict.fromkeys(reasons))
            doubt = self._vocabulary.predicates[concluded[0].predicate].doubt
            return Reason(doubt, because, _ordered([*citations_of(proofs), *speaking]), proofs)
        missing = self._missing(answering, str(outcome.question[0]))
        if missing:
            words = "; ".join(missing)
            because = f"{capital(DOUBT_WORDS[Doubt.FACT_NOT_STATED])}: {words}."
            return Reason(Doubt.FACT_NOT_STATED, because, _ordered(speaking))
        because = f"{capital(DOUBT_WORDS[Doubt.NO_SOURCE])}: no paragraph held gives an answer on these facts."
        return Reason(Doubt.NO_SOURCE, because, _ordered(speaking))

    def _missing(self, rules: Iterable[Rule], party: str) -> list[str]:
        """Sentences about the facts that these rules need and that the party, or a party counted with it, lacks."""
        sentences: dict[str, None] = {}
        waiting, seen = list(rules), set[Rule]()
        while waiting:
            rule = waiting.pop(0)
            if rule in seen:  # several rules may rest on the same
                continue
            seen.add(rule)
            for literal in rule.body:
                if isinstance(literal, Negation) and is_internal(literal.atom.predicate):
                    sentences.update(dict.fromkeys(self._uncounted(literal.atom.predicate, party)))
                    continue
                for atom, how in literal_atoms(literal):
                    if how == "positive" and party in self._given.facts.missing.get(atom.predicate, ()):
                        sentences.setdefault(self._unstated(atom.predicate, party))
                    waiting.extend(self._given.program.by_head.get(atom.predicate, ()))
        return list(sentences)

    def _uncounted(self, predicate: str, party: str) -> Iterator[str]:
        """Sentences about the parties whose missing facts leave an aggregate of `party` without a value."""
        for row in self._given.model.rows(predicate):
            if party in row or row == ("all",):  # what is counted over all parties has no group
                for fact, lacking in self._given.why.unstated(predicate, row):
                    yield self._unstated(fact, lacking)

    def _unstated(self, fact: str, party: Value | None) -> str:
        arity = self._vocabulary.predicates[fact].arity
        return self._given.wording.atom(fact, (party, *[None] * (arity - 1)))


def left_open(code: Code, vocabulary: Vocabulary, proof: Concluded) -> str:
    """Why a paragraph leaves something open: the kind of not knowing, and the doubts about it that stand there."""
    provenance = code.standing(proof.rule.citation).paragraph.provenance
    source = " and ".join(ground.source + framed(" (", ground.place, ")") for ground in provenance.silence)
    lead = DOUBT_WORDS[vocabulary.predicates[proof.predicate].doubt].format(source=source)
    return " ".join([f"{capital(lead)}.", *provenance.doubts_about(proof.predicate)])


def _ordered(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple(sorted(set(citations), key=lambda citation: citation.sort_key))
