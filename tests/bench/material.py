"""Transcripts of any length for the benchmarks: real ones, repeated with other names and numbers.

No sentence of a copy is the same as in the original, so that cached results do not help: a sentence without a name
or number to change gets an additional name at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

MEETINGS = Path("transcripts") / "welsh-parliament"
_LABEL = re.compile(r"^([A-Z][^:\n]{1,60}): ")
_SENTENCE = re.compile(r"[^.?!]+[.?!]*\s*")
_NAME_OR_NUMBER = re.compile(r"[A-Z][a-z]{3,}|\d+")
_SYLLABLES = (
    "ba",
    "den",
    "fol",
    "gar",
    "hew",
    "lin",
    "mor",
    "nes",
    "per",
    "ros",
    "sel",
    "tam",
    "vel",
    "wes",
    "yar",
)
_COMMON = frozenset(
    ("Welsh", "Wales", "Government", "Committee", "Minister", "Chair", "Assembly", "School", "Council")
)


def write_transcripts(data: Path, folder: Path, *, words: int, files: int = 0) -> int:
    """Write transcripts with this number of words to a folder, and return the actual number of words.

    Args:
        data: the folder of public data.
        folder: the folder for the transcripts, created if necessary.
        words: the number of words, to the nearest turn.
        files: the number of transcripts; 0 for as many as the originals give.
    """
    folder.mkdir(parents=True)
    lines: list[str] = []
    each, written, made = words // files if files else 0, 0, 0
    for number, whole in enumerate(_meetings(data)):
        for line in whole:
            lines.append(line)
            written += len(line.split())
            if (each and written >= each * (made + 1)) or written >= words:
                made += 1
                _write(folder, made, lines)
                lines = []
            if written >= words:
                return written
        if lines and not each:
            made = number + 1
            _write(folder, made, lines)
            lines = []
    return written


def meetings_there(data: Path) -> bool:
    """Whether the original transcripts are available."""
    return (data / MEETINGS).is_dir()


def changed(lines: Sequence[str], number: int) -> list[str]:
    """A copy of a transcript with other speakers' names, other numbers, and other names mentioned."""
    speakers = {match[1] for line in lines if (match := _LABEL.match(line))}
    names = {word for label in speakers for word in re.findall(r"[A-Z][a-zâêîôûŵŷ'’]{2,}", label)}
    return [_changed_line(line, names, number, at) for at, line in enumerate(lines)]


def _meetings(data: Path) -> Iterator[list[str]]:
    paths = sorted((data / MEETINGS).glob("*.txt"))
    originals = [[line for line in path.read_text("utf-8").splitlines() if line.strip()] for path in paths]
    yield from originals
    number = 0
    while originals:
        number += 1
        for lines in originals:
            yield changed(lines, number)


def _changed_line(line: str, names: set[str], number: int, at: int) -> str:
    label = match[0] if (match := _LABEL.match(line)) else ""
    said = "".join(
        _changed_sentence(sentence[0], number, at + place)
        for place, sentence in enumerate(_SENTENCE.finditer(line[len(label) :]))
    )
    renamed = re.compile(r"[A-Z][\w'’]{2,}")
    return renamed.sub(lambda m: _name(m[0], number) if m[0] in names else m[0], label) + said


def _changed_sentence(sentence: str, number: int, at: int) -> str:
    first = True

    def other(match: re.Match[str]) -> str:
        nonlocal first
        opens, first = first and not sentence[: match.start()].strip(), False
        if match[0].isdigit():
            return str(int(match[0]) + number)
        return match[0] if opens or match[0] in _COMMON else _name(match[0], number)

    new = _NAME_OR_NUMBER.sub(other, sentence)
    if new != sentence or not sentence.strip(" .?!"):
        return new
    body = sentence.rstrip(" .?!\n")
    return f"{body}, {_name(f'{number} {at}', number)}{sentence[len(body) :]}"


def _name(word: str, number: int) -> str:
    """An invented name in place of a word, different in each copy."""
    seed = sum(ord(letter) * (at + 3) for at, letter in enumerate(word)) + 7919 * number
    parts = (_SYLLABLES[(seed // 15**place) % 15] for place in range(3))
    return "".join(parts).capitalize()


def _write(folder: Path, number: int, lines: Sequence[str]) -> None:
    (folder / f"meeting_{number:04d}.txt").write_text("\n".join(lines) + "\n", "utf-8")
