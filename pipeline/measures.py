"""How far coders agree, beyond what chance would bring: person with person, and the pipeline with each person.

Counted on passages: for each passage and theme that both judged, whether each would have the theme there. Cohen's
kappa (Cohen 1960, Educational and Psychological Measurement 20), Krippendorff's alpha for nominal data
(Krippendorff 2019, Content Analysis, chapter 12) and Gwet's AC1 (Gwet 2008, British Journal of Mathematical and
Statistical Psychology 61; AC1 for more than two there as well); intervals from a bootstrap over passages (Efron &
Tibshirani 1993). Alpha is written out here, because the library that offers it may not be used in a product under
our licence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from pipeline.decisions import AGREED, PIPELINE, REJECT, Decision

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]

OVERALL = ""  # in the place of a theme: all together
EVERYBODY = "all coders"  # in the place of a coder: all people together
_FEW = 20  # judgements below which a figure says little
_RESAMPLES = 2000
_SEED = 13
_LEVELS = ((0.81, "almost perfect"), (0.61, "substantial"), (0.41, "moderate"), (0.21, "fair"), (-2.0, "slight"))

Judgements = Mapping[tuple[str, ...], bool]  # by passage and theme, and where people are pooled by person


@dataclass(frozen=True)
class Figure:
    """A measure with the bounds between which 95% of the resamples lie."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


@dataclass(frozen=True)
class Agreement:
    """How far two coders agree on one theme, or on all.

    Attributes:
        one: a coder.
        other: another; "" for all people together.
        theme_id: the theme; "" for all together.
        judged: passages and themes judged by both.
        passages: different passages among them.
        same: of those judged, judged alike.
        kappa: Cohen's; None where both gave one and the same answer throughout, which leaves it undefined, and for
            all people together.
        alpha: Krippendorff's; None where everybody gave one and the same answer throughout.
        ac1: Gwet's, which a very rare or very frequent theme does not push down.
    """

    one: str
    other: str
    theme_id: str
    judged: int
    passages: int
    same: int
    kappa: Figure | None
    alpha: Figure | None
    ac1: Figure | None

    @property
    def alike(self) -> float:
        """The share judged alike."""
        return self.same / max(self.judged, 1)

    @property
    def few(self) -> bool:
        """Whether there are too few judgements for a figure to say much."""
        return self.judged < _FEW

    @property
    def meaning(self) -> str:
        """What the figures mean, in plain sentences, after Landis and Koch (1977)."""
        share = f"alike in {self.same} of {self.judged} judgements ({int(100 * self.alike + 0.5)}%)"
        figure, name = (self.kappa, "kappa") if self.other else (self.alpha, "alpha")
        if self.few:
            return f"{share.capitalize()}: too few to say more."
        if figure is None:
            return f"{share.capitalize()}: with one and the same answer throughout, chance cannot be ruled out."
        told = f"{share.capitalize()}; beyond chance that is {level_of(figure.value)} agreement ({name} {figure})."
        if level_of(figure.low) != level_of(figure.value):
            told += f" With so few passages it may be no more than {level_of(figure.low)}."
        if self.ac1 is not None and self.ac1.value - figure.value > 0.2:
            told += " Nearly all answers are the same, which pushes kappa down; AC1 allows for that."
        return told

    @property
    def advice(self) -> str:
        """What the coders could do, where they agree too little; no part of what a report states."""
        figure = self.kappa if self.other else self.alpha
        if self.few or figure is None or figure.value >= 0.61:
            return ""
        return "Talk about the definition, then code again."


def judgements_of(decisions: Iterable[Decision]) -> dict[str, Judgements]:
    """Each person's own verdict, before they talked, on each passage and theme: whether the theme is there."""
    by_coder: dict[str, dict[tuple[str, ...], bool]] = defaultdict(dict)
    for decision in (one for one in decisions if one.coder != AGREED):
        by_coder[decision.coder][decision.quote_id, decision.theme_id] = decision.decision != REJECT
    return dict(by_coder)


