"""Small studies for the tests of the themes stage, built from a few lines of talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.corpus.spans import IdMaker
from pipeline.corpus.storage import make_folder
from pipeline.corpus.study import Study
from pipeline.corpus.tables import MENTIONS, PARTICIPANTS, PASSAGES, QUOTES, SOURCES, TURNS
from pipeline.themes.stage import THEMES
from pipeline.workflow.cache import Cache
from pipeline.workflow.runner import Run
from pipeline.workflow.stage import Outcome, Work

CODEBOOK = """
codes:
  - id: funding
    name: Short-term funding
    definition: Money that comes late, for too short a time, or tied to the wrong thing.
    phrases: [short term fund*, grant*, lottery funding]
    examples:
      - You spend half of the project applying for the next one.
  - id: trust
    name: Trust and relationships
    definition: People work together because they know and trust one another.
    phrases: [trust*, know each other]
    examples:
      - Families talk to her because she has never let them down.
"""


@dataclass
class Small:
    """A study in memory.

    Attributes:
        sources: for each source its turns, as (speaker, text); the speaker `I` is the interviewer.
        quotes: for each quote its source, its words and its kind.
        codebook: the file, or None for none.
        decisions: the file, or None for none.
        names: speaker to name.
    """

    sources: dict[str, list[tuple[str, str]]]
    quotes: Sequence[tuple[str, str, str]] = ()
    codebook: str | None = CODEBOOK
    decisions: str | bytes | None = None
    names: dict[str, str] = field(default_factory=dict)
    settings: str = ""
    documents: Sequence[str] = ()
    organisations: Sequence[str] = ()

    def run(self, folder: Path) -> Outcome:
        """Run the stage; each turn is one passage."""
        return THEMES.run(self.work(folder))

    def work(self, folder: Path) -> Work:
        study = Study(folder / "transcripts", folder / "models", folder / "outputs")
        study.models.mkdir(parents=True, exist_ok=True)
        for name, content in (
            ("codebook.yaml", self.codebook),
            ("decisions.csv", self.decisions),
            ("settings.toml", self.settings),
        ):
            path = study.models / name
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        for place in (study.tables, study.texts):
            make_folder(place, private=True)
        run = Run(study)
        run.cache = Cache(study.private / "cache.sqlite")
        return Work(THEMES, self._tables(study), run=run, fingerprint=str, earlier=())

    def _tables(self, study: Study):
        sources, turns, mentions, passages, quotes, people = [], [], [], [], [], {}
        turn_ids, quote_ids = IdMaker("t"), IdMaker("q")
        for source, said in self.sources.items():
            text = ""
            is_document = source in self.documents
            for speaker, words in said:
                start, end = len(text), len(text) + len(words)
                text += words + "\n"
                role = "narrator" if is_document else "interviewer" if speaker == "I" else "participant"
                turn = {"source": source, "turn_id": turn_ids.make(source, words), "speaker": speaker}
                turn |= {"participant": speaker, "role": role, "start": start, "end": end}
                turns.append(turn)
                people[speaker] = {"participant": speaker, "speaker": speaker, "name": self.names.get(speaker, "")}
                if role == "participant":
                    passage = {**turn, "quote_id": quote_ids.make(source, words), "words": len(words.split())}
                    passage |= {"kind": "speech", "quotability": 0.5, "substance": len(words.split()) >= 4}
                    passages.append({key: passage[key] for key in PASSAGES.column_names if key in passage})
                for name in self.organisations:
                    if (at := words.find(name)) >= 0:
                        mention = {"mention_id": f"m-{len(mentions)}", "source": source, "turn_id": turn["turn_id"]}
                        mentions.append(
                            {**mention, "text": name, "start": start + at, "end": start + at + len(name)}
                        )
                for where, quoted, kind in self.quotes:
                    at = words.find(quoted)
                    if where == source and at >= 0:
                        quotes.append(
                            {
                                "quote_id": quote_ids.make("quote", source, quoted),
                                "source": source,
                                "turn_id": turn["turn_id"],
                                "start": start + at,
                                "end": start + at + len(quoted),
                                "words": len(quoted.split()),
                                "kind": kind,
                            }
                        )
            (study.texts / f"{source}.txt").write_text(text, "utf-8", newline="")
            kind = "document" if is_document else "interview"
            sources.append({"source": source, "file": f"{source}.txt", "case": source, "kind": kind})
        return {
            "sources": SOURCES.frame(sources),
            "turns": TURNS.frame(turns),
            "participants": PARTICIPANTS.frame(people.values()),
            "mentions": MENTIONS.frame(mentions),
            "passages": PASSAGES.frame(passages),
            "quotes": QUOTES.frame(quotes),
        }


def ids_by_words(work: Work) -> dict[str, str]:
    """The words of every passage and quote, by id."""
    words = {}
    for name in ("passages", "quotes"):
        for row in work.tables[name].to_dict("records"):
            words[row["quote_id"]] = work.texts[row["source"]][row["start"] : row["end"]]
    return words
