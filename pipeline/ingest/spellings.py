"""Labels that refer to one person: initials, parts of a name, labels without a role, spelling slips."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.language.lexicons import lexicon_words
from pipeline.people.labels import (
    honorific_of,
    initials_of,
    is_role,
    label_key,
    name_and_office,
    name_words,
    plausible,
)

_MEN, _WOMEN = frozenset({"mr"}), frozenset({"mrs", "ms", "miss"})
_GENDER_ENDINGS = ("a", "e", "o", "ne", "na", "ka", "ia", "ette", "ella")
_ALIKE = 85  # similarity out of 100: one letter in seven wrong


def joined(labels: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """Map each label to the fuller label of the same person, by label key.

    Initials and single names are merged with the only full label that they match; if they match two, with neither.
    """
    keys = list(dict.fromkeys(map(label_key, labels)))
    shown = {label_key(label): label for label in reversed(labels)}
    full = {label_key(name): name for name in names.values()} | {
        key: shown[key] for key in keys if plausible(shown[key]) and len(name_words(shown[key])) >= 2
    }
    found = {label_key(label): label_key(name) for label, name in names.items()}
    fuller = _FullLabels(full)
    # Whole names first, so that initials that match two spellings of one name match one person.
    for key in sorted(keys, key=lambda key: key not in full):
        if key in found:
            continue
        words = name_words(shown[key])
        persons: set[str] = set()
        for other in fuller.candidates(shown[key], words):
            if other != key and _fits(shown[key], words, full[other]):
                persons.add(found.get(other, other))
            if len(persons) > 1:
                break
        found[key] = persons.pop() if len(persons) == 1 else key
    _part_titles(found, shown)
    return {key: found[key] for key in keys}


class _FullLabels:
    """Full labels indexed by what a shorter label may share with them, so that each is compared with few others."""

    def __init__(self, full: Mapping[str, str]) -> None:
        self._by_trait: dict[object, list[str]] = defaultdict(list)
        for key, label in full.items():
            words = [word.casefold() for word in name_words(label)]
            traits: set[object] = {label_key(name_and_office(label)[1]), *words, *initials_of(label), tuple(words)}
            if len(words) > 1:
                traits.add((len(words), words[0], words[-1]))
            for trait in traits:
                self._by_trait[trait].append(key)
        self._longest = max((len(name_words(label)) for label in full.values()), default=0)

    def candidates(self, label: str, words: Sequence[str]) -> Iterator[str]:
        """Full labels that a label with these words of a name may refer to."""
        said = [word.casefold() for word in words]
        traits: set[object] = {label_key(label), tuple(said)}
        if len(said) == 1:
            traits |= {said[0], label.replace(".", "").replace(" ", "").casefold()}
        elif said:
            traits |= {(length, said[0], said[-1]) for length in range(len(said) + 1, self._longest + 1)}
        for trait in traits:
            yield from self._by_trait.get(trait, ())


def _fits(label: str, words: Sequence[str], full: str) -> bool:
    if label_key(name_and_office(full)[1]) == label_key(label) and is_role(label):
        return True  # `The Chair` and `The Chair (Jo Moss)`
    if len(words) == 1:
        parts = {word.casefold() for word in name_words(full)}
        letters = label.replace(".", "").replace(" ", "")
        if letters.isalpha() and len(letters) <= 5 and (letters.isupper() or len(letters) <= 3):
            return letters.casefold() in initials_of(full) or label_key(label) in parts
        return words[0].casefold() in parts
    spelled, other = [[word.casefold() for word in each] for each in (words, name_words(full))]
    if spelled == other:
        return len(label) < len(full)  # `J Smith` and `Cllr J Smith – Leader`
    shorter = len(spelled) < len(other)
    return shorter and len(words) >= 2 and spelled[0] == other[0] and spelled[-1] == other[-1]


def _part_titles(found: dict[str, str], shown: Mapping[str, str]) -> None:
    """Undo ambiguous merges: Mr Price and Ms Price cannot both be Sam Price, so neither is merged."""
    for target in set(found.values()):
        titled = {key: honorific_of(shown[key]) for key, other in found.items() if other == target and key in shown}
        if _MEN & set(titled.values()) and _WOMEN & set(titled.values()):
            found.update({key: key for key, title in titled.items() if title in _MEN | _WOMEN})


def slips(turns: Mapping[str, int]) -> dict[str, str]:
    """Map labels that occur once or twice to a frequent label that differs by a letter or two, by label key.

    Args:
        turns: number of turns of each label.
    """
    from rapidfuzz import fuzz, process

    counts = Counter[str]()
    for label, often in turns.items():
        counts[label_key(label)] += often
    frequent: dict[tuple[int, str], list[str]] = defaultdict(list)
    for key, often in counts.items():
        if often > 2 and not is_role(key):
            frequent[3 if often < 6 else 6, key[:1]].append(key)
    found = {}
    for key, count in counts.items():
        if count > 2 or len(key) < 5 or any(char.isdigit() for char in key):
            continue
        near: list[str] = []
        for often in (3, 6) if count < 2 else (6,):  # three times the frequency of the label itself
            among = frequent.get((often, key[0]), ())
            near += [one[0] for one in process.extract_iter(key, among, scorer=fuzz.ratio, score_cutoff=_ALIKE)]
        if len(near) == 1 and not _are_two_names(key, near[0]):
            found[key] = near[0]
    return found


def _are_two_names(key: str, other: str) -> bool:
    """Whether two similar labels are two people: Martin and Martina, Daniel and Daniela, Mario and Maria.

    They are two people if the words that differ are both given names, or differ only in an ending.
    """
    mine, theirs = key.split(), other.split()
    if len(mine) != len(theirs):
        return False
    differing = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
    given = lexicon_words("given_names")
    return any(_differ_in_ending(one, two) or {one, two} <= given for one, two in differing)


def _differ_in_ending(one: str, two: str) -> bool:
    """Whether two names differ only in the ending that marks gender."""
    shorter, longer = sorted((one, two), key=len)
    if longer.startswith(shorter) and longer[len(shorter) :] in _GENDER_ENDINGS:
        return True
    return one[:-1] == two[:-1] and {one[-1], two[-1]} <= set("aeio")
