"""Sentences of the methods statement about material, participants and consent.

Each takes what was recorded, and gives a sentence, or nothing where it would not be true.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.counts import Counts
from pipeline.emit.handover import Handover
from pipeline.records import Consent, FileState
from pipeline.wording import counted, joined

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
    ):
        if count:
            yield counted(count, one, many)


def material(handover: Handover) -> str:
    """What was read."""
    counts = handover.counts
    if not counts.sources:
        return "No file with words was read."
    return (
        f"The study consists of {listed_material(counts)} from {counted(counts.cases, 'case')}: "
        f"{counted(counts.words, 'word')} in all, those of interviewers included."
    )


def participants(handover: Handover) -> str:
    """Who speaks and answers."""
    counts = handover.counts
    if not counts.participants:
        return "No participant speaks in it." if counts.sources else ""
    both = counts.speakers and counts.respondents
    apart = f": {counts.speakers:,} spoke and {counts.respondents:,} answered a survey" if both else ""
    quoted = " People who are only quoted in documents are not counted as participants." if counts.documents else ""
    return f"It has {counted(counts.participants, 'participant')}{apart}.{quoted}"


def silent(handover: Handover) -> str:
    """Who is registered and says nothing."""
    count = handover.counts.silent
    if not count:
        return ""
    return (
        f"{counted(count, 'person', 'people')} listed in participants.csv "
        f"{'says' if count == 1 else 'say'} nothing in the files that were read, and "
        f"{'is' if count == 1 else 'are'} not counted."
    )


def unread(handover: Handover) -> str:
    """Files that could not be read."""
    return _unused(handover, FileState.UNREAD, "could not be read")


def held(handover: Handover) -> str:
    """Files whose reading is doubtful."""
    return _unused(handover, FileState.HELD, "held back until checked")


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
    return f"For {count:,} of them no consent is on record; they are not named."


def redactions(handover: Handover) -> str:
    """What was replaced."""
    count = handover.conduct.redactions
    if not count:
        return "Nothing in the transcripts had to be replaced to protect a person's identity."
    return (
        f"{counted(count, 'name or other identifier was', 'names and other identifiers were')} marked in the "
        "transcripts to be replaced by words such as [name] in everything that is passed on."
    )


def third_parties(handover: Handover) -> str:
    """Whether names of others, and numbers, were looked for."""
    quotes = handover.settings.quotes
    if quotes.redact_people_mentioned and quotes.redact_identifiers:
        return "Names of third parties, and numbers and addresses that identify somebody, were looked for as well."
    kept = joined(
        what
        for what, on in (
            ("names of third parties", quotes.redact_people_mentioned),
            ("numbers and addresses that identify somebody", quotes.redact_identifiers),
        )
        if not on
    )
    return f"By the settings of this run, {kept} were not replaced."


def withheld(handover: Handover) -> str:
    """What consent keeps back."""
    count = handover.counts.withheld
    if not count:
        return "No quote was withheld."
    return (
        f"{counted(count, 'quote is', 'quotes are')} counted and withheld, because consent does not allow quoting "
        "or is not known."
    )
