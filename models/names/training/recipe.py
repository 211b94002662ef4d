"""The whole of the training, in two stages, with everything that was chosen in one place.

First MiniLM learns from the annotated sentences. Then that model and spaCy's small one read real speech, and the
model goes on learning from both, the annotated sentences and what the two agree on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.names.training.classifier import NamesModel, learn, predicted, saved, with_encoder
from models.names.training.corpus import (
    LABELS,
    UNSURE,
    Sentence,
    parted,
    read_sentences,
    training_list,
    with_doubts,
)
from models.names.training.export import export
from models.names.training.mix import a_round, spoken_version
from models.names.training.uk_names import UKNames

Say = Callable[[str], None]


@dataclass(frozen=True)
class Material:
    """Where the material lies."""

    sentences: Path
    registers: Path
    transcripts: Path
    encoder: Path


@dataclass(frozen=True)
class Recipe:
    """What was chosen, by the held-out sentences."""

    layers: int = 6
    rounds: int = 3
    rate: float = 1.5e-4
    rounds_with_speech: int = 1
    rate_with_speech: float = 8e-5
    speech: int = 1500  # pieces of real speech in each round
    seed: int = 1


RECIPE = Recipe()


def train(material: Material, out: Path, *, recipe: Recipe, say: Say) -> None:
    """Write into `out`: `first.pt`, `first.onnx` of the first stage, `model.pt`, `model.onnx` of the second."""
    sentences = with_doubts(list(read_sentences(material.sentences)), training_list("well_known_bodies"))
    learnt, held_out = parted(sentences)
    spoken = spoken_version(held_out, seed=5)
    names = UKNames(material.registers)
    say(f"{len(learnt)} sentences to learn from, {len(held_out)} held out")

    def report(at: int, model: NamesModel) -> None:
        say(f"after round {at + 1}: held out {scores(model, held_out)}; as speech {scores(model, spoken)}")

    def stage(
        name: str, begun: NamesModel, *, count: int, rate: float, speech: Sequence[Sentence] = ()
    ) -> NamesModel:
        seed = recipe.seed + bool(speech)

        def of_round(at: int) -> list[Sentence]:
            share = speech[at % 2 :: 2] if speech else ()
            return a_round(learnt, uk_names=names, speech=share, seed=100 * seed + at)

        model = learn(begun, of_round, count=count, rate=rate, seed=seed, report=report, say=say)
        saved(model, out / f"{name}.pt")
        export(model, out / f"{name}.onnx")
        return model

    fresh = with_encoder(material.encoder, layers=recipe.layers)
    first = stage("first", fresh, count=recipe.rounds, rate=recipe.rate)
    speech = _speech(material, out / "first.onnx", most=2 * recipe.speech)
    say(f"{len(speech)} pieces of real speech")
    stage("model", first, count=recipe.rounds_with_speech, rate=recipe.rate_with_speech, speech=speech)


def _speech(material: Material, model: Path, *, most: int) -> list[Sentence]:
    from models.names.training.speech import agreed, spoken_texts
    from pipeline.language.english import small_entity_model, tokenizer_only
    from pipeline.language.name_tagger import add_name_tagger

    ours = tokenizer_only()
    add_name_tagger(ours, model=model)
    texts = list(spoken_texts(material.transcripts))
    step = max(1, len(texts) // most)
    return agreed(texts[::step], ours=ours, other=small_entity_model(), most=most)


def scores(model: NamesModel, sentences: Sequence[Sentence]) -> str:
    """Exact F1 of each kind, leaving out what touches an unsure name."""
    found = predicted(model, sentences)
    parts = []
    for label in LABELS:
        right = wrong = missed = 0
        for sentence, spans in zip(sentences, found, strict=True):
            unsure = [name for name in sentence.names if name.label == UNSURE]
            gold = {tuple(name) for name in sentence.names if name.label == label}
            mine = {s for s in spans if s[2] == label and not any(s[0] < n.end and n.start < s[1] for n in unsure)}
            right, wrong, missed = right + len(mine & gold), wrong + len(mine - gold), missed + len(gold - mine)
        precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
        f1 = 2 * right / max(1, 2 * right + wrong + missed)
        parts.append(f"{label} P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")
    return ", ".join(parts)
