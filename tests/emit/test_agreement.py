"""Agreement as it is handed over: figures and sentences, and no coder's name."""

from __future__ import annotations

import pytest

from pipeline.emit.agreement import AGREEMENT, ALIKE, MACHINE, NONE, PEOPLE, agreement_rows
from pipeline.emit.handover import Handover, Sheet
from pipeline.emit.labels import Labels
from pipeline.emit.methods import methods
from pipeline.measures import judgements_in

THEMES = [{"theme_id": "cogs", "origin": "codebook"}, {"theme_id": "trust", "origin": "coder"}]
LABELS = Labels(cases={}, sources={}, organisations={}, theme_ids={"cogs": "cogs", "trust": "trust"},
                themes={"cogs": "Cogs of connection", "trust": "Trust"})  # fmt: skip


def coding(quote: int, theme: str, coder: str, decision: str = "") -> dict[str, str]:
    return {"quote_id": f"q-{quote}", "theme_id": theme, "coder": coder, "decision": decision}


def coded(*people: str, differing: int = 0, passages: int = 40) -> list[dict[str, str]]:
    """The pipeline codes every second passage; people agree with it, but the later ones not on the first few."""
    rows = [coding(at, "cogs", "pipeline") for at in range(0, passages, 2)]
    for number, person in enumerate(people):
        for at in range(passages):
            there = (at % 2 == 0) != (number > 0 and at < differing)
            rows.append(coding(at, "cogs", person, "accept" if there else "reject"))
    return rows


def rows_of(codings: list[dict[str, str]]) -> list[dict[str, object]]:
    sheet = Sheet.of(AGREEMENT, agreement_rows(codings, THEMES, labels=LABELS))
    return [dict(zip(AGREEMENT.column_names, row, strict=True)) for row in sheet.rows]


def figures(rows: list[dict[str, object]], between: str, theme: str = "") -> dict[object, object]:
    return {row["measure"]: row["value"] for row in rows if row["between"] == between and row["theme_id"] == theme}


def test_two_people_beside_each_other_and_the_pipeline() -> None:
    rows = rows_of(coded("Anna", "Bea", differing=4))
    among = figures(rows, PEOPLE)
    assert among[ALIKE] == pytest.approx(0.9)
    assert among["Cohen's kappa"] == pytest.approx(0.8, abs=0.01)
    assert set(among) == {ALIKE, "Cohen's kappa", "Krippendorff's alpha", "Gwet's AC1"}
    assert figures(rows, PEOPLE, "cogs") == among
    assert figures(rows, MACHINE)[ALIKE] == pytest.approx(0.95)  # 76 of the 80 judgements of both
    for row in rows:
        if row["measure"] != ALIKE:
            assert row["low"] <= row["value"] <= row["high"]  # type: ignore[operator]
        assert row["coders"] == 2
    assert rows[0]["sentence"] == (
        "Between 2 people: alike in 36 of 40 judgements (90%); beyond chance that is substantial agreement "
        f"(kappa 0.80 ({rows[1]['low']:.2f} to {rows[1]['high']:.2f})). With so few "
        "passages it may be no more than moderate."
    )
    assert "Anna" not in str(rows)
    assert "Bea" not in str(rows)


def test_three_people_have_no_kappa_and_ac1_is_that_of_two_where_they_are_two() -> None:
    three = figures(rows_of(coded("A", "B", "C", differing=4)), PEOPLE)
    assert set(three) == {ALIKE, "Krippendorff's alpha", "Gwet's AC1"}
    two = figures(rows_of(coded("A", "B", differing=4)), PEOPLE)
    with_an_idle_third = figures(rows_of([*coded("A", "B", differing=4), coding(99, "cogs", "C", "add")]), PEOPLE)
    for measure in ("Krippendorff's alpha", "Gwet's AC1"):
        assert with_an_idle_third[measure] == pytest.approx(two[measure], abs=1e-3)


@pytest.mark.parametrize(
    ("codings", "coders", "said"),
    [
        (coded(), 0, "nobody has decided"),
        (coded("Anna"), 1, "one person has decided"),
        ([coding(1, "cogs", "A", "accept"), coding(2, "cogs", "B", "accept")], 2, "no two of them"),
    ],
)
def test_without_two_people_a_sentence_says_so(codings: list[dict[str, str]], coders: int, said: str) -> None:
    first = rows_of(codings)[0]
    assert (first["between"], first["measure"], first["coders"], first["value"]) == (PEOPLE, NONE, coders, None)
    assert said in str(first["sentence"])


def test_a_theme_that_only_a_coder_knows_is_not_held_against_the_pipeline() -> None:
    codings = [*coded("Anna"), coding(1, "trust", "Anna", "add")]
    judged = judgements_in(codings, THEMES)
    assert set(judged["Anna"]) - set(judged["pipeline"]) == {("q-1", "trust")}
    assert figures(rows_of(codings), MACHINE, "trust") == {}


def test_few_judgements_are_called_few() -> None:
    rows = rows_of(coded("A", "B", passages=6, differing=1))
    sentence = next(row["sentence"] for row in rows if row["measure"] == "Gwet's AC1")
    assert str(sentence).endswith("of too few judgements to say much.")


def test_it_is_told_in_the_methods(handed: Handover) -> None:
    told = dict(methods(handed, {}))["report/methods.md"].decode()
    assert "one person has decided about codings, and it takes two" in told
    assert "Between the pipeline and 1 person: alike in 1 of 2 judgements" in told
