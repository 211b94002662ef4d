"""All figures printed about a study, counted in one place.

The terminal summary, the page, the workbook, the quote bank, the methods statement, `run.json` and `verify` take
their figures from here; none of them does its own counting. Only what was said or written in files that
were read is counted: a row in cases.csv or participants.csv alone does not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

from pipeline.corpus.coding_records import (
    SUGGESTED,
    SURE,
    Theme,
)
from pipeline.corpus.judged_pairs import CANDIDATE, JudgedPair, Pair, Unit
from pipeline.corpus.records import (
    INTERVIEWER,
    PARTICIPANT,
    REPORTED,
    ColumnUse,
    FileState,
    Kind,
    Participant,
    Source,
    SourceFile,
    SurveyColumn,
    SurveyResponse,
    Turn,
)

UNSURE = 0.6  # confidence below which a coding is called unsure


def _figure(description: str) -> int:
    """A dataclass field with a description; typed as the number that an instance holds."""
    return field(default=0, metadata={"description": description})


@dataclass(frozen=True, kw_only=True)
class MaterialCounts:
    """Counts of the material. Each field's description says what it counts."""

    files: int = _figure("files in the transcripts folder, excluding registers and READMEs")
    files_read: int = _figure("files whose words are used")
    files_held: int = _figure("files held until checked")
    files_unread: int = _figure("files that could not be read")
    files_excluded: int = _figure("files, links and folders that must not be opened")
    cases: int = _figure("cases with at least one file that was read")
    sources: int = _figure("sources with words: transcripts, the answers of one survey respondent, documents")
    interviews: int = _figure("interviews that were read")
    roundtables: int = _figure("roundtables that were read")
    surveys: int = _figure("survey files with at least one answer")
    documents: int = _figure("documents that were read: published case studies and reports")
    notes: int = _figure("sets of notes that were read")
    chats: int = _figure("chats that were read")
    participants: int = _figure(
        "people who speak in interviews or roundtables, write in a chat, or answer a survey"
    )
    speakers: int = _figure(
        "participants who speak in an interview, roundtable, chat or notes, excluding interviewers"
    )
    respondents: int = _figure("participants who answered at least one question of a survey: survey responses")
    answers: int = _figure("non-empty answers to survey questions")
    invited: int = _figure("rows of survey files, excluding those set aside")
    set_aside: int = _figure("rows of survey files set aside: previews, tests and exact copies")
    non_answers: int = _figure("answers to open survey questions that say nothing, such as 'n/a'")
    interviewers: int = _figure("people who ask the questions, in all interviews and roundtables")
    silent: int = _figure("people in participants.csv who do not speak in the files read, excluding interviewers")
    turns: int = _figure("turns; in a document, paragraphs")
    words: int = _figure("words in all turns, including interviewers'")

    @property
    def transcripts(self) -> int:
        """Interviews, roundtables and surveys that were read; each survey counts as one."""
        return self.interviews + self.roundtables + self.surveys


