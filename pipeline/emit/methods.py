"""The methods statement: what was done, in sentences ready for a report, with this run's figures.

Every sentence is a function of the recorded run (counts, settings, conduct, saturation), and is empty where it does
not apply. The items are those of COREQ (32 items for interviews and focus groups) and SRQR (standards for
reporting qualitative research). What only the researchers know is listed for them to add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.corpus.counts import Counts, counted, joined
from pipeline.corpus.records import Consent, FileState
from pipeline.emit import methods_coding as coding
from pipeline.emit.conduct import ReportedSurvey
from pipeline.emit.handover import File, Handover, Written

_CITED = {Consent.NAMED: "by name", Consent.ROLE: "by role", Consent.ANONYMOUS: "anonymously"}


def listed_material(counts: Counts) -> str:
    """`4 interviews, 1 roundtable and 24 survey responses`; empty where nothing was read."""
    return joined(_parts(counts))


def _parts(counts: Counts) -> Iterator[str]:
    for count, one, many in (
        (counts.interviews, "interview", ""),
        (counts.roundtables, "roundtable", ""),
        (counts.respondents, "survey response", ""),
        (counts.documents, "published document", ""),
        (counts.notes, "set of notes", "sets of notes"),
        (counts.chats, "chat", ""),
    ):
        if count:
            yield counted(count, one, many)


def material(handover: Handover) -> str:
    """What was read."""
    counts = handover.counts
    if not counts.sources:
        return "No text was read."
    return (
        f"The study consists of {listed_material(counts)} from {counted(counts.cases, 'case')}: "
        f"{counted(counts.words, 'word')} in all, including interviewers' words."
    )


def participants(handover: Handover) -> str:
    """Who speaks and answers."""
    counts = handover.counts
    if not counts.participants:
        return "No participants speak in it." if counts.sources else ""
    both = counts.speakers and counts.respondents
    apart = f": {counts.speakers:,} spoke and {counts.respondents:,} answered a survey" if both else ""
    quoted = " People who are only quoted in documents are not counted as participants." if counts.documents else ""
    return f"The study has {counted(counts.participants, 'participant')}{apart}.{quoted}"


def surveys(handover: Handover) -> str:
    """Who answered each survey, what was asked, and which columns were not analysed."""
    return " ".join(map(_survey, handover.conduct.surveys))


_MOST_QUESTIONS = 20  # named in the statement; private/tables/survey_columns.parquet has them all


def _survey(one: ReportedSurvey) -> str:
    response = one.response
    finished = f", {response.complete:,} finished" if response.complete >= 0 else ""
    aside = joined(
        counted(count, what, many)
        for count, what, many in (
            (response.previews, "preview or test", "previews or tests"),
            (response.duplicates, "exact copy", "exact copies"),
        )
        if count
    )
    named = "; ".join(
        f"'{question}' ({answers:,}; {nothing:,})" for question, answers, nothing in one.questions[:_MOST_QUESTIONS]
    )
    more = len(one.questions) - _MOST_QUESTIONS
    others = joined(f"{count:,} {use}" for use, count in sorted(one.others.items()))
    parts = [
        f"The survey in {one.name or 'a file'} has {counted(response.invited, 'row')}: {response.started:,} with "
        f"any answer{finished}, {response.answered:,} with one in the person's own words.",
        f"Set aside: {aside}." if aside else "",
        f"Open questions, each with its answers and its non-answers such as 'n/a': {named}"
        f"{f' and {more:,} more' if more > 0 else ''}."
        if named
        else "",
        f"Answers that repeat another's word for word: {one.repeated:,}." if one.repeated else "",
        f"Other columns, not coded, by use: {others}." if others else "",
    ]
    return " ".join(filter(None, parts))


def silent(handover: Handover) -> str:
    """Who is registered and says nothing."""
    count = handover.counts.silent
    if not count:
        return ""
    return (
        f"{counted(count, 'person', 'people')} listed in participants.csv "
        f"{'does' if count == 1 else 'do'} not speak in the files that were read and "
        f"{'is' if count == 1 else 'are'} not counted."
    )


def unread(handover: Handover) -> str:
    """Files that could not be read."""
    return _unused(handover, FileState.UNREAD, "could not be read")


def held(handover: Handover) -> str:
    """Files whose reading is doubtful."""
    return _unused(handover, FileState.HELD, "held until checked")


def excluded(handover: Handover) -> str:
    """Files that must not be opened."""
    return _unused(handover, FileState.EXCLUDED, "not opened")


def _unused(handover: Handover, state: FileState, what: str) -> str:
    some = [one for one in handover.conduct.unused if one.state == state]
    if not some:
        return ""
    verb = "" if state is FileState.UNREAD else "was " if len(some) == 1 else "were "
    told = "; ".join(f"{one.name or 'a file'} ({one.reason.rstrip('.')})" for one in some)
    return (
        f"{len(some):,} of {counted(handover.counts.files, 'file')} {verb}{what} and "
        f"{'is' if len(some) == 1 else 'are'} not part of any figure: {told}."
    )


# Consent and anonymity


def cited(handover: Handover) -> str:
    """How participants are cited."""
    many = {how: handover.conduct.cited.get(level, 0) for level, how in _CITED.items()}
    rest = handover.counts.participants - sum(many.values())
    parts = [f"{count:,} {'is' if count == 1 else 'are'} cited {how}" for how, count in many.items() if count]
    parts += [f"{rest:,} may not be quoted"] if rest else []
    return f"Of {counted(handover.counts.participants, 'participant')}, {joined(parts)}." if parts else ""


def unrecorded(handover: Handover) -> str:
    """Who has no consent on record."""
    count = handover.conduct.unrecorded
    if not count:
        return ""
    return f"Consent is not recorded for {count:,} of them; they are not named."


def redactions(handover: Handover) -> str:
    """What was replaced."""
    count = handover.conduct.redactions
    if not count:
        return "Nothing in the transcripts had to be redacted."
    return (
        f"{counted(count, 'name or other identifier was', 'names and other identifiers were')} marked in the "
        "transcripts for replacement by placeholders such as [name] in all shared files."
    )


def third_parties(handover: Handover) -> str:
    """Whether third parties' names and identifiers were redacted."""
    quotes = handover.settings.quotes
    if quotes.redact_people_mentioned and quotes.redact_identifiers:
        return "The software also looked for names of third parties and for identifying numbers and addresses."
    kept = joined(
        what
        for what, on in (
            ("names of third parties", quotes.redact_people_mentioned),
            ("identifying numbers and addresses", quotes.redact_identifiers),
        )
        if not on
    )
    return f"In this run's settings, redaction of {kept} was switched off."


