"""Slack's export in JSON: senders, replies, what is the program's, and text as it was read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.corpus.records import Kind
from pipeline.corpus.spans import folded
from pipeline.documents.chat_json import messages_in
from tests.ingest.helpers import check, ingest, read

_NORA, _GUS = {"real_name": "Nora Finch"}, {"real_name": "", "display_name": "gus h"}


def message(user: str, text: str, at: int, **more: Any) -> dict[str, Any]:
    profiles = {"U1": _NORA, "U2": _GUS}
    return {
        "type": "message",
        "user": user,
        "text": text,
        "ts": f"{1_700_000_000 + at}.000200",
        **({"user_profile": profiles[user]} if user in profiles else {}),
        **more,
    }


_FIRST = message("U1", "The hall is shut.", 1)
_LAST = message("U2", "One number to ring", 2)
CHATS: dict[str, tuple[list[dict[str, Any]], list[tuple[str, str]]]] = {
    "two messages": ([_FIRST, _LAST], [("Nora Finch", "The hall is shut."), ("gus h", "One number to ring")]),
    "out of order": ([_LAST, _FIRST], [("Nora Finch", "The hall is shut."), ("gus h", "One number to ring")]),
    "a reply stands under what it answers": (
        [_FIRST, _LAST, message("U2", "Since May", 9, thread_ts=_FIRST["ts"])],
        [("Nora Finch", "The hall is shut."), ("gus h", "Since May"), ("gus h", "One number to ring")],
    ),
    "joins and topics": (
        [
            message("U2", "<@U2> has joined the channel", 0, subtype="channel_join"),
            _FIRST,
            message("U1", "<@U1> set the channel topic: halls", 3, subtype="channel_topic"),
            _LAST,
        ],
        [("Nora Finch", "The hall is shut."), ("gus h", "One number to ring")],
    ),
    "a poll by a bot": (
        [_FIRST, message("B1", "Which day? 1 Monday 2 Friday", 3, subtype="bot_message", bot_id="B1"), _LAST],
        [("Nora Finch", "The hall is shut."), ("gus h", "One number to ring")],
    ),
    "reactions": (
        [
            {**_FIRST, "reactions": [{"name": "heart", "users": ["U2"], "count": 1}]},
            message("U2", ":heart:", 5),
            _LAST,
        ],
        [("Nora Finch", "The hall is shut."), ("gus h", "One number to ring")],
    ),
    "mentions, links and signs": (
        [
            _FIRST,
            message("U2", "<@U1> see <https://example.org/a|the list> &amp; <#C9|halls> &lt;now&gt; <!here>", 4),
        ],
        [("Nora Finch", "The hall is shut."), ("gus h", "@Nora Finch see the list & #halls <now> @here")],
    ),
    "several lines": (
        [_FIRST, message("U2", "One\n\nTwo", 4)],
        [("Nora Finch", "The hall is shut."), ("gus h", "One Two")],
    ),
    "a sender without a profile": (
        [_FIRST, message("U7", "Who knows", 4)],
        [("Nora Finch", "The hall is shut."), ("U7", "Who knows")],
    ),
    "a file with words": (
        [_FIRST, message("U2", "the flyer we made", 4, subtype="file_share", files=[{"name": "a.pdf"}])],
        [("Nora Finch", "The hall is shut."), ("gus h", "the flyer we made")],
    ),
    "a file without words": (
        [_FIRST, message("U2", "", 4, subtype="file_share")],
        [("Nora Finch", "The hall is shut.")],
    ),
    "a deleted message": (
        [_FIRST, message("U2", "This message was deleted.", 4, subtype="tombstone"), _LAST],
        [("Nora Finch", "The hall is shut."), ("gus h", "One number to ring")],
    ),
}


@pytest.mark.parametrize("wrapped", [False, True], ids=["list", "channel"])
@pytest.mark.parametrize("chat", CHATS.values(), ids=CHATS)
def test_messages(tmp_path, chat, wrapped: bool) -> None:
    given, wanted = chat
    path = tmp_path / "2023-11-14.json"
    path.write_text(json.dumps({"channel": "halls", "messages": given} if wrapped else given), "utf-8")
    result = read(path)
    assert result.kind == Kind.CHAT
    [source] = result.sources
    check(source)
    assert [(turn.speaker, folded(source.text[turn.start : turn.end])) for turn in source.turns] == wanted
    assert source.turns[0].seconds == 80_001.0  # 22:13:21


@pytest.mark.parametrize(
    "written",
    [
        [],
        {},
        "text",
        [{"text": "a", "start": 1.0}],
        [{"ts": "soon", "text": "a"}],
        [{"ts": "1.0"}],
        {"messages": 3},
    ],
)
def test_other_json_is_no_chat(written: object) -> None:
    assert messages_in(written) == []


DIRECT: dict[str, Any] = {
    "the kind of the channel": [{**_FIRST, "channel_type": "im"}, _LAST],
    "a talk of several": [{**_FIRST, "channel_type": "mpim"}, _LAST],
    "the id of the channel": [{**_FIRST, "channel": "D024BE91L"}, _LAST],
    "a channel with its kind": [{**_FIRST, "channel": {"id": "D024BE91L", "is_im": True}}, _LAST],
    "another id": [{**_FIRST, "channel_id": "D024BE91L7Z"}, _LAST],
}


@pytest.mark.parametrize("messages", DIRECT.values(), ids=DIRECT)
def test_direct_messages_are_left_out_unless_cases_csv_says_otherwise(tmp_path, messages) -> None:
    path = tmp_path / "chat.json"
    path.write_text(json.dumps(messages))
    result = read(path)
    (source,) = result.present
    check(source)
    assert [source.said(turn) for turn in source.turns] == ["One number to ring"]
    assert any("1 direct message of the chat left out" in problem.finding for problem in result.problems)
    (source,) = read(path, layout="chat-with-direct-messages").present
    assert [(turn.speaker, source.said(turn)) for turn in source.turns] == [
        ("Nora Finch", "The hall is shut."), ("gus h", "One number to ring"),
    ]  # fmt: skip


@pytest.mark.parametrize("channel", ["C024BE91L", "general", "Dogs", "DIGITAL TEAM", "G024BE91L"])
def test_messages_of_a_channel_are_kept(tmp_path, channel: str) -> None:
    path = tmp_path / "chat.json"
    path.write_text(json.dumps([{**_FIRST, "channel": channel}, _LAST]))
    assert len(read(path).present[0].turns) == 2


@pytest.mark.parametrize("folder", ["D024BE91L", "mpdm-nora--gus--ida-1"])
def test_a_folder_of_direct_messages(tmp_path, folder: str) -> None:
    study = tmp_path / "in"
    for name in (folder, "general"):
        (study / name).mkdir(parents=True)
        (study / name / "2026-03-04.json").write_text(json.dumps([_FIRST, _LAST]))
    made = ingest(study, tmp_path / "out")
    sources = made.tables["sources"].set_index("source")["file"]
    assert {sources[source] for source in made.tables["turns"]["source"]} == {"general/2026-03-04.json"}


def test_an_export_that_is_of_one_direct_talk(tmp_path) -> None:
    path = tmp_path / "chat.json"
    path.write_text(json.dumps({"ok": True, "channel": "D024BE91L", "messages": [_FIRST, _LAST]}))
    result = read(path)
    assert not any(source.turns for source in result.present)
    assert any("no messages to a group" in problem.finding for problem in result.problems)
