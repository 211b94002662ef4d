"""What is not searched again has been searched: nothing stands across two chunks, and a change is always seen."""

from random import Random

import pytest

from pipeline.corpus.study import Study
from pipeline.privacy import audit as audit_module
from pipeline.privacy import searched_before
from pipeline.privacy.audit import audit
from pipeline.privacy.file_text import text_of
from pipeline.privacy.forbidden import CELL_END, NAME, Forbidden, found_in
from pipeline.privacy.searched_before import SearchedBefore

PAGE = """<html><style>p {font-family: Arial}</style><p>%s</p><script>x = ["%s"]</script><p>%s</p></html>"""
WORDS = ("budget", "Tuesday", "the", "kitchen", "a", "ŵyl", "42", "—", "so")
SECRET = "Zephyrine Quillfeather"  # nobody in the study: it stands for whatever is searched for


def chunks_of(text: str) -> list[str]:
    """The texts of the chunks."""
    return [text[chunk.start : chunk.shared] for chunk in searched_before.chunks_of(text)]


def words(random: Random, many: int, ends: str) -> str:
    """Words in lines or cells of any length."""
    return "".join(random.choice(WORDS) + random.choice(ends) for _ in range(many))


SHAPES = {
    "lines": " " * 20 + "\n",
    "cells": f" {CELL_END}",
    "few ends": " " * 5000 + "\n",
    "no ends": " ",
    "one word": "x",
    "gaps": " \n" + " " * 300,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_all_that_stands_in_a_text_stands_in_one_of_its_chunks(shape):
    random = Random(shape)
    text = words(random, 15_000, SHAPES[shape])
    chunks = list(chunks_of(text))
    assert len(chunks) > 1 or shape == "one word"
    for at in [*range(0, len(text), 3_989), *(random.randrange(len(text)) for _ in range(50))]:
        planted = text[:at] + SECRET + text[at:]
        assert any(SECRET in chunk for chunk in chunks_of(planted)), at


@pytest.mark.parametrize("gap", ["\n" * 3_000, f"{CELL_END}\n" * 2_500, " - " * 1_500])
def test_a_name_with_any_gap_inside_stands_in_one_chunk(gap):
    filler = words(Random(3), 4_000, " \n")
    for before in range(0, 12_000, 500):
        text = filler[:before] + "Zephyrine" + gap + "Quillfeather" + filler
        assert any("Zephyrine" in chunk and "Quillfeather" in chunk for chunk in chunks_of(text)), before


def test_chunks_away_from_a_change_stay_the_same():
    random = Random(5)
    text = words(random, 60_000, " " * 20 + "\n")
    before = set(chunks_of(text))
    for _ in range(10):
        at = random.randrange(len(text))
        after = list(chunks_of(text[:at] + "a word more" + text[at:]))
        assert len([chunk for chunk in after if chunk not in before]) < len(after) / 5


def test_digests_are_kept_for_the_same_search_alone(tmp_path):
    path = tmp_path / "searched.txt"
    first = SearchedBefore(path, "a", ["x"], again=False)
    assert not first.is_clean_file("1")
    first.add_file("1", ["11", "12"])
    first.add_file("2", ["21"])
    assert first.is_clean("12")
    first.keep()
    second = SearchedBefore(path, "a", ["x"], again=False)
    assert second.is_clean_file("1")
    second.keep()  # of what it did not meet nothing remains
    third = SearchedBefore(path, "a", ["x"], again=False)
    assert not third.is_clean_file("2")
    assert not third.is_clean("21")
    assert third.is_clean("11"), "the chunks of a file that was not opened are still known"
    assert third.is_clean_file("1")
    for other in (SearchedBefore(path, "b", ["x"], again=False), SearchedBefore(path, "a", ["x"], again=True)):
        assert not other.is_clean_file("1"), "other words are searched for, or somebody asked for it"
        assert not other.is_clean("11")


def test_a_new_name_alone_is_searched_for_in_what_was_searched_before(tmp_path):
    path = tmp_path / "searched.txt"
    first = SearchedBefore(path, "a", ["x", "y"], again=False)
    assert first.new == {"x", "y"}
    first.add_file("1", ["11"])
    first.keep()
    fewer = SearchedBefore(path, "a", ["y"], again=False)
    assert not fewer.new
    assert fewer.is_clean_file("1")
    more = SearchedBefore(path, "a", ["x", "y", "z"], again=False)
    assert more.new == {"z"}
    assert not more.is_clean_file("1")
    assert more.is_clean("11"), "of all but the new"
    more.keep()
    assert SearchedBefore(path, "a", ["x"], again=False).new == {"x"}, "no file is left that was searched for it"


@pytest.mark.parametrize("content", [b"", b"a", b"\xff\xfe\n1", b"a\r\n1", b"1\na", bytes(300)])
def test_a_damaged_file_declares_nothing_clean(tmp_path, content):
    path = tmp_path / "searched.txt"
    path.write_bytes(content)
    assert not SearchedBefore(path, "a", ["x"], again=False).is_clean("1")
    assert not SearchedBefore(path, "a", ["x"], again=False).is_clean_file("1")


WRITTEN = ("{} {}", "<b>{}</b> {}", '{}</t></is></c><c r="B1"><is><t>{}', "{},{}", "{}&#32;{}", '{}", "{}')


@pytest.mark.parametrize("suffix", [".html", ".xml", ".qde", ".csv", ".json", ".md"])
@pytest.mark.parametrize("written", WRITTEN)
def test_small_chunks_of_a_file_hold_what_the_whole_holds(tmp_path, suffix, written):
    random = Random(f"{suffix} {written}")
    plain = words(random, 6_000, " " * 20 + "\n")
    marked = words(random, 6_000, ["</p><p>", " ", " ", "<i>", '</i> <a href="x">'])
    values = words(random, 6_000, ['", "', " ", " ", " "])
    whole = PAGE % (marked, values, plain) if suffix in (".html", ".xml", ".qde") else f"{plain}{values}"
    forbidden = Forbidden()
    forbidden.add_name(SECRET, "")
    path = tmp_path / f"file{suffix}"
    found = 0
    for _ in range(40):
        at = whole.index(" ", random.randrange(len(whole) - 2_000))
        path.write_text(whole[:at] + " " + written.format(*SECRET.split()) + " " + whole[at:], "utf-8")
        in_whole, in_chunks = (
            any(any(found_in(piece.text, forbidden)) for piece in text_of(path, path.name, known=known))
            for known in (None, lambda digest: False)
        )
        assert in_chunks >= in_whole, at
        found += in_whole
    assert found > 20 or written not in WRITTEN[:1]  # in a tag, nothing but values is searched


@pytest.mark.slow
def test_what_is_planted_after_an_audit_is_found_by_the_next(sample_copy):
    study: Study = sample_copy
    assert audit(study, again=False) == []
    name = next(
        row for row in (study.private / "key.csv").read_text("utf-8-sig").splitlines() if ",anonymous," in row
    )
    secret = name.split(",")[3]
    random = Random(2)
    files = [path for path in sorted(study.outputs.rglob("*.md")) if study.private not in path.parents]
    for path in random.sample(files, 3):
        whole = path.read_text("utf-8")
        at = whole.index(" ", random.randrange(len(whole) // 2))
        path.write_text(f"{whole[:at]} {secret} {whole[at:]}", "utf-8")
        leaks = audit(study, again=False)
        assert [leak.file for leak in leaks] == [path.relative_to(study.outputs).as_posix()] * len(leaks) != []
        assert leaks == audit(study, again=True)
        path.write_text(whole, "utf-8")
        assert audit(study, again=False) == []


@pytest.mark.slow
def test_a_name_that_becomes_known_later_is_found_in_what_was_searched_before(sample_copy, monkeypatch):
    study: Study = sample_copy
    notes = study.outputs / "report" / "notes.html"
    notes.write_text(f"<p>{'We met on a Tuesday. ' * 5_000}<b>Zephyrine</b> Quillfeather said so.</p>", "utf-8")
    assert audit(study, again=False) == []
    learned = audit_module.forbidden_in

    def with_secret(*arguments):
        found = learned(*arguments)
        found.add_name(SECRET, "P99")
        return found

    monkeypatch.setattr(audit_module, "forbidden_in", with_secret)
    (study.private / "audited.txt").unlink()
    leaks = audit(study, again=False)
    assert {(leak.file, leak.whose, leak.kind) for leak in leaks} == {("report/notes.html", "P99", NAME)}
    assert leaks == audit(study, again=True)
    monkeypatch.undo()
    assert audit(study, again=False) == []
