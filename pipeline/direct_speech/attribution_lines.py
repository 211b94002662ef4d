"""Attributions outside the sentence: a line below a quotation, brackets after it, a label, or a heading above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.corpus.spans import Span, folded
from pipeline.direct_speech.cues import Cue, sentence_before
from pipeline.direct_speech.rules import Rule
from pipeline.direct_speech.speakers import (
    CODE,
    NAME,
    Speaker,
    described,
    ends_in_role,
    has_role_noun,
    is_person,
    speaker_of,
    split_role,
)
from pipeline.language.lexicons import lexicon_words
from pipeline.language.words import count_words
from pipeline.people.names import normalise

_LONGEST = 16  # words in an attribution line
_SHORT = 25  # words in a paragraph that only introduces a speaker
_LONGEST_NAME, _LONGEST_ROLE = 4, 10  # words
_NOT_SURNAMES = (
    "abstract_words",
    "collective_nouns",
    "function_words",
    "kinds_of_bodies",
    "not_organisation_heads",
    "offices",
    "organisation_nouns",
    "role_nouns",
    "things_that_say",
)
_THING = re.compile(r"(?:ships|ments|tions|ity|ance|ment|tion|ising|izing|ing|ness|ship)$|^(?:events|steps|data)$")
_NUMBERS = re.compile(r"[\d\u00b9\u00b2\u00b3\u2070-\u2079]{0,3}\s*")
_BRACKET = re.compile(r"[\d\s.,]{0,6}(?:\((?P<round>[^()“”]{2,90})\)|\[(?P<square>[A-Z][^\[\]“”]{1,90})\])")
_REFERENCE = re.compile(
    r"\b(?:see|ibid|cf|pp?\.|figure|table|annex|appendix|emphasis|box|chapter|section|note)\b", re.I
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_LABEL = re.compile(r"(?:^|\n)[ \t]*(?P<s>[A-Z][\w .'’/-]{1,40}):\s*$")
_INTERVIEW = re.compile(
    rf"^\W*(?:an?\s+|our\s+|in\s+|In\s+)?(?i:interview|conversation|q\s?&\s?a)(?:ing)?(?:\s+(?i:with)|\s*[:–—-])\s+(?P<s>{NAME})"
    r"(?:,\s*(?P<a>.+))?$"
)
_SUBJECT = re.compile(
    rf"^\W*(?:(?i:case\s+study|spotlight|profile|meet)(?:\s+\d+)?\s*[:–—-]?\s+)?(?P<s>{NAME})"
    r"(?:['’]s?\s+(?:story|experience|journey|view|perspective|case|year)\b.*|\s*[:–—]\s+.+|,\s*(?P<a>.+))?$"
)
_NAMED = re.compile(rf"(?:^|[:–—-]\s+|(?i:with|meet|by)\s+)(?P<s>{NAME})(?P<a>,\s*.+)?")


def line_cue(text: str, *lines: Span) -> Cue | None:
    """The attribution below a pull quote: `Amy Lee, chief executive, Northside Trust.`, `– A volunteer, Leeds`.

    Name, role and organisation may be on separate lines or paragraphs.
    """
    parts = [line.strip(" \t,") for span in lines for line in span.of(text).splitlines() if line.strip()]
    joined = ", ".join(parts)
    joined = re.sub(r"(?<=[a-z’'])\s+\d{1,3}$", "", joined)  # the number of the page
    bare = joined.lstrip("–—-~ ").rstrip(". ")
    if (
        not bare
        or len(bare.split()) > _LONGEST
        or re.search(r"[“”\":;?!]|[.]\s", re.sub(r"\b(Dr|St|Mrs?|Ms)\. ", r"\1 ", bare))
    ):
        return None
    who = _attribution_of(bare, dashed=joined[:1] in "–—-")
    return Cue(lines[0].trimmed(text), who, Rule.LINE) if who else None


def is_bare_name(line: str) -> bool:
    """Whether a line may be a person's name only, which a role may follow: `Amy Lee`, `Amy`."""
    name = line.strip(" \t\n–—-")
    return bool(re.fullmatch(NAME, name)) and len(name.split()) <= _LONGEST_NAME and _may_name_person(name)


