"""What the page is given, and that nothing in it can escape from where it stands."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from importlib.resources import files as packaged

import pytest

from pipeline.corpus.counts import Counts
from pipeline.corpus.csv_safety import unescaped
from pipeline.corpus.dataset_records import CodedQuote
from pipeline.corpus.organisation_tables import ListedOrganisation, ListedTie
from pipeline.corpus.records import CO_MENTIONED, TO_CHECK
from pipeline.corpus.spans import folded
from pipeline.emit.agreement import AGREEMENT
from pipeline.emit.handover import Handover
from pipeline.emit.page.maps import network, theme_map
from pipeline.emit.page.payload import payload
from pipeline.emit.page.writer import PAGE, SCRIPTS, embedded, rendered
from pipeline.emit.table_files import csv_rows
from tests.emit.filled import filled

_DATA = re.compile(r'<script type="application/json" id="study">(.*?)</script>', re.S)


def words(data, quote) -> str:
    """As the page finds them, by JavaScript's count of characters."""
    if "text" in quote:
        return quote["text"]
    text = data["transcripts"][quote["source"]]["turns"][quote["turn"]][6].encode("utf-16-le")
    return text[2 * quote["from"] : 2 * quote["to"]].decode("utf-16-le")


@pytest.fixture(scope="module")
def page(files) -> str:
    return files[PAGE].decode()


@pytest.fixture(scope="module")
def data(page):
    return json.loads(_DATA.search(page)[1])


def test_every_quote_stands_in_its_transcript(data, files) -> None:
    rows = csv_rows(files["dataset/coded_quotes.csv"])
    said = {row["quote_id"]: folded(unescaped(row["quote"])) for row in rows}
    assert {quote["id"]: words(data, quote) for quote in data["quotes"]} == said
    assert all("turn" in quote for quote in data["quotes"])


def test_transcripts_say_who_speaks_as_they_may_be_cited(data) -> None:
    turns = [turn for one in data["transcripts"] for turn in one["turns"]]
    speakers = {turn[0]: turn[2] for turn in turns}
    assert speakers["T-1"] == "Interviewer"
    assert speakers["T-2"] == "Alice Marlow, organiser, Grimsby Larder"
    assert speakers["T-4"] == "Participant who may not be quoted"
    assert speakers["T-7"] == ""
    held = {turn[0]: (turn[3], turn[6]) for turn in turns if turn[7]}
    assert held == {"T-4": ("", "[not to be quoted]"), "T-6": ("", "[not to be quoted]")}


def test_names_in_transcripts_are_replaced(data) -> None:
    turns = {turn[0]: turn[6] for one in data["transcripts"] for turn in one["turns"]}
    assert turns["T-1"] == "How did it begin, [name]?"
    assert turns["T-2"].startswith("[name] rang me")
    assert turns["T-7"].endswith("“Nobody asked us to,” said [name], chair of the Shed.")


def test_a_quote_after_a_letter_that_javascript_counts_twice() -> None:
    from pipeline.emit.page.payload import _units

    assert [_units(text) for text in ("", "abc", "a\U0001f600b", "é")] == [0, 3, 4, 1]


@pytest.mark.parametrize(
    "hostile", ["</script><script>alert(1)</script>", "<!--", "]]>", "a\u2028b\u2029c", "&lt;"]
)
def test_no_text_ends_its_script(hostile: str) -> None:
    study = {"text": hostile, "texts": [hostile, [hostile]], "of": {"a": hostile}, "none": []}
    told = "".join(embedded(study))
    assert not set(told) & set("<>&\u2028\u2029")
    assert json.loads(told) == study


def test_a_number_that_json_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        list(embedded({"numbers": [1, float("nan")]}))


def test_only_the_pages_own_script_and_style_may_run(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        content = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.S)
        assert len(content) == 1
        digest = base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy


def test_the_page_asks_for_nothing(page: str) -> None:
    without = _DATA.sub("", page).replace("http://www.w3.org/2000/svg", "")
    assert not re.search(
        r"https?:|//[a-z]+\.|@import|url\(|\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|\bimport\(", without
    )
    assert not re.search(r"\son[a-z]+=|\sstyle=|innerHTML|insertAdjacentHTML|document\.write|\beval\(", without)


