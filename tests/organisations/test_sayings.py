"""Recognition on sayings, compared with spaCy alone, and on GUM if available."""

import pytest

from tests.organisations import gum
from tests.organisations.evaluate import line, main, sayings_alone, score_of_sayings
from tests.organisations.sayings import halves, marked, sayings


def test_the_sayings_are_varied():
    every = sayings()
    assert len(every) >= 170
    assert len({saying.group for saying in every}) >= 12
    assert sum(not saying.wanted for saying in every) >= 25
    assert marked(every[0].text, sorted(every[0].wanted)).count("{") == len(every[0].wanted)


@pytest.mark.parametrize("half", [0, 1], ids=["looked at", "held out"])
def test_names_in_sayings_are_found(half):
    some = halves()[half]
    made, alone = score_of_sayings(some), sayings_alone(some)
    assert made.precision >= 0.85, line("pipeline", made)
    assert made.recall >= 0.8, line("pipeline", made)
    assert made.f1 > alone.f1 + 0.15, line("spaCy", alone)


def test_the_evaluation_reports_what_it_skips(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("tests.organisations.evaluate._sample_lines", lambda: iter(()))
    main(["--data", str(tmp_path)])
    assert "GUM is left out" in capsys.readouterr().out


def test_gum_is_read_as_documented(real_material):
    documents = gum.documents(real_material / gum.FILE)
    looked_at = gum.looked_at(documents)
    assert len(documents) == 49
    assert sum(len(spans) for d in documents for spans in d.clusters.values()) == 269
    with_names = [d for d in documents if d.clusters]
    assert len(looked_at) == (len(with_names) + 1) // 2
    for document in documents:
        assert all(span.of(document.text).strip() for span in document.wanted)
