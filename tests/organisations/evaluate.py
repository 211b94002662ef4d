"""Evaluates the recognition and merging of organisations, compared with spaCy: `make evaluate-organisations`.

Each part states what it measures and what was held out while the rules were written. A part without its data is
skipped with a message.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from pipeline.cli.stages import STAGES
from pipeline.corpus.spans import Span
from pipeline.corpus.study import Study
from pipeline.organisations.stage import ORGANISATIONS
from pipeline.review.evaluation import Made, Score, organisation_lines
from pipeline.workflow.runner import Run
from tests.organisations import gum
from tests.organisations.reading import model_alone, read, resolve_given
from tests.organisations.sayings import Saying, halves, marked

ROOT = Path(__file__).parents[2]
HEADINGS = ("precision", "recall", "F1", "found", "wanted", "right")


def lines(data: Path) -> Iterator[str]:
    """The lines of the evaluation, as its parts are done."""
    yield f"{'':56}" + "".join(f"{heading:>10}" for heading in HEADINGS)
    yield from _gum_lines(data / gum.FILE)
    yield from _saying_lines()
    yield from _sample_lines()


def line(what: str, score: Score) -> str:
    """One measure."""
    ratios = "".join(f"{ratio:10.3f}" for ratio in (score.precision, score.recall, score.f1))
    return f"{what:56}{ratios}{score.found:10}{score.wanted:10}{score.right:10}"


def _gum_lines(path: Path) -> Iterator[str]:
    yield ""
    if not path.exists():
        yield f"GUM is left out: {path} is not there (name the folder with DATA=…)"
        return
    yield "GUM, general English. Every second document with an organisation was looked at; the held-out only score."
    documents = gum.documents(path)
    looked_at = gum.looked_at(documents)
    parts = {
        "spoken": [d for d in documents if d.genre in gum.SPOKEN],
        "all": documents,
        "held out": [d for d in documents if d.name not in looked_at],
    }
    made, joined = _read_gum(documents)
    alone = {d.name: _alone(d) for d in documents}
    for part, some in parts.items():
        for how, found in (("spaCy alone", alone), ("pipeline", made)):
            yield line(f"{part}, exact: {how}", gum.exact(found, some))
            yield line(f"{part}, overlap: {how}", gum.overlap(found, some))
    yield from _pair_lines("all", documents, joined)
    yield from _pair_lines("held out", parts["held out"], joined)


def _pair_lines(part: str, documents: Sequence[gum.Document], joined: Mapping[str, set[gum.Pair]]) -> Iterator[str]:
    wanted = [document.pairs for document in documents]
    simple = [gum.acronyms_and_subsets(document) for document in documents]
    yield line(f"{part}, alias pairs, names given: acronym or subset", gum.alias_pairs(simple, wanted))
    given = [_pairs_given(document) for document in documents]
    yield line(f"{part}, alias pairs, names given: pipeline", gum.alias_pairs(given, wanted))
    found = [joined[document.name] for document in documents]
    folded = [document.folded_pairs for document in documents]
    yield line(f"{part}, alias pairs, bare text: pipeline", gum.alias_pairs(found, folded))


def _read_gum(
    documents: Sequence[gum.Document],
) -> tuple[Mapping[str, set[Span]], Mapping[str, set[gum.Pair]]]:
    """The names that the pipeline finds and merges; each document is a study of its own."""
    found: dict[str, set[Span]] = {}
    joined: dict[str, set[gum.Pair]] = {}
    for document in documents:
        resolved = read({document.name: [(turn.start, turn.of(document.text)) for turn in document.turns]})
        found[document.name] = {Span(r.mention.start, r.mention.end) for r in resolved}
        joined[document.name] = _pairs([(r.name, gum.folded_form(r.mention.text)) for r in resolved])
    return found, joined


def _pairs_given(document: gum.Document) -> set[gum.Pair]:
    """The surface forms that are merged if every name is given."""
    forms: dict[Span, set[str]] = defaultdict(set)
    for span in (span for spans in document.clusters.values() for span in spans):
        forms[gum.bare(span, document.text)].add(span.of(document.text))
    resolved = resolve_given(document.name, document.text, sorted(forms))
    return _pairs([(r.name, form) for r in resolved for form in forms[Span(r.mention.start, r.mention.end)]])


def _pairs(named: Sequence[tuple[str, str]]) -> set[gum.Pair]:
    groups = groupby(sorted(named), key=lambda pair: pair[0])
    return {pair for _, group in groups for pair in gum.pairs_of(text for _, text in group)}


def _alone(document: gum.Document) -> set[Span]:
    found = model_alone([turn.of(document.text) for turn in document.turns])
    return {span.shifted(turn.start) for turn, spans in zip(document.turns, found, strict=True) for span in spans}


def _saying_lines() -> Iterator[str]:
    yield ""
    yield "Sayings of interviews (tests/organisations/interviews.txt), exact. Every second one only scores."
    for half, some in zip(("looked at", "held out"), halves(), strict=True):
        for how, score in (("spaCy alone", sayings_alone(some)), ("pipeline", score_of_sayings(some))):
            yield line(f"{half}: {how}", score)


def found_in_sayings(some: Sequence[Saying]) -> list[set[Span]]:
    """The organisations that the pipeline finds; each saying is a source of its own."""
    found: dict[str, set[Span]] = defaultdict(set)
    for at, saying in enumerate(some):
        for r in read({str(at): [(0, saying.text)]}):
            found[r.mention.source].add(Span(r.mention.start, r.mention.end))
    return [found[str(at)] for at in range(len(some))]


def score_of_sayings(some: Sequence[Saying]) -> Score:
    """How many of their names are found."""
    return _score_sayings(some, found_in_sayings(some))


def sayings_alone(some: Sequence[Saying]) -> Score:
    """The same for spaCy's model alone."""
    found = model_alone([saying.text for saying in some])
    bare = [{gum.bare(span, saying.text) for span in spans} for saying, spans in zip(some, found, strict=True)]
    return _score_sayings(some, bare)


