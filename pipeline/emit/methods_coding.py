"""Sentences of the methods statement about coding, quotations, agreement, software and limits.

Each function returns one sentence about the recorded run, or an empty string where the sentence does not apply.
"""

from __future__ import annotations

import math

import pipeline
from pipeline.corpus.coding_records import LIKELY
from pipeline.corpus.counts import counted, joined
from pipeline.emit.agreement import ACCEPTED, AGREEMENT, NONE, REVIEW_EFFORT, SAME
from pipeline.emit.handover import Handover
from pipeline.emit.saturation import saturation_sentence
from pipeline.language.models import PINS

_FEATURES = {
    "stands_alone": "clarity out of context",
    "grounded": "absence of unclear references",
    "concrete": "concreteness",
    "vivid": "vividness",
    "personal": "use of the first person",
    "length": "length",
    "clean": "absence of fillers",
    "finished": "completeness",
    "forceful": "force",
    "on_theme": "certainty of the theme",
}


def passages(handover: Handover) -> str:
    """The units of coding."""
    counts = handover.counts
    documents = "; each quotation in a document counts as one passage" if counts.documents or counts.notes else ""
    return (
        f"The words of participants were divided into passages of one to a few sentences{documents}: "
        f"{counted(counts.passages, 'passage')} in all. The words of interviewers were not coded."
    )


def codebook(handover: Handover) -> str:
    """What passages were compared with."""
    counts = handover.counts
    if not counts.themes:
        return "There was no codebook, so the software coded nothing."
    context = " An answer was read together with the interviewer's question as context."
    question = context if counts.interviewers else ""
    return (
        "The software compared each passage with enough content to be coded with the codebook "
        f"({counted(counts.themes, 'theme')}): by its phrases, and by similarity in meaning to its definitions, "
        f"examples and phrases. A passage may have several themes, or none.{question}"
    )


def thresholds(handover: Handover) -> str:
    """The threshold in the settings."""
    plain = [one for one in handover.conduct.applied_from if not one.decided]
    if not plain:
        return ""
    learned = len(plain) < len(handover.conduct.applied_from)
    which = f"{len(plain):,} of {counted(len(handover.conduct.applied_from), 'theme')}" if learned else "themes"
    least = handover.settings.themes.least_confidence
    return f"It applied {which} at a confidence of {least:g} or more (scale 0 to 1)."


def learned_thresholds(handover: Handover) -> str:
    """Thresholds learned from decisions."""
    learned = [one.threshold for one in handover.conduct.applied_from if one.decided]
    if not learned:
        return ""
    low, high = f"{min(learned):.2f}", f"{max(learned):.2f}"
    span = low if low == high else f"{low} to {high}, depending on the theme"
    which = f"{len(learned):,} of {counted(len(handover.conduct.applied_from), 'theme')}"
    return f"For {which}, the threshold was learned from people's decisions: a confidence of {span}."


def low_codings(handover: Handover) -> str:
    """How many codings lie below the confidence in the settings."""
    counts, least = handover.counts, handover.settings.themes.least_confidence
    if not counts.low_codings:
        return ""
    return f"{counts.low_codings:,} of {counted(counts.codings, 'coding')} have a confidence below {least:g}."


def coverage(handover: Handover) -> str:
    """How many passages have a theme."""
    counts = handover.counts
    if not counts.themes + counts.coder_themes or not counts.passages:
        return ""
    return (
        f"Of {counted(counts.passages, 'passage')}, {counts.coded_passages:,} "
        f"{'has' if counts.coded_passages == 1 else 'have'} at least one confirmed or sure coding."
    )


def states(handover: Handover) -> str:
    """What counts as a finding, and what does not."""
    counts = handover.counts
    if not counts.codings:
        return ""
    many = (
        f"{counts.confirmed:,} {'is' if counts.confirmed == 1 else 'are'} confirmed by a person, {counts.sure:,} "
        f"{'is' if counts.sure == 1 else 'are'} sure and {counts.suggested:,} "
        f"{'is' if counts.suggested == 1 else 'are'} only suggested"
    )
    learned = sum(not math.isnan(one.sure_from) for one in handover.conduct.applied_from)
    how = (
        f" For {counted(learned, 'theme')} a sure coding is one with a confidence from which, judged by the "
        "decisions in this study, at least 90% of codings are right (with a risk of 10% for each theme that fewer "
        "are; decisions within a case are counted by their effective number)."
        if learned
        else ""
    )
    return (
        f"Of {counted(counts.codings, 'coding')}, {many}.{how} A coding is also sure where a phrase of the "
        "codebook of two words or more is said word for word, or an example of it, unless decisions speak against "
        "the phrase. Counts, the framework matrix, the shortlist and saturation use confirmed and sure codings; "
        "suggestions are listed apart and counted in no finding."
    )


def effort(handover: Handover) -> str:
    """How much more review would settle most codings."""
    rows = [row for row in handover.records(REVIEW_EFFORT) if not row.theme_id and row.reviews]
    if not rows:
        return ""
    parts = [f"{row.target:.0%} after about {row.reviews:,} ({row.low:,} to {row.high:,})" for row in rows]
    return (
        f"The share of codings that are confirmed or sure is expected to reach {joined(parts)} more reviewed "
        "passages (80% credible intervals; by theme in review_effort.csv)."
    )


