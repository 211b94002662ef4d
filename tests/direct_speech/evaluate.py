"""Evaluates quotations and their speakers: `python -m tests.direct_speech.evaluate` prints the table.

Each line is one set of texts: precision, recall and F1 of spans (a span is correct if its words, without marks and
punctuation at either end, are exactly those of the gold standard), and the share of the quotations found whose
speaker is correct (names are compared by their parts, descriptions by a shared word; no speaker is correct if the
text gives none). `likely` also counts correct names that were not printed because their rule is not reliable
enough. If textacy is installed, its `direct_quotations` is evaluated on the same texts:

    pip install --no-deps textacy cytoolz toolz floret jellyfish pyphen cachetools

`--misses` shows the errors in the development half; `--habits` counts by style of quotation, for all texts.
"""

from __future__ import annotations

import csv
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.corpus import tables
from pipeline.corpus.spans import Span, folded
from pipeline.direct_speech.quotations import direct_quotations, reported_quotations
from pipeline.direct_speech.speakers import NOBODY, Speaker
from pipeline.language.english import entity_model
from pipeline.review.evaluation import Made
from tests.quotes.passages_with_gold import Text, hard_cases, novels

ROOT = Path(__file__).parents[2]
TEXTACY = "pip install --no-deps textacy cytoolz toolz floret jellyfish pyphen cachetools"
LITBANK = ROOT.parent / "shared" / "data" / "quotes" / "litbank_quotes.jsonl"
_EDGE = "“”„‟‘’'\"«»‹›`´ \t\n.,;:!?…—–-_"
_SMALL = {
    "a",
    "an",
    "the",
    "one",
    "of",
    "at",
    "from",
    "in",
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "cllr",
    "professor",
    "associate",
    "my",
}
_SMALL |= {"our", "his", "her", "their", "its", "who", "not", "be", "for", "and", "asked", "named"}


class Found(NamedTuple):
    """A quotation found by a program."""

    span: Span
    speaker: Speaker
    likely: Speaker = NOBODY


Reader = Callable[[Text], list[Found]]


def ours(text: Text) -> list[Found]:
    """The quotations that the stage finds, with names from the language model."""
    people = people_in(text.text)
    if text.teller:
        found = reported_quotations(text.text, Span(0, len(text.text)), people=people)
    else:
        found = direct_quotations(text.text, text.blocks, people=people, headings=text.headings)
    return [Found(each.span, each.speaker, each.likely) for each in found]


def people_in(text: str) -> list[Span]:
    """The spans that the language model labels as people's names."""
    return [Span(ent.start_char, ent.end_char) for ent in _names()(text).ents if ent.label_ == "PERSON"]


@cache
def _names() -> Any:
    return entity_model()


def textacy_reader() -> Reader | None:
    """textacy's way, if it is installed: it refuses a text with an odd number of marks, and then finds nothing."""
    try:
        from textacy.extract import direct_quotations as theirs
    except ImportError:
        return None
    import spacy

    from pipeline.language.models import SPACY, located

    nlp = spacy.load(located(SPACY))

    def read(text: Text) -> list[Found]:
        try:
            triples = list(theirs(nlp(text.text)))
        except Exception:  # whatever it raises, it found nothing
            return []
        return [
            Found(
                Span(triple.content.start_char, triple.content.end_char),
                Speaker(" ".join(token.text for token in triple.speaker)),
            )
            for triple in triples
        ]

    return read


def core(text: str, span: Span) -> Span:
    """The words of a span without marks and punctuation at its ends."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip(_EDGE))
    return Span(start, max(start, span.start + len(words.rstrip(_EDGE))))


def same_person(given: str, gold: str, *, teller: str) -> bool:
    """Whether two names or descriptions mean the same person."""
    given = teller if given.casefold() in ("i", "we") and teller else given
    if not gold:
        return not given or given.casefold() in ("he", "she", "they", "it")
    one, other = _parts(given), _parts(gold)
    if gold[:1].isupper() and gold.istitle():  # a name: nothing may stand in the one that the other gainsays
        return bool(one) and (one <= other or other <= one)
    if not other:
        return folded(given).casefold() == folded(gold).casefold()
    return bool(one & other)


def _parts(name: str) -> frozenset[str]:
    words = re.findall(r"\w+", name.casefold().replace("’s", "").replace("'s", ""))
    return frozenset(word.removesuffix("s") for word in words if word not in _SMALL) - _SMALL


class Tally:
    """Counts over a set of texts."""

    def __init__(self) -> None:
        self.found = self.wanted = self.right = self.speakers = self.likely = 0
        self.described = self.described_right = 0
        self.misses: list[str] = []

    def add(self, text: Text, found: Sequence[Found]) -> None:
        """Count one text."""
        gold = {core(text.text, each.span): each for each in text.wanted}
        told = {core(text.text, each.span): each for each in found}
        self.found += len(told)
        self.wanted += len(gold)
        for span, each in told.items():
            if span not in gold:
                self._miss(text, "not wanted", span)
                continue
            self.right += 1
            want = gold[span]
            if same_person(each.speaker.name, want.name, teller=text.teller):
                self.speakers += 1
            elif same_person(each.likely.name, want.name, teller=text.teller) and want.name:
                self.likely += 1
            else:
                self._miss(text, f"speaker {each.speaker.name!r}, not {want.name!r}", span)
            for ours_, theirs in ((each.speaker.role, want.role), (each.speaker.organisation, want.organisation)):
                if theirs:
                    same = bool(_parts(ours_)) and (
                        _parts(ours_) <= _parts(theirs) or _parts(theirs) <= _parts(ours_)
                    )
                    self.described += 1
                    self.described_right += same
                    if not same:
                        self._miss(text, f"described {ours_!r}, not {theirs!r}", span)
        for span in gold.keys() - told.keys():
            self._miss(text, "missed", span)

    def _miss(self, text: Text, what: str, span: Span) -> None:
        if not text.held_out:
            self.misses.append(f"{text.name}\n    {what}: {folded(span.of(text.text))[:100]}")

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float(not self.wanted)

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0

    def line(self, name: str) -> str:
        """The figures, for the table."""
        speakers = f"{self.speakers / self.right:.3f}" if self.right else "  -  "
        described = f"{self.described_right / self.described:.3f}" if self.described else "  -  "
        likely = f"{(self.speakers + self.likely) / self.right:.3f}" if self.right else "  -  "
        figures = f"{self.precision:.3f}  {self.recall:.3f}  {self.f1:.3f}  {speakers}     {likely}   {described}"
        return f"{name:<38}{self.wanted:>6}  {figures}"


def say(line: str) -> None:
    """Print a line of the table immediately."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def tally(texts: Iterable[Text], read: Reader) -> Tally:
    """Read texts and count the results."""
    counted = Tally()
    for text in texts:
        counted.add(text, read(text))
    return counted


