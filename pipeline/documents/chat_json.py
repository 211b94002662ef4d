"""Slack's export: a JSON list of messages, with replies listed under the message they answer."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Line
from pipeline.documents.text import cleaned

Record = Mapping[str, object]

# Message types that hold the sender's words; every other type comes from the program or a bot.
_WORDS = frozenset({"", "me_message", "thread_broadcast", "file_share", "file_comment", "reply_broadcast"})
_MENTION = re.compile(r"<@(?P<id>\w+)(?:\|(?P<name>[^<>]*))?>")
_CHANNEL = re.compile(r"<[#!](?P<id>[^<>|]*)(?:\|(?P<name>[^<>]*))?>")
_LINK = re.compile(r"<(?P<address>(?:https?|mailto|tel):[^<>|]*)(?:\|(?P<name>[^<>]*))?>")
_DIRECT = " (direct message)"  # as other programs mark it
_DAY = 86_400  # seconds


def messages_in(written: object) -> list[Record]:
    """The messages of an export; empty if this is not a Slack export."""
    if isinstance(written, dict):
        written = written.get("messages")
    if not isinstance(written, list):
        return []
    found: list[Record] = [each for each in written if isinstance(each, dict) and _is_message(each)]
    return found if 2 * len(found) > len(written) else []


def is_direct(record: object) -> bool:
    """Whether a message, or a whole export, belongs to a direct or group conversation rather than a channel."""
    if not isinstance(record, dict):
        return False
    channel = record.get("channel")
    if isinstance(channel, dict):
        return is_direct(channel)
    told = any(record.get(name) is True for name in ("is_im", "is_mpim"))
    ids = [name for name in (channel, record.get("channel_id"), record.get("id")) if isinstance(name, str)]
    return told or record.get("channel_type") in ("im", "mpim") or any(map(is_direct_folder, ids))


def is_direct_folder(name: str) -> bool:
    """Whether an export uses a folder or id of this name for direct messages."""
    return re.fullmatch(r"D[A-Z0-9]{7,12}|mpdm-.+--.+", name) is not None


def as_direct(line: Line) -> Line:
    """A message's line, marked as a direct message."""
    is_marked = not line.voice or line.voice.endswith(_DIRECT)
    return line if is_marked else replace(line, voice=f"{line.voice}{_DIRECT}")


def chat_lines(messages: Sequence[Record], *, direct: bool = False) -> Iterator[Line]:
    """The lines of all messages, replies after the message they answer; the first line of each names its sender.

    Args:
        messages: the messages of the export.
        direct: whether all of them are direct messages.
    """
    names = {str(one.get("user")): name for one in messages if (name := _profile_name(one))}
    number = 0
    for one in sorted(
        messages, key=lambda one: (_second(one, "thread_ts") or _second(one, "ts"), _second(one, "ts"))
    ):
        sender = cleaned(_sender(one, names)).strip()
        texts = [" ".join(line.split()) for line in cleaned(_plain(str(one.get("text")), names)).splitlines()]
        texts = list(filter(None, texts))
        is_own = str(one.get("subtype") or "") in _WORDS and not one.get("bot_id") and not one.get("hidden")
        clock = _second(one, "ts") % _DAY
        for at, text in enumerate(texts):
            number += 1
            if not is_own:
                yield Line(text=text, number=number, mark=SegmentKind.FURNITURE)
            elif at:
                yield Line(text=text, number=number)
            else:
                line = Line(text=text, number=number, voice=sender, time=_clock(clock), seconds=float(int(clock)))
                yield as_direct(line) if direct or is_direct(one) else line


def _is_message(one: Record) -> bool:
    stamp, text = one.get("ts"), one.get("text")
    return (
        isinstance(stamp, str)
        and re.fullmatch(r"\d{1,12}(?:\.\d{1,9})?", stamp) is not None
        and isinstance(text, str)
    )


def _second(one: Record, name: str) -> float:
    stamp = str(one.get(name) or "")
    return float(stamp) if re.fullmatch(r"\d{1,12}(?:\.\d{1,9})?", stamp) else 0.0


def _profile_name(one: Record) -> str:
    profile = one.get("user_profile")
    if not isinstance(profile, dict):
        return ""
    named = (profile.get(name) for name in ("real_name", "display_name", "name"))
    return next((name for name in named if isinstance(name, str) and name.strip()), "")


def _sender(one: Record, names: Mapping[str, str]) -> str:
    own = names.get(str(one.get("user"))) or one.get("username") or one.get("user")
    return str(own or "Unknown")


def _plain(text: str, names: Mapping[str, str]) -> str:
    """The words as the program displayed them."""

    def mentioned(match: re.Match[str]) -> str:
        return f"@{match['name'] or names.get(match['id'], match['id'])}"

    text = _MENTION.sub(mentioned, text)
    text = _CHANNEL.sub(lambda match: f"#{match['name']}" if match["name"] else f"@{match['id']}", text)
    text = _LINK.sub(lambda match: match["name"] or match["address"], text)
    return html.unescape(text)


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
