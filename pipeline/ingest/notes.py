"""Notes and minutes: each point is a turn of its author, or of no one; actions and attendance are kept apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Block, Line, LinePart
from pipeline.ingest.assembly import ReadSource, narrative
from pipeline.people.labels import is_field, label_key, looks_like_name, plausible, sure_alone

_BULLET = re.compile(r"\s*(?:[-*•–▪◦·]\s+|\(?\d{1,2}[.)]\s+|\(?[a-z][.)]\s+)")
_PRESENT = re.compile(
    r"\W*(?:(?:members |also |those )?present|in attendance|attendees|attending|attended by|participants|apologies"
    r"(?: for absence| received)?(?: from)?|absent)\s*[:–-]?\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_PERSON = re.compile(
    r"(?P<name>[A-Z][^\s,;()]*(?: (?![-–—] )[^\s,;()]+){1,4})(?: [-–—] [^,;()\n]{2,60}?)?"
    r"\s*[(\[](?P<initials>[A-Z]{2,4})\b[^()\[\]]*[)\]]"
)
_FACILITATOR = re.compile(
    r"\b(?:facilitat(?:or|ed|ing)|moderat(?:or|ed|ing)|note[- ]?taker|minutes)\b", re.IGNORECASE
)
_APART = re.compile(
    r"(?:actions?|decisions?|agreed actions?|to do|next steps?|AP ?\d*|resolved|resolution)\b"
    r"(?: (?:point|item|no\.?)s?)?"
    r"\s*\d{0,3}\s*[:–—-]|(?:resolved that|action on)\b|(?:date|time|place|venue) of (?:the )?next meeting\b"
    r"|(?:the )?meeting (?:closed|opened|ended|finished|started)\b",
    re.IGNORECASE,
)
_APART_HEADING = re.compile(
    r"\W*(?:\d{1,2}[.)]\s*)?(?:(?:agreed |summary of )?actions?(?: points?| items?| log)?|decisions?(?: made)?"
    r"|next steps|any other business|aob|(?:date of )?next meeting|resolutions?|apologies|to do)\W*",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"\W*(?:table|group|flip ?chart|breakout(?: room| group)?|room|session|question|station|sheet|board)"
    r" (?:\d{1,2}|[A-Z]|one|two|three|four|five)\b.{0,80}",
    re.IGNORECASE,
)
_VERBS = (
    r"said|says|replied|added|asked|noted|explained|reported|felt|thought|suggested|agreed|argued|mentioned|raised"
    r"|responded|answered|commented|stated|pointed out|told|described|wondered|warned|stressed|confirmed|disagreed"
    r"|highlighted|observed|remarked|wanted|proposed|queried|gave|outlined|expressed|believed|considered|emphasi[sz]ed"
    r"|advised|recalled|complained|denied|welcomed|shared|spoke|questioned|summed up|summari[sz]ed|recapped"
    r"|concluded|reminded|invited|introduced|thanked|opened|closed|wrapped up|reflected|encouraged"
)
_LEADS = r"(?:The |Lead |Co-)?(?:[Ff]acilitator|[Mm]oderator|[Ii]nterviewer|[Rr]esearcher|[Hh]ost)"
_KEEPS_NOTES = re.compile(r"(?:the )?(?:note[- ]?taker|scribe|minute[- ]?taker|recorder)\b.*", re.IGNORECASE)
_LABEL = re.compile(r"(?P<who>[^\s:][^:\n]{0,59}?)\s*:\s+(?=\S)")
_INITIALS = re.compile(r"(?P<who>[A-Z]{2,4})\s*[–—-]\s+(?=\S)")  # of a person present: `DP – the van`
_ASKS = re.compile(
    r"\W*(?:question|q) ?(?:\d{1,2}|[A-Z]|one|two|three|four|five)\b|[^.!;:]{4,80}\?\W*$", re.IGNORECASE
)
_TITLE = re.compile(
    r"\b(?:minutes|notes|note|summary|feedback|write[- ]up|record)\b.{0,20}\b(?:of|from|on)\b"
    r"|\b(?:meeting|workshop|session|breakout|roundtable|flip ?chart|field|action|table|group|discussion) "
    r"(?:notes|minutes|feedback|summary|write[- ]up)\b"
    r"|\bflip ?charts?\b|\bpost-?its?\b|\bsticky notes\b|^\W*(?:draft |confirmed )?minutes\b|^\W*notes\W*$",
    re.IGNORECASE,
)
_TOP = 8  # number of paragraphs at the top in which a title is expected
_HEADING_WORDS = 14
_ITEM_WORDS = 8  # maximum words in a numbered agenda item


@dataclass
class _People:
    """The people named in the notes: full names by initials, and the facilitator."""

    names: dict[str, str] = field(default_factory=dict)
    leading: set[str] = field(default_factory=set)

    def learn(self, text: str) -> None:
        """Learn names from a list of those present."""
        for match in _PERSON.finditer(text):
            self.names[match["initials"]] = match["name"].strip()
            if _FACILITATOR.search(match[0]):
                self.leading.add(match["initials"])


@dataclass(frozen=True, kw_only=True)
class NotesReading:
    """Notes converted to blocks.

    Attributes:
        blocks: in reading order; they contain every character of the lines except white space.
        names: full names by initials, from the list of those present.
        cover: the facilitator, in the form that a cover sheet would give.
    """

    blocks: Sequence[Block]
    names: dict[str, str]
    cover: dict[str, str]


def read(lines: Sequence[Line]) -> NotesReading:
    """Read notes, minutes or flip charts as points under their headings."""
    marked = {line.number for line in lines if line.mark is SegmentKind.HEADING}
    paragraphs = narrative(lines)
    people = _known(paragraphs)
    reader = _PointReader(people)
    for at, block in enumerate(paragraphs):
        following = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
        reader.take(block, following, first=at == 0, marked=block.number in marked)
    cover = {"facilitator": next(iter(sorted(people.leading)))} if people.leading else {}
    return NotesReading(blocks=reader.blocks, names=people.names, cover=cover)


@dataclass(frozen=True, kw_only=True)
class NotesSigns:
    """Signs that a file holds notes.

    Attributes:
        title: whether it has the title of notes.
        present: whether it lists those present.
        said: how often a person from that list is reported to have said something.
        apart: number of actions and decisions.
        points: number of paragraphs that are list items.
        tables: number of headings that name tables, groups or questions.
        paragraphs: number of paragraphs, not counting headings.
    """

    title: bool
    present: bool
    said: int
    apart: int
    points: int
    tables: int
    paragraphs: int


def is_title(text: str) -> bool:
    """Whether a paragraph is a typical title of notes."""
    return len(text.split()) <= _HEADING_WORDS and _TITLE.search(text) is not None


def signs_of(lines: Sequence[Line]) -> NotesSigns:
    """Count the signs."""
    paragraphs = [_text(block) for block in narrative(lines)]
    people = _known(narrative(lines))
    said = _PointReader(people).said
    bodies = [text for text in paragraphs if not _UNDER.fullmatch(text)]
    return NotesSigns(
        title=any(map(is_title, paragraphs[:_TOP])),
        present=bool(people.names) or any(_PRESENT.fullmatch(text) and "," in text for text in paragraphs[:_TOP]),
        said=sum(len(said.findall(text)) for text in bodies) if people.names else 0,
        apart=sum(is_apart(_bare(text)) for text in bodies),
        points=sum(_BULLET.match(text) is not None for text in bodies),
        tables=len(paragraphs) - len(bodies) + sum(_ASKS.match(text) is not None for text in bodies),
        paragraphs=len(bodies),
    )


def is_place(label: str) -> bool:
    """Whether a label belongs to a table, a group or a question rather than a person."""
    return _UNDER.fullmatch(label) is not None


def _bare(text: str) -> str:
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def is_apart(text: str) -> bool:
    """Whether this is an action, a decision or their heading, rather than a point made by someone."""
    return _APART.match(text) is not None or _APART_HEADING.fullmatch(text) is not None


def _text(block: Block) -> str:
    return " ".join([piece.text for piece in block.pieces] + [text for _, text in block.speech])


def _known(paragraphs: Sequence[Block]) -> _People:
    people = _People()
    listing = False
    for block in paragraphs:
        text = _text(block)
        heads = _PRESENT.fullmatch(text)
        listing = bool(heads) or (listing and _PERSON.search(text) is not None)
        if listing:
            people.learn(heads["rest"] if heads else text)
    return people


class _PointReader:
    """Converts paragraphs to points, and keeps track of the headings above them."""

    def __init__(self, people: _People) -> None:
        self.blocks: list[Block] = []
        self._people = people
        self._under: list[str] = []  # table or group, then the heading or question
        self._apart = self._listing = self._numbered = False
        names = [re.escape(name) for name in sorted((*people.names, *people.names.values()), key=len, reverse=True)]
        who = "|".join((*names, _LEADS))
        self.said = re.compile(rf"(?P<who>{who})\s+(?=(?:also |then )?(?:{_VERBS})\b)")

    def take(self, block: Block, following: Block | None, *, first: bool, marked: bool) -> None:
        """Read one paragraph."""
        text = _text(block)
        if any(piece.kind is not SegmentKind.HEADING for piece in block.pieces):
            self.blocks.append(block)
            return
        if first and following and is_title(text) and not _UNDER.fullmatch(text):
            self.blocks.append(Block(pieces=[LinePart(kind=SegmentKind.HEADING, text=text)], number=block.number))
            return
        if marked or self._heads(block, text, following, first=first):
            self._listing = _PRESENT.fullmatch(text) is not None
            self._heading(block, text)
            return
        listed = _PERSON.search(text) is not None and not self._point(text)
        if (_PRESENT.fullmatch(text) and len(self.blocks) < 12) or (self._listing and listed):
            self._listing = True
            self._aside(block, text)
            return
        self._listing = False
        bullet = _BULLET.match(text)
        self._numbered = bullet is not None and bullet[0].strip()[:1].isdigit()
        bare = text[bullet.end() :] if bullet else text
        if (
            self._apart
            or is_apart(bare)
            or _KEEPS_NOTES.match(bare)
            or (is_field(bare.partition(":")[0]) and ":" in bare)
        ):
            self._aside(block, text)
        else:
            self.blocks += self._points(block, text, bullet.end() if bullet else 0)

    def _point(self, text: str) -> bool:
        bullet = _BULLET.match(text)
        return self.said.match(text, bullet.end() if bullet else 0) is not None

    def _heads(self, block: Block, text: str, following: Block | None, *, first: bool) -> bool:
        """Whether a paragraph is a heading: short, not a statement, and followed by points of another form."""
        if _APART_HEADING.fullmatch(text) or _UNDER.fullmatch(text):
            return True
        present = _PRESENT.fullmatch(text)
        if _KEEPS_NOTES.match(text) or _PERSON.search(text) or (present and present["rest"]):
            return False
        below = _BULLET.match(_text(following)) if following else None
        own = _BULLET.match(text)
        short = len(text.split()) <= _HEADING_WORDS
        if block.pieces:
            return first or (following is not None and not following.pieces)
        if not short or text.rstrip().endswith((".", "!", ",", ";")):
            return False
        another = below is not None and (
            own is None or below[0].strip()[:1].isalnum() != own[0].strip()[:1].isalnum()
        )
        if own is not None and own[0].strip()[:1].isdigit() and not self._numbered and not block.pieces:
            # `2. Volunteers` above the discussion of that item, not a list whose points are numbered
            same = below is not None and below[0].strip()[:1].isdigit()
            return following is not None and not same and len(text.split()) <= _ITEM_WORDS
        return another or (text.rstrip().endswith("?") and own is None)

    def _heading(self, block: Block, text: str) -> None:
        if _is_table(text):
            self._under = [text]
        else:
            self._under = [*self._under[:1], text] if self._under and _is_table(self._under[0]) else [text]
        self._numbered = False
        self._apart = _APART_HEADING.fullmatch(text) is not None
        piece = LinePart(kind=SegmentKind.HEADING, text=text)
        self.blocks.append(Block(pieces=[piece], number=block.number, before="\n\n"))

    def _aside(self, block: Block, text: str) -> None:
        piece = LinePart(kind=SegmentKind.NOTE, text=text)
        self.blocks.append(Block(pieces=[piece], number=block.number, before="\n\n"))

    def _points(self, block: Block, text: str, at: int) -> Iterator[Block]:
        """Split a paragraph into points, one for each time that someone is reported to have said something."""
        label = _INITIALS.match(text, at)
        if label is None or label["who"] not in self._people.names:
            label = _LABEL.match(text, at)
        starts = [at, *(match.start() for match in self.said.finditer(text) if _opens(text, match.start(), at))]
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            if start == end:
                continue
            match = (
                label if start == at and label and self._is_person(label["who"]) else self.said.match(text, start)
            )
            pieces = [LinePart(kind=SegmentKind.FURNITURE, text=text[:at].strip())] if at and start == at else []
            said = text[start:end]
            if match:
                head = match[0].rstrip()
                pieces.append(LinePart(kind=SegmentKind.LABEL, text=head, before=" " if pieces else ""))
                said = text[match.end() : end]
            yield Block(
                speaker=match["who"] if match else "",
                pieces=pieces,
                speech=[(" ", said.strip())],
                number=block.number,
                question=" – ".join(self._under),
                before="\n\n" if start == at else " ",
                apart=True,
            )

    def _is_person(self, label: str) -> bool:
        if label in self._people.names or label in self._people.names.values():
            return True
        initials = re.fullmatch(r"[A-Z]{2,4}", label) is not None
        if initials:
            return not self._people.names and sure_alone(label)
        return plausible(label) and (looks_like_name(label) or sure_alone(label)) and not is_field(label)


def _is_table(heading: str) -> bool:
    """Whether a heading is that of a table or group, with questions below it."""
    return _UNDER.fullmatch(heading) is not None and _ASKS.match(heading) is None


def _opens(text: str, start: int, at: int) -> bool:
    """Whether a new sentence begins here, inside the paragraph."""
    return start > at and re.search(r"[.?!;][\"'”’)\]]*\s+$", text[:start]) is not None


_BULLETED = 0.4  # minimum share of the paragraphs that are list items
_LEAST_POINTS = 3
_LEAST_SAID = 2  # "ST said …"
_PERSONS = 2  # number of speakers with two or more turns that makes it a transcript


def notes_evidence(lines: Sequence[Line], spoken: ReadSource, *, reads_well: bool) -> str:
    """The evidence that these are notes; "" if there is none, or if people speak in turn.

    Args:
        lines: the lines of the file.
        spoken: the result of reading it as a transcript.
        reads_well: whether that reading explains most of the text.
    """
    signs = signs_of(lines)
    told = []
    if signs.title:
        told.append("its title")
    if signs.present:
        told.append("a list of those present")
    if signs.said >= _LEAST_SAID:
        told.append("what people are said to have said")
    if signs.apart:
        told.append("actions or decisions")
    listed = signs.points >= max(_LEAST_POINTS, _BULLETED * signs.paragraphs)
    if listed and signs.tables:
        told += ["points under tables or questions", "their form"]
    elif listed:
        told.append("a list of points")
    enough = 3 if _people_talk(spoken, reads_well=reads_well) else 2
    return ", ".join(reason for reason in told if reason != "their form") if len(told) >= enough else ""


def _people_talk(spoken: ReadSource, *, reads_well: bool) -> bool:
    """Whether labels other than those of tables and questions recur."""
    labels = Counter(label_key(turn.speaker) for turn in spoken.turns if turn.speaker)
    again = [label for label, turns in labels.items() if turns > 1 and not is_place(label)]
    return reads_well and len(again) >= _PERSONS