def sample_lines(theirs: Reader | None) -> Iterator[str]:
    """The sample study, through all the stages up to this one, against its gold; the other way beside it."""
    from pipeline.cli.stages import STAGES
    from pipeline.corpus.study import Study
    from pipeline.quotes.stage import QUOTES
    from pipeline.review.evaluation import quote_lines
    from pipeline.workflow.runner import Run

    with (ROOT / "tests/sample_study/gold/quotes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as folder:
        study = Study(ROOT / "transcripts" / "sample", ROOT / "models", Path(folder))
        Run(study).through(STAGES[: STAGES.index(QUOTES) + 1])
        made = Made(study)
        lines = quote_lines(made, rows)
        others = dict(_sample_theirs(made, rows, theirs)) if theirs else {}
    for spans, speakers in zip(lines[::2], lines[1::2], strict=True):
        score = spans.score
        figures = f"{score.precision:.3f}  {score.recall:.3f}  {score.f1:.3f}  {speakers.score.precision:.3f}"
        yield f"{'sample: ' + spans.how:<38}{score.wanted:>6}  {figures}"
        if beside := others.get(spans.how.split()[0]):
            yield beside


def _sample_theirs(made: Made, rows: Sequence[Mapping[str, str]], read: Reader) -> Iterator[tuple[str, str]]:
    """The other way's line for each kind: it reads a document whole, and an interview turn by turn."""
    turns = made.records(tables.TURNS)
    for kind, role in (("direct", "narrator"), ("reported", "participant")):
        gold = {(row["source"], _plain(row["quote"])): row["speaker"] for row in rows if row["kind"] == kind}
        sources = {source for source, _ in gold}
        found: dict[tuple[str, str], str] = {}
        for turn in turns:
            stem = made.stem[turn.source]
            if stem not in sources or turn.role != role:
                continue
            text = turn.span.of(made.texts[turn.source])
            for each in read(Text(stem, text, (), held_out=False)):
                found[stem, _plain(each.span.of(text))] = each.speaker.name
        right = found.keys() & gold.keys()
        told = sum(same_person(found[key], gold[key], teller="") for key in right)
        precision, recall = len(right) / max(1, len(found)), len(right) / len(gold)
        f1 = 2 * len(right) / (len(found) + len(gold))
        speakers = f"{told / len(right):.3f}" if right else "  -  "
        yield kind, f"{'  textacy':<38}{len(gold):>6}  {precision:.3f}  {recall:.3f}  {f1:.3f}  {speakers}"


def _plain(quote: str) -> str:
    return folded(quote).replace("’", "'").strip(_EDGE).casefold()


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    sets: list[tuple[str, list[Text]]] = []
    cases = hard_cases()
    sets.append(("hard cases, looked at", [text for text in cases if not text.held_out]))
    sets.append(("hard cases, held out", [text for text in cases if text.held_out]))
    litbank = Path(arguments[arguments.index("--litbank") + 1]) if "--litbank" in arguments else LITBANK
    if litbank.exists():
        texts = list(novels(litbank))
        sets.append(("LitBank, looked at", [text for text in texts if not text.held_out]))
        sets.append(("LitBank, held out", [text for text in texts if text.held_out]))
    readers: list[tuple[str, Reader]] = [("", ours)]
    theirs = textacy_reader()
    if theirs and "--ours" not in arguments:
        readers.append(("  textacy", theirs))
    say(f"{'':<38}{'quotes':>6}  {'P':<5}  {'R':<5}  {'F1':<5}  speakers  likely  role, affiliation")
    for name, texts in sets:
        for label, read in readers:
            counted = tally(texts, read)
            say(counted.line(label or name))
            if not label and "--misses" in arguments:
                say("\n".join(counted.misses))
    say("\n".join(sample_lines(theirs if len(readers) > 1 else None)))
    if theirs is None:
        say(f"textacy is not installed, which is compared with: {TEXTACY}")
    if "--habits" in arguments:
        by_habit: dict[str, list[Text]] = defaultdict(list)
        for text in cases:
            by_habit[text.name.partition(": ")[2]].append(text)
        for habit, texts in sorted(by_habit.items()):
            say(tally(texts, ours).line(habit[:38]))


if __name__ == "__main__":
    main(sys.argv[1:])
