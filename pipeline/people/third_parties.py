"""Finds third parties: people mentioned who are not in participants.csv. They gave no consent to be named.

A name is found by the names model, by a title or an introduction before it (`Mrs Pugh`, `a lad called Bex`), or
because it is a given name with hardly any other use. Once a full name is found, its parts are recognised
throughout the study, in every spelling.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.corpus.spans import Span
from pipeline.language.lexicons import lexicon_words
from pipeline.language.styled_letters import plain_letters
from pipeline.people.name_evidence import (
    DETERMINERS,
    LEAST_NAME,
    Keys,
    SpokenSource,
    StudyWords,
    is_ambiguous,
    is_common,
    is_given,
    is_identifying,
    is_name_alone,
    is_nobody,
    is_rare_given,
    is_thing_after_name,
    is_within_thing,
    sound_of,
)
from pipeline.people.name_forms import CapitalisedRun, NameForms, NameToken, near_capitals, runs_of, tokens_of
from pipeline.people.names import WORD, is_title, keys_of, normalise

_LEAST_SMALL = 3  # minimum letters of a name searched for in lower case
_MOST_WORDS, _MOST_INTRODUCED = 3, 2  # in a name not found by the model
_INTRODUCTION = re.compile(r"([^\W\d_]+)(?:\s+who(?:\s+(?:is|was)|['’]s))?(\s+(?:called|named|nicknamed))?,?\s+$")
_BY_PREPOSITION = re.compile(r"\s+(?:of|from|at|in)\s")
_LOOK_BACK = 60  # characters
_PEOPLE = ("words_before_names", "people_words", "role_nouns", "she_words", "he_words")


def mentioned_people(
    sources: Iterable[SpokenSource],
    *,
    printable: Iterable[str],
    named: Iterable[str],
    unnamed: Iterable[str] = (),
    bodies: Iterable[str] = (),
) -> Mapping[str, list[Span]]:
    """The places where third parties are named, by source and in order.

    Args:
        sources: the sources of speech; the caller leaves out documents.
        printable: full names that may be printed: public figures, people in published documents.
        named: names of participants who may be named; each part of them may be printed.
        unnamed: names of participants who may not be named; a word that sounds like one is taken for it.
        bodies: names of organisations known to the researcher.
    """
    sources, unnamed = list(sources), list(unnamed)
    sources = [replace(source, text=plain_letters(source.text)) for source in sources]
    figures = {keys_of(name) for name in printable}
    agreed = {keys_of(name) for name in named}
    study = StudyWords(
        frozenset(figures | agreed),
        frozenset(key for keys in agreed for key in keys),
        organisations=set(map(keys_of, bodies)),
        sounds={sound for name in unnamed for key in keys_of(name) if (sound := sound_of(key))},
    )
    read = [(source, _read(source, study)) for source in sources]
    found: dict[str, list[Span]] = {}
    for source, turns in read:
        found[source.source] = [
            span
            for turn, tokens in zip(source.turns, turns, strict=True)
            for span in (*_listed(source, tokens, study), *_seen(source, turn, tokens, study))
        ]
    study.parts |= study.mostly_seen()
    _learn_surnames_of_figures(figures, found, {source.source: source.text for source in sources}, study)
    whole = [keys_of(span.of(source.text)) for source in sources for span in found[source.source]]
    forms = NameForms([*(keys for keys in whole if not study.may_be_printed(keys)), *map(keys_of, unnamed)])
    for source, turns in read:
        heard = {
            key for span in found[source.source] for key in keys_of(span.of(source.text)) if _is_plain(key, study)
        }
        known = [span for tokens in turns for span in _known_parts(source, tokens, study, heard=heard)]
        small = _in_lower_case(source, study)
        found[source.source] = _merged(
            [*found[source.source], *known, *small, *forms.spans(source)], source.text, study
        )
    return found


def _read(source: SpokenSource, study: StudyWords) -> list[list[NameToken]]:
    """Count the words of a source, and return those near capitals in each turn (about a third)."""
    kept = []
    for turn in source.turns:
        tokens = tokens_of(source.text, turn)
        for token in tokens:
            if not token.capital:
                study.lower[token.key] += 1
            elif not token.opens:
                study.capital[token.key] += 1
        kept.append(near_capitals(tokens))
    small = (span.of(source.text) for span in source.people)
    study.seen_small.update(normalise(word) for word in small if word.islower() and len(word.split()) == 1)
    for span, sure in source.organisations:
        keys = keys_of(span.of(source.text))
        study.organisations |= {keys} if sure or len(keys) > 1 else set()
        study.seen_as_body[keys] += 1
    study.seen_as_body.subtract(keys_of(span.of(source.text)) for span in source.people)
    return kept


def _seen(source: SpokenSource, turn: Span, tokens: Sequence[NameToken], study: StudyWords) -> Iterator[Span]:
    """The spans that the names model takes for a person, unless something contradicts it."""
    for person in source.people_within(turn):
        written = person.of(source.text)
        if written.islower() or written.isupper():
            shouted = written.isupper() and not turn.of(source.text).isupper()
            alike = _seen_in_one_case(source, person, shouted=shouted)
            if alike is not None and not _is_known_thing(keys_of(alike.of(source.text)), study):
                yield alike
            continue
        chosen = _seen_name(source, person, tokens, study)
        if not chosen:
            continue
        keys = tuple(token.key for token in chosen)
        if not study.may_be_printed(keys):
            given = len(keys) > 1 and is_given(keys[0])
            telling = [key for key in keys if is_identifying(key, study) and (given or is_name_alone(key))]
            if given:
                study.parts.update(telling)
            else:
                study.seen.update(telling)
        yield Span(chosen[0].start, chosen[-1].end)


def _seen_name(
    source: SpokenSource, person: Span, tokens: Sequence[NameToken], study: StudyWords
) -> Sequence[NameToken]:
    """The words of a person found by the names model; empty if something contradicts it.

    The evidence against it is what the model cannot know: names of things and organisations, and how the study as
    a whole writes a word.

    Args:
        source: the source.
        person: the span that the model takes for a person.
        tokens: the words of the turn near capitals, in order.
        study: the word usage of the whole study.
    """
    first = bisect_right(tokens, person.start, key=lambda token: token.end)
    end = bisect_left(tokens, person.end, key=lambda token: token.start)
    while first < end and (not tokens[first].capital or is_title(tokens[first].key)):
        first += 1
    while first < end and not tokens[end - 1].capital:
        end -= 1
    inside = tokens[first:end]
    if not inside or is_within_thing(Span(inside[0].start, inside[-1].end), source.text):
        return ()
    keys = tuple(token.key for token in inside)
    if all(map(is_nobody, keys)) or study.is_body(keys) or _in_body(source, person):
        return ()
    if len(keys) > 1:
        return () if is_thing_after_name(keys[-1]) else inside
    return inside if len(keys[0]) >= LEAST_NAME and not study.is_word(keys[0]) else ()


def _in_body(source: SpokenSource, person: Span) -> bool:
    """Whether a person's name is part of an organisation's name.

    It is not if the organisation was extended too far to the left, as in `Edgar Booth of the University of Sydney`.
    """
    told = " " in person.of(source.text) and _BY_PREPOSITION.match(source.text, person.end)
    return any(
        person.start >= where.start and not (told and person.end < where.end)
        for where, _ in source.organisations_at(person)
    )


def _seen_in_one_case(source: SpokenSource, person: Span, *, shouted: bool = False) -> Span | None:
    """A person that the model found in lower case or in capitals, as machines and hurried typists write names.

    Args:
        source: the source.
        person: the span that the model takes for a person.
        shouted: whether it alone is in capitals; then a single word that is not a given name is an abbreviation.
    """
    every = tokens_of(source.text, person)
    tokens = [token for token in every if not is_title(token.key)]
    if not tokens or any(sure or where.contains(person) for where, sure in source.organisations_at(person)):
        return None
    words = [token.key for token in tokens if len(token.key) >= LEAST_NAME]
    if not words or any(map(is_nobody, words)):
        return None
    titled = len(tokens) < len(every)
    given = person.of(source.text).isupper() and is_given(words[0])
    if len(words) == 1 and not (titled or given or (is_name_alone(words[0]) and not shouted)):
        return None
    return Span(tokens[0].start, tokens[-1].end)


def _is_known_thing(keys: Keys, study: StudyWords) -> bool:
    """Whether words in lower case are an organisation of the study, or one of its everyday words."""
    return study.is_body(keys) or (len(keys) == 1 and study.is_everyday(keys[0]))


def _listed(source: SpokenSource, tokens: Sequence[NameToken], study: StudyWords) -> Iterator[Span]:
    """Names found without the model: after a title or introduction, and given names with hardly any other use."""
    for run in runs_of(tokens, source.text):
        chosen = _listed_name(run, source, study)
        if not chosen:
            continue
        keys = tuple(token.key for token in chosen)
        if (run.titled or len(keys) > 1) and not study.may_be_printed(keys):
            study.parts.update(key for key in keys if is_identifying(key, study))
        yield Span(chosen[0].start, chosen[-1].end)


def _listed_name(run: CapitalisedRun, source: SpokenSource, study: StudyWords) -> Sequence[NameToken]:
    tokens = run.tokens
    if run.titled:
        tokens = () if tokens[0].key in lexicon_words("label_words") else tokens
    elif not _is_introduced(tokens, source, study):
        first = next((at for at, token in enumerate(tokens) if is_rare_given(token.key)), len(tokens))
        tokens = tokens[first:]
        if tokens and source.is_organisation(Span(tokens[0].start, tokens[0].end)):
            return ()
    thing = any(is_thing_after_name(token.key) for token in tokens[1:])
    return () if thing else tokens[:_MOST_WORDS]


def _is_introduced(tokens: Sequence[NameToken], source: SpokenSource, study: StudyWords) -> bool:
    """Whether words are introduced as a person's name: `my neighbour Wilko`, `a friend who's called Bex`."""
    if len(tokens) > _MOST_INTRODUCED or is_common(tokens[0].key, study):
        return False
    if source.is_organisation(Span(tokens[0].start, tokens[-1].end)):
        return False
    at = tokens[0].start
    match = _INTRODUCTION.search(source.text, max(0, at - _LOOK_BACK), at)
    if not match:
        return False
    word = normalise(match[1])
    if not match[2]:
        return word in lexicon_words("words_before_names")
    return any({word, word.removesuffix("s")} & lexicon_words(lexicon) for lexicon in _PEOPLE)


def _learn_surnames_of_figures(
    figures: set[Keys], found: Mapping[str, Sequence[Span]], texts: Mapping[str, str], study: StudyWords
) -> None:
    """Allow the surname alone for a public figure named in full in the study, if nobody else has it."""
    said = {keys_of(span.of(texts[source])) for source, spans in found.items() for span in spans}
    public = {keys[-1] for keys in said & figures if len(keys) > 1}
    private = {keys[-1] for keys in said - figures if len(keys) > 1}
    surnames = public - private
    study.printable = study.printable | {(key,) for key in surnames}
    study.parts -= surnames


def _is_plain(key: str, study: StudyWords) -> bool:
    """Whether a word is a given name with no other use in this study."""
    return len(key) > 2 and is_given(key) and not is_ambiguous(key) and key not in study.lower


def _known_parts(
    source: SpokenSource, tokens: Sequence[NameToken], study: StudyWords, *, heard: set[str]
) -> Iterator[Span]:
    """Parts of full names on their own, given names already used in this source, and names spelled by sound."""
    for at, token in enumerate(tokens):
        if not token.capital or source.is_organisation(Span(token.start, token.end)):
            continue
        if token.key in study.parts or token.key in heard or _is_misspelt(tokens, at, study):
            yield Span(token.start, token.end)


def _in_lower_case(source: SpokenSource, study: StudyWords) -> Iterator[Span]:
    """Lower-case names that are capitalised elsewhere, and given names in a turn written in a single case."""
    names = {key for key in study.parts & study.lower.keys() if len(key) >= _LEAST_SMALL and is_name_alone(key)}
    for turn in source.turns:
        text = turn.of(source.text)
        one_case = text.islower() or text.isupper()
        for match in WORD.finditer(source.text, turn.start, turn.end) if one_case or names else ():
            key = normalise(match[0])
            if (key in names and match[0].islower()) or (one_case and is_rare_given(key)):
                span = Span(*match.span())
                if not source.is_organisation(span):
                    yield span


def _is_misspelt(tokens: Sequence[NameToken], at: int, study: StudyWords) -> bool:
    """Whether a word is a participant's name spelled by sound; not in `Clark Street`, nor after an article."""
    token = tokens[at]
    if token.opens or token.key in study.lower or sound_of(token.key) not in study.sounds:
        return False
    if at and tokens[at - 1].key in DETERMINERS:
        return False
    return at + 1 == len(tokens) or not tokens[at + 1].capital or not is_thing_after_name(tokens[at + 1].key)


def _merged(spans: Sequence[Span], text: str, study: StudyWords) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda span: (span.start, -span.end)):
        if kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return [span for span in kept if not study.may_be_printed(keys_of(span.of(text)))]
