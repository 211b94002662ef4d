"""Whatever the bytes, ingest ends, loses nothing, and offsets hold; whatever the talk, it comes back."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.documents.text import cleaned, decoded
from tests.ingest.helpers import check, needs, read, turns_of
from tests.ingest.renderings import RENDERINGS, Talk, expected, known_as

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ENDINGS = [".txt", ".md", ".rst", ".csv", ".tsv", ".vtt", ".srt", ".html", ".rtf", ".docx", ".odt", ".xlsx", ".pdf"]
KINDS = ["", "interview", "roundtable", "survey", "document", "notes", "chat"]

# Text that looks like transcripts: labels, times, breaks, markup and odd characters, at random.
# fmt: off
FRAGMENTS = st.sampled_from([
    "Anna", "Tom Reed", "I", "INT", ":", "\t", "\n", "\n\n", "\r\n", "\r", " ", "  ",
    "0:05", "[00:01:02]", "(", ")", "**", "*", "_", "#", "- ", "1", "2", "3",
    ".", "?", "-->", "WEBVTT\n\n", "<v Tom>", "</v>", "&amp;", '"', ",", ";", "|", "===\n",
    "Summary\n", "Transcript\n", "Date: ", "Page 1 of 2\n", "\u00ad", "\ufeff", "\x00", "\x0c", "é", "e\u0301",
    "“quite”", "I was there",
    "And then it rained.", "Key:\nAB = Ann Bell\n", "n/a", "{\\rtf1 ",
])
# fmt: on
TEXTS = st.lists(FRAGMENTS, max_size=60).map("".join) | st.text(max_size=200)


def ingested(content: bytes, ending: str, kind: str = "") -> list[dict]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ending}"
        path.write_bytes(content)
        result = read(path, kind=kind)
    for source in result.sources:
        check(source)
    assert result.sources or result.problems
    return result.sources


def letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"[\s\u00ad\u200b]", "", text))


@given(content=st.binary(max_size=400), ending=st.sampled_from(ENDINGS), kind=st.sampled_from(KINDS))
@QUICK
def test_any_bytes(content, ending, kind):
    needs(ending.removeprefix("."))
    ingested(content, ending, kind)


@given(
    text=TEXTS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), kind=st.sampled_from(KINDS)
)
@QUICK
def test_any_text_loses_nothing(text, encoding, kind):
    assume(not text.startswith("{\\rtf"))
    content = text.encode(encoding, "replace")
    meant = cleaned(decoded(content)[0])
    for source in ingested(content, ".txt", kind):
        assert letters(source.text) == letters(meant)


@given(text=TEXTS, ending=st.sampled_from([".md", ".rst", ".vtt", ".csv", ".html"]), kind=st.sampled_from(KINDS))
@QUICK
def test_any_text_in_any_text_container(text, ending, kind):
    ingested(text.encode("utf-8", "replace"), ending, kind)


WORDS = st.sampled_from(
    "we had a kettle and the hall was cold so nobody stayed long but they came back every week with cake".split()  # noqa: SIM905
)
SENTENCES = st.lists(WORDS, min_size=3, max_size=12).map(lambda words: " ".join(words).capitalize())
QUESTIONS = SENTENCES.map(lambda said: f"{said}?")
ANSWERS = st.lists(SENTENCES.map(lambda said: f"{said}."), min_size=2, max_size=4).map(" ".join)
NAMES = st.sampled_from(
    [("Anna Price", "Tom Reed"), ("Interviewer", "P01"), ("Mo", "Bea"), ("Dr Siân Hughes", "Cllr J O’Neill-Price")]
)


@st.composite
def talks(draw) -> Talk:
    """A talk of two who take turns, long enough to have a pattern."""
    asker, answerer = draw(NAMES)
    pairs = draw(st.lists(st.tuples(QUESTIONS, ANSWERS), min_size=3, max_size=8))
    return [turn for asked, answered in pairs for turn in ((asker, asked), (answerer, answered))]


@pytest.mark.parametrize("rendering", RENDERINGS, ids=lambda rendering: rendering.name)
@given(talk=talks())
@settings(QUICK, max_examples=4)  # a rendering is a table of rules; what varies is the talk
def test_a_talk_comes_back_from_any_layout(rendering, talk):
    needs(rendering.ending.removeprefix("."))
    (source,) = ingested(rendering.written(talk), rendering.ending)
    assert known_as(turns_of(source), rendering, talk) == expected(rendering, talk)


HOSTILE = {
    "stars": "**a" * 60_000,
    "one line": "word " * 200_000,
    "brackets": "(" * 100_000,
    "spaces": "Anna: yes" + " " * 300_000 + "x\nTom: no?" + " " * 100_000,
    "tags": "<v " * 60_000,
    "colons": "A:" * 100_000,
    "tabs": "\t" * 200_000,
    "labels": "".join(f"Name{at}: text\n" for at in range(6_000)),
    "dashes": "- " * 100_000,
    "digits": "1:00" * 50_000,
    "questions": "?" * 100_000 + " .",
}


@pytest.mark.parametrize("ending", [".txt", ".md", ".rst", ".vtt", ".csv", ".html"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_to_its_end(name, ending):
    ingested(HOSTILE[name].encode(), ending)  # one that takes for ever is seen by how long the tests take


def test_a_stream_of_zeros_is_not_read():
    assert not ingested(io.BytesIO(bytes(3_000_000)).read(), ".docx")
