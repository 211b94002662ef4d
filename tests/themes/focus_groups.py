"""Three focus groups whose quotes were sorted under eight themes by the project itself (AutSPACEs, MIT).

The folder `00-project-documentation/community/focus-groups` of that repository is given on the command line; it is
not part of this project. Each session is coded with a model trained on the other two; the codebook is the names of
the themes.

    python -m tests.themes.focus_groups FOLDER
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.metrics import normalized_mutual_info_score

from pipeline.corpus.codebook import Code, Codebook
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.cold_start import cold_start
from tests.themes.discovery import ours, telling_words
from tests.themes.evaluate import learn
from tests.themes.nhs import Answers, vectors
from tests.themes.scores import scores_line

_THEME = re.compile(r"## (\d)\. (.*)")
_QUOTE = re.compile(r"\s*[*-]\s+(?:\([^()]*\)\s*:?\s*)?(.*)")
_MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*_]")
_LEAST_WORDS = 3


def quotes(folder: Path) -> tuple[Answers, np.ndarray, list[str]]:
    """The quotes with their themes, the session of each, and the names of the themes."""
    texts, labels, sessions, names = [], [], [], {}
    for session, path in enumerate(sorted(folder.glob("*-2019.md"))):
        theme = None
        for line in path.read_text("utf-8").splitlines():
            if heading := _THEME.match(line):
                theme = int(heading[1]) - 1
                names[theme] = heading[2].strip()
            elif theme is not None and (quote := _QUOTE.match(line)):
                text = _MARKUP.sub(lambda match: match[1] or "", quote[1]).strip(' “”"')
                if len(text.split()) >= _LEAST_WORDS:
                    texts.append(text)
                    labels.append(theme)
                    sessions.append(session)
    answers = Answers(texts, np.array(labels), [""] * len(texts))
    return answers, np.array(sessions), [names[at] for at in sorted(names)]


def report(folder: Path) -> Iterator[str]:
    """The figures without decisions, with each session coded from the others, and of the topics found."""
    answers, sessions, names = quotes(folder)
    codebook = Codebook(tuple(Code(id=f"theme-{at}", name=name) for at, name in enumerate(names)))
    points = vectors(answers.texts)
    start = cold_start(codebook, answers.texts, vectors=points, embed=embedded)
    yield f"{len(answers.texts)} quotes, {len(names)} themes"
    yield scores_line("names alone, cold", answers.labels, start.confidence.argmax(axis=1))
    given = np.zeros(len(answers.texts), dtype=int)
    for session in np.unique(sessions):
        asked, decided = np.flatnonzero(sessions == session), np.flatnonzero(sessions != session)
        given[asked] = learn(answers, points, start.logits, decided=decided, asked=asked).argmax(axis=1)
    yield scores_line("one session left out", answers.labels, given)
    about, documents = telling_words(answers.texts, names=frozenset())
    found = ours(documents, points[about])[1]
    agreed = normalized_mutual_info_score(answers.labels[about], found)
    yield f"topics of {len(about)} quotes: {len(set(found.tolist()) - {-1})}, NMI {agreed:.3f}"


if __name__ == "__main__":
    for told in report(Path(sys.argv[1])):
        sys.stdout.write(told + "\n")
