"""Which participant on record a quotation's speaker is, where the speaker is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pipeline.names import full_key, names_in_label
from pipeline.quotes.speakers import Speaker
from pipeline.records import Participant

_ONESELF = frozenset(("i", "we"))


class OnRecord:
    """The people of a study by the words of their names.

    Args:
        participants: everybody on record.
    """

    def __init__(self, participants: Iterable[Participant]) -> None:
        self._whole: dict[frozenset[str], set[str]] = defaultdict(set)
        self._part: dict[tuple[str, str], set[str]] = defaultdict(set)
        for person in participants:
            names = [person.name, *names_in_label(person.speaker)]
            for keys in {full_key(name) for name in names if name.strip()}:
                if len(keys) > 1:
                    self._whole[frozenset(keys)].add(person.participant)
                for key in keys:
                    self._part[person.case, key].add(person.participant)

    def find(self, speaker: str, *, case: str, teller: str) -> str:
        """The participant's id, or nothing where the speaker is nobody on record, or may be several.

        Args:
            speaker: as the table of quotes names the speaker.
            case: the case of the source: its own people may go by one name.
            teller: the participant in whose turn the words stand, or nothing.
        """
        if speaker.casefold() in _ONESELF:
            return teller
        keys = full_key(speaker) if Speaker(speaker).is_named else ()
        if len(keys) > 1:
            found = self._whole.get(frozenset(keys), set())
        else:
            found = self._part.get((case, keys[0]), set()) if keys else set()
        return next(iter(found)) if len(found) == 1 else ""