def is_bare_role(line: str) -> bool:
    """Whether a line may be a role only: `Head of Research`, `Chief Executive, Northside Trust`."""
    stripped = line.strip()
    role = re.split(r",|\s(?:of|for|at)\s", stripped)[0]
    return (
        len(stripped.split()) <= _LONGEST_ROLE
        and not stripped.endswith((".", "!", "?", ":"))
        and ends_in_role(role)
    )


def _may_name_person(name: str) -> bool:
    return is_person(name) and not has_role_noun(name) and not any(map(_is_not_surname, name.split()[-1:]))


def _is_not_surname(word: str) -> bool:
    """Whether a capitalised word is not a surname: a word for a role or body, or one with the ending of a thing."""
    key = normalise(word)
    if key in lexicon_words("given_names"):
        return False
    return any(key in lexicon_words(name) for name in _NOT_SURNAMES) or bool(_THING.search(key))


def _attribution_of(bare: str, *, dashed: bool) -> Speaker | None:
    name, comma, rest = bare.partition(",")
    if re.fullmatch(CODE, name):
        return Speaker(name=bare, role=speaker_of(name, rest).role)
    if (parted := _without_comma(name)) is not None:
        role, organisation = split_role(f"{parted[1]},{rest}" if comma else parted[1])
        return Speaker(parted[0], role, organisation)  # not `speaker_of`, which takes `Will` for a function word
    named = re.fullmatch(NAME, name) and is_person(name) and not ends_in_role(name)
    if named and (comma or dashed or 2 <= len(name.split()) <= 3):
        return speaker_of(name, rest)
    if _describes(name) or (comma and (dashed or ends_in_role(name))):
        role, _, _ = name.partition(" of ")
        return Speaker(name=name, role=speaker_of(role).role or role, organisation=rest.strip())
    return None


def _without_comma(phrase: str) -> tuple[str, str] | None:
    """A name and a role without a comma between them: `Amy Lee Chief Executive`, `Amy Head of Research`."""
    words = phrase.split()
    if len(words) < 2 or normalise(words[0]) not in lexicon_words("given_names") or not words[1][0].isupper():
        return None
    at = 1 if _is_not_surname(words[1]) or words[1].isupper() or has_role_noun(words[1]) else 2
    role = " ".join(words[at:])
    return (" ".join(words[:at]), role) if is_bare_role(role) and not is_bare_role(words[0]) else None


@cache
def _description() -> re.Pattern[str]:
    return re.compile(rf"(?:{described()}|(?i:{described()}))(?:\s+(?:of|at|from|in)\s+.+)?")


def _describes(name: str) -> bool:
    """Whether it describes a person: `A volunteer`, `Director of public health`."""
    if _description().fullmatch(name):
        return True
    return ends_in_role(name) and name[:1].isupper() and len(name.split()) <= 5


def bracket_cue(text: str, tail: Span) -> Cue | None:
    """An attribution in brackets after the words: `(Link worker, site 2)`, `[Interview 3, practice manager]`."""
    match = _BRACKET.match(text, tail.start, tail.end)
    if match is None:
        return None
    group = "round" if match["round"] else "square"
    content = folded(match[group])
    if _REFERENCE.search(content) or content[:1].isdigit() or not (content[:1].isupper() or has_role_noun(content)):
        return None
    name, _, rest = content.partition(",")
    span = Span(match.start(group), match.end(group))
    if re.fullmatch(CODE, name) or any(re.fullmatch(CODE, part.strip()) for part in rest.split(",")):
        parts = [part.strip() for part in content.split(",")]
        role = next((part for part in parts if ends_in_role(part)), "")
        return Cue(span, Speaker(name=content, role=role), Rule.BRACKET)
    if re.fullmatch(NAME, name) and is_person(name) and not has_role_noun(name) and not _YEAR.search(content):
        return Cue(span, speaker_of(name, rest), Rule.BRACKET)
    if has_role_noun(content):
        return Cue(span, Speaker(name=content, role=name.strip() if has_role_noun(name) else ""), Rule.BRACKET)
    return None


