"""Reads JSON from transcription services (Whisper, WhisperX, AssemblyAI, Deepgram) and chats (Slack)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from pipeline.documents.chat_json import chat_lines, is_direct, messages_in
from pipeline.documents.document import Document, Line, Unreadable
from pipeline.documents.text import cleaned, decoded

Record = Mapping[str, object]


def read_json(content: bytes) -> Document:
    """The lines of a machine transcript, each with its start time and its speaker, if given.

    Raises:
        Unreadable: if it is damaged or not a known transcript format.
    """
    try:
        written: object = json.loads(decoded(content)[0])
    except (ValueError, RecursionError) as error:
        raise Unreadable(
            "the JSON file is damaged", "Export the transcript again, as text, captions (.vtt) or JSON"
        ) from error
    if messages := messages_in(written):
        return Document(lines=tuple(chat_lines(messages, direct=is_direct(written))), is_chat=True)
    lines = [line for line in _lines(written) if line.text]
    if not lines:
        raise Unreadable(
            "this JSON is no transcript of Whisper, WhisperX, AssemblyAI or Deepgram, and no chat of Slack",
            "Export the transcript as text, captions (.vtt) or a table, or remove the file from the folder",
        )
    return Document(lines=tuple(lines))


def _lines(written: object) -> Iterator[Line]:
    milliseconds = False
    bare = [each for each in _records(written) if "speaker" in each or "start" in each]
    parts = bare or _records(_at(written, "segments"))
    if utterances := _records(_at(written, "utterances")):
        parts, milliseconds = utterances, True  # AssemblyAI
    elif utterances := _records(_at(written, "results", "utterances")):
        parts = utterances  # Deepgram, if utterances were requested
    elif paragraphs := _paragraphs(written):
        parts = paragraphs
    for number, part in enumerate(parts, start=1):
        text = part.get("text", part.get("transcript"))
        if not isinstance(text, str):
            continue
        start = part.get("start")
        timed = isinstance(start, int | float) and not isinstance(start, bool)
        seconds = float(str(start)) / (1000 if milliseconds else 1) if timed else None
        yield Line(
            text=" ".join(cleaned(text).split()),
            number=number,
            voice=_voice(part.get("speaker")),
            seconds=seconds,
            time="" if seconds is None else _clock(seconds),
            joint=" ",
            cue=True,
        )


def _paragraphs(written: object) -> list[Record]:
    """Deepgram's paragraphs, or else its words joined by speaker."""
    found: list[Record] = []
    for channel in _records(_at(written, "results", "channels")):
        for heard in _records(channel.get("alternatives"))[:1]:
            for paragraph in _records(_at(heard, "paragraphs", "paragraphs")):
                text = " ".join(str(each.get("text", "")) for each in _records(paragraph.get("sentences")))
                found.append({**paragraph, "text": text})
            if not _records(_at(heard, "paragraphs", "paragraphs")):
                found.extend(_by_speaker(_records(heard.get("words"))) or [heard])
    return found


def _by_speaker(words: list[Record]) -> list[Record]:
    found: list[dict[str, object]] = []
    for word in words:
        text = word.get("punctuated_word", word.get("word", ""))
        if found and found[-1].get("speaker") == word.get("speaker"):
            found[-1]["text"] = f"{found[-1]['text']} {text}"
        else:
            found.append({"speaker": word.get("speaker"), "start": word.get("start"), "text": str(text)})
    return list(found)


def _voice(speaker: object) -> str | None:
    """The name of a voice; a bare number or letter was assigned by the machine."""
    if speaker is None or isinstance(speaker, bool) or not str(speaker).strip():
        return None
    name = cleaned(str(speaker)).strip()
    return f"Speaker {name}" if name.isdigit() or len(name) == 1 else name


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _at(written: object, *names: str) -> object:
    for name in names:
        written = written.get(name) if isinstance(written, dict) else None
    return written


def _records(written: object) -> list[Record]:
    return [each for each in written if isinstance(each, dict)] if isinstance(written, list) else []
