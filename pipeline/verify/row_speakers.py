"""Whether a row of a table names the right transcript and the right speaker."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePath

from pipeline.language.lexicons import word_set
from pipeline.people.labels import label_key
from pipeline.verify.drafts import DraftQuotation
from pipeline.verify.people import QuotablePeople, QuotablePerson, phrase_of
from pipeline.verify.spoken_words import SpokenTurn, TokenisedCorpus
from pipeline.verify.verdicts import SpeakerCheck

# A cell of these words alone names nobody.
_VAGUE = word_set(
    "a an n na none unknown anonymous somebody someone participant respondent interviewee informant speaker"
)


class RowSpeakers:
    """Compares the transcript and the speaker that a row names with the place where its words were said."""

    def __init__(self, said: TokenisedCorpus, people: QuotablePeople) -> None:
        self._people = people
        self._labels: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for turn in said.turns:
            if turn.speaker:
                self._labels[turn.source][label_key(turn.speaker)].add(turn.voice)
        self._called: dict[str, set[str]] = defaultdict(set)
        for source, row in people.sources.items():
            for name in (source, row.file, PurePath(row.file).name, row.case, row.title):
                self._called[_key(name)].add(source)
        self._called.pop("", None)

    def called(self, name: str) -> set[str]:
        """The sources with this id, file name, case or title, with or without an extension."""
        stem = PurePath(name.replace("\\", "/")).name
        keys = (_key(name), _key(stem), _key(PurePath(stem).stem))
        return next((self._called[key] for key in keys if key in self._called), set())

    def contradiction_of_source(self, found: DraftQuotation, source: str) -> str:
        """What is wrong with the transcript that a row names, if its words stand in this one; "" if nothing."""
        if not found.source or source in (named := self.called(found.source)):
            return ""
        if not named:
            return f"no transcript of this study is called “{found.source}”"
        return f"the draft says they are from {found.source}"

    def compared(self, found: DraftQuotation, person: QuotablePerson, turn: SpokenTurn) -> tuple[SpeakerCheck, str]:
        """Whether the speaker is right, and what is wrong."""
        labels = self._labels[turn.source]
        if (key := label_key(found.told)) in labels:
            if turn.voice in labels[key]:
                return SpeakerCheck.RIGHT, ""
            return SpeakerCheck.WRONG, f"the draft attributes them to {found.told}"
        if set(phrase_of(found.told)) <= _VAGUE:
            return SpeakerCheck.NOT_GIVEN, ""
        if found.told in (person.participant, person.attribution):
            return SpeakerCheck.RIGHT, ""
        if wrong := self._people.contradiction(found, person, turn):
            return SpeakerCheck.WRONG, wrong
        if self._people.agrees(found, person, turn):
            return SpeakerCheck.RIGHT, ""
        if set(phrase_of(found.told.split(",")[0])) <= _VAGUE:  # Somebody, quoted in the annual report
            return SpeakerCheck.NOT_GIVEN, ""
        return SpeakerCheck.UNKNOWN, f"nobody in the study is called “{found.told}”"


def _key(name: str) -> str:
    """`Interview 3.docx` and `interview_3` as one."""
    name = name.casefold().rsplit(".", 1)[0] if PurePath(name).suffix else name.casefold()
    return "".join(char for char in name if char.isalnum())
