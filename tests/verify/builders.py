"""A small finished run, written by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.corpus import tables
from pipeline.corpus.spans import Span
from pipeline.corpus.storage import make_folder, write_table
from pipeline.corpus.study import Study
from pipeline.verify.checking import check_quotations
from pipeline.verify.drafts import DraftQuotation
from pipeline.verify.people import Consents
from pipeline.verify.spoken_words import TokenisedCorpus
from pipeline.verify.verdicts import Checked

PEOPLE = (
    {"participant": "P01", "case": "Northside", "speaker": "Amy", "name": "Amy Lee", "role": "Chief executive",
     "organisation": "Northside Trust", "consent": "named", "interviewer": False},
    {"participant": "P02", "case": "Southby", "speaker": "Ben", "name": "Ben Okafor", "role": "Council officer",
     "organisation": "Southby Council", "consent": "role", "interviewer": False},
    {"participant": "P03", "case": "Southby", "speaker": "Cat", "name": "Cat Prior", "role": "Volunteer",
     "organisation": "", "consent": "none", "interviewer": False},
    {"participant": "P09", "case": "Northside", "speaker": "Interviewer", "name": "Ida Ask", "role": "Researcher",
     "organisation": "", "consent": "named", "interviewer": True},
)  # fmt: skip
TURNS = (
    ("one", "P09", "interviewer", "So how did you find the keys to the building that winter?"),
    ("one", "P01", "participant",
     "We had the keys by Friday. I mean, nobody asked who was in charge, we just opened the doors."),
    ("one", "P09", "interviewer", "Mm."),
    ("one", "P01", "participant",
     "And then, um, we fed sixty people, we fed sixty people a night for, you know, seven weeks [laughs] on a"
     " budget of £400."),
    ("two", "P02", "participant",
     "The council rang on the Monday and said, could you take forty parcels? We took sixty. It wasn't our job, and"
     " we did not ask for thanks."),
    ("two", "P03", "participant",
     "I would rather this was not printed anywhere at all, if that is all right with you."),
    ("two", "P02", "participant",
     "Well, we went – we were going to close the hall, so, vol- volunteers took the rota home. Not one of them"
     " complained about it."),
)  # fmt: skip


def turns(said: str) -> list[tuple[str, str, str, str]]:
    """`We did. | P09: Mm.@And so on.`: bars part turns, `@` two transcripts; P01 speaks where nobody is named."""
    made = []
    for source, transcript in zip(("one", "two"), said.split("@"), strict=False):
        for turn in transcript.split(" | "):
            who, words = (turn[:3], turn[5:]) if turn[3:5] == ": " else ("P01", turn)
            made.append((source, who, "interviewer" if who == "P09" else "participant", words))
    return made


def study_of(
    folder: Path,
    turns: Sequence[tuple[str, str, str, str]] = TURNS,
    *,
    redacted: Sequence[tuple[str, str]] = (),
    sources: Mapping[str, Mapping[str, str]] | None = None,
) -> Study:
    """Write the run's tables and texts.

    Args:
        folder: where.
        turns: source, participant, role, words.
        redacted: names for which the dataset prints something else, and what.
        sources: other columns of the sources, by source: `title`, `file`, `place`.
    """
    made = Study(folder / "t", folder / "m", folder / "o")
    make_folder(made.tables, private=True)
    make_folder(made.texts, private=True)
    texts: dict[str, str] = {}
    rows = []
    for at, (source, participant, role, words) in enumerate(turns):
        text = texts.get(source, "")
        rows.append(
            {"source": source, "turn_id": f"t-{at}", "speaker": participant, "participant": participant,
             "role": role, "start": len(text), "end": len(text) + len(words), "seconds": 60.0 * at, "question": ""}
        )  # fmt: skip
        texts[source] = text + words + "\n"
    for source, text in texts.items():
        (made.texts / f"{source}.txt").write_text(text, "utf-8")
    cases = {"one": "Northside", "two": "Southby"}
    rows_of_sources = [
        {
            "source": s,
            "file": f"{s}.txt",
            "case": cases.get(s, "Northside"),
            "kind": "interview",
            "place": cases.get(s, ""),
            **(sources or {}).get(s, {}),
        }
        for s in texts
    ]
    hidden = [
        {"source": source, "start": match.start(), "end": match.end(), "text": name, "replacement": replacement,
         "participant": "", "reason": "a name"}
        for source, text in texts.items()
        for name, replacement in redacted
        for match in re.finditer(re.escape(name), text)
    ]  # fmt: skip
    cited = [
        {"participant": p["participant"], "case": p["case"], "role": p["role"], "consent": p["consent"],
         "attribution": p["name"] if p["consent"] == "named" else p["role"], "quotable": p["consent"] != "none"}
        for p in PEOPLE if not p["interviewer"]
    ]  # fmt: skip
    for table, content in (
        (tables.SOURCES, rows_of_sources),
        (tables.TURNS, rows),
        (tables.PARTICIPANTS, PEOPLE),
        (tables.ATTRIBUTIONS, cited),
        (tables.QUOTES, []),
        (tables.REDACTIONS, hidden),
    ):
        write_table(made.tables / f"{table.name}.parquet", table.frame(content))
    return made


def checked(study: Study, quote: str, *, told: str = "", lead: str = "", is_term: bool = False) -> Checked:
    """One quotation's verdict."""
    said = TokenisedCorpus(study)
    found = DraftQuotation(quote, Span(0, len(quote)), 1, told=told, lead=lead, is_term=is_term)
    [one] = check_quotations(said, [found], consents=Consents(said))
    return one
