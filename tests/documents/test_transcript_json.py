"""JSON of machine transcripts."""

from __future__ import annotations

import json

import pytest

from pipeline.documents.document import Unreadable
from pipeline.documents.transcript_json import read_json

SAID = [("How did it freeze?", 0.5), ("From the upper lock.", 3.25)]
PARTS = [{"start": start, "end": start + 2, "text": f" {text}"} for text, start in SAID]
WHISPERX = [{**part, "speaker": f"SPEAKER_0{at}"} for at, part in enumerate(PARTS)]
ASSEMBLY = [
    {"speaker": "AB"[at], "text": text, "start": int(start * 1000)} for at, (text, start) in enumerate(SAID)
]
DEEPGRAM = [{"speaker": at, "transcript": text, "start": start} for at, (text, start) in enumerate(SAID)]
PARAGRAPHS = [
    {"speaker": at, "start": start, "sentences": [{"text": text}]} for at, (text, start) in enumerate(SAID)
]
WORDS = [
    {"speaker": at, "start": start + place, "word": word.lower(), "punctuated_word": word}
    for at, (text, start) in enumerate(SAID)
    for place, word in enumerate(text.split())
]


def _deepgram(heard):
    return {"results": {"channels": [{"alternatives": [{"transcript": "all of it", **heard}]}]}}


@pytest.mark.parametrize(
    ("written", "voices"),
    [
        ({"text": "all of it", "segments": PARTS, "language": "en"}, [None, None]),
        ({"segments": WHISPERX, "word_segments": []}, ["SPEAKER_00", "SPEAKER_01"]),
        ({"id": "x", "text": "all of it", "utterances": ASSEMBLY}, ["Speaker A", "Speaker B"]),
        ({"results": {"utterances": DEEPGRAM, "channels": []}}, ["Speaker 0", "Speaker 1"]),
        (_deepgram({"paragraphs": {"paragraphs": PARAGRAPHS}, "words": WORDS}), ["Speaker 0", "Speaker 1"]),
        (_deepgram({"words": WORDS}), ["Speaker 0", "Speaker 1"]),
        (WHISPERX, ["SPEAKER_00", "SPEAKER_01"]),
    ],
    ids=["Whisper", "WhisperX", "AssemblyAI", "Deepgram", "paragraphs", "words", "a bare list"],
)
def test_transcripts_of_machines(written, voices):
    lines = read_json(json.dumps(written).encode()).lines
    assert [(line.text, line.seconds) for line in lines] == SAID
    assert [line.voice for line in lines] == voices


@pytest.mark.parametrize(
    "written",
    ["{}", "[]", '{"a": 1}', '[{"text": "Yes"}]', "[1, 2]", '{"segments": 3}', '"text"', "null", "{", "", "[" * 9],
)
def test_other_json_is_named_with_what_to_do(written):
    with pytest.raises(Unreadable, match="Export"):
        read_json(written.encode())
