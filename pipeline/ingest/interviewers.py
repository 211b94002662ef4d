"""Finds the interviewers: named above the transcript, by label, or by who asks the questions and how unevenly.

The interviewer's words must never be attributed to a participant, and half the people in a meeting must not become
interviewers on thin evidence. Evidence other than the label therefore counts only if it is strong for the type of
conversation:

- Two speakers: the one whose turns clearly ask more; if neither asks, the one who speaks first and says far less.
- Several speakers: those whose turns repeatedly end in a question; those who ask often in turns far shorter than
  the others'; and the hub with a third of all turns, each far shorter than the others', as a chair has who only
  invites people to speak. A speaker with fewer than three turns remains a participant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import islice

from pipeline.people.labels import CREW, label_key, name_and_office

_ASKING_LABEL = re.compile(
    r"(?:the )?(?:interviewers?|int|inter|i|iv|ivr|q|question|researchers?|moderator|mod|facilitators?|fac|host|"
    r"presenter|interviewer \w+|research(?:er)?s? assistants?|(?:primary|lead|main|first) interviewer)"
    r"(?:[ _-]?#?(?:\d{1,2}|[a-d]))?"
)
_HELPING_LABEL = re.compile(rf"(?:the )?(?:{CREW})s?(?:[ _-]?#?(?:\d{{1,2}}|[a-d]))?")
_ASKING_OFFICE = re.compile(r"(?:lead |co-?)?(?:interviewer|moderator|facilitator)s?")
_PRESIDING_LABEL = re.compile(r"(?:the |madam |mr |committee )?(?:chair|chairman|chairwoman|chairperson)\b.*")
_ENDS_ASKING = re.compile(r"\?[\s\"'”’)\]—–-]*(?:\([^()]*\)|\[[^\[\]]*\])?\W*$")
# Typists leave question marks out.
_ASKS_UNMARKED = re.compile(
    r"(?:(?:so|and|okay|ok|right|well|yeah|yes|great|thanks|thank you|um|erm)\W+){0,3}(?:what|how|why|when|where|"
    r"who|which|do you|did you|does|are you|were you|was it|is it|is there|can you|could you|would you|will you|"
    r"have you|tell me|describe|talk me)\b[^.]*$",
    re.IGNORECASE,
)
HELPS = "helps with the interview"
PRESIDES = "presides over a meeting of several"
_WORTH = 6  # words; shorter turns are backchannel
_FEW_TURNS = 3


@dataclass(frozen=True)
class Habit:
    """Counts that describe how someone talks.

    Attributes:
        turns: number of turns.
        words: number of words.
        ends: number of turns that end in a question.
        long: number of turns that are not short.
        asking: number of those that ask a question.
    """

    turns: int
    words: int
    ends: int
    long: int
    asking: int

    @classmethod
    def of(cls, text: str) -> Habit:
        """The counts for one turn."""
        words = len(text.split())
        unmarked = _ASKS_UNMARKED.match(text) is not None
        long = words >= _WORTH
        return cls(
            turns=1,
            words=words,
            ends=unmarked or _ENDS_ASKING.search(text[-200:]) is not None,
            long=long,
            asking=long and (unmarked or "?" in text),
        )

    def __add__(self, other: Habit) -> Habit:
        """The combined counts of both."""
        return Habit(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))

    @property
    def asks(self) -> float:
        """Share of the longer turns that ask a question."""
        return self.asking / self.long if self.long else 0.0

    @property
    def length(self) -> float:
        """Words per turn."""
        return max(1, self.words) / self.turns

    @property
    def ending(self) -> float:
        """Share of turns that end in a question, reduced if there are few turns."""
        return (self.ends + 0.3) / (self.turns + 2)

    @property
    def asking_tendency(self) -> float:
        """A single measure of how much someone asks."""
        return self.ends / self.turns + 0.5 * self.asks


def by_label(label: str, *, speakers: int) -> str:
    """Why the label alone shows that this is an interviewer or a helper; "" if it does not."""
    key = label_key(label)
    if _HELPING_LABEL.fullmatch(key):
        return HELPS
    if _ASKING_LABEL.fullmatch(key) or _ASKING_OFFICE.fullmatch(label_key(name_and_office(label)[1])):
        return "the label says so"
    if speakers >= 3 and _PRESIDING_LABEL.fullmatch(key):
        return PRESIDES
    return ""


def by_asking(people: Mapping[str, Habit]) -> dict[str, str]:
    """The interviewers, each with the reason; empty if the evidence is thin.

    Args:
        people: how each person talks; the first speaker comes first.
    """
    if len(people) < 2:
        return {}
    total = sum(habit.turns for habit in people.values())
    busiest = dict(sorted(people.items(), key=lambda item: -item[1].turns)[:2])
    if sum(habit.turns for habit in busiest.values()) >= 0.9 * total:
        return _of_two(busiest, opens=next(iter(people)))
    return _of_several(people, total=total)


def _of_two(people: Mapping[str, Habit], *, opens: str) -> dict[str, str]:
    (one, first), (other, second) = sorted(people.items(), key=lambda item: -item[1].asking_tendency)
    if first.asking_tendency - second.asking_tendency >= 0.15 and first.ends > second.ends:
        return {one: f"asks: {first.ends} of {first.turns} turns end in a question, against {second.ends}"}
    for person, habit, against in ((one, first, second), (other, second, first)):
        if person == opens and habit.length <= 0.6 * against.length and habit.ends >= against.ends:
            return {person: "opens and says far less; nobody asks clearly more"}
    return {}


def _of_several(people: Mapping[str, Habit], *, total: int) -> dict[str, str]:
    found: dict[str, str] = {}
    regular = {person: habit for person, habit in people.items() if habit.turns >= _FEW_TURNS}
    for person, habit in regular.items():
        if habit.ending >= 0.3 and habit.ends >= 2:
            found[person] = f"asks: {habit.ends} of {habit.turns} turns end in a question"
        elif habit.asks >= 0.6 and habit.ending >= 0.25:
            found[person] = f"asks in {habit.asks:.0%} of the longer turns"
    words = sum(habit.words for person, habit in people.items() if person not in found)
    turns = sum(habit.turns for person, habit in people.items() if person not in found)
    for person, habit in regular.items():
        if person in found:
            continue
        length = (words - habit.words) / max(1, turns - habit.turns)  # of the other speakers
        short = habit.length <= 0.6 * length
        if short and habit.asks >= 0.3 and habit.ends >= 1:
            found[person] = f"asks in {habit.asks:.0%} of the longer turns, and speaks far more briefly than others"
        elif short and habit.turns >= 0.35 * total:
            found[person] = "gives the floor: every third turn, each far shorter than the others'"
        if person in found:
            words, turns = words - habit.words, turns - habit.turns
    if len(found) == len(people):  # if everybody asks, nobody is the interviewer
        return {}
    return found


_OFFICES = "interviewers?|moderators?|facilitators?|hosts?|chairs?"
_DONE = "interviewed|moderated|facilitated|conducted|hosted|chaired"
# Bounded, so that a text of nothing but names takes no longer than another.
_NAME = r"(?:[A-Z][\w'’.-]{0,40})(?:[ ](?:[A-Z][\w'’.-]{0,40}|van|de|der|von|al|bin)){0,5}"
_JOINT = r",? and |,? with |[,;] | & | \+ | ?/ ?"
_NAMES = rf"(?P<names>{_NAME}(?:(?:{_JOINT}){_NAME}){{0,5}})"
_NAMED_ABOVE = (
    re.compile(rf"\b(?i:the )?(?i:{_OFFICES})\s*(?:[:–—-]|(?:is|are|was|were)\b)\s*{_NAMES}"),
    re.compile(rf"\b(?i:{_DONE}|interview|interviews)\s+by\s*:?\s*{_NAMES}"),
    re.compile(rf"{_NAMES}\s*[(\[,]\s*(?i:the )?(?i:{_OFFICES})\b"),
    re.compile(
        rf"^\W*{_NAMES}\s+(?:interviews|interviewed|in conversation with|talks (?:to|with)|speaks (?:to|with))\b"
    ),
)
# What an interviewer says of themselves on the tape.
_MY = r"(?:(?:your|the|an?|today[’']s|one of (?:your|the)|primary|lead|main|first)\s+){0,3}"
_BEING = r"(?:i[’']m|i am|i[’']ll|i will|i shall|we[’']re|we are)(?: (?:be|going to be|here|today|just|both)){0,2}"
_OWN = (
    re.compile(rf"\b(?:{_BEING}|as) {_MY}(?:interviewers?|moderators?|facilitators?)\b", re.IGNORECASE),
    re.compile(rf"\b{_BEING} (?:interviewing|moderating|facilitating)\b", re.IGNORECASE),
    re.compile(
        rf"\b{_BEING} (?:conducting|leading|running|doing|chairing) (?:the|this|today[’']s|our)\b[^.?!]{{0,30}}"
        r"\b(?:interview|focus group|session|discussion|conversation)\b",
        re.IGNORECASE,
    ),
)
# Of those who help: `I'm Ros, and I'll be the note taker`, `Sam here is taking notes`. Participants describe their
# work in similar words (`I'm a sound engineer`, `I'm the scribe of the parish council`).
_HELPER = (
    rf"(?:(?:your|our|today[’']s) (?:{CREW})\b"
    r"|(?:the|an?) (?:note[ -]?taker|time[ -]?keeper|scribe"
    r"|(?:secondary|second|assistant|co-?) ?(?:interviewer|moderator|facilitator))\b"
    r"(?! (?:at|of|for|in|with|on|to)\b))"
)
_HERE = r"(?:today|this|the (?:session|interview|discussion|meeting|group))\b"
_HELPING = (
    r"(?:(?:just|also|mostly|only) )?(?:taking (?:the |some )?notes\b"
    r"|(?:behind|running) the camera\b(?! (?:at|for|of)\b)"
    rf"|doing the (?:recording|filming|sound|notes)\b(?! (?:at|for|of)\b)|keeping (?:the )?time\b"
    rf"|(?:observing|filming) {_HERE})|(?:just|only) observing\b"
)
_OWN_HELP = re.compile(rf"\b(?:{_BEING}|as) (?:{_HELPER}|{_HELPING})", re.IGNORECASE)
_OTHERS_HELP = re.compile(
    rf"\b(?!I\b){_NAMES}(?i:,? (?:over )?(?:here|there|(?:to|on) my (?:left|right)),?)?(?i:,? who)?"
    r"(?:[’']s| (?i:is|are|will be|is going to be))"
    rf"(?i: here)? (?i:{_HELPER}|{_HELPING})"
)
# Said by whoever opens: `This is an interview with Ada Cole`, `My name is Mia Holt, here with Ada Cole`.
_OPENS = (
    re.compile(r"\b(?i:this is|welcome to|for) (?i:an?|the|our) (?:[\w-]+ ){0,4}(?i:interview) (?i:with|of) [A-Z]"),
    re.compile(
        rf"\b(?i:this is|my name is|i[’']m|i am) {_NAME}[^.?!]{{0,40}}"
        r"\b(?i:here|sitting|speaking|talking|in conversation)(?i: down| today)? (?i:with|to) [A-Z]"
    ),
)
_FIRST_TURNS = 6
_SENTENCE = re.compile(r"(?<=\w\w[.?!])\s+")
_BETWEEN = re.compile(_JOINT)
_TITLE = re.compile(
    r"(?:an? |the )?(?:\w+ ){0,2}(?:oral[- ]history|life[- ]story|interview|conversation)\b[\w ,]{0,30}?"
    r"\b(?:by|with|for)\b",
    re.IGNORECASE,
)


def names_in_list(text: str) -> list[str]:
    """The parts of a list of names: `Mia Holt with Jo Finch` has two."""
    return _BETWEEN.split(text.strip())


def is_title(text: str) -> bool:
    """Whether the words after a name make it a title: `an interview conducted by Mia Holt`."""
    return _TITLE.match(text) is not None


def interviewers_named(head: Iterable[str]) -> list[str]:
    """The names of the interviewers, in the order in which the lines above the transcript give them.

    Args:
        head: the lines above the first turn.
    """
    return list(dict.fromkeys(_named(head, _NAMED_ABOVE)))


def _named(texts: Iterable[str], patterns: Sequence[re.Pattern[str]]) -> Iterator[str]:
    for text in texts:
        for pattern in patterns:
            for match in pattern.finditer(text):
                yield from (name.rstrip(" .") for name in _BETWEEN.split(match["names"]))


def interviewers_introduced(turns: Iterable[tuple[str, str]]) -> list[str]:
    """The labels or names of those whom the first words of the tape introduce as interviewers.

    Args:
        turns: label and words of each turn; only the first are read.
    """
    found: dict[str, None] = {}
    for at, (label, said) in enumerate(islice(turns, _FIRST_TURNS)):
        found |= dict.fromkeys(_named(_SENTENCE.split(said), _NAMED_ABOVE[:-1]))
        if any(one.search(said) for one in (_OWN if at else (*_OWN, *_OPENS))):
            found[label] = None
    return list(found)


def helpers_introduced(turns: Iterable[tuple[str, str]]) -> list[str]:
    """The labels or names of those whom the first words introduce as note-takers, camera operators and the like.

    Args:
        turns: label and words of each turn; only the first are read.
    """
    found: dict[str, None] = {}
    for label, said in islice(turns, _FIRST_TURNS):
        found |= dict.fromkeys(_named(_SENTENCE.split(said), (_OTHERS_HELP,)))
        if _OWN_HELP.search(said):
            found[label] = None
    return list(found)
