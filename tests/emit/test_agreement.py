"""Agreement in the dataset: figures and sentences, without coders' names."""

from __future__ import annotations

import pytest

from pipeline.corpus.agreement import INDEPENDENT, REVIEWED, SOFTWARE, UNRECORDED
from pipeline.corpus.coding_records import Coding, Judgement, Theme
from pipeline.emit.agreement import ACCEPTED, AGREEMENT, NONE, SAME, AgreementFigure, agreement_rows
from pipeline.emit.handover import Handover, Sheet
from pipeline.emit.methods import methods
from pipeline.emit.naming import Labels
from tests.emit.filled import filled

THEMES = [filled(Theme, theme_id=theme, origin="codebook") for theme in ("cogs", "money")]
LABELS = Labels(cases={}, sources={}, organisations={}, theme_ids={"cogs": "cogs", "money": "money"},
                themes={"cogs": "Cogs of connection", "money": "Money"})  # fmt: skip
CODINGS = [
    filled(Coding, quote_id=f"q-{at}", theme_id="cogs", coder="pipeline", origin="codebook")
    for at in range(0, 40, 2)
]


def coded(*people: str, differing: int = 0, passages: int = 40, mode: str = "blind") -> list[Judgement]:
    """Every second passage is about cogs; the later coders differ from the first on the first few."""
    return [
        Judgement(
            quote_id=f"q-{at}",
            coder=person,
            mode=mode,
            codes=frozenset({"cogs"} if (at % 2 == 0) != (number > 0 and at < differing) else ()),
            sample="random",
        )
        for number, person in enumerate(people)
        for at in range(passages)
    ]


def rows_of(judgements: list[Judgement]) -> list[AgreementFigure]:
    return list(Sheet.of(AGREEMENT, agreement_rows(judgements, CODINGS, THEMES, labels=LABELS)).records)


def figures(rows: list[AgreementFigure], comparison: str, theme: str = "") -> dict[object, object]:
    wanted = (row for row in rows if row.comparison == comparison and row.theme_id == theme)
    return {row.measure: row.value for row in wanted}


def test_two_independent_coders_and_the_software_beside_them() -> None:
    rows = rows_of(coded("Anna", "Bea", differing=4))
    among = figures(rows, INDEPENDENT, "cogs")
    assert among[SAME] == pytest.approx(0.9)
    assert among["Cohen's kappa"] == pytest.approx(0.8, abs=0.01)
    assert set(among) == {SAME, "Cohen's kappa", "Krippendorff's alpha", "Gwet's AC1"}
    assert set(figures(rows, INDEPENDENT)) == {SAME, "Krippendorff's alpha"}
    assert figures(rows, SOFTWARE)[SAME] == pytest.approx(0.95)  # 76 of the 80 judgements of both
    ceiling = {(row.comparison, row.measure, row.theme_id): row.human for row in rows}
    assert ceiling[SOFTWARE, SAME, ""] == ceiling[SOFTWARE, SAME, "cogs"] == 0.9  # as far as people agree
    assert ceiling[INDEPENDENT, SAME, ""] is None
    for row in rows:
        if row.measure != SAME:
            assert row.low <= row.value <= row.high  # type: ignore[operator]
        assert (row.coders, row.sample) == (2, "random")
    assert str(rows[0].sentence).startswith(
        "Two independent coders gave the same set of codes to 36 of 40 passages (90%); Krippendorff's alpha"
    )
    assert str(rows[0].sentence).endswith("The passages were a random sample.")
    assert "Anna" not in str(rows)
    assert "Bea" not in str(rows)


def test_review_of_proposals_is_told_apart_and_gives_no_reliability() -> None:
    rows = rows_of(coded("Anna", "Bea", mode="review"))
    assert {row.comparison for row in rows} == {INDEPENDENT, REVIEWED}
    assert figures(rows, INDEPENDENT) == {NONE: None}
    assert figures(rows, REVIEWED) == {ACCEPTED: 1.0}
    (sentence,) = (row.sentence for row in rows if row.comparison == REVIEWED and not row.theme_id)
    assert "2 people who saw the software's proposals accepted 40 of 40 (100%), on 20 passages." in str(sentence)
    assert str(sentence).endswith("it is not inter-coder reliability.")


def test_coders_of_whom_it_is_not_recorded_how_they_worked_are_apart_too() -> None:
    rows = rows_of(coded("Anna", "Bea", differing=4, mode=""))
    assert figures(rows, UNRECORDED)[SAME] == pytest.approx(0.9)
    assert figures(rows, INDEPENDENT) == {NONE: None}


def test_three_coders_have_no_kappa() -> None:
    rows = rows_of(coded("A", "B", "C", differing=4))
    assert set(figures(rows, INDEPENDENT, "cogs")) == {SAME, "Krippendorff's alpha", "Gwet's AC1"}
    assert {row.coders for row in rows} == {3}


@pytest.mark.parametrize(
    ("judgements", "coders", "said"),
    [
        (coded(), 0, "nobody has coded passages independently"),
        (coded("Anna"), 1, "one person has coded 40 passages independently"),
        ([*coded("Anna")[:3], *coded("Anna", "Bea")[60:]], 2, "2 people coded independently, but no passage twice"),
    ],
)
def test_without_two_coders_a_sentence_says_so(judgements: list[Judgement], coders: int, said: str) -> None:
    first = rows_of(judgements)[0]
    assert (first.comparison, first.measure, first.coders, first.value) == (
        INDEPENDENT,
        NONE,
        coders,
        None,
    )
    assert said in str(first.sentence)


def test_of_few_passages_no_statistic_is_given() -> None:
    rows = rows_of(coded("A", "B", passages=6, differing=1))
    assert set(figures(rows, INDEPENDENT)) == {SAME}
    assert "with fewer than 20 passages no statistic is given" in str(rows[0].sentence)


def test_it_is_told_in_the_methods(handed: Handover) -> None:
    told = dict(methods(handed, {}))["report/methods.md"].decode()
    assert "Inter-coder reliability is not known: nobody has coded passages independently of the software." in told
    assert "Talk about" not in told
