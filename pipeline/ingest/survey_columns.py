"""The use of each column of a survey and the reason, based on its name and its answers together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.corpus.records import ColumnUse
from pipeline.ingest import survey_words
from pipeline.ingest.survey_respondents import asks_consent, identifies, is_small
from pipeline.language.lexicons import lexicon_words
from pipeline.language.words import is_no_answer

_FREE_WORDS = 4  # minimum mean number of words in a free-text answer
_LONG_WORDS = 15  # options of a closed question are shorter
_DIFFERENT = 0.5  # minimum share of distinct answers among long ones
_SHORT_DIFFERENT = 0.8  # the same for answers of one to three words, which may be categories
_ONCE = 0.35  # minimum share of answers given by one respondent only, if people type rather than choose
_SIBLING_ONCE = 0.2  # the same, if a column with nearly the same name is a question
_SHORT_ANSWERS = 5  # with fewer short answers, all may differ by chance
_MANY = 10
_SENTENCES = 0.1  # share of long answers among short ones above which they were typed rather than chosen
_OPTIONS = 0.8  # minimum share of ticked options that another respondent ticked as well
_BLANK_OPTIONS = 0.95  # the same, if options are separated by a space or a comma
_SHORT_HEADER = 4  # words; a name as short as this describes what the column holds
_DATE_WORDS = 8  # maximum mean words of a time: Jan 01, 2026 10:00:00 AM
_FACT_WORDS = 5  # maximum mean words of a fact about the respondent
_OWN_ID = re.compile(
    r"(?:(?:respondent|response|submission|entry|record|participant|unique|survey|case)[\s_-]*)?(?:id|token|uuid|guid)"
    r"|(?:unique )?(?:response|reference|respondent) number|#|_id|_uuid|unique[\s_-]?id",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"#|no\.?|nr\.?|number|row", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_YES_NO = re.compile(
    r"yes|no|y|n|true|false|ja|nein|oui|non|s[ií]|nage?|ydw|nac ydw|ok|not sure|unsure|maybe|perhaps|sometimes"
    r"|(?:i )?don['’]?t know|weiß nicht|je ne sais pas|no s[eé]|ddim yn gwybod",
    re.IGNORECASE,
)
_CODED_NAME = re.compile(r"[_/]+|(?<=[a-z])(?=[A-Z])|(?<=^Q)(?=[a-z])")
_NUMBERED = re.compile(r"^\W*(?:\d+(?:[.]?\w)?|id)[.):]\s+(?=\w)", re.IGNORECASE)
_FORM_DONE = re.compile(r"[a-z\d]+(?:_[a-z\d]+)*_complete")  # REDCap, one for each form
_NUMBER = re.compile(r"#?\d+")
_DIGITS = re.compile(r"\d")

# `Question – option`, `Question - option - Text`, `Question [option]`, `option:Question`.
_OPTION = (
    re.compile(r"(?P<question>.{8,}?) ?(?: [–-] )(?P<option>.{1,80}?)(?: - Text)?"),
    re.compile(r"(?P<question>.{8,}?) ?\[(?P<option>.{1,80})\]"),
    re.compile(r"(?P<option>[^:]{1,80}):(?P<question>\S.{7,}\?)"),
)

Decision = tuple[ColumnUse, str]


@dataclass(frozen=True)
class AnswerColumn:
    """A column of a survey.

    Attributes:
        name: the header of the column.
        cells: its cells row by row, including blank ones.
    """

    name: str
    cells: Sequence[str]

    @cached_property
    def filled(self) -> list[str]:
        """Cells that are not blank."""
        return [cell.strip() for cell in self.cells if cell.strip()]

    @cached_property
    def said(self) -> list[str]:
        """Answers, excluding non-answers."""
        return [cell for cell in self.filled if not is_no_answer(cell)]

    @cached_property
    def counted(self) -> Counter[str]:
        """How often each answer was given, ignoring capitals and spaces."""
        return Counter(" ".join(cell.casefold().split()) for cell in self.said)

    @property
    def words(self) -> float:
        """Mean number of words in an answer."""
        return sum(len(cell.split()) for cell in self.said) / len(self.said) if self.said else 0.0

    @cached_property
    def once(self) -> int:
        """Number of answers given by one respondent only."""
        return sum(1 for count in self.counted.values() if count == 1)

    @property
    def repeated(self) -> int:
        """Number of answers that repeat an earlier respondent's answer word for word."""
        return len(self.said) - len(self.counted)

    @cached_property
    def title(self) -> str:
        """The name as words: `MemberSite_other` is `Member Site other`."""
        if len(self.name.split()) > 1:
            return " ".join(_NUMBERED.sub("", self.name).replace("_", " ").split())
        return " ".join(_CODED_NAME.sub(" ", self.name).split())

    @property
    def asked(self) -> str:
        """The last part of the name, after the question that it belongs to."""
        return self.title.rpartition(" – ")[2]

    @cached_property
    def asks_openly(self) -> bool:
        """Whether the name asks for an answer in the respondent's own words."""
        return survey_words.OPEN.search(self.title) is not None


