"""Names that recur from table to table, as they may be printed: the same everywhere, and never two alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.emit.gate import Gate
from pipeline.emit.material import Material
from pipeline.judgements import judgements_in
from pipeline.spans import folded


@dataclass(frozen=True)
class Labels:
    """Printable names.

    Attributes:
        cases: by case.
        sources: by source. Ids that name nobody stay as they are, and so lead to private/text/<source>.txt.
        theme_ids: by theme id.
        themes: name of each theme, by theme id.
        organisations: name of each organisation, by its id.
    """

    cases: Mapping[str, str]
    sources: Mapping[str, str]
    theme_ids: Mapping[str, str]
    themes: Mapping[str, str]
    organisations: Mapping[str, str]

    @classmethod
    def of(cls, material: Material, gate: Gate) -> Labels:
        """The labels of this study."""
        judged = (code for one in judgements_in(material.judgements) for code in sorted(one.codes | one.rejected))
        theme_ids = gate.names([*(row["theme_id"] for row in (*material.themes, *material.codings)), *judged])
        themes = {
            row["theme_id"]: (gate.said if row["origin"] == "discovered" else gate.free)(folded(row["theme"]))
            or theme_ids[row["theme_id"]]
            for row in material.themes
        }
        return cls(
            cases=gate.names(row["case"] for row in (*material.sources, *material.participants)),
            sources=gate.names(row["source"] for row in material.sources),
            theme_ids=theme_ids,
            themes={theme_id: themes.get(theme_id) or printed for theme_id, printed in theme_ids.items()},
            organisations={
                row["organisation_id"]: gate.organisation_or_person(row["organisation"])
                for row in material.organisations
            },
        )