def judgements_in(
    codings: Iterable[Mapping[str, Any]], themes: Iterable[Mapping[str, Any]]
) -> dict[str, Judgements]:
    """The same of people, from the table of codings, and the pipeline's beside theirs."""
    rows = list(codings)
    by_coder: dict[str, dict[tuple[str, ...], bool]] = defaultdict(dict)
    for row in rows:
        if row["coder"] not in (PIPELINE, AGREED):
            by_coder[row["coder"]][row["quote_id"], row["theme_id"]] = row["decision"] != REJECT
    return {**by_coder, PIPELINE: pipeline_judgements(rows, by_coder, themes)}


def pipeline_judgements(
    codings: Iterable[Mapping[str, Any]], people: Mapping[str, Judgements], themes: Iterable[Mapping[str, Any]]
) -> Judgements:
    """What the pipeline says of all that people judged; of a theme that only a coder knows, nothing."""
    own = {(row["quote_id"], row["theme_id"]) for row in codings if row["coder"] == PIPELINE}
    known = {row["theme_id"] for row in themes if row["origin"] != "coder"}
    judged = {key for judgements in people.values() for key in judgements if key[1] in known}
    return {key: key in own for key in sorted(judged)}


def between_people(by_coder: Mapping[str, Judgements]) -> list[Agreement]:
    """All people together, overall and by theme; none where no two judged the same. Nobody is named."""
    people = {coder: by_coder[coder] for coder in sorted(by_coder) if coder != PIPELINE}
    return compared(people) if len(people) == 2 else _together(people)


def people_and_pipeline(by_coder: Mapping[str, Judgements]) -> list[Agreement]:
    """Every judgement of a person beside the pipeline's, pooled over people, overall and by theme."""
    machine = by_coder.get(PIPELINE, {})
    theirs = {
        (*key, coder): there
        for coder, judgements in by_coder.items()
        for key, there in judgements.items()
        if coder != PIPELINE and key in machine
    }
    pooled = {EVERYBODY: theirs, PIPELINE: {key: machine[key[:2]] for key in theirs}}
    return _by_theme(pooled, one=EVERYBODY, other=PIPELINE)


def compared(by_coder: Mapping[str, Judgements]) -> list[Agreement]:
    """All people together if there are more than two, then every pair, people before the pipeline."""
    people = [coder for coder in sorted(by_coder) if coder != PIPELINE]
    results = _together({coder: by_coder[coder] for coder in people}) if len(people) > 2 else []
    for one, other in combinations([*people, *(coder for coder in by_coder if coder == PIPELINE)], 2):
        results += _by_theme(by_coder, one=one, other=other)
    return results


def _by_theme(by_coder: Mapping[str, Judgements], *, one: str, other: str) -> list[Agreement]:
    """Two coders overall, and on each theme; none where they judged nothing in common."""
    both = sorted(set(by_coder[one]) & set(by_coder[other]))
    chosen = ((theme, [key for key in both if theme in (OVERALL, key[1])]) for theme in _themes(both))
    return [_pair(by_coder, keys, one=one, other=other, theme_id=theme) for theme, keys in chosen]


def _themes(keys: Sequence[tuple[str, ...]]) -> list[str]:
    """All together, then each; none where there is nothing."""
    return [OVERALL, *sorted({key[1] for key in keys})] if keys else []


def _pair(
    by_coder: Mapping[str, Judgements], keys: Sequence[tuple[str, ...]], *, one: str, other: str, theme_id: str
) -> Agreement:
    import numpy as np

    cells: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])  # of a passage: yes/yes, yes/no, no/yes, no/no
    for key in keys:
        cells[key[0]][2 * (not by_coder[one][key]) + (not by_coder[other][key])] += 1
    counts = _sums(list(cells.values()))
    yes_yes, _, _, no_no = counts[0]
    return Agreement(
        one=one,
        other=other,
        theme_id=theme_id,
        judged=len(keys),
        passages=len(cells),
        same=int(yes_yes + no_no),
        kappa=_figure(_kappa(counts)),
        alpha=_figure(_alpha(np.column_stack(_marginals(counts)))),
        ac1=_figure(_ac1(counts)),
    )


