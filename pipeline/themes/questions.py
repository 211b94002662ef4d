"""The question that a passage answers: the survey's, or the last one that the interviewer asked.

A question is context and never evidence. No phrase or word of it counts, and nothing is quoted from it; it only
changes how the passage is read, and the less so the longer the passage is and the more has been said since. Two
passages are less similar if they answer different questions. A passage that has no question (in a document, or
before the first question) counts as one that answers the study's average question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.corpus.records import INTERVIEWER, Turn
from pipeline.language.words import without_marks
from pipeline.themes.words import content_words, encoder_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Rows = NDArray[np.intp]
    Embed = Callable[[Sequence[str]], Floats]

_SENTENCE = re.compile(r"(?<=[.?!…])[\"”'’)\]]*\s+")
_ASKS, _STATES = 2, 3  # content words of a question, and of a turn without one, that are more than backchannel
_SHORT_QUESTION = 5  # content words below which the sentence before is needed to understand it
_LONGEST = 40  # words of a turn without a question
# The words of a passage, and the characters said since, at which a question counts for half.
_HALF_LENGTH, _HALF_SINCE = 20.0, 1500.0
_ANOTHER_ASKED = 0.3  # the weight of passages that answer a very different question of an interviewer
_OTHER_QUESTION = 0.6  # the weight of answers to other survey questions


@dataclass(frozen=True)
class Question:
    """What a passage answers.

    Attributes:
        text: for the sentence encoder; "" if there is none.
        in_survey: whether it is a question of a survey.
        since: characters between an interviewer's question and the passage.
    """

    text: str = ""
    in_survey: bool = False
    since: int = 0


NO_QUESTION = Question()


def asked_in(turn: str) -> str:
    """What an interviewer's turn asks: its last question, else its last words, or "" if it is only backchannel."""
    sentences = [sentence for sentence in _SENTENCE.split(turn.strip()) if sentence]
    for at in range(len(sentences) - 1, -1, -1):
        many = len(content_words(sentences[at])) if "?" in sentences[at] else 0
        if many >= _ASKS:
            return " ".join(sentences[max(at - (many < _SHORT_QUESTION), 0) : at + 1])
    return " ".join(turn.split()[-_LONGEST:]) if len(content_words(turn)) >= _STATES else ""


def questions_answered(turns: Iterable[Turn], text: str, *, names: frozenset[str]) -> dict[str, Question]:
    """The question that the beginning of each turn answers, by the turn's id; none for the interviewer's own.

    Args:
        turns: the turns of one source, in order.
        text: its text.
        names: words of people's names, in lower case.
    """
    found: dict[str, Question] = {}
    asked, end = NO_QUESTION, 0
    for turn in turns:
        if turn.question:
            found[turn.turn_id] = Question(turn.question, in_survey=True)
        elif turn.role == INTERVIEWER:
            if question := asked_in(without_marks(turn.span.of(text))):
                asked, end = Question(encoder_text(question, names=names)), turn.end
        elif asked.text:
            found[turn.turn_id] = replace(asked, since=turn.start - end)
    return found


@dataclass(frozen=True)
class Context:
    """The questions that passages answer, compared with each other.

    Attributes:
        survey: the number of the survey's question of each passage.
        asked: the row in `meanings` of the interviewer's question of each passage; -1 without one.
        weight: how much of that question the passage still answers, 0 to 1.
        meanings: the vectors of the interviewers' questions.
        usual: the mean of these, over the passages.
    """

    survey: Rows
    asked: Rows
    weight: Floats
    meanings: Floats
    usual: Floats

    @classmethod
    def of(cls, questions: Sequence[Question], *, embed: Embed) -> Context:
        """The context of passages that answer these questions."""
        import numpy as np

        columns = np.array([one.text if one.in_survey else "" for one in questions], dtype=str)
        survey = np.unique(columns, return_inverse=True)[1].astype(np.intp)
        texts = sorted({one.text for one in questions if one.text and not one.in_survey})
        places = {text: at for at, text in enumerate(texts)}
        asked = np.array([-1 if one.in_survey else places.get(one.text, -1) for one in questions], dtype=np.intp)
        since = np.array([one.since for one in questions], dtype=np.float32)
        weight = np.where(asked >= 0, _HALF_SINCE / (_HALF_SINCE + since), 0.0).astype(np.float32)
        meanings = embed(texts) if texts else np.zeros((0, 0), np.float32)
        usual = meanings[asked[asked >= 0]].mean(axis=0) if texts else np.zeros(0, np.float32)
        return cls(survey, asked, weight, meanings, usual)

    def take(self, rows: Rows) -> Context:
        """The context of some of the passages."""
        return replace(self, survey=self.survey[rows], asked=self.asked[rows], weight=self.weight[rows])

    @property
    def interviews(self) -> bool:
        """Whether any passage answers an interviewer's question."""
        return len(self.meanings) > 0

    def without_interviews(self) -> Context:
        """Only the questions of surveys."""
        return replace(self, meanings=self.meanings[:0])

    def closeness(self, some: Rows, others: Rows) -> Floats:
        """How much of the similarity of passages is left as they answer other questions, shape (some, others)."""
        import numpy as np

        same = self.survey[some][:, None] == self.survey[others][None, :]
        found: Floats = np.where(same, 1.0, _OTHER_QUESTION).astype(np.float32)
        if not self.interviews:
            return found
        points = [
            self.weight[rows][:, None] * (self.meanings[self.asked[rows]] - self.usual) for rows in (some, others)
        ]
        sizes = [(each**2).sum(axis=1) for each in points]
        apart = np.maximum(sizes[0][:, None] + sizes[1][None, :] - 2.0 * points[0] @ points[1].T, 0.0)
        found *= _ANOTHER_ASKED + (1.0 - _ANOTHER_ASKED) * np.exp(-apart)
        return found

    def read(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """The passages' vectors as answers to interviewers' questions, which never count as much as the answers."""
        import numpy as np

        if not self.interviews:
            return vectors
        words = np.array([len(text.split()) for text in texts], dtype=np.float32)
        share = self.weight * _HALF_LENGTH / (_HALF_LENGTH + words)
        found = vectors + share[:, None] * self.meanings[self.asked]
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        unchanged = share == 0
        found[unchanged] = vectors[unchanged]
        return found.astype(np.float32)
