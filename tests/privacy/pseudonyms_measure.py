"""How many of 500 planted identifiers `pipeline pseudonymise` replaces: `make evaluate-pseudonyms`.

Recall counts an identifier as replaced when nothing of it is left: a given name without its surname is a miss.
Precision is the share of exchanges that touch a planted identifier. An organisation is broken when a name of one,
as planted, no longer stands whole. Beside it stands Presidio with its UK recognisers, where it is installed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.corpus import tables
from pipeline.corpus.study import Study, Texts
from pipeline.ingest.stage import INGEST
from pipeline.organisations.stage import ORGANISATIONS
from pipeline.people.pseudonyms import PseudonymisedNames
from pipeline.privacy.pseudonymise import _NEEDED, known_bodies
from pipeline.privacy.run_tables import run_tables
from pipeline.quotes.stage import QUOTES
from pipeline.workflow.runner import Run

from .planting import KINDS, Planted, Transcript, spans_of, transcripts, write_study

ROOT = Path(__file__).parents[2]


@dataclass
class Measured:
    """Counts by kind, and what was missed, harmed or broken."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    exchanges: int = 0
    right: int = 0
    missed: list[tuple[Planted, str]] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    organisations: int = 0

    @property
    def recall(self) -> float:
        """Of all kinds together."""
        return sum(self.found.values()) / sum(self.wanted.values())

    @property
    def precision(self) -> float:
        """Share of exchanges that touch a planted identifier."""
        return self.right / self.exchanges if self.exchanges else 1.0

    def add(self, one: Transcript, spans: Sequence[tuple[int, int]], *, text: str) -> None:
        """Count one transcript; `spans` are what was exchanged in `text`."""
        planted_spans = []
        at = 0
        for planted in one.planted:
            start = text.index(planted.text, at)
            end = at = start + len(planted.text)
            planted_spans.append((start, end))
            self.wanted[planted.kind] += 1
            # A title may stay: Mrs [Person 3].
            told = start + (planted.text.index(" ") + 1 if planted.form == "titled" else 0)
            left = [c for c in range(told, end) if text[c].isalnum() and not any(s <= c < e for s, e in spans)]
            if left:
                around = " ".join(text[max(0, start - 40) : end + 30].split())
                self.missed.append((planted, around))
            else:
                self.found[planted.kind] += 1
        for start, end in spans:
            self.exchanges += 1
            if any(start < e and s < end for s, e in planted_spans):
                self.right += 1
            else:
                self.needless.append(
                    " ".join(text[max(0, start - 20) : end + 20].split()) + f" [{text[start:end]}]"
                )
        for organisation in sorted(set(one.organisations)):
            for start, end in spans_of(text, organisation):
                if any(start < e and s < end for s, e in planted_spans):
                    continue
                self.organisations += 1
                if any(start < e and s < end for s, e in spans):
                    self.broken.append(f"{one.name}: {organisation}")


def measured(which: str, *, seed: int, folder: Path) -> Measured:
    """Plant, run the pipeline as far as it is needed, and count."""
    made = transcripts(which, seed=seed)
    write_study(folder / "transcripts", made)
    study = Study(folder / "transcripts", ROOT / "models", folder / "outputs")
    Run(study).through((INGEST, ORGANISATIONS, QUOTES))
    made_tables = run_tables(study, _NEEDED)
    texts = Texts(study.texts, [row.source for row in made_tables[tables.SOURCES]])
    replacements = PseudonymisedNames(made_tables, texts, bodies=known_bodies(study))
    result = Measured()
    by_file = {row.file: row.source for row in made_tables[tables.SOURCES]}
    for one in made:
        source = by_file[f"{one.name}.txt"]
        spans = [(each.span.start, each.span.end) for each in replacements.of[source]]
        result.add(one, spans, text=texts[source])
    return result


def by_presidio(which: str, *, seed: int) -> Measured | None:
    """The same with Presidio and spaCy's small model; None where Presidio is not installed."""
    try:
        from presidio_analyzer import predefined_recognizers as known
    except ImportError:
        return None
    import tldextract

    from pipeline.language.english import small_entity_model

    # Else it asks the network for a list of domains.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
    nlp = small_entity_model()
    recognisers = [
        known.UkNinoRecognizer(), known.NhsRecognizer(), known.UkPostcodeRecognizer(), known.EmailRecognizer(),
        known.PhoneRecognizer(supported_regions=("GB",)), known.DateRecognizer(),
    ]  # fmt: skip
    result = Measured()
    for one in transcripts(which, seed=seed):
        spans = [(ent.start_char, ent.end_char) for ent in nlp(one.text).ents if ent.label_ == "PERSON"]
        for recogniser in recognisers:
            found = recogniser.analyze(one.text, recogniser.supported_entities, None) or []
            spans += [(each.start, each.end) for each in found]
        result.add(one, sorted(set(spans)), text=one.text)
    return result


def lines_of(name: str, result: Measured) -> Iterable[str]:
    """The figures, for reading."""
    yield f"{name}: recall {result.recall:.3f} of {sum(result.wanted.values())} identifiers,"
    yield f"  precision {result.precision:.3f} of {result.exchanges} exchanges,"
    yield f"  organisations broken {len(result.broken)} of {result.organisations}"
    for kind in KINDS:
        wanted, found = result.wanted[kind], result.found[kind]
        yield f"    {kind:<28}{found:>4} of {wanted:<4}{found / max(1, wanted):>7.3f}"


def report(which: str, *, seed: int) -> Iterable[str]:
    """The figures of a set; of the one to develop by also what it misses."""
    with tempfile.TemporaryDirectory() as folder:
        result = measured(which, seed=seed, folder=Path(folder))
    yield from lines_of(f"pipeline pseudonymise, {which} set", result)
    if which == "development":
        for planted, around in result.missed:
            yield f"  missed {planted.kind} ({planted.form}): {planted.text!r} in …{around}…"
        yield from (f"  needless or broken: {line}" for line in [*result.needless, *result.broken])
    beside = by_presidio(which, seed=seed)
    if beside is None:
        yield "Presidio is not installed: pip install presidio-analyzer shows it beside."
    else:
        yield from lines_of("Presidio and spaCy small", beside)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--development", action="store_true", help="the set to look at, with every miss")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for line in report("development" if options.development else "held_out", seed=options.seed):
        sys.stdout.write(f"{line}\n")
