"""How well people's names are found in sentences that others annotated: `make evaluate-people`.

The sentences are the ninth part of `organisations/ner_train.jsonl` that the names model was not trained on; each
block of twenty, mostly from one document, is a study of its own with one source. A name counts as found when every
letter of it is replaced, but for a title: some annotators mark the `Dr` of `Dr Cooper`, some do not. A replacement
is right when it touches an annotated name. Names that the annotators marked in a way that cannot be reduced to a
bare name count neither way. `quotes` prints public figures on purpose: those in the shipped list count neither way
for it.

The sentences are written ones: news, encyclopaedia, web. They are kept apart from the training, but are of the same
corpora.

The real speech is 2,071 sentences, stretches of 21 oral histories, a podcast, four hearings and eight meetings of
a committee (in DATA; `speech_gold.jsonl` keeps places and a digest of each source, not its text). They were marked
by reading, before any finder was run on them, and gone over a second time where the names model differed. Of them
737 have a capital that may be a name's and were read; in the others the model found no name. The last 749 sentences
were marked after the finder had its present form.
Historical and famous people are marked as public figures: `quotes` may do as it likes with them. Nicknames in
initials and titles of works count neither way.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from models.names.training.corpus import PERSON, UNSURE, Sentence, parted, read_sentences
from models.names.training.mix import spoken_version
from pipeline.corpus.evidence_records import is_certain
from pipeline.corpus.spans import Span
from pipeline.language.english import small_entity_model
from pipeline.language.lexicons import words
from pipeline.organisations.recognise import KnownNames, Portion, recognise
from pipeline.people.everyone import people_named
from pipeline.people.name_evidence import SpokenSource
from pipeline.people.names import is_title, keys_of
from pipeline.people.third_parties import mentioned_people

if TYPE_CHECKING:
    from spacy.language import Language

FILE = "organisations/ner_train.jsonl"
SPEECH_GOLD = Path(__file__).with_name("speech_gold.jsonl")
PUBLIC, UNMARKED = "public figure", "unsure"  # kinds in it
Finder = Callable[[str], Sequence[Span]]
_BLOCK = 20  # sentences
_NO_SPACE_BEFORE = re.compile(r"[.,;:!?)\]%]+|['’](?:s|ve|re|ll|d|m)?|n['’]t")


@dataclass
class MarkedBlock:
    """One source with the people in it.

    Attributes:
        name: of the source.
        text: a sentence a line.
        turns: the sentences.
        people: the names that should be found.
        unsure: what counts neither way.
        public: those of the people who are public figures.
    """

    name: str
    text: str = ""
    turns: list[Span] = field(default_factory=list)
    people: list[Span] = field(default_factory=list)
    unsure: list[Span] = field(default_factory=list)
    public: list[Span] = field(default_factory=list)

    def add(self, sentence: Sentence) -> None:
        """Put one more sentence on a line of its own."""
        begin = len(self.text)
        places: list[Span] = []
        for token in sentence.tokens:
            if len(self.text) > begin and not _NO_SPACE_BEFORE.fullmatch(token):
                self.text += " "
            places.append(Span(len(self.text), len(self.text) + len(token)))
            self.text += token
        self.turns.append(Span(begin, len(self.text)))
        self.text += "\n"
        for name in sentence.names:
            span = Span(places[name.start].start, places[name.end - 1].end)
            if name.label == PERSON:
                self.people.append(span)
            elif name.label == UNSURE:
                self.unsure.append(span)


@dataclass
class NameCounts:
    """What was found, over all blocks."""

    wanted: int = 0
    found: int = 0
    made: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)

    def add(self, block: MarkedBlock, spans: Sequence[Span], *, aside: frozenset[tuple[str, ...]]) -> None:
        """Count one block; `aside` are names that count neither way."""
        neither = [*block.unsure, *(name for name in block.people if keys_of(name.of(block.text)) in aside)]
        wanted = [name for name in block.people if name not in neither]
        hidden = {at for span in spans for at in range(span.start, span.end)}
        for name in wanted:
            bare = _without_title(name, block.text)
            whole = all(at in hidden for at in range(bare.start, bare.end) if block.text[at].isalnum())
            self.found += whole
            if not whole:
                self.missed.append(_shown(block.text, name))
        self.wanted += len(wanted)
        for span in spans:
            if any(span.overlaps(name) for name in neither):
                continue
            self.made += 1
            right = any(span.overlaps(name) for name in wanted)
            self.right += right
            if not right:
                self.needless.append(_shown(block.text, span))

    def line(self, what: str) -> str:
        """The figures, for reading."""
        recall, precision = self.found / max(1, self.wanted), self.right / max(1, self.made)
        return f"{what:<28} recall {recall:.3f} of {self.wanted}  precision {precision:.3f} of {self.made}"


def _without_title(name: Span, text: str) -> Span:
    """`Cooper` of `Dr. Cooper`: some annotators mark the title too, and it names nobody."""
    title, _, rest = name.of(text).partition(" ")
    return Span(name.end - len(rest), name.end) if rest and is_title(title) else name


def _shown(text: str, span: Span) -> str:
    around = text[max(0, span.start - 40) : span.start] + "{" + span.of(text) + "}" + text[span.end : span.end + 30]
    return " ".join(around.split())


def blocks_of(sentences: Sequence[Sentence]) -> list[MarkedBlock]:
    """The sentences, twenty to a source."""
    made = []
    for at in range(0, len(sentences), _BLOCK):
        made.append(MarkedBlock(f"block-{at // _BLOCK + 1:03}"))
        for sentence in sentences[at : at + _BLOCK]:
            made[-1].add(sentence)
    return made


def as_read(block: MarkedBlock) -> SpokenSource:
    """A block as the organisations stage leaves it."""
    people: list[Span] = []
    organisations: list[tuple[Span, bool]] = []
    read = recognise(Portion(tuple(turn.of(block.text) for turn in block.turns), KnownNames.of(())))
    for turn, names in zip(block.turns, read, strict=True):
        people += [Span(s, e).shifted(turn.start) for s, e, label in names.others if label == PERSON]
        organisations += [
            (Span(one.start, one.end).shifted(turn.start), is_certain(one.basis)) for one in names.organisations
        ]
    return SpokenSource(block.name, block.text, block.turns, people, organisations)


def read_by_models(text: str, *, source: str = "s") -> SpokenSource:
    """Any text, a turn a line, as the organisations stage leaves it."""
    block = MarkedBlock(source, text)
    at = 0
    for line in text.splitlines(keepends=True):
        block.turns.append(Span(at, at + len(line.rstrip("\n"))))
        at += len(line)
    return as_read(block)


def measured(blocks: Sequence[MarkedBlock]) -> dict[str, NameCounts]:
    """The counts of each way of finding names."""
    figures = frozenset(keys_of(name) for name in words("public_figures"))
    others: dict[str, Finder] = {"spaCy small": spacy_small}
    if presidio := presidio_finder():
        others["Presidio, spaCy small"] = presidio
    counts = {way: NameCounts() for way in ("quotes", "pseudonymise", "names model alone", *others)}
    for block in blocks:
        one = as_read(block)
        quotes = mentioned_people([one], printable=words("public_figures"), named=())[one.source]
        everyone = [each.span for each in people_named([one], participants=())[one.source]]
        public = figures | {keys_of(name.of(block.text)) for name in block.public}
        counts["quotes"].add(block, quotes, aside=public)
        counts["pseudonymise"].add(block, everyone, aside=frozenset())
        counts["names model alone"].add(block, one.people, aside=frozenset())
        for way, finder in others.items():
            spans = [span.shifted(turn.start) for turn in block.turns for span in finder(turn.of(block.text))]
            counts[way].add(block, spans, aside=frozenset())
    return counts


def spacy_small(text: str) -> list[Span]:
    """The people that spaCy's small model finds."""
    return [Span(ent.start_char, ent.end_char) for ent in _small()(text).ents if ent.label_ == "PERSON"]


