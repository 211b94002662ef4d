"""What introduces somebody's words: `said X`, `X, role of Y, explained:`, `As X put it`, `according to X`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.language.lexicons import words
from pipeline.quotes.speakers import NAME, Speaker, described, ends_in_role, is_person, speaker, speaker_of
from pipeline.spans import Span, folded

_ADVERB = r"(?:(?:\w+ly|also|then|later|once|again|now|always|often|still|just|even|never|so)\s+)?"
_AUXILIARY = (
    r"(?:['’](?:d|ll|ve))?\s+(?:(?:has|have|had|would|will|can|could|may|might|must have|should|did|does|used to"
    r"|kept|keeps?)\s+)?"
)
_CONTRACTED = r"['’](?:m|re|s)\s+(?:just\s+|all\s+)?(?P<v2>like|saying|thinking|going|telling|asking)"
_REST = r"(?:\s+(?!that\b)[\w'’£%-]+){0,8}?"
_STRONG_REST = (
    r"(?:\s+(?:us|me|him|her|them|you|to|it|this|that|how|as|like|simply|of|about|in|at the time|on|himself"
    r"|herself)){0,5}"
)
_ASIDE = r"(?:,|\s?[–—][^–—“”]{2,80}[–—])"  # what closes it: a comma, or something put between dashes
_APPOSITIVE = rf"(?:,\s*(?P<a>[^“”\":;.!?–—]{{2,160}}?){_ASIDE}|\s*\((?P<b>[^()“”]{{2,120}})\))?"
_JUDGING = ("called", "calls", "described", "describes", "hailed", "praised", "branded")  # the grant “a lifeline”
_UNSPOKEN = 3  # from this one on, the patterns before a quotation have no verb of speech
_WIDEST = 300
_LONGEST_LINE = 16  # words in the line under a pull quote that says whose words they are
_FOOTNOTE = re.compile(r"[\d\u00b9\u00b2\u00b3\u2070-\u2079]{0,3}(?:\[\d+\])?")
_SENTENCE = re.compile(
    r"(?<![A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!Cllr)[.!?][\"”’']?\d*\s+(?=[\"“‘'A-ZÀ-Þ])"
)


@dataclass(frozen=True)
class Cue:
    """The words that introduce a quotation, and whom they name.

    Attributes:
        span: of the words.
        speaker: as the words have it.
        strong: whether they leave no doubt that somebody's words follow or went before.
    """

    span: Span
    speaker: Speaker
    strong: bool = True


@cache
def _verbs() -> str:
    verbs = sorted(words("speech_verbs"), key=lambda verb: (-len(verb), verb))
    said = "|".join(re.escape(verb).replace(r"\ ", r"\s+") for verb in verbs)
    # As it is told: they were like, she was just saying.
    telling = (
        r"(?:was|were|is|are|am|be)\s+(?:just\s+|all\s+)?(?:like|saying|thinking|going|telling|asking|shouting)"
    )
    return rf"(?:{telling}|{said})"


@cache
def _before() -> tuple[re.Pattern[str], ...]:
    who = rf"(?P<s>{speaker()})"
    verb = rf"{_ADVERB}(?P<v>{_verbs()})(?!\w)"
    tells = rf"(?:{_CONTRACTED}|{_APPOSITIVE}{_AUXILIARY}{verb})"
    return (
        re.compile(rf"(?<!\w){who}{tells}(?P<rest>{_REST})(?:\s+that)?\s*[,:–—-]?\s*$"),
        re.compile(
            rf"(?i:according\s+to|in\s+the\s+words\s+of)\s+{who}(?:,\s*(?P<a>[^“”\":;.]{{2,160}}?))?\s*[,:]?\s*$"
        ),
        re.compile(rf"(?:^|[.,;]\s+)(?i:{verb})\s+{who}(?:,\s*(?P<a>[^“”\":;.]{{2,160}}?))?\s*[,:]\s*$"),
        re.compile(rf"(?:^|[.!?]\s+)(?:[Ff]or\s+)?(?P<s>{NAME})(?:,\s*(?P<a>[^“”\":;.]{{2,160}}?))?\s*:\s*$"),
        # Its subject, of a sentence that ends in a colon: `A council officer was blunter:`.
        re.compile(
            rf"^\W*(?:[Ff]or\s+)?(?P<s>{described()}|{NAME})(?:,\s*(?P<a>[^“”\":;.]{{2,160}}?),)?[^:“”\"]*:\s*$"
        ),
    )


@cache
def _after() -> tuple[re.Pattern[str], ...]:
    who = rf"(?P<s>{speaker()})"
    verb = rf"{_ADVERB}(?P<v>{_verbs()})(?!\w)"
    ends = r"[.:;!?]|,?\s*[\"“‘]|,\s+(?:and|but|as|when|while|with|who)\b|,\s+\w+ing\b|$"
    appositive = rf"(?:,\s*(?P<a>[^“”\":;.!?]{{2,160}}?)(?={ends}))?"
    return (
        re.compile(rf"\s*[,–—-]?\s*{verb}\s+{who}(?!['’]s\s){appositive}"),
        re.compile(rf"\s*[,–—-]?\s*{who}{_APPOSITIVE}{_AUXILIARY}{verb}"),
        re.compile(rf"\s*,?\s*(?:according\s+to|in\s+the\s+words\s+of)\s+{who}{appositive}"),
        re.compile(rf"\s*[–—-]\s*(?P<s>{NAME}|{described()})(?:,\s*(?P<a>[^“”\":;!?]{{2,160}}?))?\.?\s*$"),
        re.compile(rf"\s*\((?P<s>{NAME}|{described()})(?:,\s*(?P<a>[^“”\"()]{{2,160}}?))?\)"),
    )


def cue_before(text: str, lead: Span) -> Cue | None:
    """The cue at the end of what stands before a quotation.

    Args:
        text: the text.
        lead: from the last quotation or the start of the block to the opening mark.
    """
    start = max(lead.start, lead.end - _WIDEST)
    ends = [match.end() for match in _SENTENCE.finditer(text, start, lead.end)]
    start = max([start, *(end for end in ends if end < lead.end and text[end : lead.end].strip())])
    sentence = text[start : lead.end]
    for number, pattern in enumerate(_before()):
        match = _last(pattern, sentence)
        if match is None or not (who := _who(match)).name or (number >= _UNSPOKEN and not _is_somebody(who)):
            continue
        rest = match.groupdict().get("rest") or ""
        closes = sentence.rstrip().endswith((",", ":"))
        judged = match.groupdict().get("v", "") in _JUDGING
        strong = number < _UNSPOKEN and (number > 0 or closes or judged or bool(re.fullmatch(_STRONG_REST, rest)))
        if strong or not who.is_pronoun:
            return Cue(_cue_span(start, match), who, strong)
    return None


def _is_somebody(who: Speaker) -> bool:
    """Whether a name without a verb of speech is likely a person's: one word alone may be a place."""
    return not who.is_named or (is_person(who.name) and (" " in who.name or bool(who.role)))


