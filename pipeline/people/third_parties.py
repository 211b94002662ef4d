"""Third parties: people mentioned who have no row in participants.csv. Nobody asked them, so they are not named.

What speaks for a name: a title before it (`Mrs Pugh`), a given name from the lexicon, the language model. What
speaks against it: an organisation, a place or a thing that bears a person's name; a word that the study writes in
lower case; a month; a name that may be printed. A whole name once seen makes its parts known all over the study.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.corpus.spans import Span
from pipeline.language.lexicons import lexicon_words, words
from pipeline.people.name_evidence import (
    BEFORE_PLACE,
    DETERMINERS,
    Keys,
    SpokenSource,
    StudyWords,
    in_organisation,
    is_given,
    is_identifying,
    is_name_alone,
    is_nobody,
    is_rare_given,
    is_thing_after_name,
    picked,
    seen_by_model,
    sound_of,
)
from pipeline.people.name_forms import NameForms
from pipeline.people.name_runs import LOWER_TITLES, NameToken, near_capitals, runs_of, tokens_of
from pipeline.people.names import WORD, is_title, keys_of, normalise
from pipeline.people.seen_names import seen_name, seen_without_capitals

_LEAST_SMALL = 3  # letters of a name that is looked for in lower case


def mentioned_people(
    sources: Iterable[SpokenSource],
    *,
    printable: Iterable[str],
    named: Iterable[str],
    unnamed: Iterable[str] = (),
    bodies: Iterable[str] = (),
    generous: bool = False,
) -> Mapping[str, list[Span]]:
    """Where people are named who agreed to nothing, by source, in order.

    Args:
        sources: all that was said; documents are left out by the caller.
        printable: whole names that may be printed: public figures, people in published documents.
        named: names of participants who may be named; each part of them may be printed.
        unnamed: names of participants who may not: what is spelt as one of them sounds is taken for it.
        bodies: names of organisations that the researcher knows.
        generous: whether a needless replacement is better than an overlooked name; nobody is a public figure then.
    """
    sources, unnamed = list(sources), list(unnamed)
    figures = {keys_of(name) for name in (*(() if generous else words("public_figures")), *printable)}
    agreed = {keys_of(name) for name in named}
    study = StudyWords(
        frozenset(figures | agreed),
        frozenset(key for keys in agreed for key in keys),
        sounds={sound for name in unnamed for key in keys_of(name) if (sound := sound_of(key))},
    )
    study.organisations.update(map(keys_of, bodies))
    study.generous = generous
    study.read_by_model = any(source.people for source in sources)
    read = [(source, _read(source, study)) for source in sources]
    found: dict[str, list[Span]] = {}
    for source, turns in read:
        found[source.source] = [
            span
            for turn, tokens in zip(source.turns, turns, strict=True)
            for span in _names(source, turn, tokens, study)
        ]
    study.parts |= study.mostly_seen()
    _learn_surnames_of_figures(figures, found, {source.source: source.text for source in sources}, study)
    whole = [keys_of(span.of(source.text)) for source in sources for span in found[source.source]]
    forms = NameForms([*(keys for keys in whole if not study.may_be_printed(keys)), *map(keys_of, unnamed)])
    for source, turns in read:
        heard = {key for span in found[source.source] for key in keys_of(span.of(source.text)) if len(key) > 2}
        known = [span for tokens in turns for span in _known_parts(source, tokens, study, heard=heard)]
        small = _in_lower_case(source, study)
        found[source.source] = _merged(
            [*found[source.source], *known, *small, *forms.spans(source)], source.text, study
        )
    return found


def _read(source: SpokenSource, study: StudyWords) -> list[list[NameToken]]:
    """Count the words of a source; of each turn keep those that may tell of names, a third of them."""
    kept = []
    for turn in source.turns:
        tokens = tokens_of(source.text, turn)
        for before, token in zip((None, *tokens), tokens, strict=False):
            if not token.capital:
                study.lower[token.key] += 1
            elif not token.opens:
                study.capital[token.key] += 1
                study.determined[token.key] += before is not None and before.key in DETERMINERS
        kept.append(near_capitals(tokens))
    small = (span.of(source.text) for span in source.people)
    study.seen_small.update(normalise(word) for word in small if word.islower() and len(word.split()) == 1)
    study.organisations.update(keys_of(span.of(source.text)) for span, _ in source.organisations)
    study.bodies.update(keys_of(span.of(source.text)) for span, sure in source.organisations if sure)
    return kept


def _names(source: SpokenSource, turn: Span, tokens: Sequence[NameToken], study: StudyWords) -> Iterator[Span]:
    yield from _told(source, tokens, study)
    yield from _seen(source, turn, tokens, study)


def _seen(source: SpokenSource, turn: Span, tokens: Sequence[NameToken], study: StudyWords) -> Iterator[Span]:
    """What the language model takes for somebody, where nothing speaks against it."""
    for person in source.people_within(turn):
        if person.of(source.text).islower():
            small = seen_without_capitals(source, person)
            if small is not None and not _is_known_thing(keys_of(small.of(source.text)), study):
                yield small
            continue
        chosen = seen_name(source, person, tokens, study)
        if not chosen:
            continue
        keys = tuple(token.key for token in chosen)
        if not study.may_be_printed(keys):
            given = len(keys) > 1 and is_given(keys[0])
            telling = [key for key in keys if is_identifying(key, study) and (given or is_name_alone(key))]
            if len(keys) > 1:
                study.parts.update(telling)
            else:
                study.seen.update(telling)
        yield Span(chosen[0].start, chosen[-1].end)


def _is_known_thing(keys: Keys, study: StudyWords) -> bool:
    """Whether what is written in lower case is an organisation of the study, or one of its everyday words."""
    return keys in study.bodies or (len(keys) == 1 and study.is_everyday(keys[0]))


def _told(source: SpokenSource, tokens: Sequence[NameToken], study: StudyWords) -> Iterator[Span]:
    """What the words themselves tell: a title, a given name, `my neighbour …`."""
    for run in runs_of(tokens, source.text):
        chosen = picked(run, source, study)
        if not chosen:
            continue
        keys = tuple(token.key for token in chosen)
        learns = run.titled or (len(chosen) > 1 and is_given(keys[0]))
        if learns and not study.may_be_printed(keys):
            study.parts.update(key for key in keys if is_identifying(key, study))
            study.doubtful_parts.update(key for key in keys if len(key) > 2 and not is_identifying(key, study))
        yield Span(chosen[0].start, chosen[-1].end)


def _learn_surnames_of_figures(
    figures: set[Keys], found: Mapping[str, Sequence[Span]], texts: Mapping[str, str], study: StudyWords
) -> None:
    """A public figure whom the study names in full may be called by the surname, if nobody else has it."""
    said = {keys_of(span.of(texts[source])) for source, spans in found.items() for span in spans}
    public = {keys[-1] for keys in said & figures if len(keys) > 1}
    private = {keys[-1] for keys in said - figures if len(keys) > 1}
    surnames = public - private
    study.printable = study.printable | {(key,) for key in surnames}
    study.parts -= surnames


def _known_parts(
    source: SpokenSource, tokens: Sequence[NameToken], study: StudyWords, *, heard: set[str]
) -> Iterator[Span]:
    """Parts of whole names, and names that this source has used before, where they stand alone."""
    for at, token in enumerate(tokens):
        if not token.capital or in_organisation(source, token, given=False):
            continue
        if token.key in study.parts:
            yield Span(token.start, token.end)
        elif at and not token.opens and tokens[at - 1].key in DETERMINERS | BEFORE_PLACE:
            continue
        elif _is_known(source, token, study, heard=heard) or _is_misspelt(tokens, at, study):
            yield Span(token.start, token.end)


def _in_lower_case(source: SpokenSource, study: StudyWords) -> Iterator[Span]:
    """Names in lower case: found with a capital anywhere, or in a turn that has none (`say hello to aoife`)."""
    names = {key for key in study.parts & study.lower.keys() if len(key) >= _LEAST_SMALL and is_name_alone(key)}
    for turn in source.turns:
        small = turn.of(source.text).islower()
        if not names and not small:
            continue
        title = ""
        for match in WORD.finditer(source.text, turn.start, turn.end):
            key = normalise(match[0])
            told = small and (is_rare_given(key) or (title and not is_nobody(key) and not is_title(key)))
            if match[0].islower() and (told or key in names):
                span = Span(*match.span())
                if not any(sure for _, sure in source.organisations_at(span)):
                    yield span
            title = key if key in LOWER_TITLES else ""


def _is_known(source: SpokenSource, token: NameToken, study: StudyWords, *, heard: set[str]) -> bool:
    """Whether a word that is also a name is one, because of what was said elsewhere."""
    place = study.read_by_model and token.key in lexicon_words("names_that_are_places")
    if place and not seen_by_model(source, [token]):
        return False
    if token.key in heard and token.key not in study.lower:
        known = is_name_alone(token.key) and not is_nobody(token.key)
        if is_given(token.key) or (known and study.generous):
            return True
    doubtful = token.key in study.doubtful_parts and not token.opens and not study.is_thing(token.key)
    return doubtful and seen_by_model(source, [token], whole=True)


def _is_misspelt(tokens: Sequence[NameToken], at: int, study: StudyWords) -> bool:
    """Whether a word is a participant's name as it sounds; not in `Clark Street`."""
    token = tokens[at]
    if token.opens or token.key in study.lower or sound_of(token.key) not in study.sounds:
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