def withheld(handover: Handover) -> str:
    """Quotes that consent does not allow."""
    count = handover.counts.withheld
    if not count:
        return "No quote was withheld."
    return (
        f"{counted(count, 'quote is', 'quotes are')} counted and withheld, because consent does not allow quoting "
        "or is not known."
    )


METHODS = "report/methods.md"
THEIRS_TO_ADD = (
    "The pipeline cannot know the following, which a report should add: who interviewed, their training and "
    "their relationship to participants (COREQ 1–8, SRQR S6); methodological approach and theory (COREQ 9, SRQR "
    "S5); how participants were selected and approached, and who declined (COREQ 10, 11, 13, SRQR S8); where "
    "interviews were held and who was present (COREQ 14, 15, SRQR S7); interview guide, repeat interviews, "
    "recording and duration (COREQ 17–21, SRQR S10, S11); whether participants saw transcripts or findings "
    "(COREQ 23, 28); ethical approval (SRQR S9)."
)

Sentence = Callable[[Handover], str]
Plan = tuple[tuple[str, str, tuple[tuple[Sentence, ...], ...]], ...]

# Title, reporting items, and the paragraphs, each a row of sentences.
_PLAN: Plan = (
    (
        "Material and participants",
        "COREQ 12, 16; SRQR S12",
        ((material, participants, silent), (surveys,), (unread, held, excluded)),
    ),
    (
        "Consent and anonymity",
        "SRQR S9",
        ((cited, unrecorded), (redactions, third_parties, withheld)),
    ),
    (
        "Coding and themes",
        "COREQ 24, 25, 26; SRQR S14",
        (
            (coding.passages, coding.codebook, coding.thresholds, coding.learned_thresholds, coding.low_codings),
            (coding.coverage, coding.reviewed, coding.disputed, coding.coder_themes),
            (coding.candidates,),
        ),
    ),
    ("Quotations", "COREQ 29; SRQR S17", ((coding.verbatim, coding.ranked, coding.shortlisted),)),
    ("Agreement and saturation", "COREQ 22, 24; SRQR S15", ((coding.agreement,), (coding.saturation,))),
    ("Software", "COREQ 27", ((coding.software, coding.reproducible), (coding.models,))),
    ("Limits", "SRQR S19", ((coding.unreviewed, coding.confidence, coding.open_points), (coding.beyond_codebook,))),
)


@dataclass(frozen=True)
class Section:
    """One part of the statement.

    Attributes:
        title: its heading.
        items: the reporting items that it answers.
        paragraphs: its text.
    """

    title: str
    items: str
    paragraphs: tuple[str, ...]


def methods(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """The statement as Markdown."""
    lines = ["# Methods", ""]
    for section in sections(handover):
        lines += [f"## {section.title}", ""]
        lines += [f"*{section.items}*", ""] if section.items else []
        for paragraph in section.paragraphs:
            lines += [_escaped(paragraph), ""]
    yield METHODS, ("\n".join(lines).rstrip() + "\n").encode()


def sections(handover: Handover) -> Iterator[Section]:
    """The parts of the statement, in order, without empty ones."""
    for title, items, plan in _PLAN:
        paragraphs = (" ".join(filter(None, (sentence(handover) for sentence in row))) for row in plan)
        kept = tuple(filter(None, paragraphs))
        if kept:
            yield Section(title, items, kept)
    yield Section("For the researchers to add", "", (THEIRS_TO_ADD,))


def _escaped(text: str) -> str:
    r"""Escape Markdown markup, so that `[name]` is printed as it is."""
    for character in "\\*_[]<>`#":
        text = text.replace(character, f"\\{character}")
    return text
