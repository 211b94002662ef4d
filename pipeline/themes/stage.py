"""The themes stage: codes passages with the codebook and decisions, and finds candidate themes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from functools import partial
from typing import TYPE_CHECKING

from pipeline.corpus.codebook import CODEBOOK_FILE, Codebook, usable_codes
from pipeline.corpus.coding_records import LIKELY, PIPELINE, SUGGESTED, Coding, Decision, Judgement
from pipeline.corpus.decision_matching import DecidablePassage, match_decisions
from pipeline.corpus.decisions import DECISIONS_FILE, DecisionsRead, read_decisions
from pipeline.corpus.findings import first_few
from pipeline.corpus.judged_pairs import judged_pairs
from pipeline.corpus.judgements import differing_passages, judgements_of, with_absent_codes
from pipeline.corpus.records import Finding
from pipeline.corpus.tables import (
    CANDIDATE_CLASSES,
    CODINGS,
    EFFORT,
    JUDGEMENTS,
    MENTIONS,
    PARTICIPANTS,
    PASSAGES,
    QUOTES,
    RELIABILITY,
    REVIEW,
    SOURCES,
    THRESHOLDS,
    TRAIL,
    TURNS,
)
from pipeline.corpus.tables import THEMES as THEMES_TABLE
from pipeline.language.sentence_encoder import vectors_of
from pipeline.language.words import without_marks
from pipeline.themes.candidates import CANDIDATE, candidate_id, with_adopted
from pipeline.themes.codebook_checks import check_fit
from pipeline.themes.codings import (
    classes_of,
    codes_by_passage,
    evidence_of,
    logged,
    of_candidates,
    themes_of,
    with_decisions,
)
from pipeline.themes.discovery import Candidate, Covered, UncodedPassage, discover
from pipeline.themes.evidence import Codable, ThemesInput, gather, participant_names
from pipeline.themes.judging import judge
from pipeline.themes.vectors import SelectedVectors
from pipeline.workflow.cache import content_key
from pipeline.workflow.parallel import WORTH_PROCESSES
from pipeline.workflow.stage import Outcome, Stage, Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


def run(work: Work) -> Outcome:
    """Code every passage; then look for what the codebook does not cover."""
    import numpy as np

    findings: list[Finding] = []
    corpus = ThemesInput.of(work)
    names = participant_names(corpus)
    everything = gather(corpus, names=names, least_words=work.settings.quotes.substance_words)
    files = [source.file for source in corpus.sources]
    sectors = {person.participant: person.sector for person in corpus.participants}
    del corpus  # hundreds of megabytes in a large study
    codebook = _codebook(work, findings)
    read = _read_decisions(work)
    decisions = with_adopted(_matched(read, everything, findings), codebook.codes)
    codes_known = {"", *(code.id for code in codebook.codes)}  # the empty id means that no code fits
    decisions = _about_themes(
        decisions, lambda theme: theme in codes_known or theme.startswith(CANDIDATE), findings
    )
    evidence = [item for item in everything if item.says_enough]
    said_enough = {item.quote_id for item in evidence}
    vectors = vectors_of(work, [item.encoder_text for item in evidence])

    judgements = judgements_of(decisions)
    decisions = with_absent_codes(decisions, codes_by_passage((), judgements))
    judged = judge(work, codebook, evidence, vectors, decisions=decisions)
    machine = judged.codings
    decisions = with_absent_codes(decisions, codes_by_passage(machine, judgements))
    codings = with_decisions(machine, decisions)
    # Passages accepted for a candidate stay available for discovery; otherwise the candidate would disappear.
    taken = {} if work.settings.themes.discover_in_coded else _of_codes(filter(_is_likely, codings), decisions)
    open_rows = _open_rows(evidence, taken)
    codes = _covered(evidence, vectors, _of_codes(codings, decisions), codebook)
    candidates = _discover(
        work,
        [evidence[row] for row in open_rows],
        SelectedVectors(vectors, np.array(open_rows, dtype=np.intp)),
        codes=codes,
        names=names,
        sectors=sectors,
    )
    found_ids = {candidate_id(candidate.name) for candidate in candidates}
    found = of_candidates(candidates, [evidence[row].quote_id for row in open_rows])
    themes_known = codes_known | {candidate_id(candidate.name) for candidate in candidates}
    decisions = _about_themes(decisions, themes_known.__contains__, findings)
    codings = with_decisions([*machine, *found], decisions)

    gathered = evidence_of(codings, decisions)
    # A quotation inside a passage is counted with that passage.
    cases = {item.quote_id: item.case for item in everything if item.shapes_topics}
    themes = themes_of(codebook, candidates, codings, cases=cases)
    own = {code.id for code in codebook.codes}
    findings += check_fit(
        codebook,
        files=files,
        covered=len({quote for theme, some in gathered.items() if theme in own for quote in some} & said_enough),
        passages=len(said_enough),
    )
    states = {pair: one for pair, one in judged_pairs(codings).items() if pair[1] not in found_ids}
    coded = {quote_id for (quote_id, _), one in states.items() if one.counts}
    suggested = {quote_id for (quote_id, _), one in states.items() if one.state == SUGGESTED}
    findings += _unused(codebook, gathered)
    findings += _about_conflicts(judgements)
    return Outcome(
        tables={
            "codings": CODINGS.frame(codings),
            "judgements": JUDGEMENTS.frame(judgements),
            "themes": THEMES_TABLE.frame(themes),
            "candidate_classes": CANDIDATE_CLASSES.frame(classes_of(candidates)),
            "thresholds": THRESHOLDS.frame(judged.thresholds),
            "reliability": RELIABILITY.frame(judged.reliability),
            "effort": EFFORT.frame(judged.effort),
            "trail": TRAIL.frame(logged(read.rows)),
            "review": REVIEW.frame(judged.review()),
        },
        findings=findings,
        summary={
            "themes": len(codebook.codes),
            "candidates": len(candidates),
            "coded": len(coded & cases.keys()),
            "suggested": len(suggested & cases.keys() - coded),
        },
    )


def _codebook(work: Work, findings: list[Finding]) -> Codebook:
    text = work.model_file(CODEBOOK_FILE)
    if text is None:
        findings.append(
            Finding(
                level="check",
                stage="themes",
                file=CODEBOOK_FILE,
                finding="there is no codebook: no codes were applied, but candidate themes were searched for",
                remedy="Write your codes in models/codebook.yaml and run again",
            )
        )
        return Codebook()
    codebook, left_out = usable_codes(text, path=work.study.models / CODEBOOK_FILE)
    findings += left_out
    return codebook


def _read_decisions(work: Work) -> DecisionsRead:
    text = work.model_file(DECISIONS_FILE)
    return read_decisions(text, path=work.study.models / DECISIONS_FILE) if text else DecisionsRead(())


def _matched(read: DecisionsRead, everything: Sequence[Codable], findings: list[Finding]) -> tuple[Decision, ...]:
    passages = [DecidablePassage(item.quote_id, item.source, item.text) for item in everything]
    matched = match_decisions(read.decisions, passages)
    findings += [*read.findings, *matched.findings]
    return matched.decisions


def _is_likely(coding: Coding) -> bool:
    """Whether the passage belongs to the code, or is likely to: an unlikely suggestion may hide another theme."""
    return coding.coder != PIPELINE or coding.state != SUGGESTED or coding.confidence >= LIKELY


def _of_codes(codings: Iterable[Coding], decisions: Sequence[Decision]) -> dict[str, list[str]]:
    """The passages of each code; a candidate is none."""
    gathered = evidence_of(codings, decisions)
    return {theme: some for theme, some in gathered.items() if not theme.startswith(CANDIDATE)}


def _open_rows(evidence: Sequence[Codable], covered: dict[str, list[str]]) -> list[int]:
    coded = {quote_id for some in covered.values() for quote_id in some}
    return [row for row, item in enumerate(evidence) if item.shapes_topics and item.quote_id not in coded]


def _covered(
    evidence: Sequence[Codable], vectors: Floats, covered: dict[str, list[str]], codebook: Codebook
) -> Covered:
    """The passages of each code, and the names of all codes."""
    import numpy as np

    rows = {item.quote_id: row for row, item in enumerate(evidence)}
    members = {theme: [rows[quote_id] for quote_id in some if quote_id in rows] for theme, some in covered.items()}
    used = {theme: some for theme, some in members.items() if some}
    centres = [vectors[some].mean(axis=0) for some in used.values()]
    return Covered(
        np.array(centres, dtype=np.float32).reshape(len(centres), vectors.shape[1]),
        names=[name for code in codebook.codes for name in (code.name, code.id)],
        ids=list(used),
        texts=[[without_marks(evidence[row].phrase_text) for row in some] for some in used.values()],
    )


def _discover(
    work: Work,
    passages: Sequence[Codable],
    vectors: SelectedVectors,
    *,
    codes: Covered,
    names: frozenset[str],
    sectors: Mapping[str, str],
) -> tuple[Candidate, ...]:
    uncoded = [
        UncodedPassage(without_marks(item.phrase_text), item.voice, item.case, sectors.get(item.voice, ""))
        for item in passages
    ]
    phrases: list[str] = []

    def embed(some: Sequence[str]) -> Floats:
        phrases.extend(some)
        return vectors_of(work, some, what="naming candidates")

    def anew() -> _Discovered:
        work.progress("discovering themes", 0, 1)
        found = discover(
            uncoded,
            vectors=vectors,
            codes=codes,
            names=names,
            embed=embed,
            settings=work.settings.themes,
            submit=partial(work.submit, worth=WORTH_PROCESSES),
        )
        work.progress("discovering themes", 1, 1)
        return _Discovered(found, tuple(phrases))

    # Most decisions do not change what has no code, and then discovery is not repeated.
    key = [
        content_key(*(astuple(passage) for passage in uncoded)),
        vectors.digest,
        content_key(codes.centres.tobytes()),
        [list(codes.names), list(codes.ids), [list(some) for some in codes.texts]],
        sorted(names),
        asdict(work.settings.themes),
    ]
    discovered = work.recall(run, anew, key=key, result=_Discovered)
    if not phrases:
        vectors_of(work, discovered.phrases)  # these are kept too, for the next discovery
    return discovered.candidates


@dataclass(frozen=True)
class _Discovered:
    """What discovery found, and the phrases whose vectors it needed."""

    candidates: tuple[Candidate, ...]
    phrases: tuple[str, ...]


def _unused(codebook: Codebook, gathered: dict[str, list[str]]) -> Iterator[Finding]:
    for code in codebook.codes:
        if not gathered.get(code.id):
            yield Finding(
                level="note",
                stage="themes",
                file=CODEBOOK_FILE,
                line=code.line,
                finding=f"nothing is coded to '{code.id}' yet",
                remedy="Add phrases and examples in your participants' words, or leave it as it is",
            )


def _about_themes(
    decisions: Sequence[Decision], known: Callable[[str], bool], findings: list[Finding]
) -> tuple[Decision, ...]:
    """The decisions about existing themes. The others stay in the file, and a finding names their themes."""
    kept = tuple(decision for decision in decisions if known(decision.theme_id))
    if len(kept) == len(decisions):
        return kept
    without = [decision for decision in decisions if not known(decision.theme_id)]
    themes = sorted({decision.theme_id for decision in without})
    gone = themes[0].startswith(CANDIDATE)  # candidates are checked separately, after discovery
    findings.append(
        Finding(
            level="check",
            stage="themes",
            file=DECISIONS_FILE,
            line=min(decision.line for decision in without),
            finding=f"{len(without):,} decision(s) were left out of the run: they name {first_few(themes)}, "
            + ("candidates that no longer exist" if gone else "themes that are not in the codebook"),
            remedy="Write a code for the theme and give these decisions its id, or leave them as a record"
            if gone
            else "Add a code with that id to the codebook, or correct these rows; they stay in the file",
        )
    )
    return kept


def _about_conflicts(judgements: Sequence[Judgement]) -> Iterator[Finding]:
    differing = len(differing_passages(judgements))
    if differing:
        yield Finding(
            level="check",
            stage="themes",
            file=DECISIONS_FILE,
            finding=f"coders gave different codes to {differing} passage{'' if differing == 1 else 's'}",
            remedy="Resolve them on the sheet that `pipeline review import` writes; until then the latest counts",
        )


THEMES = Stage(
    name="themes",
    help="Code passages with the codebook, and find candidate themes in the rest.",
    inputs=(SOURCES, TURNS, PARTICIPANTS, MENTIONS, PASSAGES, QUOTES),
    outputs=(CODINGS, JUDGEMENTS, THEMES_TABLE, CANDIDATE_CLASSES, THRESHOLDS, RELIABILITY, EFFORT, TRAIL, REVIEW),
    reads=("codebook.yaml", "decisions.csv"),
    run=run,
    settings=("quotes", "themes"),
)
