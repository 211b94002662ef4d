"""Parts of a transcript that are not speech: cover sheets, keys, page headers, stage directions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from itertools import pairwise

from pipeline.documents.document import Line
from pipeline.documents.times import is_time, seconds_of
from pipeline.people.labels import is_field, is_role, label_of, looks_like_name, plausible

_KNOWN = re.compile(
    r"\W*(?:"
    r"transcri(?:bed|pt(?:ion)? (?:provided|produced|generated|created)) (?:by|with|using|outsourced)\b.*"
    r"|this (?:\w+ )?transcript was (?:exported|\w+[ -]generated|generated|created|produced)\b.*"
    r"|(?:the )?(?:end|start|beginning)(?: of)?(?: the)? "
    r"(?:interview|transcript|transcription|recording|audio|tape|session|meeting|part \w+)(?: \d+)?"
    r"|(?:interview|transcript|transcription|recording|audio|tape|session|meeting)(?: \d+)? "
    r"(?:ends|ended|starts|started|begins|began|paused|resumes|resumed|stops|stopped|concluded)"
    r"(?: (?:at|after) .{1,20})?"
    r"|.{1,60} (?:started|stopped) (?:the )?(?:transcription|recording|transcript)"
    r"|page \d+(?: ?(?:of|/) ?\d+)?|\d+ ?(?:/|of) ?\d+|[-–—] ?\d{1,4} ?[-–—]|p\. ?\d{1,4}"
    r"|[-–—_=*~•.· ]{3,}"
    r")\W*",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"\W*(?:(?:ai|meeting|call|interview|executive|auto(?:matic)?|short|quick)[ -]?)?(?:generated )?"
    r"(?:summary|recap|notes|overview|outline|takeaways?|action items?|key (?:points|takeaways|topics|moments)|"
    r"(?:suggested )?next steps|highlights|chapters|chat(?: (?:log|messages|transcript))?|agenda|attendees|invited|"
    r"attachments|details|keywords|participants|decisions)\W*",
    re.IGNORECASE,
)
_TRANSCRIPT = re.compile(r"\W*(?:(?:full|meeting|interview) )?transcript(?:ion)?\W*", re.IGNORECASE)
_CHAT = re.compile(r"\s*\d{1,2}:\d{2}:\d{2}\s+From\s.{1,80}?(?:\s[Tt]o\s.{1,80}?)?\s*:")
_BARE_NUMBER = re.compile(r"\s*\d{1,4}\s*")
_DIRECTION = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])[.]?\s*")
_FIELD = re.compile(r"\s*([^:\t]{1,60}?)\s*[:\t]\s*(.*)")
_KEY_ENTRY = re.compile(r"\s*([A-Za-z][\w.]{0,9})\s*(?:=|[-–—:]|\t)\s*(.{2,80}?)\s*")
_KEY_HEADING = re.compile(r"\W*(?:key|abbreviations|speakers|participants|legend|who'?s who)\W*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_HYPHEN_END = re.compile(r"([^\W\d_]{3,})-$")
_SENTENCE_END = re.compile(r"[.?!…][\"'”’)\]]*\s*$")

COVER_LINES = 40  # maximum length of a cover sheet
_COVER_WORDS = 15  # a longer line is speech
_FRONT_LINES = 150  # within which a sheet of facts may follow prose about the interview
_FACT_WORDS = 10
_SPOKEN = 2  # number of lines with a label above a sheet, such as its title, that are not yet a conversation


def is_known(text: str) -> bool:
    """Whether the line is of a kind that tools and typists add: the transcriber's name, `Page 3 of 9`, a rule."""
    return len(text) < 200 and _KNOWN.fullmatch(text) is not None


def is_direction(text: str) -> bool:
    """Whether the whole line is in brackets: `(The witness withdrew)`."""
    return len(text) < 300 and _DIRECTION.fullmatch(text) is not None and not is_time(text)


def is_page_number(text: str) -> bool:
    """Whether the line consists of a small number."""
    return _BARE_NUMBER.fullmatch(text) is not None


def is_notes(text: str) -> bool:
    """Whether the line is the heading of a section other than speech: a summary, action items, a chat."""
    return len(text) < 60 and _NOTES.fullmatch(text) is not None


def is_chat(text: str) -> bool:
    """Whether the line is from a meeting's chat as saved by Zoom."""
    return _CHAT.match(text) is not None


def notes_end(lines: Sequence[Line]) -> int:
    """The number of lines of machine-made notes at the top: all above the time 0:00, or down to `Transcript`."""
    notes = False
    end = 0
    above = ""
    for at, line in enumerate(lines):
        text = line.text.strip()
        if at > 0 and is_time(text) and seconds_of(text) == 0:
            comes_again = sum(other.text.strip() == above for other in lines) > 1  # the first speaker's name
            return end if comes_again else at
        above = text or above
        if _TRANSCRIPT.fullmatch(text) and notes:
            end = at + 1
        notes = notes or is_notes(text)
    return end


def cover_end(lines: Sequence[Line]) -> int:
    """The number of lines in the cover sheet: short `Field: value` lines, the last with a known field."""
    last = 0
    for at, line in enumerate(lines[:COVER_LINES]):
        if line.blank:
            continue
        if len(line.text.split()) > _COVER_WORDS and not _is_field_line(line.text):
            break
        if _is_field_line(line.text):
            last = at + 1
    if last == 0:
        return 0
    # `Participant: P03` directly below the date is part of it; a sentence after a label is not.
    for line in lines[last:COVER_LINES]:
        match = _FIELD.fullmatch(line.text)
        if line.blank or match is None or not match[2] or len(match[2].split()) > 6 or _ends_sentence(match[2]):
            break
        last += 1
    return last


