"""Chat exports: how programs write the header of a message, and what is not a message (joins, calls, polls)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Line, LinePart
from pipeline.people.labels import label_of, plausible

_MONTH = r"[A-Z][a-zä]{2,8}\.?"
_WEEKDAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun"
    r"|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch)"
)
_DAY = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}/\d{1,2}"
    rf"|(?:{_WEEKDAY},? )?\d{{1,2}}(?:st|nd|rd|th|\.)? {_MONTH},?(?: \d{{4}})?"
    rf"|(?:{_WEEKDAY},? )?{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,?(?: \d{{4}})?"
    rf"|{_WEEKDAY}|[Tt]oday|[Yy]esterday|Heute|Gestern)"
)
CLOCK = r"\d{1,2}[:.][0-5]\d(?:[:.][0-5]\d)?(?: ?[AaPp]\.? ?[Mm]\b\.?)?(?: Uhr)?"
_TWELVE = r"\d{1,2}[:.][0-5]\d(?:[:.][0-5]\d)? ?[AaPp]\.? ?[Mm]\b\.?"
DATED = rf"{_DAY}(?:,? (?:at|um|à|kl\.?))?,? ?T?{CLOCK}"
_WHEN = rf"(?:{DATED}|{CLOCK},? {_DAY}|{_TWELVE})"  # never the time from the start of a recording
_WHO = r"(?P<sender>[^:\[\]\n]{1,80}?)"

_FROM = re.compile(
    rf"\s*(?P<time>{CLOCK})\s+(?P<head>(?:From {_WHO}(?:\s+[Tt]o\s+(?P<to>[^:]{{1,120}}?))?"
    r"|Von (?P<sender2>[^:]{1,80}?)(?:\s+[Aa]n\s+(?P<to2>[^:]{1,120}?))?"
    r"|De (?P<sender3>[^:]{1,80}?)(?:\s+(?:à|a|para)\s+(?P<to3>[^:]{1,120}?))?)\s*:)(?=\s|$)"
)
_FROM_LINE = re.compile(
    rf"\s*(?P<head>(?:[Ff]rom\s+)?{_WHO}\s+[Tt]o\s+(?P<to>[^:]{{1,120}}?)\s*:?)\s+[(\[]?(?P<time>{CLOCK})[)\]]?\s*$"
)
_TO_BRACKETED = re.compile(
    rf"\s*(?P<head>(?P<sender>[^:()\[\]]{{1,80}}?)\s*\([Tt]o (?P<to>[^:]{{1,120}}?)\)\s*:)"
    rf"\s*(?P<time>{CLOCK})\s*:?(?=\s|$)"
)
# A subject that was changed may contain a colon: `Gail created group "Hall: the future"`.
_DASHED = re.compile(rf"\s*(?P<time>{DATED}) [-–—] (?P<head>(?P<sender>[^:\"“„«]{{1,80}}?):)(?=\s|$)")
_DASHED_SYSTEM = re.compile(rf"\s*{DATED} [-–—] \S")
_BRACKETED = re.compile(rf"\s*\[(?P<time>{_WHEN})\]\s*(?P<head>{_WHO}\s*:)(?=\s|$)")
_BRACKETED_LINE = re.compile(rf"\s*\[(?P<time>{_WHEN})\]\s*(?P<head>{_WHO})\s*$")
_BRACKETED_SYSTEM = re.compile(rf"\s*\[(?:{DATED})\]\s*\S")
_NAME_WHEN = re.compile(
    rf"\s*(?P<head>{_WHO})(?:\s*[-–—|•·,]\s*|\s+)[\[(]?(?P<time>{_WHEN})[\])]?\s*:?\s*(?:\(edited\)\s*)?$"
)
_WHEN_ALONE = re.compile(rf"\s*[\[(]?(?P<time>{_WHEN})[\])]?\s*(?:Edited|\(edited\))?\s*")


@dataclass(frozen=True)
class Header:
    """The header of a message.

    Attributes:
        sender: who wrote it.
        pieces: label and time as written, each with the white space before it.
        rest: the words after the header on the same line.
        lines: how many lines the header takes up.
        to: the recipient, if the header names one.
        seconds: the time of day, or the time since the start of a meeting if the file counts from there.
    """

    sender: str
    pieces: tuple[LinePart, ...]
    rest: str
    lines: int = 1
    to: str = ""
    seconds: float | None = None


@dataclass(frozen=True)
class ChatFormat:
    """A program's format for messages.

    Attributes:
        header: returns the header of a message that begins on this line; None if there is none.
        system: whether a line without a header was written by the program.
        names_recur: accept a header only if its name recurs or has the form of a name (words may end in a time).
    """

    header: Callable[[Sequence[Line], int], Header | None]
    system: Callable[[str], bool] = lambda text: False
    names_recur: bool = False


def clock_seconds(written: str) -> float | None:
    """The time of day in `12/03/2026, 2:02 pm`, in seconds; None if there is none."""
    match = re.search(CLOCK, re.sub(_DAY, " ", written))
    if match is None:
        return None
    hours, minutes, seconds = ([int(number) for number in re.findall(r"\d+", match[0])] + [0])[:3]
    half = re.search(r"[AaPp](?=\.? ?[Mm])", match[0])
    if half:
        hours = hours % 12 + (12 if half[0] in "Pp" else 0)
    return float(3600 * hours + 60 * minutes + seconds)


def _cut(text: str, match: re.Match[str]) -> Header | None:
    """Build a header from the named groups of a match: `head` is the label as written, `time` the time."""
    groups = match.groupdict()
    sender = label_of(next(filter(None, (groups.get(name) for name in ("sender", "sender2", "sender3"))), ""))
    if not sender:
        return None
    to = next(filter(None, (groups.get(name) for name in ("to", "to2", "to3"))), "").strip()
    marks = [(match.start("head"), SegmentKind.LABEL)]
    if groups.get("time"):
        marks.append((match.start("time"), SegmentKind.TIME))
    marks.sort()
    ends = [start for start, _ in marks[1:]] + [match.end()]
    starts = [0, *ends[:-1]]
    pieces, before = [], ""
    for start, end, (_, kind) in zip(starts, ends, marks, strict=True):
        written = text[start:end]
        pieces.append(LinePart(kind=kind, text=written.strip(), before=before))
        before = written[len(written.rstrip()) :]
    return Header(
        sender, tuple(pieces), text[match.end() :].strip(), to=to, seconds=clock_seconds(groups.get("time") or "")
    )


def _by(*patterns: re.Pattern[str]) -> Callable[[Sequence[Line], int], Header | None]:
    def header(lines: Sequence[Line], at: int) -> Header | None:
        text = lines[at].text
        found = (pattern.match(text) for pattern in patterns)
        return next((_cut(text, match) for match in found if match), None)

    return header


def _name_over_time(lines: Sequence[Line], at: int) -> Header | None:
    """A name on one line and the time on the next."""
    name = lines[at].text.strip()
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    match = _WHEN_ALONE.fullmatch(following)
    if match is None or not 0 < len(name) <= 60 or ":" in name or _WHEN_ALONE.fullmatch(name):
        return None
    pieces = (
        LinePart(kind=SegmentKind.LABEL, text=name),
        LinePart(kind=SegmentKind.TIME, text=following.strip(), before="\n"),
    )
    return Header(label_of(name), pieces, "", lines=2, seconds=clock_seconds(match["time"]))


def _voice(lines: Sequence[Line], at: int) -> Header | None:
    """The sender as given by the container, for example in a column of senders or a field of an export."""
    line = lines[at]
    if not line.voice:
        return None
    pieces = [LinePart(kind=SegmentKind.LABEL, text=line.voice)]
    if line.time:
        pieces.append(LinePart(kind=SegmentKind.TIME, text=line.time, before="  "))
    return Header(label_of(line.voice), tuple(pieces), line.text.strip(), seconds=line.seconds)


def _is(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.match(text) is not None


FROM = ChatFormat(_by(_FROM))
# If two formats find the same number of messages, the first one is used.
FORMATS: tuple[ChatFormat, ...] = (
    FROM,
    ChatFormat(_by(_DASHED), system=_is(_DASHED_SYSTEM)),
    ChatFormat(_by(_BRACKETED, _BRACKETED_LINE), system=_is(_BRACKETED_SYSTEM)),
    ChatFormat(_by(_TO_BRACKETED)),
    ChatFormat(_by(_FROM_LINE), names_recur=True),
    ChatFormat(_by(_NAME_WHEN), names_recur=True),
    ChatFormat(_name_over_time, names_recur=True),
)
VOICED = ChatFormat(_voice)


def headers(lines: Sequence[Line], form: ChatFormat) -> dict[int, Header]:
    """The header of every message, by the index of its first line."""
    found = dict(_headers(lines, form))
    if not form.names_recur:
        return found
    counts: dict[str, int] = {}
    for header in found.values():
        counts[header.sender.casefold()] = counts.get(header.sender.casefold(), 0) + 1
    return {
        at: header
        for at, header in found.items()
        if plausible(header.sender) or (counts[header.sender.casefold()] > 1 and len(header.sender.split()) <= 4)
    }


def _headers(lines: Sequence[Line], form: ChatFormat) -> Iterator[tuple[int, Header]]:
    after = 0
    for at, line in enumerate(lines):
        if at >= after and not line.blank and line.mark is None and (header := form.header(lines, at)):
            after = at + header.lines
            yield at, header


_EMOJI = r"(?::[\w+-]+:|[^\w\s\"“”'‘’.,;:!?()\[\]<>/&%£€$#@=+*-])+"
_CHANNEL = r"(?:channel|group|meeting|conversation|call|chat|huddle|server|room|community)"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(patterns)})", re.IGNORECASE | re.DOTALL)


PUBLIC = _any(
    r"\W*(?:everyone|everybody|all|alle|jeder|jeden|tout le monde|tous|todos|todas|tutti|iedereen)\b",
    r"(?:all )?(?:panell?ists|hosts)\b.*\b(?:attendees|everyone|all)\b",
    r"all panell?ists\b|entire audience\b|(?:the )?meeting\b",
    r"(?:waiting|breakout|main) ?(?:room|session)",
    r"(?:room|group|table|gruppe|raum|channel) ?\w{0,12}$",
    r"#|.*\bgroup chat\b",
)
_MARKED = _any(
    r"\s*[(\[]\s*(?:direct message|direktnachricht|message direct|mensaje directo|messaggio diretto|privately"
    r"|private(?: message)?|privat|en privé|privado|in privato|dm|only visible to you|to you only)\b[^()\[\]]*[)\]]"
)
_TO = re.compile(r"(?P<sender>.+?)\s+(?:[Tt]o|[Aa]n)\s+(?P<to>.+)")

# The whole message was written by the program or is a symbol: it contains no words of the sender's.
_WHOLE = _any(
    # attachments
    r"<?(?:media|image|photo|video|audio|voice (?:message|note)|sticker|gif|document|contact(?: card)?|file"
    r"|attachment|album)s? (?:omitted|removed|not included)>?",
    r"<?(?:medien|bild|foto|video|audio|sprachnachricht|sticker|gif|dokument|kontakt\w*)"
    r" (?:ausgeschlossen|weggelassen)>?",
    r"<?(?:médias?|images?|vidéos?|audio) (?:omis|omise|absente?s?)>?",
    r"<?(?:multimedia|imagen|audio|v[ií]deo|archivo) omitid[oa]s?>?",
    r"<(?:attached|anhang|pièce jointe|adjunto)\s*:[^<>]*>",
    r"[^\n]{1,120}\.\w{2,5} \((?:file attached|datei angehängt|fichier joint|archivo adjunto)\)",
    r"\[(?:image|photo|video|audio|sticker|gif|file|attachment|voice message|deleted message)[^\[\]]*\]",
    r"(?:live )?location(?: shared)?: https?://\S+|live location shared|null",
    # messages that were deleted
    r"(?:this|the) message (?:was|has been) (?:deleted|removed|withdrawn)(?: by .{1,60})?",
    r"you (?:deleted|unsent) this message|message deleted|deleted message",
    r"diese nachricht wurde gelöscht|(?:du hast )?diese nachricht gelöscht|ce message a été supprimé",
    r"(?:se )?eliminó este mensaje|(?:este mensaje fue|mensaje) eliminado|waiting for this message\b.*",
    # calls
    r"(?:missed|started an?|silenced|declined|no answer:?)? ?(?:group )?(?:voice|video|audio) call"
    r"(?:[,.:•]? *\d{1,3} ?(?:s|m|h|sec|min|hour|hr)\w*.{0,20}| at [\d:. apm]+)?",
    # reactions
    rf"(?:reacted|hat)\b (?:to|with|auf|mit) (?:[\"“„«]|{_EMOJI}|your |an? ).*",
    r"(?:liked|loved|laughed at|emphasi[sz]ed|questioned|disliked|reacted .{1,12} to) (?:[\"“„«].*|an image)",
    r"removed (?:an?|the|their) .{0,40}?(?:reaction|like|heart) (?:from|to)\b.*",
    # changes to the group
    r"(?:messages|chats|nachrichten|les messages|los mensajes)\b.{0,60}"
    r"\b(?:end-to-end|ende-zu-ende|bout en bout|extremo a extremo)\b.*",
    r"(?:your|ihre?|the) (?:security code|phone number|sicherheitsnummer)\b.*\bchanged\b.*",
    r"(?:.{0,80} )?joined using (?:this|the|an?) .{0,20}\blink",
    rf"(?:has |have )?(?:joined|left)(?: the| this)? {_CHANNEL}|(?:joined|left) #\S+",
    rf"(?:was|were) (?:added to|removed from) (?:#\S+|(?:the|this) {_CHANNEL})\b.{{0,60}}",
    rf"(?:has |have )?(?:set|changed|cleared|updated) (?:the|this) {_CHANNEL}(?:['’]s)?"
    r" (?:topic|purpose|description|name|icon|subject|title|settings|picture)\b.*",
    rf"pinned (?:a message|an? .{{1,30}})(?: to (?:the|this) {_CHANNEL})?",
    r"(?:turned (?:on|off)|enabled|disabled) disappearing messages\b.*",
    r"(?:the )?(?:meeting|recording|transcription|huddle) (?:has )?(?:started|ended|stopped)"
    r"(?:[:,]? [\d:. apmhs]+)?",
    r"added an integration to\b.*",
)
_SUBJECT_DID = _any(
    r"(?:has |have |was |were |is |hat |wurde |a )?(?:joined|left|added|removed|pinned|invited|changed (?:the|this)"
    rf"|created (?:the |this )?{_CHANNEL}|(?:now|no longer) an admin|beigetreten|verlassen|hinzugefügt|erstellt"
    r"|quitté|rejoint|salió|añadió)\b.*"
)
_POLL = _any(r"(?:poll|umfrage|sondage|encuesta|quiz)\s*:", "📊")
_NO_WORDS = re.compile(rf"(?:{_EMOJI}|[\s\ufe0f\u200d])*")
_APP = re.compile(
    r".*\s(?:APP|BOT|WORKFLOW)|(?:slackbot|polly|simple poll|zoom|teams|forms|whatsapp|system)(?: bot)?", re.I
)

# Lines of a message that the program adds below or above the words.
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAYS = "today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_BELOW = _any(
    rf"(?:{_EMOJI}\s*\d{{1,4}}\s*)+|{_EMOJI}",
    r"\d+ (?:repl(?:y|ies)|reactions?|antwort(?:en)?)|last reply\b.{0,60}|view (?:thread|poll|newer replies)",
    r"(?:like|heart|laugh|surprised|sad|angry|thumbs ?up|celebrate|love)(?: reaction)?s?[ .:]+\d{1,4}",
    r"\(?(?:edited|bearbeitet)\)?|has context menu|seen by .{1,60}|new messages?|unread messages?",
    r"(?:also )?(?:sent|posted) to (?:the )?(?:channel|conversation)",
    rf"[-–—_= ]*(?:{_DAYS})?,? *(?:\d{{1,2}}(?:st|nd|rd|th)? +)?(?:{_MONTHS})(?: +\d{{1,2}}(?:st|nd|rd|th)?)?,?"
    r" *(?:\d{4})?[-–—_= ]*",
    rf"[-–—_= ]*(?:{_DAYS})[-–—_= ]*",
)
_ABOVE = _any(
    r"(?:replying to|in reply to|antwort an)\b[^\"“”]{0,60}|replied to a thread:?.{0,120}",
    r"(?:also )?(?:sent|posted) to (?:the )?(?:channel|conversation)",
)
_REPLY_OPENS = _any(r"(?:replying to|in reply to|antwort auf|en réponse à)\s*:?\s*[\"“„«]")
_CLOSES = re.compile(r"[\"”“»]\s*:?\s*$")
_TAIL = _any(
    r"\s*(?:\((?:edited|bearbeitet)\)"
    r"|<(?:this message was edited|diese nachricht wurde bearbeitet|ce message a été modifié)\.?>)\s*$"
)


def addressee(sender: str, to: str) -> tuple[str, str]:
    """The sender and the recipient, if the header names one: `Ade to Beth (Direct Message)`."""
    if to:
        return sender, to
    match = _TO.fullmatch(sender)
    if match and (PUBLIC.match(match["to"]) or _MARKED.search(match["to"])):
        return match["sender"], match["to"]
    if mark := _MARKED.search(sender):
        return sender[: mark.start()].strip() or sender, mark[0].strip()
    return sender, ""


def is_private(to: str, text: str) -> bool:
    """Whether a message is private: it is marked as such, or it is not addressed to everyone.

    Args:
        to: the recipient; "" if the program does not record one.
        text: the message; in older files the mark comes before the words.
    """
    return bool(_MARKED.search(to) or _MARKED.match(text)) or bool(to and not PUBLIC.match(to))


def is_system(text: str, *, sender: str) -> bool:
    """Whether a message contains no words of its sender's: a reaction, a join, an attachment, a poll."""
    text = text.strip()
    bare = text.rstrip(" .!")
    if _WHOLE.fullmatch(bare) or _POLL.match(text) or _NO_WORDS.fullmatch(text) or _APP.fullmatch(sender):
        return True
    return bare.startswith(f"{sender} ") and _SUBJECT_DID.fullmatch(bare[len(sender) + 1 :]) is not None


def own_lines(lines: list[str]) -> list[bool]:
    """Which lines are the sender's own words, not those of the program or of the message replied to."""
    own: list[bool] = []
    inside = False
    for text in map(str.strip, lines):
        opens = _REPLY_OPENS.match(text)
        theirs = inside or bool(opens) or text.startswith(">") or _is_added(text, own)
        if opens or inside:
            inside = not _CLOSES.search(text[opens.end() :] if opens else text)
        own.append(not theirs)
    if inside and not any(own):  # a quotation that is never closed would take up the whole message
        return [not _REPLY_OPENS.match(line.strip()) for line in lines]
    return own


def _is_added(text: str, own: list[bool]) -> bool:
    """Whether the program added a line, either above all the words or below them."""
    if not any(own):
        return _ABOVE.fullmatch(text) is not None
    counts = not own[-1] and text.isdigit()  # the count below a symbol
    return counts or _BELOW.fullmatch(text) is not None


def tail_of(text: str) -> int:
    """Where the program's own mark at the end of a line begins: `(edited)`."""
    match = _TAIL.search(text)
    return match.start() if match else len(text)
