"""The tables between the stages. They lie under `outputs/private/tables/`, and hold verbatim text."""

from __future__ import annotations

from pipeline.records import (
    HOWS,
    INTERVIEWER,
    NARRATOR,
    PARTICIPANT,
    SECTORS,
    Consent,
    FileState,
    Kind,
    SegmentKind,
)
from pipeline.schema import Column, Table

_SOURCE = Column("source", "the source's id: its text is private/text/<source>.txt")
_START = Column("start", "first character, in code points of the source's text", "integer")
_END = Column("end", "one past the last character", "integer")

# What a quote's quotability is made of, as far as its own words show it.
QUOTABILITY_PARTS = (
    Column("stands_alone", "understood without the question before it, 0 to 1", "number"),
    Column("grounded", "no dangling that, they or he at its beginning, 0 to 1", "number"),
    Column("concrete", "figures, named things, people doing things, things to touch, 0 to 1", "number"),
    Column("vivid", "comparisons and images, 0 to 1", "number"),
    Column("personal", "somebody says I or we, 0 to 1", "number"),
    Column("length", "long enough to say something, short enough to print, 0 to 1", "number"),
    Column("clean", "few fillers, hedges, repeated words and inaudible stretches, 0 to 1", "number"),
    Column("finished", "ends as a sentence does, 0 to 1", "number"),
)

FILES = Table(
    "files",
    "What became of every file in the transcripts folder. Files whose speakers have all withdrawn are left out.",
    (
        Column("file", "its path below the folder (the source's id where the name would name a person)"),
        Column("kind", "what it is", values=(*Kind, "")),
        Column("state", "what became of it", values=tuple(FileState)),
        Column("reason", "why it was not used; empty where it was read"),
    ),
)

SOURCES = Table(
    "sources",
    "One row per source: a transcript, one respondent's answers, a document.",
    (
        Column(
            "source",
            "id, from the file's name (from its content where that would name a person)",
            unique=True,
        ),
        Column("file", "file name in the transcripts folder"),
        Column("case", "the unit of study it belongs to"),
        Column("kind", "what it is", values=tuple(Kind)),
        Column("title", "as in cases.csv"),
        Column("place", "as in cases.csv"),
        Column("date", "as in cases.csv"),
        Column("layout", "the layout that was recognised"),
        Column("layout_score", "how well that layout fits, 0 to 1", "number"),
        Column("characters", "length of the stored text", "integer"),
        Column("words", "words in its turns", "integer"),
    ),
    key=("source",),
)

SEGMENTS = Table(
    "segments",
    "What every character of a source is: segments tile its text.",
    (
        _SOURCE,
        Column("kind", "turn, label, time, heading, furniture or space", values=tuple(SegmentKind)),
        _START,
        _END,
        Column("turn_id", "for a turn's text, label and time: the turn"),
    ),
    key=("source", "start"),
)

TURNS = Table(
    "turns",
    "One speaker's continuous hold of the floor, in order. In a document: one row per paragraph of narrative.",
    (
        _SOURCE,
        Column("turn_id", "id, from the words said", unique=True),
        Column("speaker", "the label in the transcript; empty in a document"),
        Column("participant", "id of the person (P03, or R012 for a survey's respondent); empty in a document"),
        Column(
            "role",
            "who holds the floor; narrator only in a document",
            values=(INTERVIEWER, PARTICIPANT, NARRATOR),
        ),
        _START,
        _END,
        Column("seconds", "seconds from the start of the recording, where known", "number"),
        Column("question", "the survey question that it answers"),
    ),
    key=("turn_id",),
)

PARTICIPANTS = Table(
    "participants",
    "The people behind the labels, interviewers included.",
    (
        Column("participant", "stable id", unique=True),
        Column("case", "the case"),
        Column("speaker", "the label in the transcript"),
        Column("name", "the person's name, where known"),
        Column("role", "job or office"),
        Column("organisation", "whom they speak for"),
        Column("sector", "kind of organisation"),
        Column("consent", "as in participants.csv; empty where none is on record", values=tuple(Consent)),
        Column("attribution", "how the person is to be cited, where the researcher said so"),
        Column("interviewer", "whether the person asks the questions", "boolean"),
        Column("interviewer_reason", "how that is known"),
    ),
    key=("participant",),
)

MENTIONS = Table(
    "mentions",
    "Every place where an organisation is named.",
    (
        Column("mention_id", "id", unique=True),
        Column("organisation_id", "the organisation it names"),
        Column("text", "verbatim"),
        _SOURCE,
        Column("turn_id", "the turn"),
        _START,
        _END,
        Column("participant", "who said it"),
        Column("confidence", "0 to 1", "number"),
        Column("basis", "why it is taken for an organisation, and for this one"),
    ),
    key=("mention_id",),
)