def cue_after(text: str, tail: Span, *, finished: bool) -> Cue | None:
    """The cue at the beginning of what stands after a quotation.

    Args:
        text: the text.
        tail: from the closing mark to the end of the block or the next quotation.
        finished: whether the words ended as a sentence does, so that a new one may follow.
    """
    footnote = _FOOTNOTE.match(text, tail.start)
    start = footnote.end() if footnote else tail.start
    following = text[start : min(tail.end, start + _WIDEST)]
    for number, pattern in enumerate(_after()):
        match = pattern.match(following)
        if match is None or not (who := _who(match)).name:
            continue
        if finished and number == 1 and not _closes(following[match.end() :]):
            continue
        return Cue(_cue_span(start, match), who)
    return None


def line_cue(text: str, line: Span) -> Cue | None:
    """The line under a pull quote: `Amy Lee, chief executive, Northside Trust.`, `– A volunteer, Leeds`."""
    told = folded(line.of(text))
    bare = told.lstrip("–—-~ ").rstrip(". ")
    if not bare or len(bare.split()) > _LONGEST_LINE or re.search(r"[“”\":;?!]|[.]\s", bare.replace("Dr. ", "Dr ")):
        return None
    name, comma, rest = bare.partition(",")
    dashed = told[:1] in "–—-"
    if re.fullmatch(NAME, name) and is_person(name) and (comma or dashed or 2 <= len(name.split()) <= 3):
        return Cue(line.trimmed(text), speaker_of(name, rest))
    who = re.fullmatch(rf"(?:{described()}|(?i:{described()}))(?:\s+(?:of|at|from|in)\s+.+)?", name)
    if who or (comma and dashed) or (comma and speaker_of(name, bare).role and ends_in_role(name)):
        role, _, _ = name.partition(" of ")
        return Cue(
            line.trimmed(text), Speaker(name=name, role=speaker_of(role).role or role, organisation=rest.strip())
        )
    return None


def _closes(following: str) -> bool:
    """Whether the cue ends there: `she said.` or `she said, “…`, not `She said that …`."""
    return not following.strip() or following.lstrip()[0] in ".,;–—("


def _who(match: re.Match[str]) -> Speaker:
    groups = match.groupdict()
    return speaker_of(groups["s"], groups.get("a") or groups.get("b") or "")


def _last(pattern: re.Pattern[str], sentence: str) -> re.Match[str] | None:
    """The match that begins last: the nearest speaker before the quotation."""
    found = None
    at = 0
    while match := pattern.search(sentence, at):
        name = _who(match).name
        if found is None or (name and is_person(name)):
            found = match
        at = match.end("s")
    return found


def _cue_span(start: int, match: re.Match[str]) -> Span:
    covered = match[0]
    inner = covered.strip(" \n\t,:–—-()")
    at = start + match.start() + covered.find(inner)
    return Span(at, at + len(inner))
