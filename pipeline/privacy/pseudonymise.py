"""`pipeline pseudonymise`: writes a pseudonymised copy of the transcripts, which the pipeline itself can read.

Names are replaced by pseudonyms in brackets, as the UK Data Service recommends; the key is only in the private
log.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pipeline.corpus import tables
from pipeline.corpus.csv_safety import escaped
from pipeline.corpus.errors import UserError
from pipeline.corpus.records import Consent, Kind, Participant, Segment, SegmentKind, Source, Turn
from pipeline.corpus.spans import Span, SpanIndex, folded, replaced
from pipeline.corpus.storage import UNFINISHED, decoded, make_folder, remove_folder, write_whole
from pipeline.corpus.study import CASES_FILE, PARTICIPANTS_FILE, Study, Texts
from pipeline.language.lexicons import words
from pipeline.organisations.gazetteer import parse_gazetteer
from pipeline.people.decided_names import PEOPLE_FILE, DecidedNames, read_decided_names
from pipeline.people.pseudonyms import NameReplacement, PseudonymisedNames
from pipeline.privacy.run_tables import run_tables
from pipeline.workflow.locks import WRITES_OUTPUTS, hold

_PLACE = r"(?:the\s+)?[A-Z][\w’'-]+(?:\s+(?:and|of|on|upon|le|the|[A-Z][\w’'-]+))*"


class RareJob(NamedTuple):
    """A job and a place, where they occur together, and why the combination is rare."""

    where: str
    participant: str
    words: str
    why: str


def rare_jobs_on_record(participants: Iterable[Participant], sources: Iterable[Source]) -> Iterator[RareJob]:
    """Participants whose job nobody else in the study has in the same place."""
    places = {row.case: row.place or row.case for row in sources}
    asked = [row for row in participants if not row.interviewer and row.role]
    pairs = Counter((row.role.casefold(), places.get(row.case, "")) for row in asked)
    for row in asked:
        place = places.get(row.case, "")
        if pairs[row.role.casefold(), place] == 1 and place and row.consent != Consent.NAMED:
            where, why = "participants.csv and cases.csv", "the only person with this job in this place"
            yield RareJob(where, row.participant, f"{row.role}, {place}", why)


def rare_jobs_in_text(file: str, lines: Sequence[tuple[str, str]]) -> Iterator[RareJob]:
    """Passages that combine a job with a place: `the only midwife in Brackwater`.

    Args:
        file: the file of the copy.
        lines: the lines of the file, each with its speaker's participant id.
    """
    nouns = (re.escape(word) for word in words("role_nouns") if len(word) > 3)
    jobs = "|".join(sorted(nouns, key=len, reverse=True))
    pattern = re.compile(
        rf"\b(?:(?i:the only|the|our only|our|its|their|I'm the|I’m the)\s+(?:[a-z-]+\s+){{0,3}}(?:{jobs})"
        rf"\s+(?:in|at|for|of)\s+{_PLACE})"
    )
    for number, (participant, line) in enumerate(lines, start=1):
        for match in pattern.finditer(line):
            yield RareJob(f"{file}, line {number}", participant, match[0], "a job and a place in the same phrase")


FOLDER = "pseudonymised"
LOG_FOLDER = "pseudonyms"  # below the private folder
WITHHELD = "[not to be quoted]"
_README = "README.txt"
_COPIES = "pseudonymised_copies.txt"  # in the private folder: where copies were written
_OURS = (".txt", ".csv")  # the extensions of files in a copy
_MARK = "A copy of a study without names, made by `pipeline pseudonymise`."
_NEEDED = (
    tables.SOURCES, tables.SEGMENTS, tables.TURNS, tables.PARTICIPANTS, tables.PEOPLE, tables.MENTIONS,
    tables.ATTRIBUTIONS,
)  # fmt: skip
_ABOUT = f"""{_MARK}

Every person has one pseudonym in brackets, used wherever the person is named: [Person 3]. Telephone numbers, e-mail
addresses, postcodes, street addresses, NHS and National Insurance numbers and dates of birth are [phone], [email],
[postcode], [address], [NHS number], [National Insurance number], [date of birth]. Organisations keep their names.
The words of people who may not be quoted are {WITHHELD}. Headings and times are left out.

