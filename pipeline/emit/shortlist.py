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
        quotability: how well it would stand in print under this theme.
        text: as it may be printed.
        order: place in the study, to decide between equals.
    """

    quote_id: str
    theme_id: str
    case: str
    voice: str
    quotability: float
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
    """Case by case in turn, the case with the best quote first; in each the best whose voice was heard least.

    So every case is heard once before one is heard twice. A case or a person with nothing more that is good enough,
    or that was heard often enough, is passed over.
    """
    from rapidfuzz import fuzz, utils

    by_case: dict[str, list[Nominee]] = defaultdict(list)
    for nominee in sorted(nominees, key=_rank):
        if nominee.quotability >= settings.shortlist_least:
            by_case[nominee.case].append(nominee)
    of_one_case = max(settings.shortlist_per_case, -(-settings.shortlist_per_theme // max(len(by_case), 1)))
    chosen: list[Nominee] = []
    plain: list[str] = []
    voices: Counter[str] = Counter()
    for _ in range(of_one_case):
        for waiting in by_case.values():
            while waiting and len(chosen) < settings.shortlist_per_theme:
                nominee = min(waiting, key=lambda one: (voices[one.voice], _rank(one)))
                waiting.remove(nominee)
                text = utils.default_process(nominee.text)
                heard_enough = voices[nominee.voice] >= settings.shortlist_per_voice
                if heard_enough or any(fuzz.token_ratio(text, other) >= _SAME for other in plain):
                    continue
                chosen.append(nominee)
                plain.append(text)
                voices[nominee.voice] += 1
                break
    return chosen


def _rank(nominee: Nominee) -> tuple[float, tuple[str, int], str]:
    return -nominee.quotability, nominee.order, nominee.quote_id