ORGANISATIONS = Table(
    "organisations",
    "One row per organisation, under one name.",
    (
        Column("organisation_id", "id, from the name", unique=True),
        Column("organisation", "the name"),
        Column("aliases", "other names in the transcripts, separated by '; '"),
        Column("sector", "kind of organisation", values=SECTORS),
        Column("register_id", "its number in a public register, where linked"),
        Column("mentions", "how often it is named", "integer"),
        Column("cases", "in how many cases", "integer"),
        Column("sources", "in how many sources", "integer"),
        Column("degree", "with how many other organisations it is spoken of", "integer"),
        Column("betweenness", "share of shortest paths between two others that pass through it", "number"),
        Column("bridging", "the same between street-level and statutory organisations", "number"),
    ),
    key=("organisation_id",),
)

TIES = Table(
    "ties",
    "Pairs of organisations spoken of within one turn, close together.",
    (
        Column("organisation_id_a", "one organisation, the smaller id"),
        Column("organisation_id_b", "the other"),
        Column("case", "the case"),
        _SOURCE,
        Column("turn_id", "the turn"),
        Column("start", "first character of the sentences that name both", "integer"),
        Column("end", "one past their last character", "integer"),
        Column("how", "how they are spoken of together", values=HOWS),
        Column("direction", "who funds, refers or was before", values=("", "a to b", "b to a")),
        Column("cue", "the words that say how, between and around the names"),
        Column("implied", "which of them the speaker means by we or us", values=("", "a", "b")),
    ),
)

PEOPLE = Table(
    "people",
    "Places where the language model sees a person's name: what redaction goes by beside participants.csv.",
    (_SOURCE, Column("text", "verbatim"), _START, _END),
)

PASSAGES = Table(
    "passages",
    "One to a few sentences of one turn, the unit that is coded. They tile all that participants said.",
    (
        Column("quote_id", "id, from the words", unique=True),
        _SOURCE,
        Column("turn_id", "the turn"),
        Column("participant", "who speaks"),
        _START,
        _END,
        Column("words", "how many words", "integer"),
        Column("seconds", "seconds from the start of the recording, where known", "number"),
        Column("kind", "speech, or an answer in a survey", values=("speech", "survey")),
        Column("quotability", "how well it would stand in print, 0 to 1: its parts by their weights", "number"),
        *QUOTABILITY_PARTS,
        Column("substance", "whether it says enough to carry a theme", "boolean"),
    ),
    key=("quote_id",),
)

QUOTES = Table(
    "quotes",
    "Words of somebody else in quotation marks, inside a turn or a document.",
    (
        Column("quote_id", "id, from the words", unique=True),
        _SOURCE,
        Column("turn_id", "the turn or paragraph around it"),
        _START,
        _END,
        Column("words", "how many words", "integer"),
        Column("speaker", "who is quoted, as far as the text says"),
        Column("speaker_role", "that person's role, as far as the text says"),
        Column("speaker_organisation", "that person's organisation, as far as the text says"),
        Column("speaker_participant", "id of the participant on record who is quoted; empty for anybody else"),
        Column("cue", "the words that introduce it"),
        Column(
            "kind",
            "direct (in a document) or reported (inside somebody's turn)",
            values=("direct", "reported"),
        ),
        Column("quotability", "how well it would stand in print, 0 to 1: its parts by their weights", "number"),
        *QUOTABILITY_PARTS,
    ),
    key=("quote_id",),
)

REDACTIONS = Table(
    "redactions",
    "What consent asks to be replaced in print, and by what. Stays private.",
    (
        _SOURCE,
        _START,
        _END,
        Column("text", "what stands in the transcript"),
        Column("replacement", "what is printed"),
        Column("participant", "whose name it is, where the person is on record"),
        Column("reason", "why"),
    ),
    key=("source", "start"),
)

ATTRIBUTIONS = Table(
    "attributions",
    "How each participant may be cited.",
    (
        Column("participant", "stable id", unique=True),
        Column("case", "the case"),
        Column("attribution", "ready to print"),
        Column("role", "as it may be printed"),
        Column("organisation", "as it may be printed"),
        Column("sector", "kind of organisation"),
        Column("consent", "level that applies", values=tuple(Consent)),
        Column("quotable", "whether the person's words may be printed", "boolean"),
    ),
    key=("participant",),
)

