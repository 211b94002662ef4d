"""The private copy of the page, which plays the recordings."""

from __future__ import annotations

import math
import struct
import wave

import pytest
from click.testing import CliRunner

from pipeline.cli.main import main
from pipeline.emit.page import PAGE_WITH_RECORDINGS
from tests.emit.page.waiting import until

pytestmark = pytest.mark.slow  # a browser


def sound(path, *, seconds: int) -> None:
    with wave.open(str(path), "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(8000)
        samples = (128 + int(40 * math.sin(at / 9)) for at in range(8000 * seconds))
        made.writeframes(b"".join(struct.pack("B", one) for one in samples))


def run(study) -> str:
    options = ["--transcripts", study.transcripts, "--models", study.models, "--outputs", study.outputs, "run"]
    told = CliRunner().invoke(main, list(map(str, options)))
    assert told.exit_code == 0, told.output
    return told.output


def test_a_quote_is_heard_from_its_second_and_only_in_private(sample_copy, opened):
    handed_over = (sample_copy.outputs / "report" / "index.html").read_bytes()
    recording = sample_copy.transcripts / "wexcombe_interview.WAV"
    sound(recording, seconds=700)
    told = run(sample_copy)
    private = sample_copy.outputs / PAGE_WITH_RECORDINGS
    assert str(private) in told
    assert (sample_copy.outputs / "report" / "index.html").read_bytes() == handed_over
    page = opened(private, "#quotes")
    page.locator("#f-case").select_option("Wexcombe")
    quote = page.locator("article", has_text="mornings a week").first
    hours, minutes, seconds = map(int, quote.locator(".aside").inner_text().split(" · ")[1].split(":"))
    quote.get_by_role("button", name="Play:").click()
    begins = 3600 * hours + 60 * minutes + seconds
    until(page, f"document.querySelector('video').currentTime > {begins}")
    page.get_by_role("button", name="3 s back").click()
    until(page, f"document.querySelector('video').currentTime < {begins}")
    page.get_by_role("button", name="Faster").click()
    assert page.locator("#player output").inner_text() == "1.25×"
    recording.unlink()
    assert str(private) not in run(sample_copy)
    assert not private.exists()


def test_what_cannot_be_played_is_told_in_a_sentence(sample_copy, opened):
    (sample_copy.transcripts / "wexcombe_interview.mp3").write_bytes(b"not a sound")
    run(sample_copy)
    page = opened(sample_copy.outputs / PAGE_WITH_RECORDINGS, "#transcripts?source=wexcombe-interview")
    page.get_by_role("button", name="Play:").first.click()
    page.get_by_text("This recording cannot be played").wait_for()
