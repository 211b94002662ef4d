"""The page as people use it: from the keyboard, in a real browser."""

from __future__ import annotations

import math
import struct
import wave

import pytest
from axe_playwright_python.sync_playwright import Axe

from pipeline.corpus.coding_records import BLIND
from pipeline.corpus.decisions import read_decisions
from tests.emit.page.waiting import until

PARTS = ("code", "blind", "agreement", "codebook", "right/speakers", "right/organisations", "memos", "history")


def decisions(served):
    served.wait_until_written()
    path = served.study.models / "decisions.csv"
    return read_decisions(path.read_text("utf-8-sig")).decisions if path.exists() else ()


def current(page) -> str:
    return page.locator(".passage.current").get_attribute("data-id")


def press(page, key: str) -> None:
    """Press a key, and wait until its answer has been given."""
    with page.expect_response(lambda answer: "/api/" in answer.url and answer.request.method == "POST"):
        page.keyboard.press(key)
    page.wait_for_timeout(50)


def test_keys_answer_and_go_on(served, opened):
    page = opened()
    one = current(page)
    marked = page.locator(".code.marked .what").inner_text()
    press(page, "a")
    until(page, lambda: current(page) != one)
    two = current(page)
    press(page, "n")
    until(page, lambda: current(page) != two)
    assert {(each.quote_id, each.decision) for each in decisions(served)} >= {(one, "accept"), (two, "none")}
    page.keyboard.press("k")
    page.keyboard.press("k")
    until(page, lambda: current(page) == one)
    chip = page.locator(f"#p-{one} .code.confirmed")
    assert marked in chip.inner_text()
    assert "2" in page.locator(".counts strong").inner_text()


def test_undo_and_redo_from_the_keyboard_and_from_the_history(served, opened):
    page = opened()
    one = current(page)
    press(page, "r")
    assert [each.decision for each in decisions(served)] == ["reject"]
    press(page, "u")
    until(page, lambda: current(page) == one)
    assert decisions(served) == ()
    press(page, "Shift+U")
    assert [each.decision for each in decisions(served)] == ["reject"]
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Undo: Rejected").click()
    page.get_by_role("button", name="Redo: Rejected").wait_for()
    assert decisions(served) == ()


def test_another_code_and_several_on_one_passage(served, opened):
    page = opened()
    one = current(page)
    for typed in ("volunt", "fund"):
        page.keyboard.press("c")
        page.locator("dialog [role=combobox]").fill(typed)
        press(page, "Enter")
        until(page, lambda: not page.locator("dialog").is_visible())
        if current(page) != one:
            page.keyboard.press("k")
            until(page, lambda: current(page) == one)
    assert {each.theme_id for each in decisions(served) if each.quote_id == one} == {"volunteers", "funding"}


def test_a_new_code_is_added_while_coding(served, opened):
    page = opened()
    page.keyboard.press("c")
    page.locator("dialog [role=combobox]").fill("Waiting rooms")
    page.keyboard.press("Enter")
    until(page, lambda: any(each.theme_id == "waiting-rooms" for each in decisions(served)))


def test_selected_words_become_a_passage_with_a_code(served, opened):
    page = opened()
    one = current(page)
    page.evaluate(
        """(id) => {
      const node = document.querySelector(`#p-${id} .words`).firstChild;
      getSelection().setBaseAndExtent(node, 5, node, Math.min(60, node.length - 4));
    }""",
        one,
    )
    words = page.evaluate("getSelection().toString().trim()")
    page.keyboard.press("c")
    page.locator("dialog [role=combobox]").fill("local")
    press(page, "Enter")
    until(page, lambda: any(each.quote == words for each in decisions(served)))


def test_filters(served, opened):
    page = opened()
    page.get_by_label("Show").select_option("all")
    page.locator(".queue h2", has_text="passages").wait_for()
    page.get_by_label("Case", exact=True).select_option("Wexcombe")
    page.get_by_role("heading", name="A mutual aid group in a market town").wait_for()
    page.get_by_label("Decided by").select_option(index=0)
    page.get_by_label("Confidence").select_option("high")
    page.get_by_label("Code", exact=True).select_option("trust")
    page.locator(".queue").wait_for()


def test_two_coders_blind_then_agreement_then_settled(served, opened):
    for coder, typed in (("Ann Other", "trust"), ("Ben Else", "cogs")):
        page = opened(coder, "blind")
        assert page.locator(".code").count() == 0
        page.keyboard.press("c")
        page.locator("dialog [role=combobox]").fill(typed)
        press(page, "Enter")
    assert {(each.coder, each.mode) for each in decisions(served)} == {("Ann Other", BLIND), ("Ben Else", BLIND)}
    page.get_by_role("link", name="Agreement", exact=True).click()
    page.get_by_text("gave the same set of codes to 0 of 1").wait_for()
    page.get_by_label("Trust and relationships").check()
    page.get_by_label("Why").fill("Nothing passes through it")
    page.get_by_role("button", name="Agree on these codes").click()
    page.get_by_text("No difference is open.").wait_for()
    assert [each.note for each in decisions(served) if each.coder == "agreed"] == ["Nothing passes through it"]


