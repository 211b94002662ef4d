"""The methods statement contains a sentence only if it is true, with figures from the tables."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.corpus.coding_records import Coding, Judgement
from pipeline.corpus.counts import Counts
from pipeline.corpus.judged_pairs import judged_pair
from pipeline.corpus.records import SourceFile, SurveyResponse
from pipeline.corpus.settings import QuotabilityWeights, QuoteSettings, Settings, ThemeSettings
from pipeline.emit import methods as study
from pipeline.emit import methods_coding as coding
from pipeline.emit.agreement import REVIEW_EFFORT, ListedEffort
from pipeline.emit.conduct import AppliedFrom, Conduct, ReportedSurvey, UnusedFile
from pipeline.emit.gate import Gate
from pipeline.emit.handover import Handover, Sheet, handover
from pipeline.emit.material import Material
from pipeline.emit.methods import _PLAN, methods, sections

Sentence = Callable[[Handover], str]


def made(counts: dict[str, int] | None = None, **given: Any) -> Handover:
    return Handover(sheets={}, counts=Counts(**(counts or {})), **given)


LITERALLY = (
    "A coding is also sure where a phrase of the codebook of two words or more is said word for word, or an "
    "example of it, unless decisions speak against the phrase. Counts, the framework matrix, the shortlist and "
    "saturation use confirmed and sure codings; suggestions are listed apart and counted in no finding."
)


def effort(**given: int) -> Handover:
    row = ListedEffort(theme_id="", theme="", target=0.8, codings=40, settled=4, **given)
    return Handover(sheets={"review_effort": Sheet.of(REVIEW_EFFORT, [row])}, counts=Counts())


def thresholds(*pairs: tuple[float, int] | tuple[float, int, float]) -> Conduct:
    return Conduct(applied_from=[AppliedFrom(f"t{at}", *pair) for at, pair in enumerate(pairs)])


def themes(**given: Any) -> Settings:
    return Settings(themes=ThemeSettings(**given))


def quotes(**given: Any) -> Settings:
    return Settings(quotes=QuoteSettings(**given))


def unused(state: str) -> Conduct:
    return Conduct(unused=[UnusedFile("a.docx", state, "the file is empty")])


def survey(questions: int, **given: int) -> Conduct:
    response = SurveyResponse(
        file="a.csv",
        **{"invited": 57, "started": 55, "complete": -1, "answered": 50, "previews": 0, "duplicates": 0} | given,
    )
    asked = [(f"Question {at}?", 48, 6) for at in range(1, questions + 1)]
    others = {"closed": 3, "id": 1} if questions else {}
    return Conduct(surveys=[ReportedSurvey(name="a.csv", response=response, questions=asked, others=others)])


PEOPLE = {"sources": 3, "participants": 33, "speakers": 9, "respondents": 24}
REVIEW = {"codings": 834, "reviewed": 120, "rejected": 30, "coders": 2}
SENTENCES: list[tuple[Sentence, Handover, str]] = [
    (study.material, made({"sources": 12, "cases": 12, "interviews": 12, "words": 9000}),
     "The study consists of 12 interviews from 12 cases: 9,000 words in all, including interviewers' words."),
    (study.material, made(), "No text was read."),
    (study.participants, made(PEOPLE), "The study has 33 participants: 9 spoke and 24 answered a survey."),
    (study.participants, made({"sources": 1, "participants": 1, "speakers": 1}), "The study has 1 participant."),
    (study.participants, made({"sources": 1}), "No participants speak in it."),
    (study.participants, made(), ""),
    (study.surveys, made(conduct=survey(1)), "The survey in a.csv has 57 rows: 55 with any answer, 50 with one in "
     "the person's own words. Open questions, each with its answers and its non-answers such as 'n/a': "
     "'Question 1?' (48; 6). Other columns, not coded, by use: 3 closed and 1 id."),
    (study.surveys, made(conduct=survey(0, complete=40, previews=1, duplicates=2)),
     "The survey in a.csv has 57 "
     "rows: 55 with any answer, 40 finished, 50 with one in the person's own words. Set aside: 1 preview or test "
     "and 2 exact copies."),
    (study.surveys, made(), ""),
    (study.silent, made({"silent": 2}), "2 people listed in participants.csv do not speak in the files "
     "that were read and are not counted."),
    (study.silent, made(), ""),
    (study.unread, made({"files": 9}, conduct=unused("unread")),
     "1 of 9 files could not be read and is not part of any figure: a.docx (the file is empty)."),
    (study.unread, made({"files": 9}, conduct=unused("held")), ""),
    (study.held, made({"files": 9}, conduct=unused("held")),
     "1 of 9 files was held until checked and is not part of any figure: a.docx (the file is empty)."),
    (study.held, made({"files": 9}), ""),
    (study.excluded, made({"files": 9}, conduct=unused("excluded")),
     "1 of 9 files was not opened and is not part of any figure: a.docx (the file is empty)."),
    (study.excluded, made({"files": 9}), ""),
    (study.cited, made(PEOPLE, conduct=Conduct(cited={"named": 3, "anonymous": 29, "none": 1})),
     "Of 33 participants, 3 are cited by name, 29 are cited anonymously and 1 may not be quoted."),
    (study.cited, made(), ""),
    (study.unrecorded, made(conduct=Conduct(unrecorded=4)),
     "Consent is not recorded for 4 of them; they are not named."),
    (study.unrecorded, made(), ""),
    (study.redactions, made(conduct=Conduct(redactions=2)), "2 names and other identifiers were marked in the "
     "transcripts for replacement by placeholders such as [name] in all shared files."),
    (study.redactions, made(), "Nothing in the transcripts had to be redacted."),
    (study.third_parties, made(),
     "The software also looked for names of third parties and for identifying numbers and addresses."),
    (study.third_parties, made(settings=quotes(redact_people_mentioned=False)),
     "In this run's settings, redaction of names of third parties was switched off."),
    (study.withheld, made({"withheld": 13}),
     "13 quotes are counted and withheld, because consent does not allow quoting or is not known."),
    (study.withheld, made(), "No quote was withheld."),
    (coding.passages, made({"passages": 270}), "The words of participants were divided into passages of one "
     "to a few "
     "sentences: 270 passages in all. The words of interviewers were not coded."),
    (coding.codebook, made(), "There was no codebook, so the software coded nothing."),
    (coding.codebook, made({"themes": 7, "interviewers": 1}), "The software compared each passage with enough "
     "content to be coded with the codebook (7 themes): by its phrases, and by similarity in meaning to its "
     "definitions, examples and phrases. A passage may have several themes, or none. An answer was read "
     "together with the interviewer's question as context."),
    (coding.thresholds, made(conduct=thresholds((0.6, 0), (0.6, 0)), settings=themes(least_confidence=0.6)),
     "It applied themes at a confidence of 0.6 or more (scale 0 to 1)."),
    (coding.thresholds, made(conduct=thresholds((0.5, 0), (0.31, 40))),
     "It applied 1 of 2 themes at a confidence of 0.5 or more (scale 0 to 1)."),
    (coding.thresholds, made(conduct=thresholds((0.31, 40))), ""),
    (coding.learned_thresholds, made(conduct=thresholds((0.5, 0), (0.31, 40), (0.62, 12))), "For 2 of 3 themes, "
     "the threshold was learned from people's decisions: a confidence of 0.31 to 0.62, depending on the theme."),
    (coding.learned_thresholds, made(conduct=thresholds((0.5, 0))), ""),
    (coding.low_codings, made({"codings": 834, "low_codings": 339}),
     "339 of 834 codings have a confidence below 0.5."),
    (coding.low_codings, made({"codings": 834}), ""),
    (coding.coverage, made({"themes": 7, "passages": 311, "coded_passages": 23}),
     "Of 311 passages, 23 have at least one confirmed or sure coding."),
    (coding.coverage, made({"passages": 311}), ""),
    (coding.reviewed, made({"codings": 834}),
     "No coding has been reviewed: all 834 codings are suggestions of the software."),
    (coding.reviewed, made({"codings": 834, "sure": 4, "suggested": 830}), "No coding has been reviewed: 830 of "
     "834 codings are suggestions of the software, and the others are sure."),
    (coding.states, made(), ""),
    (coding.states, made({"codings": 9, "reviewed": 3, "rejected": 1, "sure": 1, "suggested": 5}),
     "Of 9 codings, 2 are confirmed by a person, 1 is sure and 5 are only suggested. " + LITERALLY),
    (coding.states, made({"codings": 9, "sure": 4, "suggested": 5},
                         conduct=thresholds((0.5, 0), (0.31, 400, 0.86))),
     "Of 9 codings, 0 are confirmed by a person, 4 are sure and 5 are only suggested. For 1 theme a sure coding is "
     "one with a confidence from which, judged by the decisions in this study, at least 90% of codings are right "
     "(with a risk of 10% for each theme that fewer are; decisions within a case are counted by their effective "
     "number). " + LITERALLY),
    (coding.effort, made(), ""),
    (coding.effort, effort(reviews=0, low=0, high=0), ""),
    (coding.effort, effort(reviews=30, low=20, high=36), "The share of codings that are confirmed or sure is "
     "expected to reach 80% after about 30 (20 to 36) more reviewed passages (80% credible intervals; by theme in "
     "review_effort.csv)."),
    (coding.reviewed, made(REVIEW), "2 people took part in the review: 120 of 834 codings were decided by a "
     "person, "
     "90 of them confirmed or added and 30 rejected. The other 714 are proposals of the software."),
    (coding.reviewed, made({"codings": 834, "coders": 1}),
     "1 person reviewed only candidate themes or parts of passages, not codings."),
    (coding.reviewed, made(), ""),
    (coding.disputed, made({"disputed": 1}), "Coders disagree on 1 coding and have not settled the "
     "difference; the latest decision counts."),
    (coding.disputed, made(), ""),
    (coding.coder_themes, made({"coder_themes": 1}),
     "1 theme is used only in people's decisions and not in the codebook."),
    (coding.coder_themes, made(), ""),
    (coding.candidates, made({"passages": 9, "themes": 2}),
     "Passages without a theme, and those with only suggestions below a confidence of 0.65, "
     "were also searched for further themes; no candidate theme was found."),
    (coding.candidates, made({"passages": 9, "themes": 2, "candidates": 1},
     settings=themes(discover_in_coded=True)),
     "Passages were also grouped by similarity. This gave 1 candidate theme; a candidate is a suggestion, "
     "and becomes "
     "a theme only when a researcher adopts it."),
    (coding.candidates, made(), ""),
    (coding.verbatim, made(), ""),
    (coding.ranked, made({"quotes": 1}, settings=quotes(weights=QuotabilityWeights(
        **dict.fromkeys(coding._FEATURES, 0.0) | {"vivid": 1.0}))), "Quotes were ranked by "
     "vividness."),
    (coding.ranked, made(), ""),
    (coding.shortlisted, made({"quotes": 9, "shortlisted": 1}, settings=quotes(shortlist_per_theme=5)),
     "1 quote was shortlisted: for each theme, among confirmed and sure codings, up to 5, no more than 2 "
     "from one person, and no more than 3 from one "
     "case unless there are too few cases."),
    (coding.shortlisted, made(), ""),
    (coding.agreement, made(), "Agreement between coders was not measured in this run."),
    (coding.saturation, made(), "Whether further interviews would bring new themes is not yet known. "
     "There are no "
     "transcripts."),
    (coding.unreviewed, made({"codings": 2, "reviewed": 2}), ""),
    (coding.confidence, made({"codings": 2, "reviewed": 2}), ""),
    (coding.open_points, made({"checks": 1}), "1 finding needs checking (findings.csv)."),
    (coding.open_points, made(), ""),
    (coding.beyond_codebook, made(), ""),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "record", "said"), SENTENCES, ids=lambda one: getattr(one, "__name__", None))
def test_a_sentence_says_what_was_recorded(sentence: Sentence, record: Handover, said: str) -> None:
    assert sentence(record) == said


def test_every_sentence_of_the_statement_is_tested_or_always_true() -> None:
    always = {coding.software, coding.reproducible, coding.models}
    planned = {sentence for _, _, rows in _PLAN for row in rows for sentence in row}
    assert planned - always == {sentence for sentence, _, _ in SENTENCES}
    no_sentence = ("listed_material", "methods", "sections", "escaped_markdown")
    written = {
        one
        for module in (study, coding)
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__ and not name.startswith("_") and name not in no_sentence
    }
    assert written == planned


def test_what_coders_agreed_on_is_no_third_coder(study_of_three: Handover) -> None:
    assert study_of_three.counts.coders == 2
    assert coding.reviewed(study_of_three).startswith(
        "2 people took part in the review: 2 of 7 codings were decided"
    )


@pytest.fixture
def study_of_three(study: Material, gate: Gate) -> Handover:
    """Two people, and the row of what they agreed on."""
    own = next(one for one in study.codings if one.coder == "Anna" and one.decision == "accept")
    more = [replace(own, coder="Bea"), replace(own, coder="agreed")]
    judgements = [
        Judgement(quote_id=own.quote_id, coder=coder, mode="review", codes=frozenset({own.theme_id}))
        for coder in ("Anna", "Bea", "agreed")
    ]
    told = replace(study, codings=[*study.codings, *more], judgements=judgements)
    return handover(told, gate=gate, settings=Settings(), earlier=[])


def test_files_that_were_not_used_are_named_as_they_may_be(study: Material, gate: Gate) -> None:
    files = [*study.files, SourceFile(file="Carol Pike.docx", kind="interview", state="unread", reason="damaged")]
    told = dict(methods(handover(replace(study, files=files), gate=gate, settings=Settings(), earlier=[]), {}))
    text = told["report/methods.md"].decode()
    assert "1 of 4 files could not be read" in text
    assert "Carol" not in text


def test_advice_is_no_statement(handed: Handover) -> None:
    text = dict(methods(handed, {}))["report/methods.md"].decode()
    assert "then code again" not in text
    for section in sections(handed):
        assert f"## {section.title}" in text


def decision(coder: str, decided: str, confidence: float = 0.4) -> Coding:
    return Coding(
        quote_id="q-1",
        theme_id="rooms",
        origin="codebook",
        coder=coder,
        confidence=confidence,
        basis="",
        decision=decided,
    )


@pytest.mark.parametrize(
    ("rows", "stands", "reviewed", "disputed"),
    [
        ([decision("pipeline", "")], True, False, False),
        ([decision("pipeline", "accept"), decision("Ann", "accept")], True, True, False),
        ([decision("pipeline", "reject"), decision("Ann", "reject")], False, True, False),
        ([decision("pipeline", "accept"), decision("Ann", "reject"), decision("Bea", "accept")], True, True, True),
        ([decision("pipeline", "reject"), decision("Ann", "accept"), decision("Bea", "reject")], False, True, True),
        ([decision("Ann", "add"), decision("Bea", "reject")], False, True, True),
        ([decision("Ann", "reject"), decision("Bea", "add")], True, True, True),
        ([decision("Ann", "reject"), decision("agreed", "accept"), decision("Bea", "reject")], True, True, False),
    ],
)
def test_the_decision_that_counts(rows, stands: bool, reviewed: bool, disputed: bool) -> None:
    one = judged_pair(rows)
    assert (one.stands, one.reviewed, one.disputed) == (stands, reviewed, disputed)
