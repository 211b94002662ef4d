"""What the columns of a survey say about respondents: consent, names and contact details, attributes.

If in doubt about consent, the stricter interpretation applies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.corpus.records import ColumnUse, Consent
from pipeline.ingest import survey_words
from pipeline.language.words import is_no_answer

_QUOTABLE = (
    r"(?:(?:exact|own|full|free-text|written|survey) )?"
    r"(?:words|answers?|responses?|comments?|quotes?|feedback|story)"
)
_ASKS_CONSENT = re.compile(
    r"\b(?:be|being) (?:\w+ ){0,2}quoted\b"  # are you happy to be quoted
    r"|\bquot(?:e|ing) (?:directly )?(?:from )?(?:you|me|this|these|my|your|our)\b"
    r"(?! (?:\w+ )?(?:reference|number|order|account|membership|postcode))"
    r"|\b(?:your|my|our|these|this) (?:\w+ )?(?:words|answers?|responses?|comments?|feedback)\b.{0,40}"
    r"\b(?:quoted|used|shared|published|printed|included|reproduced)\b"
    rf"|\b(?:use|share|include|publish|print|reproduce)\b(?: \w+){{0,4}}? (?:your|my|our|these) {_QUOTABLE}\b"
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
_BARE_NAME = re.compile(
    r"\W*(?:quotes?|quoting|permission|zitat|zitieren|citation|citer|cita|dyfyniad)"
    r"(?: (?:ok|me|yn|y n|allowed|permission|agreed|erlaubt|erlaubnis))?\W*",
    re.IGNORECASE,
)
_LEAST_DECIDING = 0.9  # minimum share of the answers in such a column that give or refuse consent
# Questions about the past, about other people's consent, or about uses other than in a report.
_OTHER_USES = re.compile(
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
_SHORT_ANSWER = 5  # maximum mean words of answers that give or refuse consent


def asks_consent(name: str, cells: Sequence[str]) -> bool:
    """Whether a column asks if the respondent may be quoted, judged by its wording and its answers."""
    said = [cell for cell in cells if cell.strip()]
    name = _title(name)
    if said and _BARE_NAME.fullmatch(name):
        return sum(map(_decides, said)) >= _LEAST_DECIDING * len(said)
    if (
        not said
        or _ASKS_CONSENT.search(name) is None
        or (_OTHER_USES.search(name) and "quot" not in name.casefold())
    ):
        return False
    if re.match(r"\W*(?:did|has|have|had|was|were)\b", name, re.IGNORECASE):
        return False
    words = sum(len(cell.split()) for cell in said) / len(said)
    return sum(map(_decides, said)) >= len(said) / 2 or words <= _SHORT_ANSWER


def _title(name: str) -> str:
    """A code written as words: `consent_quote`, `okToQuote`."""
    return name if " " in name.strip() else _CODE_JOINT.sub(" ", name)


def may_ask_consent(name: str, cells: Sequence[str]) -> bool:
    """Whether a column that was not recognised as a consent question may be one and needs checking."""
    said = [cell for cell in cells if cell.strip()]
    if asks_consent(name, cells):
        return False
    if not said:
        return _ASKS_CONSENT.search(name) is not None and _OTHER_USES.search(name) is None
    return _MAY_ASK.search(name) is not None and sum(map(_decides, said)) >= len(said) / 2


def _decides(cell: str) -> bool:
    found = (_AGREES.match(cell), _REFUSES.search(cell), _ANONYMOUS.search(cell), _ROLE.search(cell))
    return any(found) and len(cell.split()) <= 4 * _SHORT_ANSWER


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


_SHORT_HEADER = 4  # words; a name as short as this describes what the column holds
_IDENTIFYING_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.\w+|(?:\d{1,3}\.){3}\d{1,3}|\+?\d[\d ()-]{8,16}\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d.*|\d\d?[-/.]\d\d?[-/.]\d{2,4}.*")
_DIGITS = re.compile(r"\d")


def identifies(name: str, cells: Sequence[str]) -> bool:
    """Whether a column holds names, addresses or numbers that identify a person.

    A word in a question ("telephone", "full name of the acronym") is not enough: the column name must be short or
    ask for the respondent's own details, or the values must be names or contact details.
    """
    if survey_words.ASKS_WHO.search(name):
        return True
    named = survey_words.PERSON_NAME.search(name) and (
        survey_words.PEOPLE.search(name) or not survey_words.NO_PERSON.search(name)
    )
    told = survey_words.IDENTIFYING_NAME.search(name) or survey_words.CONTACT.search(name)
    some = [cell.strip() for cell in cells[:500] if not is_no_answer(cell)]
    contacts = sum(_IDENTIFYING_VALUE.fullmatch(cell) is not None and not _DATE.match(cell) for cell in some)
    if some and contacts > len(some) / 2:
        return True
    words = len(name.replace("_", " ").split())
    asks = name.rstrip().endswith("?")
    if told and words <= 2 and not asks:
        return True
    if not some:  # a later export may have names in this column
        return bool(told or named) and not asks and words <= _SHORT_HEADER
    if not (told or named):
        return False
    return sum(map(_leads_to_somebody, some)) > len(some) / 2


def _leads_to_somebody(cell: str) -> bool:
    """Whether a value is a person's name, an address or a number, rather than a sentence or a list."""
    words = re.split(r"\n|,|;| and | & ", cell)[0].split()
    if _IDENTIFYING_VALUE.search(cell):
        return True
    if len(words) > 8 or sum(map(is_small, words)) > len(words) / 3:
        return False
    if _DIGITS.search(cell):
        return len(words) >= 3  # 12 High Street
    return 0 < len(words) <= 4 and all(word[0].isupper() and not word.isupper() for word in words)