def decided(column: AnswerColumn) -> Decision:
    """Determine the use of a column, and the reason."""
    for rule in _RULES:
        decision = rule(column)
        if decision is not None:
            return decision
    return ColumnUse.CLOSED, _why_closed(column)


def alike(decisions: Sequence[Decision], columns: Sequence[AnswerColumn]) -> list[Decision]:
    """Revise the decisions so that columns whose names differ only in a number ("Aspect #1: …") have the same use.

    Otherwise the first of three opinions could be lost because it was shorter, which would bias the findings.
    """
    siblings: dict[str, list[int]] = {}
    for at, column in enumerate(columns):
        siblings.setdefault(_NUMBER.sub("#", column.title.casefold()), []).append(at)
    found = list(decisions)
    for group in siblings.values():
        if any(decisions[at][0] == ColumnUse.QUESTION for at in group):
            for at in group:
                if decisions[at] == (ColumnUse.CLOSED, _why_closed(columns[at])) and _may_be_written(columns[at]):
                    found[at] = (ColumnUse.QUESTION, "a column of the same name, but for its number, is a question")
    return found


def _may_be_written(column: AnswerColumn) -> bool:
    return len(column.title.split()) >= _SHORT_HEADER and column.once >= _SIBLING_ONCE * len(column.said)


def _consent(column: AnswerColumn) -> Decision | None:
    if asks_consent(column.name, list(column.cells)):
        return ColumnUse.CONSENT, "it asks whether the respondent may be quoted"
    return None


def is_own_id(name: str) -> bool:
    """Whether exports use this column name for the ids of respondents."""
    return _OWN_ID.fullmatch(_NUMBERED.sub("", name.strip())) is not None


def _id(column: AnswerColumn) -> Decision | None:
    cells = column.filled
    name = _NUMBERED.sub("", column.name.strip())
    if _OWN_ID.fullmatch(name) is None or not cells or len(set(cells)) < len(cells):
        return None
    if _COUNTED.fullmatch(name) and cells == [str(at + 1) for at in range(len(cells))]:
        return ColumnUse.ADMINISTRATIVE, "it numbers the rows"
    if any(len(cell.split()) > 1 for cell in cells):
        return None
    return ColumnUse.ID, "its name is that of an id, and no value comes twice"


def _administrative(column: AnswerColumn) -> Decision | None:
    name = " ".join(re.sub(r"[\W_]+", " ", column.name.casefold()).split())
    dated = sum(_DIGITS.search(cell) is not None for cell in column.said) == len(column.said)
    if name in lexicon_words("survey_administration") and column.words <= (_DATE_WORDS if dated else _FREE_WORDS):
        return ColumnUse.ADMINISTRATIVE, "survey programs write a column of this name"
    if _FORM_DONE.fullmatch(column.name.strip()) and column.words <= 1 and len(column.counted) <= 3:
        return ColumnUse.ADMINISTRATIVE, "survey programs write a column of this name"
    if re.match(r"(?:points|feedback) [-–] ", column.name, re.IGNORECASE) and not column.said:
        return ColumnUse.ADMINISTRATIVE, "survey programs write a column of this name"
    return None


