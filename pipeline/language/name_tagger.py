"""The names model as a spaCy component: MiniLM fine-tuned for names, int8, on ONNX Runtime, without torch.

Each window of words is run separately and without padding, so that the names found in a text depend on that text
only, and not on the batch or the number of threads or processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.language.models import NAMES, located
from pipeline.language.runtime import Session, session
from pipeline.language.sentence_filter import sentences_to_read
from pipeline.language.word_pieces import Window, windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc


KINDS = ("ORG", "PERSON", "GPE")
OUTSIDE = 0
LABELS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BI"))


def begins(kind: str) -> int:
    """The label of a name's first word."""
    return 1 + 2 * KINDS.index(kind)


def names_in(scores: NDArray[np.float32]) -> Iterator[tuple[int, int, str]]:
    """The word ranges of names and their kinds, from scores of shape (words, labels)."""
    labels = _best_labels(scores)
    start = 0
    for at in range(len(labels) + 1):
        inside = at < len(labels) and labels[at] and labels[at] % 2 == 0
        if inside:
            continue
        if at and labels[at - 1]:
            yield start, at, KINDS[(labels[at - 1] - 1) // 2]
        start = at


def _best_labels(scores: NDArray[np.float32]) -> list[int]:
    """The best label of each word if they form a valid sequence, as they nearly always do; else the best path."""
    labels = [int(label) for label in scores.argmax(axis=1)]
    forbidden = _forbidden()
    if all(not forbidden[left][right] for left, right in zip([OUTSIDE, *labels], labels, strict=False)):
        return labels
    return _best_path(scores)


def _best_path(scores: NDArray[np.float32]) -> list[int]:
    import numpy as np

    steps = np.where(np.array(_forbidden()), -np.inf, 0.0)
    total = scores[0] + steps[OUTSIDE]
    pointers: list[NDArray[np.intp]] = []
    for row in scores[1:]:
        ways = total[:, None] + steps
        pointers.append(ways.argmax(axis=0))
        total = ways.max(axis=0) + row
    path = [int(total.argmax())]
    for pointer in reversed(pointers):
        path.append(int(pointer[path[-1]]))
    return path[::-1]


@cache
def _forbidden() -> list[list[bool]]:
    """The transitions that are not allowed: `I` may only follow `B` or `I` of the same kind."""
    count = len(LABELS)

    def wrong(left: int, right: int) -> bool:
        return right > 0 and right % 2 == 0 and left not in (right - 1, right)

    return [[wrong(left, right) for right in range(count)] for left in range(count)]


FACTORY = "name_tagger"
# Key in a doc's user_data, set if names are capitalised: only sentences that may contain a name are read.
FILTER_SENTENCES = "filter_sentences"


def add_name_tagger(nlp: Language, *, model: Path | None = None) -> None:
    """Add the component, which sets `doc.ents`, to the end of the pipeline. `model` defaults to the shipped one."""
    from spacy.language import Language

    if not Language.has_factory(FACTORY):
        sets = ["doc.ents", "token.ent_iob", "token.ent_type"]
        Language.factory(FACTORY, assigns=sets, func=_make_component)
    nlp.add_pipe(FACTORY, config={"model": str(model or located(NAMES))})


def _make_component(nlp: Language, name: str, model: str) -> NameTagger:
    return NameTagger(Path(model))


class NameTagger:
    """Sets `doc.ents` to the organisations, people and places that the model finds."""

    def __init__(self, model: Path) -> None:
        self._session = _session(model)

    def __call__(self, doc: Doc) -> Doc:
        """Find the names of one text."""
        from spacy.tokens import Span

        words = [token.text for token in doc]
        ents = []
        for window in windows(
            words, read=sentences_to_read(words) if doc.user_data.get(FILTER_SENTENCES) else None
        ):
            for start, end, kind in names_in(self._scores(window)):
                places = window.words[start:end]
                if kind == "ORG" and _is_common(doc, places, window):
                    continue
                unbroken = next((n for n in range(1, len(places)) if places[n] != places[0] + n), len(places))
                ents.append(Span(doc, places[0], places[unbroken - 1] + 1, label=kind))
        doc.set_ents(ents)
        return doc

    def _scores(self, window: Window) -> NDArray[np.float32]:
        """The scores of each word's first piece, of shape (words, labels)."""
        import numpy as np

        feed = {
            "pieces": np.asarray([window.pieces], dtype=np.int64),
            "shapes": np.asarray([window.shapes], dtype=np.int64),
            "firsts": np.asarray(window.firsts, dtype=np.int64),
        }
        return self._session.run(None, feed)[0]


def _is_common(doc: Doc, words: tuple[int, ...], window: Window) -> bool:
    """Whether a name is a common noun, such as "the social services": lower case in text that uses capitals."""
    return window.has_capitals and doc[words[0] : words[-1] + 1].text.islower()


@cache
def _session(model: Path) -> Session:
    return session(model)
