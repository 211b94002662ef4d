"""Patterns of cues: what stands before and after a quotation."""

from __future__ import annotations

import re
from functools import cache

from pipeline.direct_speech.rules import Rule
from pipeline.direct_speech.speakers import CAP, CODE, NAME, TITLE, described, either, role_nouns, speaker, writing

ADVERB = r"(?:(?:\w+ly|also|then|later|once|again|now|always|often|still|just|even|ever|never|so)\s+)?"
_AUXILIARY = (
    r"(?:['’](?:d|ll|ve))?\s+(?:who\s+)?(?:(?:has|have|had|would|will|can|could|may|might|must have|should|did|does"
    r"|used to|kept|keeps?)\s+)?"
)
_CONTRACTED = r"['’](?:m|re|s)\s+(?:just\s+|all\s+)?(?P<v2>like|saying|thinking|going|telling|asking)"
_REST = r"(?:\s+(?!that\s*[,:]?\s*$)[\w'’£%-]+){0,9}?"
STRONG_REST = (
    r"(?:\s+(?:us|me|him|her|them|you|to|it|this|that|how|as|like|simply|of|about|in|at the time|on|himself"
    r"|herself|my|the|a|our|their|his|one|director|council|panel|committee|reporters|boss|manager|mother|wife)){0,5}"
)
# A quotation that is part of the sentence: `said that it was “dead in the water”`.
JOINED_REST = (
    r"(?:\s+[\w'’£%-]+){0,9}?\s+(?:was|were|is|are|be|been|being|as|had|has|have|felt|seemed|became|not|like)"
    r"(?:\s+(?:now|still|also|a|an|the|very|both|too|just|only))?"
)
_ASIDE = r"(?:,|\s?[–—][^–—“”]{2,80}[–—])"  # the end of an appositive: a comma, or an aside between dashes
_APPOSITIVE = rf"(?:,\s*(?P<a>[^“”\":;.!?–—]{{2,160}}?){_ASIDE}|\s*\((?P<b>[^()“”]{{2,120}})\))?"
JUDGING = ("called", "calls", "described", "describes", "hailed", "praised", "branded", "dismissed", "dismisses")
_TELLING = r"(?:saying|asking|shouting|telling|explaining|adding|insisting|whispering|yelling|thinking|going)"
_SOMEBODY = (
    r"(?:an?|[Oo]ne|[Aa]nother)\s+(?!(?:lot|bit|few|number|thing|great\s+deal|word)\b)[\w’'-]+(?:\s+[\w’'-]+){0,5}?"
)
_THERE = r"(?:\s+(?:there\s+(?:was|were|is|are)|an?|the))?"
# The rules of the patterns before and after a quotation, in their order.
RULES_BEFORE = (
    Rule.BEFORE,
    Rule.ACCORDING_TO,
    Rule.BEFORE,
    Rule.ACCORDING_TO,
    Rule.ACCORDING_TO,
    Rule.BEFORE,
    Rule.HANDED_OVER,
    Rule.NAME_AND_COLON,
    Rule.SUBJECT_AND_COLON,
)
RULES_AFTER = (
    Rule.OFFICE,
    Rule.OFFICE,
    Rule.AFTER,
    Rule.AFTER,
    Rule.ACCORDING_TO,
    Rule.ANY_VERB,
    Rule.LINE,
    Rule.AFTER,
)
UNSPOKEN = 7  # the patterns before a quotation from this index on have no verb of speech


@cache
def verbs() -> str:
    """A pattern for verbs of speech."""
    # As in conversation: they were like, she was just saying.
    telling = (
        r"(?:was|were|is|are|am|be)\s+(?:just\s+|all\s+)?(?:like|saying|thinking|going|telling|asking|shouting)"
    )
    return rf"(?:{telling}|{either('speech_verbs')})"


@cache
def patterns_before() -> tuple[re.Pattern[str], ...]:
    """The cues that end directly before a quotation; their rules are `RULES_BEFORE`."""
    who = rf"(?P<s>{speaker()})"
    verb = rf"{ADVERB}(?P<v>{verbs()})(?!\w)"
    tells = rf"(?:{_CONTRACTED}|{_APPOSITIVE}{_AUXILIARY}{verb})"
    beside = r"(?:,\s*(?P<a>[^“”\":;.]{2,160}?))?"
    hands_over = (
        r"(?:(?:words|part|statement|letter|message|account|quote|one|is|was|are|comes?|came)\s+(?:from|of|by)|\bby"
        r"|(?:this|here)\s+is)"
    )
    return (
        re.compile(rf"(?<!\w){who}{tells}(?P<rest>{_REST})(?:\s+that)?\s*[,:–—-]?\s*$"),
        re.compile(rf"(?i:according\s+to|in\s+the\s+words\s+of)\s+{who}{beside}\s*[,:]?\s*$"),
        re.compile(rf"(?:^|[.,;]\s+)(?i:{verb})\s+{who}{beside}\s*[,:]\s*$"),
        # The findings of a report; people find other things.
        re.compile(
            rf"(?<!\w)(?P<s>{writing()})\s+(?:found|finds|showed|shows|revealed|reveals)(?:\s+that)?{_THERE}\s*$"
        ),
        # A body's findings in its own words: `The Audit Office has found that`.
        re.compile(
            rf"(?:^|[,;]\s+)(?:[Tt]he\s+)?(?P<s>{NAME})\s+(?:has\s+|have\s+)?{ADVERB}(?:previously\s+)?"
            r"(?:found|finds|concluded|concludes)\s+that\s*$"
        ),
        # `Amy Lee summed it up with the phrase`
        re.compile(
            rf"(?<!\w){who}{_APPOSITIVE}\s+[a-z]+(?:ed|s|t)\s+(?:[\w'’]+\s+){{0,6}}?(?:with|in|using)\s+(?:the|these|a)"
            r"\s+(?:phrase|words?)\s*[,:]?\s*$"
        ),
        # `The next part is from Jo Stevens, her sister:`
        re.compile(rf"(?i:{hands_over})\s+{who}{beside}\s*:\s*$"),
        re.compile(rf"(?:^|[.!?\n]\s*)(?:[Ff]or\s+)?(?P<s>{NAME}){beside}\s*:\s*$"),
        # The subject of a sentence that ends in a colon: `A council officer was blunter:`.
        re.compile(
            rf"^\W*(?:[Ff]or\s+)?(?P<s>{described()}|{NAME})(?:,\s*(?P<a>[^“”\":;.]{{2,160}}?),)?[^:“”\"]*:\s*$"
        ),
    )


