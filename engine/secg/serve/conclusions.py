"""What each report says, as the entries of a short answer: cautions and what is open before the long lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from secg.commands.paragraph import ChapterEntry, ParagraphDocument
from secg.commands.versions import VersionsDocument
from secg.derive.outcomes import CONFLICT, UNDETERMINED
from secg.documents.answer_document import (
    SearchDocument,
    ShownChange,
    SupposedDocument,
    SupposedFact,
    WhyNotDocument,
)
from secg.documents.change_document import (
    ConditionEntry,
    DifferenceDocument,
    EffectChange,
    ImpactChange,
    ImpactDocument,
)
from secg.documents.document import Assessment, Obligation, Report, Shortfall, Step
from secg.documents.naming import framed, joined, plural
from secg.rendering.calendar import resting_words
from secg.rendering.cautions import extent_words
from secg.rendering.shown_report import reading_sentences
from secg.report.shortfall_trees import roots
from secg.serve.short_answer import Said, cautions

_DUE = {True: "overdue", False: "due"}


def said_of_versions(report: VersionsDocument) -> list[Said]:
    """The versions, the latest first, then the proposals and readings."""
    said: list[Said] = []
    for version in reversed(report["versions"]):
        names = ", ".join(instrument["name"] for instrument in version["instruments"])
        if not names:
            names = "the baseline" if version is report["versions"][0] else "leaves the Code as it was"
        sentence = f"in force from {version['in_force']} ({version['certainty']}): {names}"
        if unheld := [instrument["name"] for instrument in version["instruments"] if not instrument["held"]]:
            sentence += f"; which paragraphs {joined(unheld)} changed is in no source held"
        said.append(Said("version", sentence, (), (("label", version["label"]),)))
    for overlay in report["overlays"]:
        said.append(Said(overlay["status"], overlay["title"], (), (("name", overlay["name"]),)))
    said.append(Said("not_held", f"earlier than {report['earliest']['date']}: {report['earliest']['because']}"))
    return said


def said_of_paragraph(report: ParagraphDocument, day: str) -> list[Said]:
    """The text in force on a day, and what it leaves open."""
    for chapter in report["chapters"]:
        if chapter["in_force"] <= day:  # the latest stands first
            return list(_said_of_chapter(chapter, report["number"]))
    return [Said("absent", f"{report['number']} is not held in the Code of {day}")]


def _said_of_chapter(chapter: ChapterEntry, number: str) -> Iterator[Said]:
    since = f"since {chapter['in_force']} ({chapter['certainty']}), by {chapter['instrument']}"
    paragraph = chapter["paragraph"]
    if paragraph is None:
        yield Said("absent", f"{number} is not in the Code {since}")
        return
    yield Said("text", f"{paragraph['title']}: {paragraph['paraphrase']}", (paragraph["number"],), (("since", since),))
    yield Said("known", f"{paragraph['known']}; sources: {'; '.join(paragraph['sources'])}")
    for text in paragraph["open"]:
        yield Said(UNDETERMINED, text)
    yield from cautions(text for text in (paragraph["note"], paragraph["reasoning"]) if text)
    for limb in paragraph["limbs"]:
        yield Said("text", f"({limb['letter']}) {'. '.join(filter(None, (limb['words'], limb['paraphrase'])))}")


def said_of_outcome(report: Report) -> list[Said]:
    """Conflicts, assessments, the next one, what is undetermined, cautions, other readings; then duties, those overdue
    first; then what is near.
    """
    said: list[Said] = []
    for conflict in report["conflicts"]:
        for answer in conflict["answers"]:
            said.append(Said(CONFLICT, answer["sentence"], tuple(answer["paragraphs"])))
    said.extend(map(_assessment, report["assessments"]))
    for following in report["next"]:
        kind = _kind(following["category"], "next_assessment")
        sentence = "; ".join(filter(None, (following["sentence"], following["due_sentence"])))
        due = (("due", following["due"]),) if following["due"] else ()
        said.append(Said(kind, sentence, tuple(following["paragraphs"]), due))
    for question in report["undetermined"]:
        sentence = f"{question['question']}: {question['because']}"
        said.append(Said(UNDETERMINED, sentence, tuple(question["paragraphs"])))
    said.extend(cautions(report["warnings"]))
    for reading in reading_sentences(report):
        said.append(Said("reading", reading["text"], (), (("name", reading["reading"]),)))
    duties = [_duty(entry, report["facts_stop"]) for entry in report["obligations"]]
    said.extend(sorted(duties, key=_urgency))
    if not said:
        said.append(Said("nothing", "no assessment or duty follows on these facts from the paragraphs held"))
    said.extend(Said("threshold", threshold["sentence"]) for threshold in report["thresholds"])
    for missed in report["why_not"]:
        # no paragraph that a conclusion rests on
        words = f"{missed['sentence']}: {_lacking(missed['shortfalls'])}"
        said.append(Said("missed", words, (), (("paragraph", missed["paragraph"]),)))
    said.extend(Said("extent", text) for text in extent_words(report["code"]))
    return said


def _lacking(shortfalls: Sequence[Shortfall]) -> str:
    """The facts that shortfalls come down to."""
    return "; ".join(sorted(set().union(*map(roots, shortfalls))))


def _kind(outcome: object, settled: str) -> str:
    """The kind of an entry about an outcome; an undetermined one is never told among the settled ones."""
    return UNDETERMINED if outcome == UNDETERMINED else settled


def _assessment(entry: Assessment) -> Said:
    category, paragraphs = entry["category"], tuple(entry["paragraphs"])
    if category in (UNDETERMINED, CONFLICT):
        return Said(category, f"year {entry['year']} as {entry['capacity_label']}: {category}", paragraphs)
    return Said("assessment", entry["proof"]["conclusion"], paragraphs)


def _duty(entry: Obligation, facts_stop: str | None) -> Said:
    """A duty with how it stands, and what is in doubt about it or its day."""
    more: dict[str, object] = {"status": entry["status"]}
    if "due" in entry:
        more[_DUE[bool(entry.get("overdue"))]] = entry["due"]
        if entry.get("overdue") and facts_stop:
            more["unless_done_since"] = facts_stop
    if "due_rests_on" in entry:
        more["rests_on"] = resting_words(entry)
    if late := entry.get("late_days"):
        more["late_days"] = late
    if "also" in entry:
        more["also_done"] = True
    if owed := entry.get("owed_to"):
        more["owed_to"] = joined(owed)
    if "doubts" in entry:
        more["doubts"] = [doubt["text"] for doubt in entry["doubts"]]
    return Said("duty", f"{entry['duty']} ({entry['about_label']})", tuple(entry["paragraphs"]), tuple(more.items()))


def _urgency(said: Said) -> tuple[bool, bool, bool]:
    told = dict(said.more)
    return "overdue" not in told, told["status"] not in (CONFLICT, "unsettled", "applies"), "due" not in told


def said_of_why(report: WhyNotDocument, warnings: Iterable[str]) -> list[Said]:
    """Whether the conclusion holds; then each step of its proof, or what takes it away or is lacking."""
    said: list[Said] = []
    steps: list[Said] = []
    for goal in report["goals"]:
        if goal["holds"]:
            said.append(Said("holds", goal["sentence"], tuple(goal["paragraphs"])))
            steps.extend(_steps(goal["proof"]))
            continue
        said.append(Said("does_not_hold", goal["sentence"]))
        for entry in goal["instead"]:
            said.append(Said("instead", entry["sentence"], tuple(entry["paragraphs"])))
        if "taken_away" in goal:
            away = goal["taken_away"]
            said.append(Said("taken_away", away["sentence"], tuple(away["paragraphs"])))
            steps.extend(Said("because", _lacking([reason])) for reason in away["because"])
        for attempt in goal["attempts"]:
            steps.append(Said("lacks", _lacking(attempt["shortfalls"]), (attempt["paragraph"],)))
        if not goal["attempts"] and "taken_away" not in goal:
            said.append(Said("no_rule", "no paragraph of this Code can give it, whatever the facts"))
    return [*said, *cautions(warnings), *steps]


def _steps(node: Step) -> Iterator[Said]:
    """The steps of a proof, each after those that rest on it; the same step is told once."""
    told: dict[str, None] = {}
    waiting = list(node.get("premises", ()))
    while waiting:
        step = waiting.pop(0)
        if step["conclusion"] not in told:
            told[step["conclusion"]] = None
            yield Said("because", step["conclusion"], tuple(filter(None, [step.get("paragraph", "")])))
            waiting.extend(step.get("premises", ()))


NO_CHANGE = (
    "Nothing changes: assessments, duties, their days, to whom they are owed, conflicts, what is left open and why, "
    "and warnings stay as they are. Which facts are missing for what is left open, and how late a duty was done, is "
    "not compared."
)
"""What the command line says where a supposition changes nothing of what is compared."""


def said_of_what_if(report: SupposedDocument, warnings: Iterable[str]) -> list[Said]:
    """What is supposed, what it changes, what is then undetermined, and the cautions of the Code."""
    said: list[Said] = []
    for entry in report["supposed"]:
        said.append(Said("supposed", entry["sentence"], (), (("now", entry["now"]),) if "now" in entry else ()))
    if not said:
        said.append(Said("supposed", "nothing, as each supposition is taken back by a later one"))
    said.extend(_changed(report["changes"]))
    if not report["changes"]:
        said.append(Said("no_change", NO_CHANGE))
    return [*said, *cautions(warnings)]


def _changed(changes: Sequence[ShownChange]) -> Iterator[Said]:
    for change in changes:
        about = change.get("duty") or change.get("capacity_label") or change.get("warning") or change.get("reason", "")
        if "year" in change:
            about = f"{about}, year {change['year']}"
        before, after = change["before_label"] or "none", change["after_label"] or "none"
        proof = change.get("after_proof") or change.get("before_proof")
        cited = proof["cited"] if proof is not None else ()
        what = str(change["what"]).replace("_", " ")
        kind = _kind(change["after"], "change")
        yield Said(kind, f"{what}, {about}: {before} -> {after}", tuple(cited))


def said_of_smallest(report: SearchDocument, warnings: Iterable[str]) -> list[Said]:
    """The smallest changes, each as it can be supposed, with what it does; and how far the search went."""
    said: list[Said] = []
    verb = "holds" if report["reach"] else "does not hold"
    if report["already"]:
        said.append(Said("already", f"it already {verb}: {report['sentence']}"))
    elif not report["answers"]:
        said.append(Said("no_change", f"no change that was tried brings about that it {verb}: {report['sentence']}"))
    if more := report["more"]:
        there = f"there {plural(more, 'is', 'are')} {more} more such {plural(more, 'change')} of as many facts"
        said.append(Said("more", f"{there}, which the report has not"))
    for answer in report["answers"]:
        facts = "; ".join(map(_to_change, answer["facts"]))
        told: dict[str, object] = {
            "own": answer["own"],
            "set": " ".join(entry["set"] for entry in answer["facts"]),
            "then": "; ".join(answer["sentences"]),
        }
        said.append(Said("smallest_change", facts, (), tuple(told.items())))
    if not report["already"]:
        said.extend(Said("caution", f"what was tried: {text}") for text in report["tried"]["sentences"])
    return [*said, *cautions(warnings)]


def _to_change(fact: SupposedFact) -> str:
    """A fact that would have to change: what it is now, and whether the party can change it itself."""
    asides = [f"now {fact['now']}"] if "now" in fact else []
    if fact["by"] != "party":
        asides.append("this is not its own to change")
    return f"{fact['sentence']}{framed(' (', '; '.join(asides), ')')}"


def said_of_effect(report: DifferenceDocument, undecided: Iterable[str]) -> list[Said]:
    """The claim about all parties and how far it is proved, what is undecided or becomes undetermined, each change."""
    effect = report["effect"]
    said: list[Said] = []
    if effect["claim"]:
        said.append(Said("claim", effect["claim"], (), (("proved_of_every_party", effect["proved"]),)))
    said.extend(Said(UNDETERMINED, f"the solver did not decide: {text}") for text in undecided)
    said.extend(cautions([*report["dates"], *effect["notes"]]))
    changes: list[Said] = []
    for change in effect["changes"]:
        what = change["heading"]
        if change.get("about_words"):
            what = f"{what} ({change['about_words']})"
        words = f"{what}: {change['before_words']} -> {change['after_words']}, {_when(change['condition'])}"
        changes.append(_told(words, change))
    said.extend(_open_first(changes))
    for meaning in effect["meanings"]:
        sides = {"newly true": meaning["gained"], "no longer true": meaning["lost"]}
        told = [f"{words} {_when(condition)}" for words, condition in sides.items() if condition["alternatives"]]
        said.append(Said("meaning", f"{meaning['words']}{framed(': ', '; '.join(told))}"))
    for amended in report["redline"]:
        by = framed(" by ", amended["instrument"])
        said.append(Said("redline", f"{amended['paragraph']}: {amended['operation']}{by}"))
    for pair in effect["impossible"]:
        if pair["asked_on_both_sides"] and pair["kind"] == "assessment":
            told_pair = f"{pair['heading']}: {pair['before_words']} -> {pair['after_words']}"
            said.append(Said("impossible", f"no party that was looked at changes so: {told_pair}"))
    return said


def _when(condition: ConditionEntry) -> str:
    """When a change comes about, as far as words say it."""
    ways = [" and ".join(way) for way in condition["alternatives"]]
    if not ways:
        return "for some parties; the report has the smallest"
    if not condition["complete"]:
        ways.append("in further cases")
    return f"when {'; or '.join(ways) or 'always'}"


def said_of_impact(report: ImpactDocument) -> list[Said]:
    """How many parties change, the cautions, what becomes undetermined, then what else changes."""
    number, parties = len(report["impact"]), report["parties"]
    said = [Said("count", f"the outcome of {number} of {parties} parties changes, on the facts of {report['as_at']}")]
    said.extend(cautions(report["dates"]))
    changes: list[Said] = []
    for entry in report["impact"]:
        for change in entry["changes"]:
            words = f"{change['what']}: {change['before_words']} -> {change['after_words']}"
            changes.append(_told(words, change, ("party", entry["party"])))
    return [*said, *_open_first(changes)]


def _told(words: str, change: EffectChange | ImpactChange, *more: tuple[str, object]) -> Said:
    """A change in words, with what it rests on before and after."""
    kind = UNDETERMINED if UNDETERMINED in change["after_words"] else "change"
    cited = dict.fromkeys([*change["paragraphs_before"], *change["paragraphs_after"]])
    return Said(kind, words, tuple(cited), more)


def _open_first(changes: Sequence[Said]) -> list[Said]:
    """What becomes undetermined before what is settled: an answer that is cut to its size is cut at the end."""
    return sorted(changes, key=lambda said: said.kind != UNDETERMINED)
