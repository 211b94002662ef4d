"""Consent that a survey asks for in a column of its own; if in doubt, the stricter interpretation applies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.corpus.records import Consent

_WORDS = (
    r"(?:(?:exact|own|full|free-text|written|survey) )?"
    r"(?:words|answers?|responses?|comments?|quotes?|feedback|story)"
)
_ASKS = re.compile(
    r"\b(?:be|being) (?:\w+ ){0,2}quoted\b"  # are you happy to be quoted
    r"|\bquot(?:e|ing) (?:directly )?(?:from )?(?:you|me|this|these|my|your|our)\b"
    r"(?! (?:\w+ )?(?:reference|number|order|account|membership|postcode))"
    r"|\b(?:your|my|our|these|this) (?:\w+ )?(?:words|answers?|responses?|comments?|feedback)\b.{0,40}"
    r"\b(?:quoted|used|shared|published|printed|included|reproduced)\b"
    rf"|\b(?:use|share|include|publish|print|reproduce)\b(?: \w+){{0,4}}? (?:your|my|our|these) {_WORDS}\b"
    r"|\b(?:do you|i|we)(?: hereby)? (?:give (?:my |our |your )?)?(?:consent|permission)\b"
    r"|\bpermission to (?:quote|use|publish|share|include|print)\b"
    r"|^\W*(?:ok(?:ay)?|happy|can|may|could|willing|free) (?:for )?(?:us |we )?(?:to )?quote\W*$"
    r"|\bzitier(?:en|t)\b|\bciter\b|\bcit[eé](?:e|es)?\b|\bcitar(?:l[eo]s?|te)?\b|\bcitad[oa]s?\b|\bdyfynnu\b"
    r"|\beinverstanden\b|\bconsentement\b|\bconsentimiento\b|\bcydsyni\w*\b"
    r"|^\W*(?:\w+ ){0,2}(?:consent|quotable|quote permission)"
    r"(?: (?:given|form|question|(?:to )?quotes?|to publish))?\W*$"
    r"|\bwe (?:\w+ )?quoted?\b(?! (?:an?|the)\b)"  # may we quote what you write, do you mind if we quoted you
    r"|\b(?:may|can|could) we (?:\w+ )?(?:print|publish|reproduce) (?:\w+ of )?(?:this|these|what)\b"
    r"|\bquotes? (?:from|of) (?:you|your|this|these|what you)\b",
    re.IGNORECASE,
)
# A column with only these words in its name asks for consent only if the answers confirm it.
_BARE = re.compile(
    r"\W*(?:quotes?|quoting|permission|zitat|zitieren|citation|citer|cita|dyfyniad)"
    r"(?: (?:ok|me|yn|y n|allowed|permission|agreed|erlaubt|erlaubnis))?\W*",
    re.IGNORECASE,
)
_LEAST_DECIDING = 0.9  # minimum share of the answers in such a column that give or refuse consent
# Questions about the past, about other people's consent, or about uses other than in a report.
_OTHER = re.compile(
    r"^\W*(?:did|has|have|had|was|were|why|who|when|where|how (?:often|much|many|well|do|did|easy))\b"
    r"|\b(?:contact(?:ed)?|e-?mail(?:ed|s)?|newsletters?|mailing|photo\w*|film\w*|treatment|"
    r"data protection|cookies)\b"
    r"|\b(?:council|hospital|school|landlord|staff|they)\b.{0,30}\b(?:use|share|publish|quote)\b",
    re.IGNORECASE,
)
_MAY_ASK = re.compile(
    r"\b(?:consent\w*|permission|quoted|anonym\w*|attributed)\b|\bpublish.{0,30}\byour\b|\bquot(?:e|ing)\b.{0,30}\byour?\b",
    re.IGNORECASE,
)
_TICKED = re.compile(r"\b(?:not|don['’]?t|never)\b|\bobject\b|\brather\b|\bopt(?:ing)? out\b", re.IGNORECASE)
_REVERSED = re.compile(rf"{_TICKED.pattern}|\bmind (?:if|us)\b|\bminded\b", re.IGNORECASE)
_REFUSES = re.compile(
    r"^\W*(?:no|nope|nah|false|0|n|nein|non|na|nac|nage)\b|\b(?:nicht|pas)\b|\b(?:not|never|refuse|decline|object|withhold)\b|n['’]t\b|\bdont\b",
    re.IGNORECASE,
)
_ANONYMOUS = re.compile(
    r"\banonym|\bwithout (?:my|our|a|any|the) names?|\bno names?\b|\bnot? (?:by|my|with my) name|\bpseudonym"
    r"|\b(?:names?|details) (?:changed|removed|withheld|left out)|\bdifferent name|\b(?:un|not )named\b",
    re.IGNORECASE,
)
_ROLE = re.compile(r"\b(?:by|with|using|as) (?:my |our )?(?:job|role|title|position)|\brole only\b", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:but|only|except|unless|if|provided|first|before|part|some|depends?|maybe|perhaps|check|ask|"
    r"subject to)\b",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"\W*(?:yes|yep|yeah|y|ja|oui|s[ií]|cewch|gallwch|iawn|ydw|true|1|ok(?:ay)?|sure|"
    r"agreed?|consent(?:ed)?|fine|of course|happy|certainly|absolutely|"
    r"(?:i|we)(?: am|['’]m| are)? (?:agree|consent|happy|willing|give)|(?:you|please) (?:may|can|do|quote)|"
    r"quote me|"
    r"(?:by|with|using|under) (?:my|our|full)? ?(?:full |own )?name|named|ticked|checked|selected|x|[✓✔☑])(?!\w)"
    r"|[✓✔☑]\W*$",
    re.IGNORECASE,
)
_CODE_JOINT = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")
_SHORT = 5  # maximum mean words of answers that give or refuse consent


def asks_consent(name: str, cells: Sequence[str]) -> bool:
    """Whether a column asks if the respondent may be quoted, judged by its wording and its answers."""
    said = [cell for cell in cells if cell.strip()]
    name = _title(name)
    if said and _BARE.fullmatch(name):
        return sum(map(_decides, said)) >= _LEAST_DECIDING * len(said)
    if not said or _ASKS.search(name) is None or (_OTHER.search(name) and "quot" not in name.casefold()):
        return False
    if re.match(r"\W*(?:did|has|have|had|was|were)\b", name, re.IGNORECASE):
        return False
    words = sum(len(cell.split()) for cell in said) / len(said)
    return sum(map(_decides, said)) >= len(said) / 2 or words <= _SHORT


def _title(name: str) -> str:
    """A code written as words: `consent_quote`, `okToQuote`."""
    return name if " " in name.strip() else _CODE_JOINT.sub(" ", name)


def may_ask_consent(name: str, cells: Sequence[str]) -> bool:
    """Whether a column that was not recognised as a consent question may be one and needs checking."""
    said = [cell for cell in cells if cell.strip()]
    if asks_consent(name, cells):
        return False
    if not said:
        return _ASKS.search(name) is not None and _OTHER.search(name) is None
    return _MAY_ASK.search(name) is not None and sum(map(_decides, said)) >= len(said) / 2


def _decides(cell: str) -> bool:
    found = (_AGREES.match(cell), _REFUSES.search(cell), _ANONYMOUS.search(cell), _ROLE.search(cell))
    return any(found) and len(cell.split()) <= 4 * _SHORT


def consent_in(name: str, answer: str) -> Consent:
    """What an answer agrees to. A yes never permits naming; unclear and missing answers count as a refusal."""
    said = " ".join(answer.split())
    if not said:  # no answer is a refusal, unless the box is one that people tick to refuse
        return Consent.UNRECORDED if _TICKED.search(name) else Consent.NONE
    if _ANONYMOUS.search(said) and not re.match(r"\W*no\b(?! names?\b)", said, re.IGNORECASE):
        return Consent.ANONYMOUS
    if _REVERSED.search(name):
        return Consent.UNRECORDED if re.match(r"\W*(?:no|false|0|n)\W*$", said, re.IGNORECASE) else Consent.NONE
    if _REFUSES.search(said):
        return Consent.NONE
    if _ROLE.search(said):
        return Consent.ROLE
    return Consent.UNRECORDED if _AGREES.match(said) and not _CONDITION.search(said) else Consent.NONE


def strictest(found: Sequence[Consent]) -> Consent:
    """The strictest of several consents."""
    order = (Consent.NONE, Consent.ANONYMOUS, Consent.ROLE, Consent.UNRECORDED)
    return min(found, key=order.index, default=Consent.UNRECORDED)