def _together(by_coder: Mapping[str, Judgements]) -> list[Agreement]:
    """All people, over what at least two of them judged; Cohen's kappa is for two only."""
    said: dict[tuple[str, ...], list[bool]] = defaultdict(list)
    for judgements in by_coder.values():
        for key, there in judgements.items():
            said[key].append(there)
    both = sorted(key for key, answers in said.items() if len(answers) > 1)
    results = []
    for theme_id in _themes(both):
        keys = [key for key in both if theme_id in (OVERALL, key[1])]
        cells: dict[str, list[float]] = defaultdict(lambda: [0.0] * 6)
        for key in keys:
            yes, many = sum(said[key]), len(said[key])
            no = many - yes
            alike = (yes * (yes - 1) + no * (no - 1)) / (many * (many - 1))
            for at, more in enumerate((yes, no, yes * no / (many - 1), 1, yes / many, alike)):
                cells[key[0]][at] += more
        sums = _sums(list(cells.values()))
        results.append(
            Agreement(
                one=EVERYBODY,
                other="",
                theme_id=theme_id,
                judged=len(keys),
                passages=len(cells),
                same=sum(len(set(said[key])) == 1 for key in keys),
                kappa=None,
                alpha=_figure(_alpha(sums[:, :3])),
                ac1=_figure(_ac1_of_many(sums[:, 3:])),
            )
        )
    return results


def _sums(rows: Sequence[Sequence[float]]) -> Doubles:
    """The sum over the passages, and below it the sums over resamples of them.

    Passages with the same counts are drawn together: a multinomial over the kinds of passage is the same as
    drawing passage by passage, and costs nothing however many there are.
    """
    import numpy as np

    kinds = Counter(tuple(row) for row in rows)
    patterns = np.array(sorted(kinds), dtype=np.float64)
    often = np.array([kinds[pattern] for pattern in sorted(kinds)], dtype=np.float64)
    draws = np.random.default_rng(_SEED).multinomial(len(rows), often / often.sum(), size=_RESAMPLES)
    return np.vstack([often, draws.astype(np.float64)]) @ patterns


def _kappa(counts: Doubles) -> Doubles:
    yes_yes, yes_no, no_yes, no_no = counts.T
    total = counts.sum(axis=1)
    one, other = (yes_yes + yes_no) / total, (yes_yes + no_yes) / total
    expected = one * other + (1 - one) * (1 - other)
    return _beyond((yes_yes + no_no) / total, expected)


def _ac1(counts: Doubles) -> Doubles:
    yes_yes, yes_no, no_yes, no_no = counts.T
    total = counts.sum(axis=1)
    usual = (2 * yes_yes + yes_no + no_yes) / (2 * total)
    return _beyond((yes_yes + no_no) / total, 2 * usual * (1 - usual))


def _ac1_of_many(sums: Doubles) -> Doubles:
    """From columns: judgements, shares that said yes, and shares of pairs of people who said the same."""
    judged, yes, alike = sums.T
    usual = yes / judged
    return _beyond(alike / judged, 2 * usual * (1 - usual))


def _marginals(counts: Doubles) -> tuple[Doubles, Doubles, Doubles]:
    yes_yes, yes_no, no_yes, no_no = counts.T
    differing = yes_no + no_yes
    return 2 * yes_yes + differing, 2 * no_no + differing, differing


def _alpha(sums: Doubles) -> Doubles:
    """From columns: how often yes, how often no, and the coincidences of yes with no."""
    import numpy as np

    yes, no, differing = sums.T
    possible = yes * no
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Doubles = np.where(possible > 0, 1 - (yes + no - 1) * differing / possible, np.nan)
    return found


def _beyond(observed: Doubles, expected: Doubles) -> Doubles:
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        found: Doubles = np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)
    return found


def _figure(values: Doubles) -> Figure | None:
    """The first value, with the bounds that the others give; resamples that leave it undefined are left out."""
    import numpy as np

    if np.isnan(values[0]):
        return None
    resampled = values[1:][~np.isnan(values[1:])]
    low, high = np.quantile(resampled, (0.025, 0.975)) if len(resampled) else (values[0], values[0])
    return Figure(round(float(values[0]), 4), round(float(low), 4), round(float(high), 4))


def level_of(value: float) -> str:
    """A figure in a word, after Landis and Koch (1977)."""
    return next(word for floor, word in _LEVELS if value >= floor)
