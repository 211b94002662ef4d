"""Reads GUM's spoken and written documents with annotated organisations, and scores results on them.

Scoring: only named organisations count, as sets of spans in one document. Articles and possessive endings are
removed on both sides before comparing (`the Trust's` is `Trust`). A document is read turn by turn, as the pipeline
reads a transcript, so speaker labels are not part of the text. With overlap scoring, a span is correct if it shares
a character with an annotated span, one to one. Every other document that names an organisation (first, third, fifth
…) is in the development half; the others are only used for scoring.

Alias pairs: two different surface forms in one cluster of a document are one pair (including `the House` and
`House`). On the raw text, where forms that were not found cannot be merged, they are compared without articles by
`folded_name`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from pipeline.corpus.spans import Span
from pipeline.organisations.names import folded_name, initials_of
from pipeline.review.evaluation import Score

FILE = Path("organisations") / "gum_dev.jsonl"
SPOKEN = frozenset({"conversation", "speech", "vlog"})
Pair = tuple[str, str]

_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True)
class Document:
    """One document of GUM: its turns, and the named organisations by cluster."""

    name: str
    genre: str
    text: str
    turns: tuple[Span, ...]
    clusters: Mapping[str, tuple[Span, ...]]

    @property
    def wanted(self) -> set[Span]:
        """The spans of organisations, without articles."""
        return {bare(span, self.text) for spans in self.clusters.values() for span in spans}

    @property
    def pairs(self) -> set[Pair]:
        """The pairs of surface forms of one organisation, as written."""
        return {pair for spans in self.clusters.values() for pair in pairs_of(s.of(self.text) for s in spans)}

    @property
    def folded_pairs(self) -> set[Pair]:
        """The same without articles, folded."""
        groups = [[folded_form(span.of(self.text)) for span in spans] for spans in self.clusters.values()]
        return {pair for group in groups for pair in pairs_of(group)}


def documents(path: Path) -> list[Document]:
    """The documents of the file, in order."""
    return [_document(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def looked_at(all_documents: Sequence[Document]) -> frozenset[str]:
    """The names of the documents in the development half."""
    return frozenset(document.name for document in [d for d in all_documents if d.clusters][::2])


def _document(row: Mapping[str, list[dict[str, object]]]) -> Document:
    text = str(row["text"])
    edges = [(0, 0), *((int(str(s)), int(str(e))) for s, e in row["speaker_label_spans"]), (len(text), len(text))]
    clusters: dict[str, list[Span]] = {}
    for entity in row["entities"]:
        if entity["named"]:
            span = Span(int(str(entity["start"])), int(str(entity["end"])))
            clusters.setdefault(str(entity["cluster"]), []).append(span)
    return Document(
        name=str(row["doc"]),
        genre=str(row["genre"]),
        text=text,
        turns=tuple(Span(a[1], b[0]) for a, b in pairwise(edges) if a[1] < b[0]),
        clusters={cluster: tuple(spans) for cluster, spans in clusters.items()},
    )


def bare(span: Span, text: str) -> Span:
    """The span without an article before and a possessive ending after the name."""
    article = _ARTICLE.match(span.of(text))
    start = span.start + (article.end() if article else 0)
    possessive = _POSSESSIVE.search(text[start : span.end])
    return Span(start, start + possessive.start() if possessive else span.end)


def exact(found: Mapping[str, Iterable[Span]], wanted: Sequence[Document]) -> Score:
    """How many spans are the same."""
    counts = [0, 0, 0]
    for document in wanted:
        here = {bare(span, document.text) for span in found[document.name]}
        counts[0] += len(here)
        counts[1] += len(document.wanted)
        counts[2] += len(here & document.wanted)
    return Score(*counts)


def overlap(found: Mapping[str, Iterable[Span]], wanted: Sequence[Document]) -> Score:
    """How many spans can be matched one to one with a span that they overlap."""
    counts = [0, 0, 0]
    for document in wanted:
        here = sorted({bare(span, document.text) for span in found[document.name]})
        left = sorted(document.wanted)
        counts[0] += len(here)
        counts[1] += len(left)
        for span in here:
            partner = next((other for other in left if other.overlaps(span)), None)
            if partner is not None:
                left.remove(partner)
                counts[2] += 1
    return Score(*counts)


def folded_form(name: str) -> str:
    """A name without article, folded."""
    return folded_name(_ARTICLE.sub("", name))


def pairs_of(names: Iterable[str]) -> set[Pair]:
    """The pairs of different names among names of one thing."""
    return set(combinations(sorted(set(names)), 2))


def alias_pairs(found: Sequence[set[Pair]], wanted: Sequence[set[Pair]]) -> Score:
    """How many pairs of names are merged correctly, document by document."""
    right = sum(len(here & there) for here, there in zip(found, wanted, strict=True))
    return Score(sum(map(len, found)), sum(map(len, wanted)), right)


def acronyms_and_subsets(document: Document) -> set[Pair]:
    """The baseline: merge a name with its initials, or with some of its words."""
    names = sorted({span.of(document.text) for spans in document.clusters.values() for span in spans})
    pairs = set()
    for one, other in combinations(names, 2):
        words, others = set(one.casefold().split()), set(other.casefold().split())
        short = one.upper() in initials_of(other) or other.upper() in initials_of(one)
        if words <= others or others <= words or short:
            pairs.add((one, other))
    return pairs
