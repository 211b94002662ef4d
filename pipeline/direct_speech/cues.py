"""Finds cues that introduce quotations: `said X`, `X, role of Y, explained:`, `As X put it`, `according to X`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.corpus.spans import Span
from pipeline.direct_speech.cue_patterns import (
    ADVERB,
    JOINED_REST,
    JUDGING,
    RULES_AFTER,
    RULES_BEFORE,
    STRONG_REST,
    UNSPOKEN,
    patterns_after,
    patterns_before,
    patterns_of_subjects,
    patterns_unsaid,
    verbs,
)
from pipeline.direct_speech.rules import Rule
from pipeline.direct_speech.speakers import (
    CAP,
    TITLE,
    Speaker,
    has_role_noun,
    is_person,
    role_nouns,
    speaker,
    speaker_of,
)
from pipeline.language.lexicons import lexicon_words
from pipeline.people.names import normalise

_OF_NOBODY = re.compile(r"(?<!\w)(?:of|by|between|for|from|without|avoid|about|instead|than|before|after)\s*$")
_WITHIN_NAME = re.compile(r"(?<!\w)(?:of|at|from|for|in|with)\s+(?:the\s+)?$")
_IS_FULL = re.compile(rf"{CAP}(?:\s+{CAP})+")
_BELONGS = re.compile(rf"(?:(?<!\w)(?:of|at|in|for|from|near|and|the|with)|{CAP})\s+$")
_WIDEST = 300
_FOOTNOTE = re.compile(r"[\d\u00b9\u00b2\u00b3\u2070-\u2079]{0,3}(?:\[\d+\])?")
_SENTENCE = re.compile(
    r"(?<![A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!Cllr)[.!?][\"”’']?\d*\s+(?=[\"“‘'A-ZÀ-Þ])"
)


@dataclass(frozen=True)
class Cue:
    """The words that introduce a quotation, and the speaker they name.

    Attributes:
        span: the span of the words.
        speaker: the speaker as named there; empty for `I was told`.
        rule: the rule that found the cue.
        strong: whether it certainly introduces somebody's words.
    """

    span: Span
    speaker: Speaker
    rule: Rule
    strong: bool = True


def sentence_before(text: str, lead: Span) -> Span:
    """The sentence, or its beginning, before a quotation."""
    start = max(lead.start, lead.end - _WIDEST)
    ends = [match.end() for match in _SENTENCE.finditer(text, start, lead.end)]
    return Span(max([start, *(end for end in ends if end < lead.end and text[end : lead.end].strip())]), lead.end)


def cue_before(text: str, lead: Span) -> Cue | None:
    """The cue at the end of the text before a quotation.

    Args:
        text: the text.
        lead: the span from the last quotation or the start of the block to the opening mark.
    """
    start = sentence_before(text, lead).start
    sentence = text[start : lead.end]
    if (cue := _with_office(start, sentence)) is not None or (cue := _of_somebody(start, sentence)) is not None:
        return cue
    passive, second, participle = (pattern.search(sentence) for pattern in patterns_unsaid())
    if passive is not None:
        return Cue(_cue_span(start, passive), _who(passive) if passive["s"] else Speaker(), Rule.PASSIVE)
    weak: Cue | None = None
    for number, pattern in enumerate(patterns_before()):
        match = _last(pattern, sentence)
        if match is None or not (who := _who(match)).name or (number >= UNSPOKEN and not _is_somebody(who)):
            continue
        if number == 0 and _is_another_who(match, sentence):
            continue
        strong = number < UNSPOKEN and (number > 0 or _leaves_no_doubt(match, sentence))
        if strong:
            # `Amy Lee said that in ten years she found`
            first = pattern.search(sentence)
            if number == 0 and who.is_pronoun and first is not None and _who(first).is_named:
                who = _who(first)
            return Cue(_cue_span(start, match), who, RULES_BEFORE[number])
        if not who.is_pronoun and weak is None:
            rule = Rule.LOOSELY_BEFORE if number == 0 else RULES_BEFORE[number]
            weak = Cue(_cue_span(start, match), who, rule, strong=False)
    if participle is not None and _OF_NOBODY.search(sentence[: participle.start() + 1]):
        participle = None
    for match, patterns in ((second, patterns_of_subjects()[:1]), (participle, patterns_of_subjects()[::-1])):
        if match is not None and (who := _subject(sentence[: match.start() + 1], patterns)).name:
            return Cue(_cue_span(start, match), who, Rule.SECOND_VERB)
    return weak


@cache
def _office() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?P<s>(?:{TITLE})?{CAP}(?:\s+{CAP})+),\s*(?P<a>[^,“”\":;.!?–—]{{2,120}}?)\s+{ADVERB}(?P<v>{verbs()})(?!\w)"
        rf"{STRONG_REST}\s*[,:]\s*$"
    )


def _with_office(start: int, sentence: str) -> Cue | None:
    """A name and office without a closing comma: `As Amy Lee, head of Northside Trust put it:`."""
    match = _office().search(sentence)
    if match is None or not has_role_noun(match["a"]):
        return None
    first = match["a"].split(maxsplit=1)[0]
    named = [name[0] for name in re.finditer(rf"{CAP}(?:\s+{CAP})*", match["a"])]
    others = [name for name in named if is_person(name) and _is_given(name.split()[0])]
    if (
        others
        or first.lower() in ("and", "or", "but", "who")
        or re.search(r"(?<!\w)(?:who|that|which)\s", match["a"])
    ):
        return None
    who = _who(match)
    return Cue(_cue_span(start, match), who, Rule.OFFICE) if who.name and is_person(who.name) else None


@cache
def _somebody() -> re.Pattern[str]:
    return re.compile(
        rf"^\W*(?:(?:As|And|But|While|For\s+example|However)\b,?\s+)?(?P<s>(?:[Aa]n?|[Oo]ne|[Aa]nother|[Ss]ome)"
        rf"(?:\s+(?!(?:and|but|or|then|who|that)\b)[a-z][\w’'-]*){{1,9}}?)\s+(?P<v>{verbs()})(?:\s+(?:us|me|that))*\s*[,:]?\s*$"
    )


def _of_somebody(start: int, sentence: str) -> Cue | None:
    """Somebody described at the beginning of a sentence: `As an organiser with young people told us:`."""
    match = _somebody().search(sentence)
    return Cue(_cue_span(start, match), _who(match), Rule.BEFORE) if match else None


def _is_given(word: str) -> bool:
    return normalise(word) in lexicon_words("given_names")


def _is_another_who(match: re.Match[str], sentence: str) -> bool:
    """Whether `who` refers to somebody before the name: `Amy Lee, formerly of Northside Council, who said`."""
    after = sentence[match.end("s") :].lstrip(" ,")
    return after.startswith("who ") and bool(_WITHIN_NAME.search(sentence[: match.start("s")]))


def _leaves_no_doubt(match: re.Match[str], sentence: str) -> bool:
    rest = match.groupdict().get("rest") or ""
    closes = sentence.rstrip().endswith((",", ":"))
    judged = match.groupdict().get("v", "") in JUDGING
    joined = re.fullmatch(STRONG_REST, rest) or re.fullmatch(JOINED_REST, rest)
    return closes or judged or bool(joined)


def _subject(before: str, patterns: tuple[re.Pattern[str], ...]) -> Speaker:
    """The subject of an incomplete sentence."""
    for pattern in patterns:
        found = [match["s"] for match in pattern.finditer(before)]
        names = [speaker_of(name) for name in found]
        if names := [who for who in names if who.name]:
            return names[-1]
    return Speaker()


def subject_of(text: str, sentence: Span) -> tuple[Speaker, int]:
    """The subject at the beginning of a sentence, and its position; an empty speaker if there is none."""
    aside = _insisted().search(text, *sentence)
    if aside is not None:
        return _who(aside), aside.start("s")
    match = _opening_subject().match(text, sentence.start, sentence.end)
    return (_who(match), match.start("s")) if match else (Speaker(), sentence.start)


@cache
def _insisted() -> re.Pattern[str]:
    """A pattern for a speech verb inside or after a statement: `It is not, Dunmore insists, a miracle.`"""
    return re.compile(rf",\s+(?P<s>{speaker()})\s+{verbs()}(?:,|\.\s*$)")


@cache
def _opening_subject() -> re.Pattern[str]:
    opening = (
        r"(?:(?:But|And|So|Then|Now)\s+|Asked\s[^,.]{3,60},\s+|(?:In|On|At|By|After|Since)\s[^,.“”]{2,60},\s+)?"
    )
    # `Former Northside Trust chairman Amy Lee`
    office = rf"(?:(?:{CAP}\s+){{0,4}}(?:[a-z-]+\s+){{0,4}}?(?:{role_nouns()})\s+(?={CAP}\s+{CAP}))?"
    return re.compile(
        rf"\W*(?!(?:Like|Unlike|Besides|Despite)\b){opening}{office}(?P<s>{speaker()})(?=['’\s,])(?!\s+(?:and\s+)?{CAP})"
        r"(?:,\s*(?P<a>(?:who|the|an?|its|our)\s[^,.;:]{3,80}),)?"
    )


def _is_somebody(who: Speaker) -> bool:
    """Whether a name without a verb of speech is likely a person; a single word may be a place."""
    if not who.is_named:
        return who.is_pronoun or has_role_noun(who.name)
    return is_person(who.name) and (" " in who.name or bool(who.role))


def cue_after(text: str, tail: Span, *, words: str) -> Cue | None:
    """The cue at the beginning of the text after a quotation.

    Args:
        text: the text.
        tail: the span from the closing mark to the end of the block or the next quotation.
        words: the quoted words; if they end like a sentence, a new sentence may follow.
    """
    footnote = _FOOTNOTE.match(text, tail.start)
    start = footnote.end() if footnote else tail.start
    following = text[start : min(tail.end, start + _WIDEST)]
    finished = words.rstrip().endswith((".", "!", "?", "…"))
    for number, pattern in enumerate(patterns_after()):
        match = pattern.match(following)
        if match is None or not (who := _who(match)).name:
            continue
        if number < 2 and not _names_office_holder(match):
            continue
        if _goes_into_noun(following[match.end("s") :]):
            return Cue(_cue_span(start, match), Speaker(), RULES_AFTER[number])
        if finished and number in (1, 3) and not _closes(following[match.end() :]):
            continue
        if "any" in match.groupdict() and not (
            words.rstrip().endswith((",", "!", "?", "—")) or "," in match[0][:2]
        ):
            continue
        return Cue(_cue_span(start, match), who, RULES_AFTER[number])
    return None


def _goes_into_noun(following: str) -> bool:
    """Whether a name is only the beginning of a noun phrase: `says Northside`, and then `co-ordinator Amy`."""
    noun = re.match(r"\s+([a-z]+(?:-[a-z]+)?)\s+[A-Z]", following)
    return noun is not None and (has_role_noun(noun[1]) or "-" in noun[1])


def _names_office_holder(match: re.Match[str]) -> bool:
    """Whether it is an office and then a person, and not `Amy Lee, chief executive, Northside Settlement`."""
    in_parts = "," in match["a"]
    opens_with_person = in_parts and _is_given(match["a"].split()[0])
    return is_person(match["s"]) and not opens_with_person and (not in_parts or _is_given(match["s"].split()[0]))


def _closes(following: str) -> bool:
    """Whether the cue is complete: `she said.` or `she said, “…`, not `She said that …`."""
    return not following.strip() or following.lstrip()[0] in ".,;–—("


def _who(match: re.Match[str]) -> Speaker:
    groups = match.groupdict()
    return speaker_of(groups["s"], groups.get("a") or groups.get("b") or "")


def _last(pattern: re.Pattern[str], sentence: str) -> re.Match[str] | None:
    """The last match: the nearest speaker before the quotation."""
    found = None
    at = 0
    while match := pattern.search(sentence, at):
        name = _who(match).name
        if found is None or (name and is_person(name) and not _stands_within(match, found, sentence)):
            found = match
        at = match.end("s")
    return found


def _stands_within(match: re.Match[str], whole: re.Match[str], sentence: str) -> bool:
    """Whether a name is part of an earlier one's appositive: `Amy Lee, head of Centre4 in Grimsby, says`."""
    beside = whole.groupdict().get("a") or ""
    if not beside or not has_role_noun(beside) or not _IS_FULL.fullmatch(whole["s"]):
        return False
    if not whole.start("a") <= match.start("s") < whole.end("a"):
        return False
    one_word = " " not in match["s"].strip() and not has_role_noun(match["s"])
    return one_word or bool(_BELONGS.search(sentence[whole.start("a") : match.start("s")]))


def _cue_span(start: int, match: re.Match[str]) -> Span:
    covered = match[0]
    inner = covered.strip(" \n\t,:–—-()")
    at = start + match.start() + covered.find(inner)
    return Span(at, at + len(inner))
