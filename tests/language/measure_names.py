"""Measures the figures of the names model's card: `python -m tests.language.measure_names DATA`.

It is compared with spaCy small in one run: GUM by genre, the held-out sentences by kind, and words per second.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from models.names.training.corpus import LABELS, UNSURE, Sentence, parted, read_sentences
from models.names.training.mix import spoken_version
from pipeline.corpus.spans import Span
from pipeline.language.english import entity_model, small_entity_model
from pipeline.review.evaluation import Score
from tests.organisations.gum import FILE, SPOKEN, Document, documents, exact

MODELS = {"spaCy small": small_entity_model, "names model": entity_model}


def gum_lines(data: Path) -> Iterator[str]:
    """Exact organisations on GUM: spoken, all, each genre."""
    docs = documents(data / FILE)
    for name, model in MODELS.items():
        found = organisations_by(model(), docs)
        yield f"{name}: GUM spoken {_shown(exact(found, [d for d in docs if d.genre in SPOKEN]))}"
        yield f"{name}: GUM all {_shown(exact(found, docs))}"
        for genre in sorted({d.genre for d in docs}):
            yield f"{name}:   {genre} {_shown(exact(found, [d for d in docs if d.genre == genre]))}"


def organisations_by(nlp, docs: list[Document]) -> dict[str, list[Span]]:
    """The organisations that a model finds in each document, read turn by turn."""
    return {
        doc.name: [
            Span(ent.start_char, ent.end_char).shifted(turn.start)
            for turn in doc.turns
            for ent in nlp(turn.of(doc.text)).ents
            if ent.label_ == "ORG"
        ]
        for doc in docs
    }


def _shown(score: Score) -> str:
    return f"P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f}"


def held_out_lines(data: Path) -> Iterator[str]:
    """Exact names of each kind in held-out sentences, as written and in spoken form."""
    _, held_out = parted(list(read_sentences(data / "organisations" / "ner_train.jsonl")))
    for name, model in MODELS.items():
        nlp = model()
        for manner, sentences in (("as written", held_out), ("as speech", spoken_version(held_out, seed=5))):
            scores = (f"{label} {_shown(_of_kind(nlp, sentences, label))}" for label in LABELS)
            yield f"{name}: held out, {manner}: {'; '.join(scores)}"


def speed_lines(data: Path) -> Iterator[str]:
    """Words per second on one core, alternating between both models."""
    texts = []
    for path in sorted((data / "transcripts" / "welsh-parliament").glob("*.txt"))[:6]:
        lines = path.read_text("utf-8").splitlines()
        texts += [re.sub(r"^[^:]{1,60}: ", "", line) for line in lines if line.strip()]
    count = sum(len(text.split()) for text in texts)
    for _ in range(2):
        for name, model in MODELS.items():
            nlp = model()
            list(nlp.pipe(texts[:20]))
            begun = time.process_time()
            list(nlp.pipe(texts, batch_size=32))
            yield f"{name}: {count / (time.process_time() - begun):,.0f} words/s"


def _of_kind(nlp, sentences: list[Sentence], label: str) -> Score:
    from spacy.tokens import Doc

    found = wanted = right = 0
    for sentence in sentences:
        doc = Doc(nlp.vocab, words=list(sentence.tokens))
        for _, component in nlp.pipeline:
            doc = component(doc)
        unsure = [n for n in sentence.names if n.label == UNSURE]
        ents = (e for e in doc.ents if e.label_ == label)
        spans = {
            _bare(doc, e.start, e.end) for e in ents if not any(e.start < n.end and n.start < e.end for n in unsure)
        }
        gold = {(n.start, n.end) for n in sentence.names if n.label == label}
        found, wanted, right = found + len(spans), wanted + len(gold), right + len(gold & spans)
    return Score(found, wanted, right)


def _bare(doc, start: int, end: int) -> tuple[int, int]:
    while start < end - 1 and doc[start].lower_ in {"the", "a", "an"}:
        start += 1
    while end > start + 1 and doc[end - 1].lower_ in {"'s", "’s"}:
        end -= 1
    return start, end


if __name__ == "__main__":
    for lines in (gum_lines, held_out_lines, speed_lines):
        for line in lines(Path(sys.argv[1])):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
