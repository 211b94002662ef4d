"""Which packages the words of one turn pass, from the file to what is handed over: `python -m tests.rooms`.

A study of four turns is run in this process, and each call of a function of the pipeline is looked at. Where an
argument is a text with the word below, the words are in that function's package. `corpus` and `language` serve all
others and are marked; the rest are counted in the order in which the words reach them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from types import FrameType

from pipeline.cli.main import main
from tests.conftest import ROOT

WORD = "Zanzibarquux"
SERVES_ALL = {"corpus", "language"}
AFTER_CODING = {"emit", "refi", "privacy"}  # what is handed over, and the search of it
TALK = f"""Interviewer: Can you tell me how the hall began?

Mary Pole: We opened the {WORD} hall because the council and the surgery never spoke to each other, and somebody had
to carry messages between the street and the town hall every week.

Interviewer: And who helped you then?

Mary Pole: Harrowdale Community Trust gave us a kettle and a key, and the volunteers did the rest on Fridays.
"""


class Watch:
    """Hears of every call, and keeps the packages that the word reaches, in order."""

    def __init__(self) -> None:
        self.rooms: dict[str, str] = {}  # package → the first function

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        """Look at the arguments of one call."""
        module = str(frame.f_globals.get("__name__", ""))
        if event != "call" or not module.startswith("pipeline."):
            return
        code = frame.f_code
        given = (frame.f_locals.get(name) for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
        if any(_holds(one) for one in given):
            self.rooms.setdefault(module.split(".")[1], f"{module}.{code.co_name}")


def _holds(value: object) -> bool:
    return (type(value) is str and WORD in value) or (type(value) is bytes and WORD.encode() in value)


def measure() -> dict[str, str]:
    """Run the study under watch."""
    watch = Watch()
    with tempfile.TemporaryDirectory() as folder:
        transcripts = Path(folder) / "transcripts"
        transcripts.mkdir()
        (transcripts / "talk.txt").write_text(TALK, "utf-8")
        study = ["--transcripts", str(transcripts), "--outputs", str(Path(folder) / "outputs")]
        sys.setprofile(watch)
        try:
            main([*study, "--models", str(ROOT / "models"), "--jobs", "1", "--quiet", "run"], standalone_mode=False)
        finally:
            sys.setprofile(None)
    return watch.rooms


if __name__ == "__main__":
    rooms = measure()
    for name, function in rooms.items():
        sys.stdout.write(f"{name:15} {function}{'  (serves all)' if name in SERVES_ALL else ''}\n")
    passed = [name for name in rooms if name not in SERVES_ALL | AFTER_CODING]
    sys.stdout.write(f"{len(passed)} packages to the coded quote: {', '.join(passed)}\n")
