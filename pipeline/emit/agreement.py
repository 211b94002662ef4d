"""How far coders agree, as it may be handed over: coders are counted, and never named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.decisions import PIPELINE
from pipeline.emit.labels import Labels
from pipeline.emit.material import Row
from pipeline.measures import (
    Agreement,
    Figure,
    Judgements,
    between_people,
    judgements_in,
    level_of,
    people_and_pipeline,
)
from pipeline.schema import Column, Table

PEOPLE, MACHINE = "people", "people and the pipeline"
ALIKE, NONE = "share alike", "none"
_NAMES = {"kappa": "Cohen's kappa", "alpha": "Krippendorff's alpha", "ac1": "Gwet's AC1"}

AGREEMENT = Table(
    "agreement",
    "How far coders agree on passages, overall and on each theme. Coders are counted and not named; who they are, "
    "and each pair of them, stays in private/review/agreement.csv (`pipeline agreement`).",
    (
        Column("between", "who is compared", values=(PEOPLE, MACHINE)),
        Column("theme_id", "the theme; empty for all together"),
        Column("theme", "its name; empty for all together"),
        Column(
            "measure",
            "what is measured: the share of judgements that are alike, or agreement beyond what chance would "
            "bring; none where nothing can be said",
            values=(ALIKE, *_NAMES.values(), NONE),
        ),
        Column("value", "the figure, 1 at most; empty where there is none", "number"),
        Column("low", "lower bound: 95% of bootstrap resamples of the passages lie between the two", "number"),
        Column("high", "upper bound", "number"),
        Column("coders", "how many people", "integer"),
        Column(
            "judged", "passages and themes that at least two of them judged, or one and the pipeline", "integer"
        ),
        Column("passages", "different passages among them", "integer"),
        Column("sentence", "what it means"),
    ),
    key=("between", "theme_id", "measure"),
)


def agreement_rows(codings: Iterable[Row], themes: Iterable[Row], *, labels: Labels) -> Iterator[Row]:
    """Rows for people among themselves, then beside the pipeline; a sentence where there are not two people."""
    by_coder = judgements_in(codings, themes)
    people = [coder for coder in by_coder if coder != PIPELINE]
    among = between_people(by_coder)
    if not among:
        yield _nothing(PEOPLE, len(people), sentence=_why_not(by_coder, people))
    for between, found in ((PEOPLE, among), (MACHINE, people_and_pipeline(by_coder))):
        for one in found:
            about = {
                "between": between,
                "theme_id": labels.theme_ids.get(one.theme_id, ""),
                "theme": labels.themes.get(one.theme_id, ""),
                "coders": _coders(one, by_coder, people),
                "judged": one.judged,
                "passages": one.passages,
            }
            yield {**about, "measure": ALIKE, "value": round(one.alike, 4), "sentence": _sentence(one, about)}
            for name, printed in _NAMES.items():
                figure: Figure | None = getattr(one, name)
                if figure is not None:
                    bounds = {"value": figure.value, "low": figure.low, "high": figure.high}
                    yield {**about, "measure": printed, **bounds, "sentence": _told(printed, figure, few=one.few)}


def _coders(one: Agreement, by_coder: Mapping[str, Judgements], people: Sequence[str]) -> int:
    """How many people judged the theme."""
    return sum(any(one.theme_id in ("", key[1]) for key in by_coder[coder]) for coder in people)


def _nothing(between: str, coders: int, *, sentence: str) -> Row:
    return {"between": between, "measure": NONE, "coders": coders, "sentence": sentence}


def _why_not(by_coder: Mapping[str, Judgements], people: Sequence[str]) -> str:
    if not people:
        return "Agreement between people is not known: nobody has decided about a coding yet, and it takes two."
    if len(people) == 1:
        return "Agreement between people is not known: one person has decided about codings, and it takes two."
    return (
        f"Agreement between people is not known: {len(people)} people have decided about codings, and no two of "
        "them about the same passage and theme."
    )


def _sentence(one: Agreement, about: Row) -> str:
    people = f"{about['coders']} {'person' if about['coders'] == 1 else 'people'}"
    who = f"the pipeline and {people}" if about["between"] == MACHINE else people
    on = f", on “{about['theme']}”" if about["theme"] else ""
    return f"Between {who}{on}: {one.meaning[:1].lower()}{one.meaning[1:]}"


def _told(name: str, figure: Figure, *, few: bool) -> str:
    if few:
        return f"{name} {figure}: of too few judgements to say much."
    return f"{name} {figure}: {level_of(figure.value)} agreement beyond chance."