def label_cue(text: str, lead: Span) -> Cue | None:
    """A label before the words, as in a dialogue: `Nurse: “Are you eating?”`."""
    match = _LABEL.search(lead.of(text))
    if match is None:
        return None
    label = match["s"].strip()
    if len(label) < 3 or not (re.fullmatch(NAME, label) or re.fullmatch(CODE, label) or has_role_noun(label)):
        return None
    if not is_person(label) or (" " not in label and not has_role_noun(label) and match.start() == 0):
        return None
    at = lead.start + match.start("s")
    who = speaker_of(label) if not ends_in_role(label) else Speaker(label, label)
    return Cue(Span(at, at + len(label)), who, Rule.LABEL)


def line_within(text: str, tail: Span) -> Span | None:
    """The span of a possible attribution line within the quotation's own block."""
    rest = tail.of(text)
    line = re.match(r"[\d\s.]*\n", rest) or re.match(r"\d{0,3}\s*(?=[–—-]|[A-Z])", rest)
    if line is None:
        return None
    end = rest.find("\n", line.end())
    # Name, role and organisation may be on successive short lines.
    whole = rest[line.end() :].strip()
    if (
        "\n" in rest[: line.end()]
        and whole.count("\n") in (1, 2)
        and all(len(x.split()) < 8 for x in whole.split("\n"))
    ):
        end = -1
    return Span(tail.start + line.end(), tail.start + end if end >= 0 else tail.end)


def person_of_heading(heading: str, following: Sequence[str] = ()) -> tuple[Speaker, bool]:
    """The person in a heading (`Interview with Amy Lee, Northside Trust`), and whether the section is theirs."""
    title = folded(heading)
    if match := _INTERVIEW.match(title):
        return speaker_of(match["s"], (match["a"] or "").strip(" .")), True
    subject = _SUBJECT.match(title)
    if subject and 2 <= len(subject["s"].split()) <= 3 and is_bare_name(subject["s"]):
        surname = subject["s"].split()[-1]
        if any(re.search(rf"(?<!\w){re.escape(surname)}(?!\w)", text) for text in following):
            return speaker_of(subject["s"], (subject["a"] or "").strip(" ,.")), True
    for match in _NAMED.finditer(title):
        name = match["s"]
        if not 2 <= len(name.split()) <= 4 or not is_person(name) or has_role_noun(name):
            continue
        if match["a"] or any(name.split(maxsplit=1)[0] in text for text in following):
            return speaker_of(name, (match["a"] or "").strip(" ,.")), False
    return Speaker(), False


def person_above(heading: str) -> Speaker:
    """The person whom a heading gives for the words directly below it: `Amy Lee, head of research`."""
    name, comma, rest = folded(heading).rstrip(" :").partition(",")
    if not comma or not re.fullmatch(NAME, name) or not 2 <= len(name.split()) <= _LONGEST_NAME:
        return Speaker()
    return speaker_of(name, rest.strip()) if _may_name_person(name) else Speaker()


def without_footnote(text: str) -> str:
    """The text after a quotation, without a footnote number."""
    return _NUMBERS.sub("", text, count=1)


def without_numbers(text: str) -> str:
    """The text after a quotation, without a footnote number and full stops."""
    return _NUMBERS.sub("", text, count=1).strip(" .\n\t")


def sentences_beside(text: str, block: Span, *, lead: Span, tail: Span, above: Span | None) -> Iterator[Span]:
    """The sentences around a quotation without a cue: before it, after it, or a short paragraph above.

    Args:
        text: the text.
        block: the quotation's paragraph.
        lead: what stands before the quotation there.
        tail: what stands after it.
        above: the paragraph above, if it is no heading.
    """
    if lead.of(text).rstrip().endswith((".", "!", "?", "…")):
        yield sentence_before(text, Span(block.start, lead.end))
    if not re.match(r"[ \d]*\n", tail.of(text)):
        yield Span(tail.start + len(tail.of(text)) - len(without_footnote(tail.of(text))), tail.end)
    if above is None or lead.of(text).strip():
        return
    if count_words(above.of(text)) <= _SHORT and len(re.findall(r"[.!?](?:\s|$)", above.of(text))) == 1:
        yield above