def is_small(word: str) -> bool:
    """Whether a word begins with a lower-case letter."""
    return word[:1].islower()


ATTRIBUTES = (ColumnUse.SECTOR, ColumnUse.ROLE, ColumnUse.ORGANISATION, ColumnUse.REGION)
_LONGEST_VALUE = 12  # maximum words of a value
_NO_NAME = re.compile(r"[@\d]|^\W*(?:anonymous|prefer not.*|x+)\W*$", re.IGNORECASE)
_NO_VALUE = re.compile(r"\W*(?:other|prefer not to say)?\W*", re.IGNORECASE)


def name_columns(names: Sequence[str], private: Sequence[int]) -> list[int]:
    """The private columns that hold parts of respondents' names, first names first."""
    columns = [
        at
        for at in private
        if survey_words.PERSON_NAME.search(names[at]) and not survey_words.NO_PERSON.search(names[at])
    ]
    return sorted(columns, key=lambda at: survey_words.FIRST_NAME.search(names[at]) is None)


def attribute_columns(names: Sequence[str], uses: Sequence[ColumnUse]) -> dict[str, list[int]]:
    """The columns of each attribute; those for a country come last, since a region is more specific."""
    found: dict[str, list[int]] = {}
    for at, use in enumerate(uses):
        if use in ATTRIBUTES:
            found.setdefault(str(use), []).append(at)
    for columns in found.values():
        columns.sort(key=lambda at: survey_words.COUNTRY.search(names[at]) is not None)
    return found


def respondent_facts(
    row: Sequence[str],
    *,
    attributes: Mapping[str, Sequence[int]],
    names: Sequence[int],
    contacts: Sequence[int] = (),
) -> dict[str, str]:
    """The attributes of a respondent; the name is used for redaction and never printed.

    An attribute may have several columns, such as one for each option and one for "other": the first with a value
    is used.
    """
    found = {}
    for attribute, columns in attributes.items():
        told = [value for at in columns if _is_told(value := " ".join(row[at].split()))]
        if told:
            found[attribute] = told[0]
    parts = [" ".join(row[at].split()) for at in names]
    name = " ".join(dict.fromkeys(part for part in parts if not _NO_NAME.search(part) and not is_no_answer(part)))
    mail = next((row[at].strip() for at in contacts if "@" in row[at]), "")
    private = {"name": name, "e-mail": mail}
    return found | {what: value for what, value in private.items() if value}


def other_facts(row: Sequence[str], names: Sequence[str], columns: Sequence[int]) -> str:
    """Other facts in a row, one line for each column: `Age: 30 to 39`."""
    answered = (at for at in columns if not is_no_answer(row[at]))
    return "\n".join(f"{names[at].replace(': ', ' – ')}: {' '.join(row[at].split())}" for at in answered)


def _is_told(value: str) -> bool:
    return len(value.split()) <= _LONGEST_VALUE and not is_no_answer(value) and _NO_VALUE.fullmatch(value) is None