@cache
def patterns_unsaid() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns for cues whose speaker is elsewhere in the sentence or missing: passive, second verb, participle."""
    rest = rf"{STRONG_REST}(?:\s+that)?\s*[,:]?\s*$"
    return (
        re.compile(
            r"(?:was|were|been|got|being|am|are|is)\s+(?:just\s+|only\s+|then\s+)?(?:told|asked|informed|warned|advised)"
            rf"(?:\s+by\s+(?P<s>{speaker()}))?{rest}"
        ),
        re.compile(
            rf"(?:^|[\s,])(?:and|then|but|or)\s+(?:then\s+|just\s+|even\s+|actually\s+)*(?:{verbs()}){rest}"
        ),
        re.compile(rf"[\s,]{_TELLING}{rest}"),
    )


@cache
def patterns_of_subjects() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The subject of a sentence, and somebody who is doing something while they speak."""
    goes_on = r"(?=['’](?:d|ll|s|ve|re|m)\b|\s+(?!(?:of|and|or|for|in|at|with|from|to|on)\b)[a-z]|,\s+who\b)"
    subject = (
        r"(?:^|[,;:–—.!?]\s*|(?<!\w)(?:and|but|so|then|it\s+was)\s+)(?:(?:well|and|so|then|now|but|yeah)\s*,?\s+)*"
        rf"(?P<s>{speaker()}){goes_on}"
    )
    return re.compile(subject), re.compile(rf"(?<!\w)(?P<s>{speaker()})\s+(?:who\s+)?[a-z]+ing\b")


@cache
def patterns_after() -> tuple[re.Pattern[str], ...]:
    """The cues that begin directly after a quotation; their rules are `RULES_AFTER`."""
    who = rf"(?P<s>{speaker()})"
    verb = rf"{ADVERB}(?P<v>{verbs()})(?!\w)"
    ends = r"[.:;!?]|,?\s*[\"“‘«]|,\s+(?:and|but|as|when|while|with|who)\b|,\s+\w+ing\b|$"
    appositive = rf"(?:,\s*(?P<a>[^“”\":;.!?]{{2,160}}?)(?={ends}))?"
    office = rf"(?P<a>(?:the\s+)?(?:[\w’'&-]+,?\s+){{0,8}}?(?i:{role_nouns()}))"
    return (
        # `says Quayside Project organiser Amy Lee`
        re.compile(
            rf"\s*[,–—-]?\s*{verb}\s+{office},?\s+(?P<s>(?:{TITLE})?{CAP}(?:\s+{CAP}){{1,3}})(?!['’]s\s|\w)"
        ),
        # `Quayside principal Lee said`
        re.compile(
            rf"\s*[,–—-]?\s*(?P<a>(?:[Tt]he\s+)?(?:{CAP}\s+){{0,4}}(?:[a-z-]+\s+){{0,2}}?{role_nouns()})\s+(?P<s>{NAME})"
            rf"\s+{verb}"
        ),
        re.compile(rf"\s*[,–—-]?\s*{verb}\s+{who}(?!['’]s\s){appositive}"),
        re.compile(rf"\s*[,–—-]?\s*(?:as\s+)?{who}{_APPOSITIVE}{_AUXILIARY}{verb}"),
        re.compile(rf"\s*,?\s*(?:according\s+to|in\s+the\s+words\s+of)\s+{who}{appositive}"),
        # Any verb, if the words end in a comma or an exclamation mark: `,” thundered Amy Lee`.
        re.compile(rf"\s*,?\s*(?P<any>[a-z]+(?:ed|ied))\s+(?P<s>(?:old\s+)?{NAME}|{described()}){appositive}"),
        re.compile(rf"\s*[–—-]\s*(?P<s>{CODE}|{NAME}|{described()})(?:,\s*(?P<a>[^“”\":;!?]{{2,160}}?))?\.?\s*$"),
        re.compile(rf"\s*[,–—-]?\s*{verb}\s+(?P<s>{_SOMEBODY})(?=\s*(?:[.,;:!?]|$))"),  # `said a Londoner`
    )
