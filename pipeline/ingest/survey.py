"""Surveys: a row is a respondent, a column of free text a question, any other column an attribute."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.corpus.records import Consent, SegmentKind
from pipeline.documents.document import Block, Grid, LinePart, Problem, Unreadable
from pipeline.ingest.survey_consent import asks_consent, consent_in, may_ask_consent, strictest
from pipeline.ingest.survey_headers import headed

_NO_ANSWER = re.compile(
    r"\W*(?:n ?/? ?a|none|nil|no(?: ?ne)? (?:answer|response|comments?|reply|data)"
    r"|not? (?:applicable|answered|stated)"
    r"|did ?n[o']?t answer|no(?: further)? comments?|nothing(?: (?:to (?:add|say)|else))?|(?:left )?blank|skipped"
    r"|nan|null|don'?t know|dk|prefer not to say|unanswered|missing|x+|-+)?\W*",
    re.IGNORECASE,
)
_IDENTIFYING = re.compile(
    r"e-?mail|\bip\b|ip ?address|\b(?:first|last|full|middle|sur|fore|family|given|your|respondent|recipient|"
    r"contact) ?_?-?names?\b|^names?$|surname|forename|recipient|phone|mobile|\btel\b|telephone|post ?code|"
    r"zip ?code|latitude|longitude|location ?(?:lat|long)|^address|home address|date of birth|\bdob\b|"
    r"external(?: data)? ?reference|nhs number|national insurance|custom ?data",
    re.IGNORECASE,
)
_IDENTIFYING_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.\w+|(?:\d{1,3}\.){3}\d{1,3}|\+?\d[\d ()-]{8,16}\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
)
_ASKS_WHO = re.compile(
    r"\byour (?:(?:full|first|last|own) )?(?:name|e-?mail|phone|telephone|mobile|address|postcode)"
    r"(?=\W*$|\W*[?:*(,/&]|\s+(?:and|or|number|address|if|so|in|for|below|here)\b)",
    re.IGNORECASE,
)
_USER = re.compile(r"user ?name|ip ?address", re.IGNORECASE)
_DICTIONARY = (
    frozenset({"description", "definition", "meaning"}),
    frozenset({"tag", "code", "theme", "label", "id"}),
)
_FREE_WORDS = 4  # mean words of a free answer, at least
_FREE_DIFFERENT = 0.5  # share of answers that are given once, at least
_SHORT_DIFFERENT = 0.8  # the same for answers of one to three words, which categories could be
_SHORT_ANSWERS = 5  # fewer short answers may differ by chance
_OPTIONS = 0.5  # share of different options among all that were ticked, at most
_ASKING = re.compile(
    r"\?\s*$|^\W*(?:what|why|how|please|describe|tell us|(?:any )?(?:other )?comments?|in your own words)\b",
    re.IGNORECASE,
)
_ASKS_ATTRIBUTE = re.compile(
    r"\b(?:organi[sz]ations?|name|town|city|county|country|region|area|borough|ward|sector|role|job|title|position|"
    r"department|team|age|gender|ethnicity|occupation|language|religion|year|date|born|live|based|work for)\b",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(r"</?(?:p|div|br|ul|ol|li|h[1-6]|tr|table)\b[^<>]*>", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:a|b|i|u|em|strong|span|font|sub|sup|small|td|tbody)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Questionnaire:
    """What the columns of a survey are, by index.

    Attributes:
        questions: free text.
        attributes: closed columns.
        dropped: columns that would identify the respondent.
        names: of all columns.
        header: how many rows there are above the answers.
        consent: attributes that ask whether the respondent may be quoted.
    """

    questions: tuple[int, ...]
    attributes: tuple[int, ...]
    dropped: tuple[int, ...]
    names: tuple[str, ...]
    header: int = 1
    consent: tuple[int, ...] = ()


def questionnaire(grid: Grid) -> Questionnaire:
    """Tell questions from attributes and from what identifies people.

    Raises:
        Unreadable: if no column holds free text, or the table is a list of codes.
    """
    names, rows = headed(grid)
    folded = {name.casefold() for name in names}
    if len(names) <= 3 and folded & _DICTIONARY[0] and folded & _DICTIONARY[1]:
        raise Unreadable(
            "this looks like a codebook, not like survey answers",
            "Move it out of the folder; codes belong in models/codebook.yaml",
        )
    questions, attributes, dropped, consent = [], [], [], []
    for at, name in enumerate(names):
        cells = [row[at] for row in rows if row[at].strip()]
        if asks_consent(name, cells):
            attributes.append(at)
            consent.append(at)
        elif identifies(name, cells):
            dropped.append(at)
        elif _is_free(name, cells):
            questions.append(at)
        else:
            attributes.append(at)
    if not questions:
        raise Unreadable(
            "the table has neither a column of speakers nor one of free-text answers",
            "If it is a transcript, name the columns 'speaker' and 'text'; otherwise remove it from the folder",
        )
    header = len(grid) - len(rows)
    return Questionnaire(tuple(questions), tuple(attributes), tuple(dropped), names, header, tuple(consent))


def identifies(name: str, cells: Sequence[str]) -> bool:
    """Whether a column is one of names, addresses or numbers that lead to a person."""
    if _ASKS_WHO.search(name) or _USER.search(name):
        return True
    if _IDENTIFYING.search(name) and not name.rstrip().endswith("?") and not _is_prose(name, cells):
        return True
    some = cells[:200]
    return (
        bool(some) and sum(_IDENTIFYING_VALUE.fullmatch(cell.strip()) is not None for cell in some) > len(some) / 2
    )


def _is_prose(name: str, cells: Sequence[str]) -> bool:
    """Whether the answers are sentences, so that a word such as "telephone" in a question does not decide.

    A header of one or two words (`Full name`, `Address`) says by itself what the column holds.
    """
    if len(name.split()) <= 2:
        return False
    said = [cell.split() for cell in cells if not is_no_answer(cell)]
    prose = [words for words in said if len(words) >= _FREE_WORDS and sum(map(_is_small, words)) > len(words) / 2]
    return len(prose) > len(said) / 2


def _is_small(word: str) -> bool:
    return word[:1].islower()


def _is_free(name: str, cells: Sequence[str]) -> bool:
    said = [cell for cell in cells if not is_no_answer(cell)]
    if not said:
        return False
    if _are_options(name, said):
        return False
    words = sum(len(cell.split()) for cell in said) / len(said)
    different = len(set(said)) / len(said)
    if len(said) > 1 and len(set(said)) == 1:
        return False
    letters = sum(map(str.isalpha, "".join(said))) / max(1, len("".join(said)))
    if letters <= 0.5:  # dates have few letters
        return False
    if words >= _FREE_WORDS:
        return different >= _FREE_DIFFERENT
    return (
        len(said) >= _SHORT_ANSWERS
        and different >= _SHORT_DIFFERENT
        and _ASKING.search(name) is not None
        and _ASKS_ATTRIBUTE.search(name) is None
        and not _are_names(said)
    )


def _are_options(name: str, cells: Sequence[str]) -> bool:
    """Whether the answers are options that were ticked: the column's own, or several that come again and again."""
    title = " ".join(name.casefold().split())
    if all(" ".join(cell.casefold().split()) in title for cell in cells):
        return True
    parts = [part.strip().casefold() for cell in cells for part in re.split(r";|,(?=\s?[A-Z])", cell)]
    parts = [part for part in parts if part]
    return len(parts) > len(cells) >= _SHORT_ANSWERS and len(set(parts)) <= _OPTIONS * len(parts)