def facts_end(lines: Sequence[Line]) -> int:
    """The number of lines down to the end of a sheet of facts that follows prose, such as the speaker's life.

    The sheet has at least two `Field: value` lines, one of them with a known field.
    """
    end, sheet, spoken = 0, 0, 0
    known = False
    for at, line in enumerate(lines[:_FRONT_LINES]):
        match = None if line.blank else _FIELD.fullmatch(line.text)
        if line.blank:
            continue
        if match is None or not _is_fact(match[1], match[2]):
            sheet, known = 0, False
            spoken += match is not None and plausible(match[1])
            if spoken > _SPOKEN:
                break
            continue
        sheet, known = sheet + 1, known or is_field(match[1])
        if known and sheet > 1:
            end = at + 1
    return end


def _is_fact(field: str, value: str) -> bool:
    if not value or len(value.split()) > _FACT_WORDS:
        return False
    return is_field(field) or (
        is_role(field) and looks_like_name(value.split(",", maxsplit=1)[0]) and not _ends_sentence(value)
    )


def key_of(lines: Sequence[Line]) -> tuple[int, dict[str, str]]:
    """The list of abbreviations at the top (`LNA = Lynne …`): its number of lines, and its entries."""
    names: dict[str, str] = {}
    end = 0
    in_key = False
    for at, line in enumerate(lines[: 2 * COVER_LINES]):
        if line.blank:
            in_key = in_key and end == 0
            continue
        if _KEY_HEADING.fullmatch(line.text):
            in_key, end = True, at + 1
            continue
        entry = _KEY_ENTRY.fullmatch(line.text)
        if entry is None or not (in_key or "=" in line.text) or not plausible(entry[2]):
            if names:
                break
            in_key = False
            continue
        in_key = True
        names[label_of(entry[1])] = entry[2]
        end = at + 1
    return (end, names) if names else (0, {})


def repeated(lines: Sequence[Line], spoken: Container[int] = ()) -> frozenset[str]:
    """Page headers and footers: short lines, not sentences, that occur three times or more, ignoring numbers.

    They begin with a capital or a digit and have a blank line on one side, unlike lines in the middle of speech.

    Args:
        lines: the text.
        spoken: indices of lines at which a speaker begins.
    """
    counts: Counter[str] = Counter()
    for at, line in enumerate(lines):
        text = line.text.strip()
        if not text or at in spoken or line.voice is not None or len(text) > 100 or _ends_sentence(text):
            continue
        apart = at == 0 or at + 1 == len(lines) or lines[at - 1].blank or lines[at + 1].blank
        if apart and not text[0].islower():
            counts[masked(text)] += 1
    return frozenset(shape for shape, count in counts.items() if count >= 3 and _heads_a_page(shape))


def _heads_a_page(shape: str) -> bool:
    """Whether a repeated line is unlikely to be a short answer: it contains a number, is long or is in capitals."""
    return "#" in shape or len(shape.split()) >= 3 or (shape.isupper() and len(shape) > 6)


def masked(text: str) -> str:
    """The line with its numbers masked, so that headers that differ only in the page number are equal."""
    return _DIGITS.sub("#", text.strip())


def ends_open(text: str) -> bool:
    """Whether the paragraph stops in mid-sentence, as at the bottom of a page."""
    return bool(text.strip()) and not _ends_sentence(text)


def is_split_word(first: str, second: str) -> bool:
    """Whether a line ended at the hyphen of a word (`home-` `tuition`), rather than in a stammer."""
    broken = _HYPHEN_END.search(first)
    if broken is None or second[:2].casefold() == broken[1][:2].casefold():
        return False
    return second[:1].islower() or broken[1][0].isupper()  # `Finch-` `Saunders`


def wrapped_at(lines: Sequence[Line]) -> int:
    """The width at which lines were wrapped by a person or a program; 0 if each line is a paragraph.

    In wrapped text, many lines end near one width and none is much longer.
    """
    lines = [line for line in lines if line.joint is None and line.voice is None and line.mark is None]
    lengths = [len(line.text) for line in lines if not line.blank]
    followed = [line.text for line, after in pairwise(lines) if not line.blank and not after.blank]
    if len(followed) < 4:
        return 0
    width = max(lengths)
    if width > 130 or width < 40:
        return 0
    full = [text for text in followed if len(text) >= width - 18]
    open_ended = sum(ends_open(text) for text in full)  # unlike paragraphs, wrapped lines seldom end a sentence
    return width if len(full) >= 0.35 * len(followed) and open_ended >= 0.5 * len(full) else 0


def cover_values(lines: Sequence[Line]) -> Mapping[str, str]:
    """The values on the cover sheet, by field name in lower case."""
    found: dict[str, str] = {}
    for line in lines:
        match = _FIELD.fullmatch(line.text)
        if match and match[2]:
            found.setdefault(match[1].strip().casefold(), match[2].strip())
    return found


def is_short_field(text: str) -> bool:
    """Whether a line inside a transcript is a field: `Break: [55:30]`, `Date: 3 May`."""
    match = _FIELD.fullmatch(text)
    return match is not None and is_field(match[1]) and len(text.split()) <= 8


def _is_field_line(text: str) -> bool:
    match = _FIELD.fullmatch(text)
    return match is not None and is_field(match[1]) and len(match[2].split()) <= 2 * _COVER_WORDS


def _ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text) is not None