def _private(column: AnswerColumn) -> Decision | None:
    if identifies(column.name, column.filled):
        return ColumnUse.PRIVATE, "it holds names or contacts of people"
    return None


def _empty(column: AnswerColumn) -> Decision | None:
    if column.said:
        return None
    if not column.filled:
        return ColumnUse.CLOSED, "it holds no answers"
    if all(_YES_NO.fullmatch(cell.strip(" .!")) for cell in column.filled):
        return ColumnUse.CLOSED, "it holds yes and no"
    if are_options(column.name, column.filled):
        return ColumnUse.CLOSED, "its answers are options that were ticked"
    if column.asks_openly and not attribute_of(column.title):
        return ColumnUse.QUESTION, "its name asks, though it holds non-answers only"
    return ColumnUse.CLOSED, "it holds non-answers only"


def _figures(column: AnswerColumn) -> Decision | None:
    together = "".join(column.said)
    if sum(map(str.isalpha, together)) > len(together) / 2:
        return None
    if _asks_for(survey_words.FACTS, column.title):
        return ColumnUse.ATTRIBUTE, "its name is that of a fact about the respondent"
    return ColumnUse.CLOSED, "it holds numbers, dates or codes"


def _web_addresses(column: AnswerColumn) -> Decision | None:
    if sum(_ADDRESS.match(cell) is not None for cell in column.said) > len(column.said) / 2:
        return ColumnUse.CLOSED, "it holds web addresses"
    return None


def _ticked(column: AnswerColumn) -> Decision | None:
    question = _option_of(column)
    if question and (attribute := attribute_of(question)):
        return ColumnUse(attribute), f"it is an option of the question for the respondent's {attribute}"
    if are_options(column.name, column.said):
        return ColumnUse.CLOSED, "its answers are options that were ticked"
    return None


def _option_of(column: AnswerColumn) -> str:
    """The question of which a column is one option, ticked or entered under "Other"; "" if it is not an option."""
    if column.words > _FACT_WORDS:
        return ""
    ticked = len(column.counted) == 1 and are_options(column.name, column.said)
    for pattern in _OPTION:
        if (match := pattern.fullmatch(column.title)) is not None:
            other = survey_words.OTHER.search(match["option"]) or survey_words.FOLLOWS.fullmatch(match["option"])
            return match["question"] if ticked or other else ""
    return ""


def _attribute(column: AnswerColumn) -> Decision | None:
    if column.words > _FACT_WORDS:
        return None
    attribute = attribute_of(column.title)
    if attribute == "organisation" and 2 * len(column.counted) <= len(column.said):
        attribute = "sector"  # the same few words recur: types of organisation
    if attribute:
        return ColumnUse(attribute), f"its name is that of the respondent's {attribute}"
    return None


def _fact(column: AnswerColumn) -> Decision | None:
    lived = survey_words.WHERE.search(column.title)
    if column.words <= _FACT_WORDS and (lived or _asks_for(survey_words.FACTS, column.title)):
        return ColumnUse.ATTRIBUTE, "its name is that of a fact about the respondent"
    return None


def _written(column: AnswerColumn) -> Decision | None:
    """Recognise free-text answers: long ones that differ, or short ones that were not chosen from a list."""
    many, different = len(column.said), len(column.counted)
    other = survey_words.OTHER.search(column.asked) is not None
    if column.words >= _FREE_WORDS:
        typed = different >= _DIFFERENT * many or column.once >= _ONCE * many
        if typed and (different > 1 or many == 1):
            return ColumnUse.QUESTION, "its answers are sentences that differ"
        if column.asks_openly and column.words >= _LONG_WORDS:
            return ColumnUse.QUESTION, "its name asks, and its answers are long, though many are the same"
        return None
    typed = different >= _SHORT_DIFFERENT * many or (column.once >= _ONCE * many and different >= _MANY)
    return _written_shortly(column, other=other) if typed else None