def _are_names(cells: Sequence[str]) -> bool:
    """Whether most answers of several words have a capital on each word, as names of people and places have."""
    several = [words for words in map(str.split, cells) if len(words) > 1]
    return sum(all(word[0].isupper() for word in words) for words in several) > len(several) / 2


def without_markup(answer: str) -> str:
    """The text of an answer that a form stored as HTML; other answers as they are."""
    if _BLOCK_TAG.search(answer) is None and _INLINE_TAG.search(answer) is None:
        return answer
    plain = _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", answer))
    lines = (" ".join(line.split()) for line in html.unescape(plain).splitlines())
    return "\n".join(filter(None, lines))


def is_no_answer(cell: str) -> bool:
    """Whether the answer says nothing: empty, a dot, `n/a`, `none`, `did not answer`."""
    return len(cell) < 80 and _NO_ANSWER.fullmatch(cell.strip()) is not None


def consent_of(row: Sequence[str], survey: Questionnaire) -> Consent:
    """What a respondent agreed to; of several questions the most careful answer."""
    return strictest([consent_in(survey.names[at], row[at]) for at in survey.consent])


def column_findings(rows: Grid, survey: Questionnaire) -> Iterator[Problem]:
    """What each column was taken for and why: nothing is left out of the answers without a line."""
    if survey.dropped:
        yield Problem(
            level="note",
            finding=f"columns that could identify respondents were left out: {_listed(survey, survey.dropped)}",
            remedy="No action is needed, unless one of them holds answers: then rename it",
            line=1,
        )
    because: dict[str, list[int]] = {}
    for at in survey.attributes:
        if at not in survey.consent:
            because.setdefault(why_closed([row[at] for row in rows if row[at].strip()]), []).append(at)
    for reason, columns in because.items():
        yield Problem(
            level="note",
            finding=f"not read as answers, because {reason}: {_listed(survey, columns)}",
            remedy="No action is needed, unless one of them is an open question: then end its name with '?'",
            line=1,
        )