def reviewed(handover: Handover) -> str:
    """How many codings were reviewed, and with what result."""
    counts = handover.counts
    if not counts.coders:
        if not counts.codings:
            return ""
        return (
            f"No coding has been reviewed: {counts.suggested:,} of {counted(counts.codings, 'coding')} are "
            "suggestions of the software, and the others are sure."
            if counts.sure
            else f"No coding has been reviewed: all {counted(counts.codings, 'coding')} are suggestions of the "
            "software."
        )
    people = counted(counts.coders, "person", "people")
    if not counts.reviewed:
        return f"{people} reviewed only candidate themes or parts of passages, not codings."
    rest = f" The other {counts.unreviewed:,} are proposals of the software." if counts.unreviewed else ""
    return (
        f"{people} took part in the review: {counts.reviewed:,} of {counted(counts.codings, 'coding')} were "
        f"decided by a person, {counts.confirmed:,} of them confirmed or added and {counts.rejected:,} "
        f"rejected.{rest}"
    )


def disputed(handover: Handover) -> str:
    """Codings on which coders disagree."""
    count = handover.counts.disputed
    if not count:
        return ""
    return (
        f"Coders disagree on {counted(count, 'coding')} and have not settled the difference; the latest "
        "decision counts."
    )


def coder_themes(handover: Handover) -> str:
    """Themes that are not in the codebook."""
    count = handover.counts.coder_themes
    if not count:
        return ""
    return f"{counted(count, 'theme is', 'themes are')} used only in people's decisions and not in the codebook."


def candidates(handover: Handover) -> str:
    """Themes beyond the codebook."""
    counts = handover.counts
    if not counts.passages:
        return ""
    which = (
        "Passages"
        if handover.settings.themes.discover_in_coded or not counts.themes
        else f"Passages without a theme, and those with only suggestions below a confidence of {LIKELY:.2f},"
    )
    if not counts.candidates:
        return f"{which} were also searched for further themes; no candidate theme was found."
    return (
        f"{which} were also grouped by similarity. This gave {counted(counts.candidates, 'candidate theme')}; a "
        "candidate is a suggestion, and becomes a theme only when a researcher adopts it."
    )


# Quotations


def verbatim(handover: Handover) -> str:
    """What a quote is."""
    if not handover.counts.quotes:
        return ""
    return (
        "Every quote is verbatim, apart from replacements in square brackets, and has an id that locates it in "
        "its transcript."
    )


def ranked(handover: Handover) -> str:
    """How quotes were ranked."""
    weights = handover.settings.quotes.weights
    used = [told for name, told in _FEATURES.items() if getattr(weights, name) > 0]
    if not used or not handover.counts.quotes:
        return ""
    return f"Quotes were ranked by {joined(used)}."


def shortlisted(handover: Handover) -> str:
    """How the shortlist was drawn up."""
    limits = handover.settings.quotes
    if not handover.counts.quotes:
        return ""
    return (
        f"{counted(handover.counts.shortlisted, 'quote was', 'quotes were')} shortlisted: for each theme, among "
        "confirmed and sure codings, up to "
        f"{limits.shortlist_per_theme}, no more than {limits.shortlist_per_voice} from one person, and no more "
        f"than {limits.shortlist_per_case} from one case unless there are too few cases.{_by_hand(handover)}"
    )


def _by_hand(handover: Handover) -> str:
    """What a person put on the shortlist and kept off it."""
    told = ""
    if starred := len(handover.chosen.starred):
        were = counted(starred, "of them was", "of them were")
        told += f" {were} chosen by a researcher, regardless of these limits."
    if barred := handover.chosen.barred_rows:
        told += f" {counted(barred, 'quote was', 'quotes were')} excluded by a researcher."
    return told


# Agreement and saturation


def agreement(handover: Handover) -> str:
    """How far coders agree, overall; the themes one by one are in the table."""
    told = [
        row.sentence
        for row in handover.records(AGREEMENT)
        if not row.theme_id and row.measure in (SAME, ACCEPTED, NONE)
    ]
    return " ".join(told) if told else "Agreement between coders was not measured in this run."


def saturation(handover: Handover) -> str:
    """Whether further interviews brought new themes, or why that is not known."""
    return saturation_sentence(handover.saturation)


# Software and limits


def software(handover: Handover) -> str:
    """What was used."""
    return (
        f"The interview pipeline {pipeline.__version__} was used. It works offline: no transcript was sent to an "
        "online service."
    )


def reproducible(handover: Handover) -> str:
    """How to reproduce the result."""
    return (
        "The same version, settings, transcripts, codebook and decisions produce identical files; versions, "
        "settings and checksums are in dataset/run.json."
    )


def models(handover: Handover) -> str:
    """The language models."""
    return f"Language models and word lists: {'; '.join(pin.name for pin in PINS)}."


def unreviewed(handover: Handover) -> str:
    """The limits of unreviewed codings."""
    if not handover.counts.unreviewed:
        return ""
    return (
        "Unreviewed codings rely on wording and on similarity in meaning; irony, allusion and what is left unsaid "
        "may be missed. The number of passages shows how often a theme was recognised, not how "
        "important it is."
    )


def confidence(handover: Handover) -> str:
    """What confidence means."""
    return "Confidence is an estimate, not a proof that a coding is right." if handover.counts.unreviewed else ""


def open_points(handover: Handover) -> str:
    """What still needs checking."""
    count = handover.counts.checks
    return f"{counted(count, 'finding needs', 'findings need')} checking (findings.csv)." if count else ""


def beyond_codebook(handover: Handover) -> str:
    """How the codebook biases what is found."""
    if not handover.counts.themes:
        return ""
    return (
        "Themes in the codebook are found more readily than others; candidate themes compensate for this only in "
        "part."
    )