def _written_shortly(column: AnswerColumn, *, other: bool) -> Decision | None:
    many, different = len(column.said), len(column.counted)
    if other and not are_names(column.said):
        return ColumnUse.QUESTION, "what was written where no option fitted"
    long = sum(len(cell.split()) >= _FREE_WORDS for cell in column.said)
    if not column.asks_openly:
        if many >= _MANY and long >= _SENTENCES * many and any(is_small(cell.split()[-1]) for cell in column.said):
            return ColumnUse.QUESTION, "its answers differ, and some are sentences"
        return None
    least = _SHORT_ANSWERS if many >= _SHORT_ANSWERS or different < many else 2
    if many >= least and not are_names(column.said):
        return ColumnUse.QUESTION, "its name asks, and its short answers differ"
    return None


_RULES: tuple[Callable[[AnswerColumn], Decision | None], ...] = (
    _consent, _id, _administrative, _private, _empty, _figures,
    _web_addresses, _ticked, _attribute, _fact, _written,
)  # fmt: skip


def _why_closed(column: AnswerColumn) -> str:
    if len(column.counted) <= _DIFFERENT * len(column.said):
        return "the same few answers come again"
    return "it holds short answers, such as names and categories"


def attribute_of(name: str) -> str:
    """The respondent attribute that a column's name asks for; "" if none."""
    if (asked := survey_words.DESCRIBES.search(name)) is not None:
        return "role" if asked["what"].lower() in ("role", "job", "position") else "sector"
    label, colon, question = name.partition(":")
    if colon and len(label.split()) < _SHORT_HEADER:  # `Industry #1:What industries does your work support?`
        for what, words in survey_words.ATTRIBUTES.items():
            if words.match(label) and words.search(question):
                return what
    return next((what for what, words in survey_words.ATTRIBUTES.items() if _asks_for(words, name)), "")


def _asks_for(words: re.Pattern[str], name: str) -> bool:
    """Whether a name is one of these words, or asks the respondent for one: "Which sector do you work in?"

    A long name that merely contains one of them ("I find joy in my job") asks for something else.
    """
    if survey_words.ABOUT_OTHERS.search(name):
        return False
    if len(name.split()) < _SHORT_HEADER:
        return words.search(name) is not None
    if not survey_words.OF_THE_RESPONDENT.search(name):
        return False
    asked = survey_words.ASKED.match(name)
    return asked is not None and words.search(asked["what"]) is not None


def are_options(name: str, cells: Sequence[str]) -> bool:
    """Whether the answers are ticked options: the column's own option, or several options that recur."""
    title = " ".join(name.casefold().split())
    if all(" ".join(cell.casefold().split()) in title for cell in cells):
        return True
    if len(cells) < _SHORT_ANSWERS:
        return False
    different = list(
        {_plain(cell): cell for cell in cells}.values()
    )  # a text copied by many is not an option ticked by many
    return len(different) > 2 and any(_recur(different, separator) for separator in _SEPARATORS)


# Several options in one cell, as programs write them; in Kobo they are single words.
_SEPARATORS = (re.compile(r"[;|\n]"), re.compile(r",(?=\s?[A-ZÀ-Ý])"), re.compile(r","), re.compile(r"\s+"))
_MOST_OPTIONS = 40  # maximum recurring options, if separated by spaces or commas, which prose has as well


def _recur(cells: Sequence[str], separator: re.Pattern[str]) -> bool:
    """Whether the parts between separators recur."""
    count = Counter(part for cell in cells for part in map(_plain, separator.split(cell)) if part)
    again = sum(times for times in count.values() if times > 1)
    share = again / max(1, count.total())
    if separator in _SEPARATORS[2:]:
        few = len(count) <= min(_MOST_OPTIONS, count.total() / 3)
        return count.total() > len(cells) and few and share >= _BLANK_OPTIONS
    return count.total() > len(cells) and share >= _OPTIONS


def _plain(part: str) -> str:
    return part.strip().casefold()


def are_names(cells: Sequence[str]) -> bool:
    """Whether most answers of several words capitalise each word, as names of people and places do."""
    several = [words for words in map(str.split, cells) if len(words) > 1]
    return sum(all(word[0].isupper() for word in words) for words in several) > len(several) / 2
