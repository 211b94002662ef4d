"""The best quotes of each theme, so balanced that no case and no person speaks for all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.settings import QuoteSettings

_SAME = 90  # of 100: how alike two quotes are that say the same


@dataclass(frozen=True, kw_only=True)
class Nominee:
    """A quote that may be shortlisted for a theme.

    Attributes:
        quote_id: the quote.
        theme_id: the theme.
        case: where it was said.
        voice: who said it.
        score: quotability times confidence.
        text: as it may be printed.
        order: place in the study, to decide between equals.
    """

    quote_id: str
    theme_id: str
    case: str
    voice: str
    score: float
    text: str
    order: tuple[str, int]


def shortlisted(nominees: Iterable[Nominee], *, settings: QuoteSettings) -> set[tuple[str, str]]:
    """The quotes that are among the best of a theme, as pairs of quote and theme."""
    by_theme: dict[str, list[Nominee]] = defaultdict(list)
    for nominee in nominees:
        by_theme[nominee.theme_id].append(nominee)
    return {
        (chosen.quote_id, theme) for theme, some in by_theme.items() for chosen in _best(some, settings=settings)
    }


def best_of(nominees: Iterable[Nominee]) -> Mapping[tuple[str, str], Nominee]:
    """The best quote of each theme in each case, by theme and case."""
    best: dict[tuple[str, str], Nominee] = {}
    for nominee in nominees:
        place = nominee.theme_id, nominee.case
        if place not in best or _rank(nominee) < _rank(best[place]):
            best[place] = nominee
    return best


def _best(nominees: Sequence[Nominee], *, settings: QuoteSettings) -> list[Nominee]:
    from rapidfuzz import fuzz, utils

    most_of_one_voice = max(1, settings.shortlist_per_theme // 2)
    chosen: list[Nominee] = []
    plain: list[str] = []
    cases: Counter[str] = Counter()
    voices: Counter[str] = Counter()
    for nominee in sorted(nominees, key=_rank):
        if len(chosen) == settings.shortlist_per_theme:
            break
        if cases[nominee.case] >= settings.shortlist_per_case or voices[nominee.voice] >= most_of_one_voice:
            continue
        text = utils.default_process(nominee.text)
        if any(fuzz.token_ratio(text, other) >= _SAME for other in plain):
            continue
        chosen.append(nominee)
        plain.append(text)
        cases[nominee.case] += 1
        voices[nominee.voice] += 1
    return chosen


def _rank(nominee: Nominee) -> tuple[float, tuple[str, int], str]:
    return -nominee.score, nominee.order, nominee.quote_id
