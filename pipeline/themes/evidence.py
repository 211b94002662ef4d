"""What may be coded: participants' words, and words quoted in documents. Never the interviewer's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from pipeline.corpus.evidence_records import Mention, Passage, Quotation
from pipeline.corpus.records import INTERVIEWER, Participant, Source, Turn, by_source
from pipeline.corpus.spans import WORD, replaced
from pipeline.corpus.study import Texts
from pipeline.corpus.tables import MENTIONS, PARTICIPANTS, PASSAGES, QUOTES, SOURCES, TURNS
from pipeline.language.lexicons import lexicon_words
from pipeline.themes.words import heard, name_words
from pipeline.workflow.stage import Work


@dataclass(frozen=True)
class Codable:
    """One passage or quote.

    Attributes:
        quote_id: its id.
        source: its source.
        case: the case of its source.
        voice: who says it; two people quoted in one document are two.
        text: verbatim.
        said: without the names of organisations, in which the codebook's phrases are sought: the name of a Trust
            says nothing of trust.
        meant: what is read for meaning: without hesitations and people's names.
        question: of a survey, the question that it answers.
        says_enough: whether it may carry a theme; the others are kept for decisions about them.
        shapes_topics: whether discovery may use it; words that stand inside another passage would count twice.
    """

    quote_id: str
    source: str
    case: str
    voice: str
    text: str
    said: str
    meant: str
    question: str
    says_enough: bool
    shapes_topics: bool

    @property
    def independent(self) -> str:
        """What it shares with passages that are alike for that reason: its case; in a survey its respondent."""
        return self.source if self.question else self.case


@dataclass(frozen=True, kw_only=True)
class ThemesInput:
    """The layers that the stage reads, each in the order of its table.

    Attributes:
        texts: the stored text of every source.
    """

    sources: Sequence[Source]
    turns: Sequence[Turn]
    participants: Sequence[Participant]
    mentions: Sequence[Mention]
    passages: Sequence[Passage]
    quotations: Sequence[Quotation]
    texts: Texts

    @classmethod
    def of(cls, work: Work) -> ThemesInput:
        """Read them."""
        return cls(
            sources=work.records(SOURCES),
            turns=work.records(TURNS),
            participants=work.records(PARTICIPANTS),
            mentions=work.records(MENTIONS),
            passages=work.records(PASSAGES),
            quotations=work.records(QUOTES),
            texts=work.texts,
        )


def gather(corpus: ThemesInput, *, names: frozenset[str], least_words: int) -> list[Codable]:
    """Every passage and quotation that is not the interviewer's, in the order of the tables.

    Args:
        corpus: what the earlier stages found.
        names: words of people's names, in lower case.
        least_words: a quotation with fewer says too little; passages carry their own mark.
    """
    cases = {source.source: source.case for source in corpus.sources}
    turns = {turn.turn_id: turn for turn in corpus.turns}
    named = {source: [each.span for each in own] for source, own in by_source(corpus.mentions).items()}
    read: dict[str, str] = {}
    found: list[Codable] = []
    said: Iterator[Passage | Quotation] = chain(corpus.passages, corpus.quotations)
    for one in said:
        turn = turns.get(one.turn_id)
        if turn is not None and turn.role == INTERVIEWER:
            continue
        if one.source not in read:
            read = {one.source: corpus.texts[one.source]}  # one at a time: they come source by source
        text = one.span.of(read[one.source])
        span = one.span
        inside = [name.shifted(-span.start) for name in named.get(one.source, ()) if span.contains(name)]
        found.append(
            Codable(
                quote_id=one.quote_id,
                source=one.source,
                case=cases.get(one.source, ""),
                voice=_voice(one),
                text=text,
                said=replaced(text, [(name, "…") for name in inside]),
                meant=heard(text, names=names),
                question=turn.question if turn is not None else "",
                says_enough=one.substance if isinstance(one, Passage) else one.words >= least_words,
                shapes_topics=isinstance(one, Passage) or one.kind == "direct",
            )
        )
    return found


def _voice(one: Passage | Quotation) -> str:
    """Who says a passage, or is quoted."""
    if isinstance(one, Passage):
        return one.participant
    return one.speaker_participant or f"{one.source}: {one.speaker}"


def participant_names(corpus: ThemesInput) -> frozenset[str]:
    """The words of everybody's name, and those of a label that may be a name, in lower case.

    A label that says what somebody is ("Bus driver") takes no word out of what people talk about: where it holds no
    given name, those of its words that are mostly written small are no names.
    """
    names: set[str] = set()
    doubtful: set[str] = set()
    for person in corpus.participants:
        names.update(name_words(person.name))
        words = set(name_words(person.speaker))
        (names if words & lexicon_words("given_names") else doubtful).update(words)
    doubtful -= names
    return frozenset(names | (doubtful - _written_small(doubtful, corpus)))


def _written_small(words: set[str], corpus: ThemesInput) -> frozenset[str]:
    """Those of the words that participants say, and that are mostly written without a capital."""
    balance: Counter[str] = Counter()
    if not words:
        return frozenset()
    for source, own in by_source(turn for turn in corpus.turns if turn.role != INTERVIEWER).items():
        text = corpus.texts[source]
        for turn in own:
            for match in WORD.finditer(text, turn.start, turn.end):
                word = match.group()
                if (plain := word.casefold()) in words:
                    balance[plain] += -1 if word[0].isupper() else 1
    return frozenset(word for word, count in balance.items() if count > 0)