def why_closed(cells: Sequence[str]) -> str:
    """Why a column is not one of free text."""
    said = [cell.strip() for cell in cells if not is_no_answer(cell)]
    if not said:
        return "they hold no answers"
    letters = "".join(said)
    if sum(map(str.isalpha, letters)) <= len(letters) / 2:
        return "they hold numbers, dates or codes"
    if len(set(said)) <= _FREE_DIFFERENT * len(said):
        return "the same few answers come again"
    return "they hold short answers, such as names and categories"


def _listed(survey: Questionnaire, columns: Sequence[int]) -> str:
    return ", ".join(f"'{survey.names[at]}'" for at in columns)


def consent_findings(rows: Grid, survey: Questionnaire) -> Iterator[Problem]:
    """How many respondents did not agree to be quoted, and columns that may ask for consent in other words."""
    told = ", ".join(f"'{survey.names[at]}'" for at in survey.consent)
    if survey.consent:
        refused = sum(consent_of(row, survey) == Consent.NONE for row in rows)
        blank = sum(not any(row[at].strip() for at in survey.consent) for row in rows)
        yield Problem(
            level="note",
            finding=f"consent was read from {told}: {refused} of {len(rows)} respondents did not agree to be quoted"
            + (f", of whom {blank} gave no answer" if blank and refused >= blank else ""),
            remedy="No action is needed: they are not quoted",
            line=1,
        )
    for at, name in enumerate(survey.names):
        if at not in survey.consent and may_ask_consent(name, [row[at] for row in rows]):
            yield Problem(
                level="check",
                finding=f"the column '{name}' may ask for consent, but its answers were not understood as such",
                remedy="Remove the rows of those who refused, or rename the column to 'May we quote your answers?'",
                line=1,
            )


def respondent_blocks(row: Sequence[str], survey: Questionnaire, *, number: int, label: str) -> list[Block]:
    """One respondent's row: attributes as furniture, each question a heading, each answer a turn."""
    blocks = []
    for at in survey.attributes:
        if row[at].strip():
            text = f"{survey.names[at]}: {' '.join(row[at].split())}"
            blocks.append(Block(pieces=[LinePart(kind=SegmentKind.FURNITURE, text=text)], number=number))
    for at in survey.questions:
        name, answer = survey.names[at], without_markup(row[at]).strip()
        if not answer:
            continue
        blocks.append(Block(pieces=[LinePart(kind=SegmentKind.HEADING, text=name)], number=number, before="\n\n"))
        if is_no_answer(answer):
            blocks.append(Block(pieces=[LinePart(kind=SegmentKind.FURNITURE, text=answer)], number=number))
        else:
            blocks.append(Block(speaker=label, speech=[("\n", answer)], number=number, question=name))
    return blocks