@dataclass(frozen=True, kw_only=True)
class Counts(MaterialCounts):
    """Counts of the material and the results. Each field's description says what it counts.

    A passage is the unit of coding: one to a few sentences of a participant, or a quotation in a document. A coding
    is a theme applied to a passage by anyone; candidate themes do not count.
    """

    passages: int = _figure("units that are coded: passages of participants, and quotations in documents")
    quotations: int = _figure("words in quotation marks, in documents and in participants' turns")
    quotes: int = _figure("passages and quotations that may be printed: the distinct quotes of coded_quotes")
    withheld: int = _figure("passages and quotations withheld because of consent")
    quoted_participants: int = _figure("participants with at least one passage that may be printed")
    themes: int = _figure("themes of the codebook")
    coder_themes: int = _figure("themes named in people's decisions but missing from the codebook")
    candidates: int = _figure("candidate themes found by the pipeline and not yet adopted")
    coded_passages: int = _figure(
        "passages with at least one confirmed or sure coding, excluding candidates and suggestions"
    )
    codings: int = _figure("codings of passages with themes, including rejected ones and excluding candidates")
    low_codings: int = _figure("pipeline codings with a confidence below least_confidence in settings.toml")
    reviewed: int = _figure("codings decided by a person")
    sure: int = _figure("sure codings that no person has decided about")
    suggested: int = _figure("suggested codings, which are counted nowhere else, excluding candidates")
    suggested_passages: int = _figure("passages with at least one suggested coding, excluding candidates")
    rejected: int = _figure("rejected codings; where coders differ, the latest decision counts")
    disputed: int = _figure("codings that some coders accept and others reject, without an agreed decision")
    unsure: int = _figure("unreviewed codings with a confidence below 0.6")
    expected_wrong: int = _figure("expected number of wrong unreviewed codings: the sum of 1 - confidence")
    coders: int = _figure("people who have decided on at least one passage")
    shortlisted: int = _figure("distinct quotes on the shortlist of a theme")
    organisations: int = _figure("organisations mentioned by someone who may be quoted")
    checks: int = _figure("findings that need checking; findings of one kind count once")
    saturation_units: int = _figure("interviews, roundtables and surveys in saturation; 0 while it is not known")
    last_new_theme: int = _figure("the number of the last of them with a new theme; 0 while it is not known")

    @property
    def confirmed(self) -> int:
        """Reviewed codings that stand."""
        return self.reviewed - self.rejected

    @property
    def unreviewed(self) -> int:
        """Codings that nobody has reviewed."""
        return self.codings - self.reviewed

    @classmethod
    def of_summary(cls, summary: Mapping[str, int]) -> Counts:
        """The counts in a receipt's summary; missing ones are 0."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in summary.items() if name in known})


def described(name: str) -> str:
    """The description of a field of `Counts`.

    Raises:
        LookupError: if there is no such field.
    """
    for one in fields(Counts):
        if one.name == name:
            return str(one.metadata["description"])
    raise LookupError(name)


def count_material(
    *,
    files: Iterable[SourceFile],
    sources: Iterable[Source],
    turns: Iterable[Turn],
    participants: Iterable[Participant],
    responses: Iterable[SurveyResponse] = (),
    columns: Iterable[SurveyColumn] = (),
) -> MaterialCounts:
    """Count the material, from these layers."""
    states = [row.state for row in files]
    kind_of, case_of, words = {}, {}, {}
    file_of: dict[str, str] = {}
    for row in sources:
        own = row.source
        kind_of[own], case_of[own], words[own] = row.kind, row.case, row.words
        file_of[own] = row.file
    with_words: set[str] = set()
    speakers: set[str] = set()
    respondents: set[str] = set()
    interviewers: set[str] = set()
    answers = many = 0
    for turn in turns:
        many += 1
        with_words.add(turn.source)
        is_survey = kind_of[turn.source] == Kind.SURVEY
        if turn.role == PARTICIPANT:
            answers += is_survey
            (respondents if is_survey else speakers).add(turn.participant)
        elif turn.role == INTERVIEWER:
            interviewers.add(turn.participant)
    kinds = [kind_of[source] for source in with_words]
    listed = {row.participant for row in participants if not row.interviewer}
    responses = list(responses)
    return MaterialCounts(
        files=len(states),
        files_read=states.count(FileState.READ),
        files_held=states.count(FileState.HELD),
        files_unread=states.count(FileState.UNREAD),
        files_excluded=states.count(FileState.EXCLUDED),
        cases=len({case_of[source] for source in with_words}),
        sources=len(with_words),
        interviews=kinds.count(Kind.INTERVIEW),
        roundtables=kinds.count(Kind.ROUNDTABLE),
        surveys=len({file_of[source] for source in with_words if kind_of[source] == Kind.SURVEY}),
        documents=kinds.count(Kind.DOCUMENT),
        notes=kinds.count(Kind.NOTES),
        chats=kinds.count(Kind.CHAT),
        participants=len(speakers | respondents),
        speakers=len(speakers),
        respondents=len(respondents),
        answers=answers,
        invited=sum(row.invited for row in responses),
        set_aside=sum(row.previews + row.duplicates for row in responses),
        non_answers=sum(row.non_answers for row in columns if row.use == ColumnUse.QUESTION),
        interviewers=len(interviewers),
        silent=len(listed - speakers - respondents),
        turns=many,
        words=sum(words[source] for source in with_words),
    )


@dataclass(frozen=True, kw_only=True)
class ThemeCounts:
    """The evidence for one theme, as shown in every table and tab.

    Attributes:
        passages: passages of participants, and quotations in documents, coded with it.
        participants: participants who voice it.
        quoted: people quoted in documents who voice it.
        cases: cases in which it is heard.
        sources: sources in which it is heard.
        quotes: its quotes that may be printed: the rows of coded_quotes that stand.
    """

    passages: int
    participants: int
    quoted: int
    cases: int
    sources: int
    quotes: int

    @classmethod
    def of(cls, units: Iterable[Unit]) -> ThemeCounts:
        """Count the passages and quotations that carry one theme."""
        given = list(units)
        counted = [one for one in given if one.counted]
        return cls(
            passages=len(counted),
            participants=len({one.participant for one in counted} - {""}),
            quoted=len({one.voice for one in counted if not one.participant} - {""}),
            cases=len({one.case for one in counted}),
            sources=len({one.source for one in counted}),
            quotes=sum(one.printable for one in given),
        )


def count_study(
    material: MaterialCounts,
    *,
    units: Sequence[Unit],
    judged: Mapping[Pair, JudgedPair],
    coders: Collection[str],
    themes: Iterable[Theme],
    least_confidence: float,
) -> Counts:
    """Count the results; the last stage adds the shortlist, findings and saturation.

    Args:
        material: what the study is made of.
        units: every passage and quotation that is not an interviewer's.
        judged: see `judged_codings`.
        coders: see `coders_in`.
        themes: of the codebook, of coders, and candidates.
        least_confidence: as in the settings.
    """
    origins = [theme.origin for theme in themes]
    machine = [(one.confidence, one.reviewed) for one in judged.values() if one.confidence is not None]
    unreviewed = [confidence for confidence, reviewed in machine if not reviewed]
    return Counts(
        **{one.name: getattr(material, one.name) for one in fields(MaterialCounts)},
        passages=sum(one.counted for one in units),
        quotations=sum(one.kind == REPORTED for one in units),
        quotes=sum(one.printable for one in units),
        withheld=sum(not one.printable for one in units),
        quoted_participants=len({one.participant for one in units if one.counted and one.printable} - {""}),
        themes=origins.count("codebook"),
        coder_themes=origins.count("coder"),
        candidates=origins.count(CANDIDATE),
        coded_passages=len({quote for (quote, _), one in judged.items() if one.counts}),
        sure=sum(one.state == SURE for one in judged.values()),
        suggested=sum(one.state == SUGGESTED for one in judged.values()),
        suggested_passages=len({quote for (quote, _), one in judged.items() if one.state == SUGGESTED}),
        codings=len(judged),
        low_codings=sum(confidence < least_confidence for confidence, _ in machine),
        reviewed=sum(one.reviewed for one in judged.values()),
        rejected=sum(not one.stands for one in judged.values()),
        disputed=sum(one.disputed for one in judged.values()),
        unsure=sum(one < UNSURE for one in unreviewed),
        expected_wrong=round(sum(1 - one for one in unreviewed)),
        coders=len(coders),
    )


def counted(count: int, one: str, many: str = "") -> str:
    """`1 theme`, `2 themes`, `1,200 themes`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def joined(parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`; an empty string for no items."""
    given = list(parts)
    return " and ".join(part for part in (", ".join(given[:-1]), *given[-1:]) if part)
