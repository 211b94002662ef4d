"""Collects what may be coded: participants' words, and quotations in documents, but not the interviewer's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pipeline.corpus.evidence_records import Mention, Passage, Quotation
from pipeline.corpus.records import INTERVIEWER, Participant, Source, Turn, by_source
from pipeline.corpus.spans import WORD, Span, replaced
from pipeline.corpus.study import Texts
from pipeline.corpus.tables import MENTIONS, PARTICIPANTS, PASSAGES, QUOTES, SOURCES, TURNS
from pipeline.language.lexicons import lexicon_words
from pipeline.themes.questions import NO_QUESTION, Question, questions_answered
from pipeline.themes.words import encoder_text, name_words
from pipeline.workflow.stage import Work


@dataclass(frozen=True)
class Codable:
    """A passage or quotation that may be coded.

    Attributes:
        quote_id: its id.
        source: its source.
        case: the case of its source.
        voice: the id of the speaker; people quoted in one document have different ids.
        text: the verbatim text.
        phrase_text: the text in which the codebook's phrases are searched: without the names of organisations,
            because the name of a Trust is not about trust.
        encoder_text: the text for the sentence encoder: without hesitations and people's names.
        question: what it answers: context, and not evidence.
        says_enough: whether it has enough content to be coded; the others are kept for decisions about them.
        shapes_topics: whether discovery uses it; words inside another passage would count twice.
    """

    quote_id: str
    source: str
    case: str
    voice: str
    text: str
    phrase_text: str
    encoder_text: str
    question: Question
    says_enough: bool
    shapes_topics: bool

    @property
    def independent(self) -> str:
        """The unit of independent observations: its case, or in a survey its respondent."""
        return self.source if self.question.in_survey else self.case


@dataclass(frozen=True, kw_only=True)
class ThemesInput:
    """The tables that the stage reads, each in its order.

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
            turns=work.stored(TURNS),
            participants=work.records(PARTICIPANTS),
            mentions=work.stored(MENTIONS),
            passages=work.stored(PASSAGES),
            quotations=work.stored(QUOTES),
            texts=work.texts,
        )


def gather(corpus: ThemesInput, *, names: frozenset[str], least_words: int) -> list[Codable]:
    """All passages and quotations except the interviewer's, in the order of the tables.

    Args:
        corpus: the results of the earlier stages.
        names: words of people's names, in lower case.
        least_words: the least number of words of a quotation; passages are already marked.
    """
    cases = {source.source: source.case for source in corpus.sources}
    turns = {turn.turn_id: turn for turn in corpus.turns}
    spoken = {source: list(own) for source, own in by_source(corpus.turns).items()}
    named = {source: [each.span for each in own] for source, own in by_source(corpus.mentions).items()}
    read: dict[str, str] = {}
    asked: dict[str, Question] = {}
    found: list[Codable] = []
    everything: Iterator[Passage | Quotation] = chain(corpus.passages, corpus.quotations)
    for one in everything:
        turn = turns.get(one.turn_id)
        if turn is not None and turn.role == INTERVIEWER:
            continue
        if one.source not in read:
            read = {one.source: corpus.texts[one.source]}  # only one at a time, because they are in order of source
            asked = questions_answered(spoken.get(one.source, ()), read[one.source], names=names)
        text = one.span.of(read[one.source])
        span = one.span
        encoded = encoder_text(text, names=names)
        inside = [name.shifted(-span.start) for name in named.get(one.source, ()) if span.contains(name)]
        found.append(
            Codable(
                quote_id=one.quote_id,
                source=one.source,
                case=cases.get(one.source, ""),
                voice=_voice(one),
                text=text,
                phrase_text=replaced(text, [(name, "…") for name in inside]),
                encoder_text=text if encoded == text else encoded,
                question=_question(asked.get(one.turn_id, NO_QUESTION), turn, span),
                says_enough=one.substance if isinstance(one, Passage) else one.words >= least_words,
                shapes_topics=isinstance(one, Passage) or one.kind == "direct",
            )
        )
    return found


def _question(asked: Question, turn: Turn | None, span: Span) -> Question:
    """What a passage answers, which may be far into its turn."""
    return asked if turn is None or asked.in_survey else replace(asked, since=asked.since + span.start - turn.start)


def _voice(one: Passage | Quotation) -> str:
    """The id of the speaker of a passage or quotation."""
    if isinstance(one, Passage):
        return one.participant
    return one.speaker_participant or f"{one.source}: {one.speaker}"


def participant_names(corpus: ThemesInput) -> frozenset[str]:
    """The words of all participants' names, and of labels that may be names, in lower case.

    The words of a role label ("Bus driver") must not be treated as names: if a label contains no given name, words
    that are mostly written in lower case are left out.
    """
    names: set[str] = set()
    doubtful: set[str] = set()
    for person in corpus.participants:
        names.update(name_words(person.name))
        words = set(name_words(person.speaker))
        (names if words & lexicon_words("given_names") else doubtful).update(words)
    doubtful -= names
    return frozenset(names | (doubtful - _mostly_lower_case(doubtful, corpus)))


def _mostly_lower_case(words: set[str], corpus: ThemesInput) -> frozenset[str]:
    """The words that participants use and that are mostly written in lower case."""
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