No program finds every name. Before you share the copy, read it, and check the list of jobs and places that may
identify someone. The key stays with the researcher.
"""


@dataclass
class CopyResult:
    """The result of writing a copy.

    Attributes:
        folder: the folder of the copy.
        log: the private folder with the key, the log and the list of what to check.
        files: the number of transcripts.
        counts: the number of replacements by kind.
        people: the number of people with a pseudonym.
        pairs: the combinations of job and place to check.
        left: names on record that a final check found in the copy, by file.
    """

    folder: Path
    log: Path
    files: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    people: int = 0
    pairs: list[RareJob] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def pseudonymise(study: Study, *, folder: Path | None = None) -> CopyResult:
    """Write the copy and the private log.

    Args:
        study: a study whose last run is up to date.
        folder: the folder for the copy; by default one below the outputs folder.

    Raises:
        UserError: if the folder contains something else, or is the transcripts folder.
    """
    folder = folder or study.outputs / FOLDER
    with hold(study, WRITES_OUTPUTS):
        _refuse(folder, study)
        copy = _PseudonymisedCopy(study)
        copied = CopyResult(folder, study.private / LOG_FOLDER)
        files = copy.files()
        for name, content in files.items():
            copied.left += [name for _ in copy.replacements.left(content.decode("utf-8-sig"))]
        _exchange_whole(study, folder, files, copy.private_files())
    copied.files = len(files) - 3
    copied.counts = copy.counts
    copied.people = sum(bool(who.names) for who in copy.replacements.register.people)
    copied.pairs = copy.pairs
    return copied


def _exchange_whole(study: Study, folder: Path, files: Mapping[str, bytes], log: Mapping[str, bytes]) -> None:
    """Replace the earlier copy and log by the new ones, or change nothing.

    Both are first written under temporary names. Then the earlier copy is removed, the log is replaced, and the new
    copy is renamed. If interrupted, there is no copy, but never one that is incomplete or does not match its key.
    """
    log_folder = study.private / LOG_FOLDER
    places = {**dict.fromkeys(_copies(study)), folder.resolve(): None}
    write_whole(study.private / _COPIES, "".join(f"{place}\n" for place in places).encode(), private=True)
    new_copy, old_copy = _temporary(folder)
    new_log, old_log = _temporary(log_folder)
    try:
        for place in (new_copy, new_log, old_copy, old_log):
            remove_folder(place)
        _write_folder(new_copy, files)
        _write_folder(new_log, log, private=True)
        for place, old in ((folder, old_copy), (log_folder, old_log)):
            if place.exists():
                place.rename(old)
        new_log.rename(log_folder)
        for path in old_copy.iterdir() if old_copy.exists() else ():
            if path.suffix not in _OURS:  # added by the user
                path.rename(new_copy / path.name)
        new_copy.rename(folder)
    except OSError as error:
        raise UserError(
            f"the copy could not be moved into place ({error.strerror or error})",
            "Use --output to name a folder that can be renamed",
            folder,
        ) from error
    for old in (old_copy, old_log):
        remove_folder(old)


def _temporary(place: Path) -> tuple[Path, Path]:
    """The temporary paths of the new and the old folder during replacement."""
    new, old = (place.with_name(f".{place.name}.{age}{UNFINISHED}") for age in ("new", "old"))
    return new, old


def _write_folder(place: Path, files: Mapping[str, bytes], *, private: bool = False) -> None:
    make_folder(place, private=private)
    for name, content in files.items():
        write_whole(place / name, content, private=private)


class _PseudonymisedCopy:
    """Builds the files of the copy, and records the replacements."""

    def __init__(self, study: Study) -> None:
        self._made = run_tables(study, _NEEDED)
        self._texts = Texts(study.texts, [row.source for row in self._made[tables.SOURCES]])
        self.replacements = PseudonymisedNames(
            self._made, self._texts, bodies=known_bodies(study), decided=decisions_on_names(study)
        )
        self._places: dict[str, tuple[dict[Span, NameReplacement], SpanIndex]] = {}
        self.counts: dict[str, int] = {}
        self.pairs: list[RareJob] = list(
            rare_jobs_on_record(self._made[tables.PARTICIPANTS], self._made[tables.SOURCES])
        )
        self._log: list[Sequence[object]] = []
        self._withheld = {row.participant for row in self._made[tables.ATTRIBUTIONS] if not row.quotable}
        self._turns: dict[str, list[Turn]] = {}
        for row in sorted(self._made[tables.TURNS], key=lambda row: row.start):
            self._turns.setdefault(row.source, []).append(row)

    def files(self) -> dict[str, bytes]:
        """All files of the copy, by name."""
        found: dict[str, bytes] = {}
        cases: list[Sequence[str]] = []
        by_file: dict[str, list[Source]] = {}
        for row in self._made[tables.SOURCES]:
            by_file.setdefault(row.file, []).append(row)
        counts: dict[str, int] = {}
        for sources in by_file.values():
            first, kind = sources[0], Kind(sources[0].kind)
            counts[kind] = counts.get(kind, 0) + 1
            name = f"{kind}_{counts[kind]:02d}.{'csv' if kind is Kind.SURVEY else 'txt'}"
            found[name] = self._survey(sources, name) if kind is Kind.SURVEY else self._transcript(first, name)
            written = (first.case, first.title, first.place)
            case, title, place = (self.replacements.free(text, case=first.case) for text in written)
            cases.append([name, case, str(kind), title, place, first.date])
        found[CASES_FILE] = _csv([["file", "case", "kind", "title", "place", "date"], *cases])
        found[PARTICIPANTS_FILE] = _csv(list(self._participants()))
        found[_README] = _ABOUT.encode()
        return found

    def private_files(self) -> Mapping[str, bytes]:
        """The key, the log of all replacements, and the list of what to check."""
        register = self.replacements.register
        key = [
            [f"[{register.called(who)}]", "; ".join(sorted(who.participants)), "; ".join(who.names)]
            for who in register.people if who.names
        ]  # fmt: skip
        return {
            "key.csv": _csv([["pseudonym", "participants", "names"], *key]),
            "log.csv": _csv([["file", "line", "kind", "in the transcript", "in the copy"], *self._log]),
            "look_at.csv": _csv([["where", "participant", "words", "why"], *self.pairs]),
        }

    def _transcript(self, source: Source, name: str) -> bytes:
        if source.kind in (Kind.DOCUMENT, Kind.NOTES):
            lines = [("", text) for text in self._narrative(source, name)]
        else:
            lines = []
            for turn in self._turns.get(source.source, ()):
                said = self._said(turn, name, line=2 * len(lines) + 1)
                lines.append((turn.participant, f"{self._label(turn)}: {said}"))
        spaced = [one for line in lines for one in (line, ("", ""))]
        self.pairs += rare_jobs_in_text(name, spaced)
        return "".join(f"{line}\n" for _, line in spaced[:-1]).encode()

    def _narrative(self, source: Source, name: str) -> Iterator[str]:
        text, count = self._texts[source.source], 0
        for row in sorted(
            (row for row in self._made[tables.SEGMENTS] if row.source == source.source),
            key=lambda row: row.start,
        ):
            if row.kind in (SegmentKind.TURN, SegmentKind.HEADING) and row.span.of(text).strip():
                yield self._exchanged(source.source, row, name, line=2 * count + 1)
                count += 1

    def _survey(self, sources: Sequence[Source], name: str) -> bytes:
        turns = [turn for source in sources for turn in self._turns.get(source.source, ())]
        questions = list(dict.fromkeys(turn.question for turn in turns))
        case = sources[0].case
        rows = [["Respondent", *(self.replacements.free(question, case=case) for question in questions)]]
        for number, source in enumerate(sources, start=1):
            own = self._turns.get(source.source, ())
            answers = {turn.question: self._said(turn, name, line=number + 1) for turn in own}
            respondent = own[0].participant if own else source.source.rpartition("-")[2].upper()
            rows.append([respondent, *(answers.get(question, "") for question in questions)])
        return _csv(rows)

    def _said(self, turn: Turn, name: str, *, line: int) -> str:
        if turn.participant in self._withheld:
            return WITHHELD
        return self._exchanged(turn.source, turn, name, line=line)

    def _exchanged(self, source: str, row: Turn | Segment, name: str, *, line: int) -> str:
        text, span = self._texts[source], row.span
        here = self._replacements_at(source, span)
        for one in here:
            self.counts[one.kind] = self.counts.get(one.kind, 0) + 1
            self._log.append([name, line, one.kind, one.span.of(text), one.replacement])
        return folded(replaced(text, [(one.span, one.replacement) for one in here], span))

    def _replacements_at(self, source: str, span: Span) -> list[NameReplacement]:
        """The replacements in a span of a source, in order."""
        if source not in self._places:
            by_span = {one.span: one for one in self.replacements.of[source]}
            self._places[source] = by_span, SpanIndex(by_span)
        by_span, places = self._places[source]
        return [by_span[place] for place in reversed(places.overlapping(span))]

    def _label(self, turn: Turn) -> str:
        who = self.replacements.register.of(turn.participant)
        return self.replacements.register.called(who) if who else turn.participant or "Speaker"

    def _participants(self) -> Iterator[Sequence[str]]:
        yield ["case", "speaker", "role", "organisation", "sector", "consent", "interviewer"]
        free, seen = self.replacements.free, set()
        for row in self._made[tables.PARTICIPANTS]:
            who = self.replacements.register.of(row.participant)
            if who is None:
                continue
            consent = Consent(row.consent)
            open_role = consent in (Consent.NAMED, Consent.ROLE, Consent.UNRECORDED)
            case = free(row.case, case=row.case)
            speaker = self.replacements.register.called(who)
            if (case, speaker) not in seen:
                seen.add((case, speaker))
                yield [
                    case,
                    speaker,
                    free(row.role, case=row.case) if open_role else "",
                    free(row.organisation, case=row.case) if consent is Consent.NAMED else "",
                    row.sector,
                    # The copy names nobody, and leaves out the words of people who may not be quoted.
                    str(consent) if consent in (Consent.ANONYMOUS, Consent.NONE) else str(Consent.ROLE),
                    "yes" if row.interviewer else "no",
                ]


def known_bodies(study: Study) -> list[str]:
    """The names of organisations in models/organisations.csv."""
    path = study.models / "organisations.csv"
    if not path.exists():
        return []
    entries = parse_gazetteer(decoded(path.read_bytes()), path=path)
    return [name for entry in entries if entry.kind != "not an organisation" for name in entry.all_names]


def decisions_on_names(study: Study) -> DecidedNames:
    """The decisions in models/people.csv; problems with its rows are reported by `quotes`."""
    path = study.models / PEOPLE_FILE
    return read_decided_names(decoded(path.read_bytes()))[0] if path.exists() else DecidedNames()


def delete_copies(study: Study) -> int:
    """Delete all copies, wherever they are, and the private log; return the number of files deleted."""
    count = 0
    log_folder = study.private / LOG_FOLDER
    for folder in (*_copies(study), study.outputs / FOLDER):
        for place in _temporary(folder):
            remove_folder(place)
        if not _is_copy(folder):
            continue
        # The marker is deleted last: while it exists, the folder is recognised as a copy.
        for path in sorted(folder.iterdir(), key=lambda path: path.name == _README):
            if path.suffix in _OURS:
                path.unlink()
                count += 1
        if not any(folder.iterdir()):
            folder.rmdir()
    for place in (log_folder, *_temporary(log_folder)):
        count += sum(path.is_file() for path in place.iterdir()) if place.is_dir() else 0
        remove_folder(place)
    (study.private / _COPIES).unlink(missing_ok=True)
    return count


def _copies(study: Study) -> list[Path]:
    """The folders that copies were written to."""
    places = study.private / _COPIES
    return [Path(line) for line in places.read_text("utf-8").split("\n") if line] if places.exists() else []


def _is_copy(folder: Path) -> bool:
    about = folder / _README
    return about.is_file() and about.read_text("utf-8", "replace").startswith(_MARK)


def _refuse(folder: Path, study: Study) -> None:
    place, transcripts = folder.resolve(), study.transcripts.resolve()
    if place == transcripts or transcripts in place.parents or place in transcripts.parents:
        raise UserError(
            "the copy must not be in the transcripts folder", "Name another folder with --output", folder
        )
    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not _is_copy(folder)):
        raise UserError("the folder contains other files", "Name an empty folder with --output", folder)


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([escaped(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")