def test_every_script_is_in_the_page() -> None:
    held = {
        one.name for one in packaged("pipeline.emit.page").joinpath("assets").iterdir() if one.name.endswith(".js")
    }
    assert held == set(SCRIPTS)


def test_a_study_with_nothing_in_it_makes_a_page(handed: Handover) -> None:
    from pipeline.emit.handover import Sheet

    bare = {name: Sheet(sheet.table, []) for name, sheet in handed.sheets.items()}
    made = payload(Handover(bare, Counts()))
    assert made["quotes"] == []
    assert "0 cases" in rendered(made).decode()


def test_agreement_is_shown_as_the_table_says_it(handed: Handover) -> None:
    shown = payload(handed)["agreement"]
    assert [one["sentence"] for one in shown] == [row.sentence for row in handed.records(AGREEMENT)]
    assert "Anna" not in str(shown)


def org(own: str, sector: str, bridging: float = 0.0) -> ListedOrganisation:
    return filled(
        ListedOrganisation, organisation_id=own, organisation=own.title(), sector=sector, bridging=bridging
    )


def tie(one: str, other: str) -> ListedTie:
    return filled(ListedTie, organisation_id_a=one, organisation_id_b=other)


def test_layers_go_from_the_street_to_the_state() -> None:
    organisations = [
        org("council", "local authority"),
        org("larder", "community organisation", 0.5),
        org("alone", "faith"),
    ]
    drawn = network(organisations, [tie("council", "larder"), tie("larder", "council"), tie("larder", "unknown")])
    assert [layer["sector"] for layer in drawn["layers"]] == ["community organisation", "local authority"]
    assert drawn["edges"] == [["council", "larder", 2]]
    radius = {node["id"]: node["r"] for node in drawn["nodes"]}
    assert radius["larder"] > radius["council"]


def test_only_told_relations_between_sure_organisations_are_drawn() -> None:
    organisations = [
        org("council", "local authority"),
        org("larder", "community organisation"),
        org("maybe", "other"),
    ]
    organisations[2] = replace(organisations[2], state=TO_CHECK)
    beside = replace(tie("council", "larder"), how=CO_MENTIONED)
    drawn = network(organisations, [beside, replace(tie("council", "maybe"), how="funds")])
    assert (drawn["nodes"], drawn["edges"]) == ([], [])
    drawn = network(organisations, [beside, replace(tie("council", "larder"), how="funds")])
    assert drawn["edges"] == [["council", "larder", 1]]


def test_a_network_does_not_depend_on_the_order_of_rows_and_nothing_overlaps() -> None:
    organisations = [org(f"organisation number {at}", ("health", "funder", "other")[at % 3]) for at in range(45)]
    names = [one.organisation_id for one in organisations]
    ties = [tie(names[at], names[(at * 7 + 3) % 45]) for at in range(45)]
    drawn = network(organisations, ties)
    assert network(organisations[::-1], ties[::-1]) == drawn
    places = {(node["x"], node["y"]) for node in drawn["nodes"]}
    assert len(places) == len(drawn["nodes"])
    assert all(0 < node["x"] < drawn["width"] and 0 < node["y"] < drawn["height"] for node in drawn["nodes"])


def test_a_thicket_is_cut() -> None:
    organisations = [org(f"o{at}", "other") for at in range(100)]
    drawn = network(organisations, [tie("o0", f"o{at}") for at in range(1, 100)])
    assert (len(drawn["nodes"]), drawn["left_out"]) == (60, 40)


def said(theme: str, quote: str, counts: str = "yes") -> CodedQuote:
    return filled(CodedQuote, theme_id=theme, quote=quote, counts=counts)


def test_themes_that_use_the_same_words_lie_near() -> None:
    rows = [
        said("money", "grants budget funding money invoice"),
        said("grants", "grants budget funding money year"),
        said("people", "neighbour kettle friend street garden"),
        said("rejected", "grants", counts="no"),
    ]
    places = theme_map(rows, ["money", "grants", "people", "rejected"])
    assert set(places) == {"money", "grants", "people"}

    def apart(one: str, other: str) -> float:
        return sum((a - b) ** 2 for a, b in zip(places[one], places[other], strict=True))

    assert apart("money", "grants") < apart("money", "people")
    assert theme_map(rows[:2], ["money", "grants"]) == {}
