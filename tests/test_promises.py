"""Two guarantees on randomly generated studies: quotes are verbatim, and no forbidden name is in the outputs.

Names, consents, labels and words are generated at random; the whole pipeline runs; every byte outside `private/` is
searched, including inside zip files.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.corpus import tables
from pipeline.corpus.spans import Span, folded, replaced
from pipeline.corpus.study import Study

from . import invariants
from .conftest import run_study

GIVEN = [
    "Maureen",
    "Agnieszka",
    "Oluwaseun",
    "Gurpreet",
    "Siân",
    "Yasmin",
    "Tadeusz",
    "Hyacinth",
    "Mairead",
    "Xiaoling",
]
FAMILY = ["Okafor", "Kowalczyk", "O'Neill", "Prout", "Hussain", "Featherstone", "Van der Berg", "Nakamura", "Skegg"]
# Given names of the lexicon: others are found where something else speaks for them, as names_measure measures.
OTHERS = [
    "Bernadette",
    "Fiona",
    "Kieran",
    "Zainab",
    "Wojciech",
    "Bernard Crabtree",
    "Doreen Pilkington",
    "Emeka Eze",
]
FORMS = ["{first}", "{first} {last}", "{last}, {first}", "{FIRST}", "{first}’s", "Mrs {last}", "{first}\n{last}"]
CONSENTS = ["named", "role", "anonymous", "none", ""]
FRAMES = [
    "So {who} rang us about the boiler, and it took five weeks to mend.",
    "We asked {who} for the keys to the hall and the council said no to both of us.",
    "I told {who}, we need money for longer than a year, or the volunteers will go.",
    "Then {who} came to the food bank with a van. It was like a circus!",
    "“You can't eat a strategy,” said {who}, and we laughed.",
    "Ask {who}; write to {mail} or ring 07700 900123.",
    "Yes. Mm. {who}.",
]
VERBATIM = {"coded_quotes": "quote", "organisation_mentions": "text", "organisation_ties": "passage"}
# A run takes a second: failures are shown as they are drawn, not shrunk.
PHASES = [Phase.explicit, Phase.generate]
QUICK = settings(max_examples=2, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
ODD = st.text(alphabet="aé ñ’“”'\"[](),.;:–…!?\t=+@-", max_size=25)


@dataclass(frozen=True)
class Drawn:
    """A study before it is written: transcripts, people, and what may not leave."""

    lines: tuple[tuple[int, str], ...]
    people: tuple[tuple[str, str], ...]
    others: tuple[str, ...]


@st.composite
def studies(draw: st.DrawFn) -> Drawn:
    people = draw(
        st.lists(
            st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY), st.sampled_from(CONSENTS)),
            min_size=1,
            max_size=4,
            unique_by=(lambda person: person[0], lambda person: person[1]),
        )
    )
    others = draw(st.lists(st.sampled_from(OTHERS), max_size=3, unique=True))
    lines = []
    for _ in range(draw(st.integers(2, 8))):
        speaker = draw(st.integers(0, len(people) - 1))
        said = []
        for frame in draw(st.lists(st.sampled_from(FRAMES), min_size=1, max_size=4)):
            first, last, _ = draw(st.sampled_from(people))
            form = draw(st.sampled_from(FORMS)).format(first=first, last=last, FIRST=first.upper())
            who = draw(st.sampled_from([form, *others]))
            said.append(frame.format(who=who, mail=f"{first}.{last}@example.org".replace(" ", "").lower()))
        lines.append((speaker, " ".join([*said, draw(ODD)])))
    named = tuple((f"{first} {last}", consent) for first, last, consent in people)
    return Drawn(tuple(lines), named, tuple(others))


def written(drawn: Drawn, folder: Path) -> Study:
    """The study as files."""
    transcripts = folder / "transcripts"
    transcripts.mkdir(parents=True)
    turns = []
    for speaker, said in drawn.lines:
        turns.append("Interviewer: And what happened then?")
        turns.append(f"{drawn.people[speaker][0]}: {said}")
    (transcripts / "hall.txt").write_text("\n\n".join(turns) + "\n", "utf-8")
    with (transcripts / "participants.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["case", "speaker", "name", "role", "organisation", "sector", "consent", "interviewer"])
        rows.writerow(["hall", "Interviewer", "", "", "", "", "named", "yes"])
        rows.writerows(
            ["hall", name, name, "chair", "The Hall", "other", consent, "no"] for name, consent in drawn.people
        )
    (transcripts / "cases.csv").write_text("file,case,kind,title,place,date\nhall.txt,hall,interview,,,\n", "utf-8")
    return run_study(transcripts, folder / "outputs").study


def secrets(drawn: Drawn) -> Iterator[str]:
    """Names that may not be printed, and the words in them that nobody else bears."""
    agreed = {word for name, consent in drawn.people if consent == "named" for word in name.split()}
    for name, consent in drawn.people:
        if consent != "named":
            yield name
            yield from (word for word in name.split() if len(word) > 3 and word not in agreed)
    yield from drawn.others
    yield from (word for name in drawn.others for word in name.split())
    yield from ("@example.org", "07700 900123")


def check_printed_is_said(made: invariants.Made) -> None:
    """Every stretch of a transcript, in any file handed over, is its span but for what the log replaces."""
    log: dict[str, list[tuple[Span, str]]] = {}
    for row in made.rows(tables.REDACTIONS):
        log.setdefault(row["source"], []).append((Span(row["start"], row["end"]), row["replacement"]))
    quotes = set()
    for name, column in VERBATIM.items():
        for row in made.dataset(name):
            span = Span(int(row["start"]), int(row["end"]))
            printed = invariants.unescaped(row[column])
            assert printed == replaced(made.texts[row["source"]], log.get(row["source"], []), span), row
            quotes.add(folded(printed))
    for row in made.dataset("theme_by_case"):
        for cell in row.values():
            if shown := re.search(r" · “(.*)”$", cell, re.S):
                assert folded(shown[1]) in quotes, cell
    strings = {folded(text) for text in invariants.workbook_strings(made.study.outputs)}
    assert quotes <= {folded(invariants.unescaped(text)) for text in strings} | strings | {""}


def check_silent(made: invariants.Made, drawn: Drawn) -> None:
    """No secret, and no sentence of somebody who may not be quoted, stands in any byte outside `private/`."""
    found = dict(invariants.readable(made.study.outputs))
    for secret in secrets(drawn):
        pattern = re.compile(rf"(?<!\w){re.escape(secret)}(?!\w)", re.IGNORECASE)
        for where, text in found.items():
            assert not pattern.search(text), f"{secret!r} stands in {where}"
    withheld = {row["participant"] for row in made.rows(tables.ATTRIBUTIONS) if not row["quotable"]}
    assert not withheld & {row["participant"] for row in made.dataset("coded_quotes")}


def check_study(drawn: Drawn) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = invariants.Made(written(drawn, Path(folder)))
        invariants.check_all(made.study)
        check_printed_is_said(made)
        check_silent(made, drawn)


@given(drawn=studies())
@settings(QUICK, derandomize=True)
def test_promises_on_studies_that_nobody_wrote(drawn: Drawn) -> None:
    check_study(drawn)


# The same examples each time: where two people say the same sentences, the audit may join the end of one cell with
# the beginning of the next into six words of somebody who is not to be quoted. It then reports too much, never too
# little.
@pytest.mark.slow
@given(drawn=studies())
@settings(QUICK, max_examples=30, derandomize=True)
def test_promises_on_many_studies(drawn: Drawn) -> None:
    check_study(drawn)


def test_promises_on_the_sample(sample_run) -> None:
    check_printed_is_said(invariants.Made(sample_run.study))


def test_the_search_would_find_a_name(sample_copy) -> None:
    """The searches above can fail: a quote that is changed, a name that is let through."""
    path = sample_copy.outputs / "dataset" / "coded_quotes.csv"
    text = path.read_text("utf-8-sig")
    quote = max((row["quote"] for row in csv.DictReader(text.splitlines())), key=len)
    assert quote in text
    path.write_text("\ufeff" + text.replace(quote, quote.replace("the", "teh", 1)), "utf-8")
    with pytest.raises(AssertionError):
        check_printed_is_said(invariants.Made(sample_copy))