@cache
def _small() -> Language:
    return small_entity_model()


def presidio_finder() -> Finder | None:
    """Presidio's analyser on spaCy's small model; None where it is not installed."""
    try:
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
        from presidio_analyzer.nlp_engine import SpacyNlpEngine
        from presidio_analyzer.predefined_recognizers import SpacyRecognizer
    except ImportError:
        return None
    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "en_core_web_sm"}])
    engine.nlp = {"en": _small()}  # not downloaded
    analyser = AnalyzerEngine(
        nlp_engine=engine, registry=RecognizerRegistry([SpacyRecognizer(supported_entities=["PERSON"])])
    )

    def find(text: str) -> list[Span]:
        return [Span(each.start, each.end) for each in analyser.analyze(text, language="en", entities=["PERSON"])]

    return find


def report(data: Path, *, wrong: bool = False) -> Iterator[str]:
    """A line for each way: sentences as written, the same as they would be spoken, and real speech."""
    _, held_out = parted(list(read_sentences(data / FILE)))
    spoken = list(speech_blocks(data))
    sets = {
        f"Held-out sentences, as written: {len(held_out)}": blocks_of(held_out),
        f"Held-out sentences, as speech: {len(held_out)}": blocks_of(spoken_version(held_out, seed=5)),
        f"Real speech, sentences: {sum(len(block.turns) for block in spoken)}": spoken,
    }
    for title, blocks in sets.items():
        yield title
        for way, counts in measured(blocks).items():
            yield f"  {counts.line(way)}"
            if wrong and way in ("quotes", "pseudonymise"):
                yield from (f"    missed {line}" for line in counts.missed)
                yield from (f"    needless {line}" for line in counts.needless)


def speech_blocks(data: Path) -> Iterator[MarkedBlock]:
    """The marked stretches of real speech whose source is there, unchanged: a sentence a line."""
    for line in SPEECH_GOLD.read_text("utf-8").splitlines():
        gold = json.loads(line)
        path = data / "transcripts" / gold["file"]
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != gold["sha256"]:
            continue
        text = path.read_bytes().decode()
        block = MarkedBlock(gold["file"])
        for start, end in gold["sentences"]:
            at = len(block.text)
            block.text += f"{text[start:end]}\n".replace("\r", " ")
            block.turns.append(Span(at, at + end - start))
            for first, last, kind in gold["names"]:
                if start <= first < end:
                    span = Span(first, last).shifted(at - start)
                    (block.unsure if kind == UNMARKED else block.people).append(span)
                    block.public += [span] * (kind == PUBLIC)
        yield block


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--wrong", action="store_true", help="print what is missed and what is needless")
    options = parser.parse_args()
    if (options.data / FILE).exists():
        sys.stdout.writelines(f"{line}\n" for line in report(options.data, wrong=options.wrong))
    else:
        sys.stdout.write(f"{options.data / FILE} is not there: name the folder with DATA=…\n")
