"""The names model while it learns: MiniLM's layers, an embedding for the shape of words, and a label for each word.

Needs torch, which the pipeline itself never does. The encoder's weights are read from its `model.safetensors`.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.names.training.corpus import UNSURE, Sentence
from pipeline.language.name_tagger import LABELS, Window, WordShape, begins, names_in, windows

IGNORED = -100
PIECES_IN_BATCH = 1800
HIDDEN, HEADS, INNER = 384, 12, 1536


class Layer(nn.Module):  # type: ignore[misc]
    """One layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.wide, self.narrow = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.after_attention, self.after_inner = (nn.LayerNorm(HIDDEN, eps=1e-12) for _ in range(2))

    def forward(self, states: Tensor, bias: Tensor, dropout: float) -> Tensor:
        """States of shape (texts, pieces, 384); `bias` hides padding."""
        texts, pieces, _ = states.shape

        def split(values: Tensor) -> Tensor:
            return values.view(texts, pieces, HEADS, HIDDEN // HEADS).transpose(1, 2)

        query, key, value = split(self.query(states)), split(self.key(states)), split(self.value(states))
        weights = (query @ key.transpose(-1, -2) / (HIDDEN // HEADS) ** 0.5 + bias).softmax(-1)
        weights = functional.dropout(weights, dropout, self.training)
        mixed = self.out((weights @ value).transpose(1, 2).reshape(texts, pieces, HIDDEN))
        states = self.after_attention(states + functional.dropout(mixed, dropout, self.training))
        inner = self.narrow(functional.gelu(self.wide(states)))
        normed: Tensor = self.after_inner(states + functional.dropout(inner, dropout, self.training))
        return normed


class NamesModel(nn.Module):  # type: ignore[misc]
    """Scores for each piece, of shape (texts, pieces, labels)."""

    def __init__(self, vocabulary: int, *, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, HIDDEN)
        self.positions = nn.Embedding(512, HIDDEN)
        self.shapes = nn.Embedding(len(WordShape), HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.labels = nn.Linear(HIDDEN, len(LABELS))
        self.dropout = dropout
        nn.init.normal_(self.shapes.weight, std=0.02)

    def forward(self, pieces: Tensor, shapes: Tensor) -> Tensor:
        """Ids of pieces, 0 where padded, and shapes, both of shape (texts, pieces)."""
        at = torch.arange(pieces.shape[1], device=pieces.device)
        states = self.norm(self.pieces(pieces) + self.positions(at)[None] + self.shapes(shapes))
        states = functional.dropout(states, self.dropout, self.training)
        bias = (pieces == 0)[:, None, None, :] * -10_000.0
        for layer in self.layers:
            states = layer(states, bias, self.dropout)
        scores: Tensor = self.labels(functional.dropout(states, self.dropout, self.training))
        return scores


def with_encoder(folder: Path, *, layers: int) -> NamesModel:
    """A model that has the weights of all-MiniLM-L6-v2 and a fresh head."""
    from safetensors.torch import load_file

    weights = load_file(folder / "model.safetensors")
    pieces = weights["embeddings.word_embeddings.weight"]
    model = NamesModel(len(pieces), layers=layers)
    state = {
        "pieces.weight": pieces,
        # Every text is of the first kind, so that its embedding is a part of the positions'.
        "positions.weight": weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    renamed = {
        "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
        "out": "attention.output.dense", "after_attention": "attention.output.LayerNorm",
        "wide": "intermediate.dense", "narrow": "output.dense", "after_inner": "output.LayerNorm",
    }  # fmt: skip
    for at in range(layers):
        for ours, theirs in renamed.items():
            for part in ("weight", "bias"):
                state[f"layers.{at}.{ours}.{part}"] = weights[f"encoder.layer.{at}.{theirs}.{part}"]
    missing = model.load_state_dict(state, strict=False).missing_keys
    if set(missing) != {"shapes.weight", "labels.weight", "labels.bias"}:
        raise ValueError(f"the encoder lacks {missing}")
    return model


Example = tuple[Window, list[int]]


def examples(sentences: Sequence[Sentence]) -> list[Example]:
    """Windows with the label of each word; where a name is unsure, its words have none."""
    made = []
    for sentence in sentences:
        labels = [0] * len(sentence.tokens)
        for name in sentence.names:
            if name.label == UNSURE:
                labels[name.start : name.end] = [IGNORED] * (name.end - name.start)
            else:
                first = begins(name.label)
                labels[name.start : name.end] = [first] + [first + 1] * (name.end - name.start - 1)
        made += [(window, [labels[at] for at in window.words]) for window in windows(sentence.tokens)]
    return made


def batches(data: Sequence[Example], *, pieces: int, rng: random.Random) -> Iterator[list[Example]]:
    """Batches of like lengths, about so many pieces each, in random order."""
    in_order = sorted(data, key=lambda e: (len(e[0].pieces) + rng.randrange(8), rng.random()))
    made: list[list[Example]] = [[]]
    for example in in_order:
        if made[-1] and (len(made[-1]) + 1) * len(example[0].pieces) > pieces:
            made.append([])
        made[-1].append(example)
    rng.shuffle(made)
    yield from made


def tensors(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Pieces, shapes and labels, padded to the longest."""
    longest = max(len(window.pieces) for window, _ in batch)
    pieces = torch.zeros(len(batch), longest, dtype=torch.long)
    shapes = torch.zeros(len(batch), longest, dtype=torch.long)
    labels = torch.full((len(batch), longest), IGNORED, dtype=torch.long)
    for at, (window, of_words) in enumerate(batch):
        pieces[at, : len(window.pieces)] = torch.tensor(window.pieces)
        shapes[at, : len(window.shapes)] = torch.tensor(window.shapes)
        labels[at, torch.tensor(window.firsts)] = torch.tensor(of_words)
    return pieces, shapes, labels


def learn(
    model: NamesModel,
    rounds: Callable[[int], Sequence[Sentence]],
    *,
    count: int,
    rate: float = 1.5e-4,
    seed: int = 0,
    report: Callable[[int, NamesModel], None] = lambda _at, _model: None,
    say: Callable[[str], None] = lambda _text: None,
) -> NamesModel:
    """Train for `count` rounds on the sentences that `rounds` gives for each; the moving average of the weights."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    head = [*model.shapes.parameters(), *model.labels.parameters()]
    body = [p for name, p in model.named_parameters() if not name.startswith(("shapes", "labels"))]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": head, "lr": 6 * rate}], weight_decay=0.01, betas=(0.9, 0.98)
    )
    averaged: NamesModel = copy.deepcopy(model)
    averaged.eval()
    total = count * len(list(batches(examples(rounds(0)), pieces=PIECES_IN_BATCH, rng=random.Random(0))))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: _slope(s, total))
    step = 0
    for at in range(count):
        model.train()
        summed = 0.0
        for batch in batches(examples(rounds(at)), pieces=PIECES_IN_BATCH, rng=rng):
            of_pieces, of_shapes, labels = tensors(batch)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = model(of_pieces, of_shapes)
            loss = functional.cross_entropy(scores.float().flatten(0, 1), labels.flatten(), ignore_index=IGNORED)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            _move_towards(averaged, model, share=max(0.005, 1 / (step + 1)))
            summed += loss.item()
            if step % 20 == 0:
                say(f"round {at + 1}, step {step} of {total}, loss {summed / 20:.4f}")
                summed = 0.0
        report(at, averaged)
    return averaged


def predicted(model: NamesModel, sentences: Sequence[Sentence]) -> list[set[tuple[int, int, str]]]:
    """The names that the model finds in each sentence."""
    model.eval()
    found: list[set[tuple[int, int, str]]] = []
    with torch.no_grad():
        for sentence in sentences:
            names = set()
            for window in windows(sentence.tokens):
                pieces, shapes, _ = tensors([(window, [0] * len(window.words))])
                scores = model(pieces, shapes)[0][list(window.firsts)].numpy()
                names |= {(window.words[s], window.words[e - 1] + 1, kind) for s, e, kind in names_in(scores)}
            found.append(names)
    return found


def saved(model: NamesModel, path: Path) -> None:
    """Weights, and how many layers they are for."""
    torch.save({"layers": len(model.layers), "state": model.state_dict()}, path)


def loaded(path: Path) -> NamesModel:
    """What `saved` wrote."""
    kept = torch.load(path, weights_only=True)
    model = NamesModel(len(kept["state"]["pieces.weight"]), layers=kept["layers"])
    model.load_state_dict(kept["state"])
    model.eval()
    return model


def _slope(step: int, total: int) -> float:
    warm = max(1, total // 20)
    return min((step + 1) / warm, max(0.0, (total - step) / max(1, total - warm)))


def _move_towards(averaged: NamesModel, model: NamesModel, *, share: float) -> None:
    with torch.no_grad():
        for kept, new in zip(averaged.parameters(), model.parameters(), strict=True):
            kept.lerp_(new, share)