def test_memos(served, opened):
    page = opened()
    page.keyboard.press("m")
    page.get_by_label("Memo", exact=True).fill("Ask about this again.")
    page.get_by_role("button", name="Save").click()
    until(page, (served.study.models / "memos.csv").exists)
    page.get_by_role("link", name="Memos").click()
    page.get_by_text("Ask about this again.").wait_for()
    press(page, "u")
    page.get_by_text("There are no memos yet.").wait_for()


def test_a_quote_is_starred_and_barred(served, opened):
    page = opened()
    one = current(page)
    press(page, "s")
    page.locator(f"#p-{one}").get_by_text("Starred: always shortlisted").wait_for()
    assert page.get_by_role("button", name="Star", exact=True).get_attribute("aria-pressed") == "true"
    press(page, "x")
    page.locator(f"#p-{one}").get_by_text("Barred: never shortlisted").wait_for()
    served.wait_until_written()
    assert f"{one},bar,Ann Other" in (served.study.models / "quotes.csv").read_text("utf-8-sig")
    press(page, "u")
    page.locator(f"#p-{one}").get_by_text("Starred: always shortlisted").wait_for()
    press(page, "s")
    until(page, lambda: page.locator(".chosen").count() == 0)
    assert current(page) == one


def test_the_codebook_is_checked_while_it_is_typed(served, opened):
    page = opened(part="codebook")
    page.get_by_label("Definition").fill("")
    page.get_by_role("textbox", name="Name", exact=True).fill("Cogs")
    for name in ("Includes", "Excludes"):
        page.get_by_label(name).fill("")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Cogs", level=2, exact=True).wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="Cogs of connection").wait_for()


def test_a_speaker_and_an_organisation_are_put_right(served, opened):
    page = opened(part="right/speakers")
    page.get_by_role("row", name="Maureen").first.get_by_role("button", name="Is the interviewer").click()
    until(page, lambda: _interviewers(served) == {"yes"})
    page.get_by_role("link", name="Organisations").click()
    page.get_by_role("button", name="Not an organisation").first.click()
    until(page, lambda: "not an organisation" in (served.study.models / "organisations.csv").read_text("utf-8-sig"))


def _interviewers(served) -> set[str]:
    lines = (served.study.transcripts / "participants.csv").read_text("utf-8-sig").splitlines()
    return {line.rsplit(",", 1)[1] for line in lines if line.startswith("Thornaby Cross,Maureen,")}


def test_a_recording_plays_from_the_passage_and_gives_ranges(served, opened):
    path = served.study.transcripts / "wexcombe_interview.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(2000)
        sound.writeframes(b"".join(struct.pack("B", 128 + int(40 * math.sin(at / 9))) for at in range(2000 * 400)))
    status, part = served.get("recording/wexcombe-interview", Range="bytes=100-199")
    assert (status, len(part)) == (206, 100)
    page = opened()
    page.get_by_label("Show").select_option("all")
    page.get_by_label("Case", exact=True).select_option("Wexcombe")
    page.locator("#player video").wait_for()
    page.evaluate("document.querySelector('video').muted = true")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("p")
    until(page, "document.querySelector('video').currentTime > 1")
    page.keyboard.press(">")
    until(page, "document.querySelector('video').playbackRate === 1.25")
    press(page, "n")
    served.act("judge", quote_id=current(page), another_theme="trust", mode="review")
    assert b"wexcombe_interview.wav" in served.get("clips.csv")[1]
    assert served.get("chapters/wexcombe-interview.vtt")[1].startswith(b"WEBVTT")


def test_a_browser_that_cannot_play_it_says_so(served, opened):
    (served.study.transcripts / "wexcombe_interview.mp3").write_bytes(b"not a sound")
    page = opened()
    page.get_by_label("Show").select_option("all")
    page.get_by_label("Case", exact=True).select_option("Wexcombe")
    page.get_by_text("This browser cannot play the recording.").wait_for()


def test_two_browsers_at_once_see_each_others_answers(served, opened):
    one, two = opened("Ann Other"), opened("Ben Else")
    passage = current(one)
    press(one, "a")
    press(two, "r")
    said = {(each.coder, each.decision) for each in decisions(served) if each.quote_id == passage}
    assert said == {("Ann Other", "accept"), ("Ben Else", "reject")}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_found(served, opened, scheme):
    page = opened(color_scheme=scheme)
    press(page, "a")
    for part in PARTS:
        show(page, part)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
        assert found.response["violations"] == [], f"{part}: {found.generate_report()}"


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 900])
def test_nothing_is_wider_than_the_screen(served, opened, width):
    page = opened(viewport={"width": width, "height": 800})
    for part in PARTS:
        show(page, part)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, part


def show(page, part: str) -> None:
    page.evaluate("(part) => { location.hash = `#/${part}`; }", part)
    page.locator("#main .loading").wait_for(state="detached")
    page.wait_for_timeout(300)