CODINGS = Table(
    "codings",
    "One application of a theme to a passage or quote by a coder.",
    (
        Column("quote_id", "the passage or quote"),
        Column("theme_id", "the theme"),
        Column("origin", "where the theme comes from", values=("codebook", "discovered", "coder")),
        Column("coder", "pipeline, or a person"),
        Column("confidence", "0 to 1", "number"),
        Column("basis", "why: the phrase, or the nearest example"),
        Column("decision", "what a person decided", values=("", "accept", "reject", "add")),
        Column("note", "what the person wrote"),
    ),
    key=("quote_id", "theme_id", "coder"),
)

JUDGEMENTS = Table(
    "judgements",
    "What one coder said of one passage: the set of codes, possibly empty. A passage without a row was not looked "
    "at.",
    (
        Column("quote_id", "the passage or quote"),
        Column("coder", "the person; agreed for what coders settled together"),
        Column(
            "mode",
            "blind: without the pipeline's proposals; review: the coder saw them; empty where it is not recorded",
            values=("blind", "review", ""),
        ),
        Column("codes", "the codes given, separated by '; '"),
        Column("added", "those of them that the pipeline had not proposed, separated by '; '"),
        Column("rejected", "proposals that were rejected, separated by '; '"),
        Column("no_code_fits", "whether the coder said that no code fits", "boolean"),
        Column(
            "sample",
            "how the passage was chosen: random, informative; empty where it is not recorded",
            values=("random", "informative", ""),
        ),
        Column("note", "what the person wrote"),
    ),
    key=("quote_id", "coder", "mode"),
)

THEMES = Table(
    "themes",
    "Codes with the evidence gathered under them; candidates that the pipeline found.",
    (
        Column("theme_id", "id", unique=True),
        Column("theme", "name; for a candidate, words that participants used"),
        Column(
            "origin",
            "codebook or discovered",
            values=("codebook", "discovered"),
        ),
        Column("parent", "the theme above it"),
        Column("definition", "as in the codebook"),
        Column("label_words", "for a candidate: its strongest words, separated by '; '"),
        Column("stability", "for a candidate: share of resamples in which it comes back, 0 to 1", "number"),
        Column("passages", "passages, and quotations in documents, coded with it", "integer"),
        Column("cases", "cases it is heard in", "integer"),
    ),
    key=("theme_id",),
)

THRESHOLDS = Table(
    "thresholds",
    "The confidence from which the pipeline codes a passage with each code of the codebook.",
    (
        Column("theme_id", "the code", unique=True),
        Column("threshold", "confidence, 0 to 1", "number"),
        Column("decided", "decided passages that it was learned from; 0 where the setting applies", "integer"),
        Column(
            "method",
            "how confidence is found: from the codebook alone; from it, adjusted to decisions; or from decided "
            "passages that are similar",
            values=("codebook", "adjusted", "learned"),
        ),
    ),
    key=("theme_id",),
)

RELIABILITY = Table(
    "reliability",
    "Whether confidence means what it says: of what the pipeline was so sure of, before it was told, how much "
    "people accepted.",
    (
        Column("theme_id", "the theme; empty for all together"),
        Column("low", "confidence from", "number"),
        Column("high", "confidence below", "number"),
        Column("judged", "decided passages and themes with a confidence between the two", "integer"),
        Column("said", "their mean confidence, 0 to 1; missing where there are none", "number"),
        Column(
            "right", "share of them that carry the theme, as people decided; missing where there are none", "number"
        ),
    ),
    key=("theme_id", "low"),
)

REVIEW = Table(
    "review",
    "Passages that nobody has decided about, those that teach most first.",
    (
        Column("rank", "1 for the first", "integer", unique=True),
        Column("quote_id", "the passage or quote", unique=True),
        Column("theme_id", "the theme that is likeliest"),
        Column("confidence", "how sure the pipeline is of it, 0 to 1", "number"),
        Column("other_theme_id", "the theme that is likeliest after it; empty where there is one code only"),
        Column("basis", "why the first is likely"),
        Column("why", "why a look at this passage teaches much"),
    ),
    key=("rank",),
)

WORKING: tuple[Table, ...] = (
    FILES, SOURCES, SEGMENTS, TURNS, PARTICIPANTS, MENTIONS, ORGANISATIONS, TIES, PEOPLE, PASSAGES, QUOTES,
    REDACTIONS, ATTRIBUTIONS, CODINGS, JUDGEMENTS, THEMES, THRESHOLDS, RELIABILITY, REVIEW,
)  # fmt: skip
