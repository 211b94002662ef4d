"""Whether the pipeline's confidence can be trusted, as it may be handed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.emit.labels import Labels
from pipeline.emit.material import Row, number
from pipeline.schema import Column, Table

RELIABILITY = Table(
    "reliability",
    "Whether confidence means what it says: of the passages and themes that people decided about, how sure the "
    "pipeline was before it was told, and how many carry the theme. Empty while nobody has decided anything.",
    (
        Column("theme_id", "the theme; empty for all together"),
        Column("theme", "its name; empty for all together"),
        Column("low", "confidence from", "number"),
        Column("high", "confidence below", "number"),
        Column("judged", "decided passages and themes with a confidence between the two", "integer"),
        Column("said", "their mean confidence, 0 to 1; empty where there are none", "number"),
        Column(
            "right", "share of them that carry the theme, as people decided; empty where there are none", "number"
        ),
    ),
    key=("theme_id", "low"),
)


def reliability_rows(rows: Iterable[Row], *, labels: Labels) -> Iterator[Row]:
    """The rows of the working table, themes as they may be printed."""
    for row in rows:
        theme = row["theme_id"]
        named = {"theme_id": labels.theme_ids.get(theme, ""), "theme": labels.themes.get(theme, "")}
        yield {
            **row,
            **named,
            "said": number(row.get("said"), places=4),
            "right": number(row.get("right"), places=4),
        }