def _score_sayings(some: Sequence[Saying], found: Sequence[set[Span]]) -> Score:
    return Score(
        sum(map(len, found)),
        sum(len(saying.wanted) for saying in some),
        sum(len(saying.wanted & here) for saying, here in zip(some, found, strict=True)),
    )


def _sample_lines() -> Iterator[str]:
    yield ""
    yield "The sample study, against its hand-made gold, by the words of each mention."
    with (ROOT / "tests" / "sample_study" / "gold" / "organisations.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        rows = list(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as outputs:
        study = Study(ROOT / "transcripts" / "sample", ROOT / "models", Path(outputs))
        Run(study).through(STAGES[: STAGES.index(ORGANISATIONS) + 1])
        for measured in organisation_lines(Made(study), rows):
            yield line(measured.how, measured.score)


def _wrong(data: Path) -> Iterator[str]:
    """The errors in the development halves."""
    some, _ = halves()
    for saying, found in zip(some, found_in_sayings(some), strict=True):
        if found != saying.wanted:
            yield f"wanted {marked(saying.text, sorted(saying.wanted))}"
            yield f" found {marked(saying.text, sorted(found))}"
    if not (data / gum.FILE).exists():
        return
    documents = gum.documents(data / gum.FILE)
    looked_at = gum.looked_at(documents)
    some_documents = [d for d in documents if d.name in looked_at or not d.clusters]
    made, _ = _read_gum(some_documents)
    for document in some_documents:
        found = {gum.bare(span, document.text) for span in made[document.name]}
        for what, spans in (("missed", document.wanted - found), ("not one", found - document.wanted)):
            for span in sorted(spans):
                around = Span(max(0, span.start - 40), span.end + 30)
                yield f"{document.name} {what}: {span.of(document.text)!r} in {around.of(document.text)!r}"
        given = _pairs_given(document)
        for what, pairs in (("not joined", document.pairs - given), ("wrongly joined", given - document.pairs)):
            for pair in sorted(pairs):
                yield f"{document.name} {what}: {' = '.join(pair)}"


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.organisations.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of public data")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong where it may be looked at")
    given = parser.parse_args(arguments)
    for one in _wrong(given.data) if given.wrong else lines(given.data):
        sys.stdout.write(one + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
