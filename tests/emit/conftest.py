"""A study small enough to read: two cases, four people at the four levels of consent, and a document.

Turns are written as they were said. `<...>` marks a passage, `“...”` in the document a quotation; the tables are
worked out from the marks, so that no offset is counted by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from pipeline.corpus import tables
from pipeline.corpus.records import Finding
from pipeline.corpus.settings import Settings
from pipeline.emit.gate import Gate, gate_of
from pipeline.emit.handover import Handover, handover
from pipeline.emit.material import Material
from pipeline.emit.private_files import private_files
from pipeline.emit.writers import written
from pipeline.people.redaction import Redactor

SOURCES = [
    {"source": "grimsby", "file": "grimsby.docx", "case": "Grimsby", "kind": "interview", "title": "The Larder",
     "place": "Grimsby", "date": "2024-03-01"},
    {"source": "s-1a2b", "file": "whitby_CarolPike.vtt", "case": "whitby_carol_pike", "kind": "roundtable",
     "title": "Carol Pike's roundtable", "place": "Whitby", "date": "2024-04-02"},
    {"source": "report", "file": "report.pdf", "case": "Grimsby", "kind": "document",
     "title": "A place at the table", "place": "Grimsby", "date": "2023"},
]  # fmt: skip

# source, turn, participant ("" for the narrator), seconds, question, words
SAID = [
    ("grimsby", "T-1", "P01", 0, "", "How did it begin, Bashir?"),
    ("grimsby", "T-2", "P02", 5, "", "<Bashir rang me, and the Larder opened on the Monday.> <We are the cogs that "
                                     "turn between the council and the street.>"),
    ("grimsby", "T-3", "P03", 3725, "", "<She told me ‘we will not wait for the council any more’ and then they "
                                        "did it.>"),
    ("s-1a2b", "T-4", "P05", None, "", "<I will not have one word of mine printed, not in any report, and the "
                                       "Secret Shed will not either.>"),
    ("s-1a2b", "T-5", "P04", None, "", "<=SUM(A1) is how they see us, a line in a budget.> <Mm.>"),
    ("s-1a2b", "T-6", "P05", None, "", "<Grimsby Council and the Secret Shed fell out.>"),
    ("report", "T-7", "", None, "", "The hub grew. “We became the cogs between people and the council,” said Dee "
                                    "Fox, manager of Grimsby Larder. “Nobody asked us to,” said Carol Pike, chair "
                                    "of the Shed."),
]  # fmt: skip

PEOPLE = [
    ("P01", "Grimsby", "Interviewer", "Ines Roy", "", "", "", "named", True),
    ("P02", "Grimsby", "Alice", "Alice Marlow", "organiser", "Grimsby Larder", "community organisation", "named",
     False),
    ("P03", "Grimsby", "BK", "Bashir Khan", "officer", "Grimsby Council", "local authority", "role", False),
    ("P04", "whitby_carol_pike", "Carol", "Carol Pike", "chair", "the Shed", "community organisation", "anonymous",
     False),
    ("P05", "whitby_carol_pike", "Dennis", "Dennis Oakes", "", "", "", "none", False),
]  # fmt: skip
CITED = {
    "P02": ("Alice Marlow, organiser, Grimsby Larder", "organiser", "Grimsby Larder", "named"),
    "P03": ("officer, Grimsby Council", "officer", "Grimsby Council", "role"),
    "P04": ("Community organisation, Whitby", "", "", "anonymous"),
    "P05": ("", "", "", "none"),
}
# What must be nowhere outside private/.
PRIVATE_NAMES = ("Bashir", "Khan", "Carol", "Pike", "Dennis", "Oakes")
WITHHELD_WORDS = ("one word of mine", "fell out", "Secret Shed")

ORGANISATIONS = [
    ("O-larder", "Grimsby Larder", "the Larder; Larder", "community organisation"),
    ("O-council", "Grimsby Council", "the council", "local authority"),
    ("O-shed", "Secret Shed", "", "community organisation"),
]
NAMED = [("O-larder", "the Larder"), ("O-council", "the council"), ("O-shed", "the Secret Shed"),
         ("O-council", "Grimsby Council"), ("O-larder", "Grimsby Larder")]  # fmt: skip

THEMES = [
    ("cogs", "Cogs of connection", "codebook", "They turn between people and bodies.", ""),
    ("waiting", "Not waiting", "codebook", "", ""),
    ("topic-1", "bashir rang", "discovered", "", "bashir; rang; budget"),
]
# passage (its first words), theme, coder, confidence, basis, decision, note
CODINGS = [
    ("We are the cogs", "cogs", "pipeline", 0.912345, "phrase “cogs”", "", ""),
    ("We are the cogs", "cogs", "Anna", 1.0, "", "accept", "=good"),
    ("We became the cogs", "cogs", "pipeline", 0.9, "phrase “cogs”", "", ""),
    ("She told me", "waiting", "pipeline", 0.7, "near “we will wait no longer”", "", ""),
    ("=SUM", "waiting", "pipeline", 0.6,
     "near “I will not have one word of mine printed, not in any report”", "", ""),
    ("=SUM", "cogs", "pipeline", 0.55, "", "", ""),
    ("=SUM", "cogs", "Anna", 0.55, "", "reject", "Carol Pike, 07700 900123, meant money"),
    ("I will not have", "waiting", "pipeline", 0.8, "", "", ""),
    ("Bashir rang me", "topic-1", "pipeline", 0.5, "", "", ""),
    ("We are the cogs", "waiting", "pipeline", 0.52, "close to the definition (0.41)", "", ""),
]  # fmt: skip
SUGGESTED = {("Bashir rang me", "topic-1"), ("We are the cogs", "waiting")}  # the others are sure
# passage, theme, decision, undone, note: the second may not be printed, the fourth is in no transcript
TRAIL = [
    ("Q-T-2.2", "cogs", "accept", "", "=good"),
    ("Q-T-4.1", "waiting", "reject", "", "she said one word of mine"),
    ("Q-T-5.1", "cogs", "accept", "yes", "as Carol Pike told me"),
    ("Q-gone", "cogs", "accept", "", ""),
    ("Q-T-5.1", "", "none", "", ""),
]
FINDINGS = [
    Finding(level="check", stage="ingest", finding="A label in whitby_CarolPike.vtt stands alone", remedy="Look",
            file="whitby_CarolPike.vtt", line=3),
]  # fmt: skip


def _parts(quotability: float) -> dict[str, float]:
    """Parts whose mean by any weights is this."""
    return {"quotability": quotability} | {part.name: quotability for part in tables.QUOTABILITY_PARTS}


def build() -> tuple[dict[str, Any], dict[str, str]]:
    """The working tables, and the texts."""
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in tables.WORKING}
    texts = {source["source"]: "" for source in SOURCES}
    for source, turn, participant, seconds, question, marked in SAID:
        start = len(texts[source])
        words = re.sub("[<>]", "", marked)
        role = {"": "narrator", "P01": "interviewer"}.get(participant, "participant")
        rows["turns"].append({
            "source": source, "turn_id": turn, "participant": participant, "role": role, "start": start,
            "end": start + len(words), "seconds": float("nan") if seconds is None else seconds,
            "question": question,
        })  # fmt: skip
        texts[source] += words + "\n"
        shared = {"source": source, "turn_id": turn}
        for number, match in enumerate(re.finditer("<([^>]*)> ?", marked)):
            at = start + match.start() - 2 * number
            rows["passages"].append(
                {**shared, "quote_id": f"Q-{turn}.{number + 1}", "participant": participant, "start": at,
                 "end": at + len(match[0]) - 2, "words": len(match[1].split()), "kind": "speech",
                 "seconds": float("nan") if seconds is None else seconds, **_parts(0.7 + number / 30),
                 "substance": len(match[1].split()) > 5}
            )  # fmt: skip
        quoting = re.compile("“([^”]*)”" if role == "narrator" else "‘([^’]*)’")
        for number, match in enumerate(quoting.finditer(words)):
            speaker = (("Dee Fox", "manager", "Grimsby Larder"), ("Carol Pike", "chair", "the Shed"))[number]
            direct = role == "narrator"
            rows["quotes"].append(
                {**shared, "quote_id": f"R-{turn}.{number + 1}", "start": start + match.start(1),
                 "end": start + match.end(1), "words": len(match[1].split()), "cue": "said",
                 "speaker": speaker[0] if direct else "", "speaker_role": speaker[1] if direct else "",
                 "speaker_organisation": speaker[2] if direct else "", "kind": "direct" if direct else "reported",
                 **_parts(0.6)}
            )  # fmt: skip
        for organisation, name in NAMED:
            for match in re.finditer(re.escape(name), words):
                rows["mentions"].append(
                    {**shared, "mention_id": f"M-{turn}.{match.start()}", "organisation_id": organisation,
                     "text": name, "start": start + match.start(), "end": start + match.end(),
                     "participant": participant, "confidence": 0.9, "basis": "gazetteer"}
                )  # fmt: skip
        if role == "interviewer":
            match = re.search("Bashir", words)
            assert match
            rows["redactions"].append(
                {"source": source, "start": start + match.start(), "end": start + match.end(), "text": "Bashir",
                 "replacement": "[name]", "participant": "P03", "reason": "consent: role"}
            )  # fmt: skip
        elif words.startswith("Bashir"):
            rows["redactions"].append(
                {"source": source, "start": start, "end": start + 6, "text": "Bashir", "replacement": "[name]",
                 "participant": "P03", "reason": "consent: role"}
            )  # fmt: skip
    # The last two by `we`: whom P03 speaks for may be printed, whom P04 does may not.
    for turn, how, implied in (("T-2", "co-mentioned", ""), ("T-6", "works with", ""), ("T-3", "funds", "a"),
                               ("T-5", "funds", "b")):  # fmt: skip
        its = next(row for row in rows["turns"] if row["turn_id"] == turn)
        rows["ties"].append({**its, "organisation_id_a": "O-council", "organisation_id_b": "O-larder", "how": how,
                             "cue": "Carol Pike funds", "implied": implied,
                             "case": "Grimsby" if turn in ("T-2", "T-3") else "whitby_carol_pike"})  # fmt: skip
    _people_and_themes(rows, texts)
    made = {table.name: table.frame(_only(table.column_names, rows[table.name])) for table in tables.WORKING}
    return made, texts


def _people_and_themes(rows: dict[str, list[dict[str, Any]]], texts: Mapping[str, str]) -> None:
    rows["files"] = [{"file": source["file"], "kind": source["kind"], "state": "read"} for source in SOURCES]
    rows["thresholds"] = [
        {"theme_id": theme, "threshold": 0.5, "method": "codebook"}
        for theme, _, origin, *_ in THEMES
        if origin == "codebook"
    ]
    for source in SOURCES:
        text = texts[source["source"]]
        rows["sources"].append({**source, "characters": len(text), "words": len(text.split()), "layout": "typed",
                                "layout_score": 1.0})  # fmt: skip
    fields = ("participant", "case", "speaker", "name", "role", "organisation", "sector", "consent", "interviewer")
    rows["participants"] = [dict(zip(fields, person, strict=True)) for person in PEOPLE]
    for participant, (attribution, role, organisation, consent) in CITED.items():
        person = next(row for row in rows["participants"] if row["participant"] == participant)
        rows["attributions"].append(
            {"participant": participant, "case": person["case"], "attribution": attribution, "role": role,
             "organisation": organisation, "sector": person["sector"], "consent": consent,
             "quotable": consent != "none"}
        )  # fmt: skip
    for organisation, name, aliases, sector in ORGANISATIONS:
        rows["organisations"].append(
            {"organisation_id": organisation, "organisation": name, "aliases": aliases, "sector": sector,
             "mentions": 2, "cases": 1, "sources": 1}
        )  # fmt: skip
    for theme, name, origin, definition, words in THEMES:
        rows["themes"].append({"theme_id": theme, "theme": name, "origin": origin, "definition": definition,
                               "label_words": words})  # fmt: skip
    for order, (quote, theme, decision, undone, note) in enumerate(TRAIL, 1):
        rows["trail"].append({"order": order, "date": f"2024-05-0{order}", "batch": "1", "coder": "Anna",
                              "quote_id": quote, "theme_id": theme, "decision": decision, "mode": "review",
                              "undone": undone, "note": note})  # fmt: skip
    quotes = [*rows["passages"], *rows["quotes"]]
    for first, theme, coder, confidence, basis, decision, note in CODINGS:
        quote = next(q for q in quotes if texts[q["source"]][q["start"] : q["end"]].startswith(first))
        rows["codings"].append(
            {"quote_id": quote["quote_id"], "theme_id": theme, "coder": coder, "confidence": confidence,
             "origin": "discovered" if theme.startswith("topic") else "codebook", "basis": basis,
             "decision": decision, "note": note,
             "state": "suggested" if (first, theme) in SUGGESTED else "sure"}
        )  # fmt: skip


def _only(columns: list[str], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in columns if name in row} for row in rows]


@cache
def redactor() -> Redactor:
    """It keeps nothing of what it was asked."""
    return Redactor.of(tables.PARTICIPANTS.records(build()[0]["participants"]))


@pytest.fixture(scope="session")
def study() -> Material:
    made, texts = build()
    return Material.of(lambda table: table.records(made[table.name]), texts=texts)


@pytest.fixture(scope="session")
def gate(study: Material) -> Gate:
    return gate_of(study, redactor())


@pytest.fixture(scope="session")
def handed(study: Material, gate: Gate) -> Handover:
    return handover(study, gate=gate, settings=Settings(), earlier=FINDINGS)


@pytest.fixture(scope="session")
def files(handed: Handover, study: Material) -> dict[str, bytes]:
    return dict([*written(handed, progress=lambda what, done, total: None), *private_files(study)])
