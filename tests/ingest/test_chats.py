"""Chats of many programs: senders, times, words; what is furniture; what is private."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from pipeline.corpus.records import Kind
from pipeline.corpus.withdrawals import Withdrawals, speaker_mark
from tests.ingest.helpers import check, ingest, read, study


class Chat(NamedTuple):
    """An export, and the messages that must come of it: sender, time of day, words."""

    content: str
    messages: tuple[tuple[str, str, str], ...]
    name: str = "chat.txt"
    private: int = 0


CHATS = {
    "Zoom": Chat(
        "09:14:10 From Nia Rowe to Everyone:\n\tThe bus stops at six.\n"
        "09:15:00 From Omar K (Hinton Trust) to Everyone:\n"
        '\tReplying to "The bus stops at..."\n\t\n\tSame with us.\n'
        "09:15:20 From Nia Rowe to Omar K (Hinton Trust)(Direct Message):\n\tis he always like this\n\tsorry\n"
        '09:16:01 From Nia Rowe to Everyone:\n\tReacted to "Same with us." with ❤️\n'
        "09:16:30 From +44 7700 900123 to Everyone:\n\tI ring people: most never answer.\n",
        (
            ("Nia Rowe", "09:14:10", "The bus stops at six."),
            ("Omar K (Hinton Trust)", "09:15:00", "Same with us."),
            ("+44 7700 900123", "09:16:30", "I ring people: most never answer."),
        ),
        private=1,
    ),
    "Zoom before 2021": Chat(
        "18:01:05\t From  Lena Fox : We lost the key to the hall\n"
        "18:01:40\t From  Raj : again: twice this year\n"
        "18:02:10\t From  Lena Fox  to  Raj (Privately) : shall we stop\n"
        "18:02:40\t From  Lena Fox : Tuesday then\n",
        (
            ("Lena Fox", "18:01:05", "We lost the key to the hall"),
            ("Raj", "18:01:40", "again: twice this year"),
            ("Lena Fox", "18:02:40", "Tuesday then"),
        ),
        private=1,
    ),
    "Zoom, private without a mark": Chat(
        "18:01:05 From Lena Fox to Everyone : One\n18:01:40 From Raj Shah to Lena Fox : keep this to yourself\n"
        "18:02:40 From Raj Shah to Everyone in Meeting : Two words\n",
        (("Lena Fox", "18:01:05", "One"), ("Raj Shah", "18:02:40", "Two words")),
        private=1,
    ),
    "Zoom in German": Chat(
        "10:00:01 Von Ute Lang an Alle:\n\tDer Bus kommt nie.\n10:00:09 Von Ute Lang an Max Ott(Direktnachricht):\n"
        "\tgleich Pause?\n10:01:00 Von Max Ott an Alle:\n\tBei uns auch.\n",
        (("Ute Lang", "10:00:01", "Der Bus kommt nie."), ("Max Ott", "10:01:00", "Bei uns auch.")),
        private=1,
    ),
    "copied from a meeting's window": Chat(
        "from Jo Hart to everyone:    10:42 AM\nWe open at nine.\n"
        "from Pat Lee to Jo Hart (privately):    10:43 AM\n"
        "no we do not\nfrom Pat Lee to everyone:    1:03 PM\nOften later.\n",
        (("Jo Hart", "10:42:00", "We open at nine."), ("Pat Lee", "13:03:00", "Often later.")),
        private=1,
    ),
    "GoTo": Chat(
        "Jo Hart (to Everyone): 10:42 AM: We open at nine.\nPat Lee (to Organizer(s) Only): 10:43 AM: wrong slide\n"
        "Pat Lee (to Everyone): 10:44 AM: Often later.\n",
        (("Jo Hart", "10:42:00", "We open at nine."), ("Pat Lee", "10:44:00", "Often later.")),
        private=1,
    ),
    "WhatsApp on Android": Chat(
        "12/03/2026, 14:00 - Messages and calls are end-to-end encrypted. Only people in this chat can read them.\n"
        '12/03/2026, 14:01 - Gail created group "Hall: the future"\n12/03/2026, 14:01 - Gail added you\n'
        "12/03/2026, 14:02 - Gail: The roof leaks.\n\nAnd nobody: nobody comes.\n"
        "12/03/2026, 14:03 - Sam Ito: <Media omitted>\n12/03/2026, 14:04 - Sam Ito: This message was deleted\n"
        "12/03/2026, 14:05 - Sam Ito: I rang them in May <This message was edited>\n"
        "13/03/2026, 08:10 - +44 7700 900456 joined using this group's invite link\n"
        "13/03/2026, 08:11 - Gail: POLL:\nWhich day?\nOPTION: Monday (3 votes)\nOPTION: Friday (1 vote)\n"
        "13/03/2026, 08:12 - +44 7700 900456: Friday please\n13/03/2026, 08:13 - Sam Ito: 👍🏽\n"
        "13/03/2026, 08:14 - Sam Ito left\n",
        (
            ("Gail", "14:02:00", "The roof leaks. And nobody: nobody comes."),
            ("Sam Ito", "14:05:00", "I rang them in May"),
            ("+44 7700 900456", "08:12:00", "Friday please"),
        ),
    ),
    "WhatsApp on iOS": Chat(
        "[12/03/2026, 14:02:33] Hall group: \u200eMessages and calls are end-to-end encrypted.\n"
        "[12/03/2026, 14:02:40] Gail: The roof leaks.\nStill.\n"
        "\u200e[12/03/2026, 14:03:01] Sam: \u200eimage omitted\n"
        "[12/03/2026, 14:03:30] Sam: \u200eThis message was deleted.\n"
        "[12/03/2026, 14:03:40] Sam: \u200eSam left\n[12/03/2026, 14:04:00] ~ Ivy: I left work at six.\n",
        (("Gail", "14:02:40", "The roof leaks. Still."), ("~ Ivy", "14:04:00", "I left work at six.")),
    ),
    "WhatsApp with a clock of twelve hours": Chat(
        "3/12/26, 2:02\u202fPM - Gail: The roof leaks.\n3/12/26, 12:05\u202fAM - Sam: At night: yes.\n"
        "3/12/26, 12:15\u202fPM - Gail: Noon\n",
        (
            ("Gail", "14:02:00", "The roof leaks."),
            ("Sam", "00:05:00", "At night: yes."),
            ("Gail", "12:15:00", "Noon"),
        ),
    ),
    "WhatsApp in German": Chat(
        "12.03.26, 14:02 - Gerd hat die Gruppe „Dach“ erstellt\n12.03.26, 14:02 - Gerd: Das Dach leckt.\n"
        "12.03.26, 14:03 - Ines: <Medien ausgeschlossen>\n12.03.26, 14:04 - Ines: Diese Nachricht wurde gelöscht\n"
        "12.03.26, 14:05 - Ines: Wann kommt wer?\n",
        (("Gerd", "14:02:00", "Das Dach leckt."), ("Ines", "14:05:00", "Wann kommt wer?")),
    ),
    "Teams, copied": Chat(
        "[12/03/2026 14:02] Bea Moor: The office is shut.\n[12/03/2026 14:03] Cy Dunn (Guest): Since May\n"
        "[12/03/2026 14:03] Bea Moor: yes\n",
        (
            ("Bea Moor", "14:02:00", "The office is shut."),
            ("Cy Dunn (Guest)", "14:03:00", "Since May"),
            ("Bea Moor", "14:03:00", "yes"),
        ),
    ),
    "Teams, time in brackets and the words below": Chat(
        "[2:02 PM] Bea Moor\nThe office is shut.\n[2:03 PM] Cy Dunn\nSince May\n"
        "    Like 1\n[2:05 PM] Bea Moor\nyes\n",
        (
            ("Bea Moor", "14:02:00", "The office is shut."),
            ("Cy Dunn", "14:03:00", "Since May"),
            ("Bea Moor", "14:05:00", "yes"),
        ),
    ),
    "Teams, name and time in blocks": Chat(
        "Bea Moor\n12/03/2026 14:02\nThe office is shut.\n\nCy Dunn\n12/03/2026 14:03\nSince May\nEdited\n",
        (("Bea Moor", "14:02:00", "The office is shut."), ("Cy Dunn", "14:03:00", "Since May")),
    ),
    "Meet, name and time in blocks": Chat(
        "Bea Moor\n10:42 AM\nThe office is shut.\nCy Dunn\n10:43 AM\nSince May\nBea Moor\n10:44 AM\nand June\n",
        (
            ("Bea Moor", "10:42:00", "The office is shut."),
            ("Cy Dunn", "10:43:00", "Since May"),
            ("Bea Moor", "10:44:00", "and June"),
        ),
    ),
    "Slack, copied": Chat(
        "Tuesday, March 12th\nBea Moor  10:42 AM\nThe office is shut.\nAll week: nobody said why.\n:eyes: 2\n"
        "Cy Dunn  10:43 AM\nSince May (edited)\n3 replies\nLast reply today at 11:02 AM\nWednesday, March 13th\n"
        "Polly APP  9:00 AM\nWhich day suits?\nDee  9:01 AM\njoined #hall.\nBea Moor  9:02 AM\n> Since May\nJune\n",
        (
            ("Bea Moor", "10:42:00", "The office is shut. All week: nobody said why."),
            ("Cy Dunn", "10:43:00", "Since May"),
            ("Bea Moor", "09:02:00", "June"),
        ),
    ),
    "Discord": Chat(
        "bea_m — Today at 10:42 AM\nThe office is shut.\ncy — Today at 10:43 AM\nsince may\n"
        "bea_m — 12/03/2026 14:02\nand june\ncy — 12/03/2026 14:03\nsee you tomorrow at 10:15 AM\n",
        (
            ("bea_m", "10:42:00", "The office is shut."),
            ("cy", "10:43:00", "since may"),
            ("bea_m", "14:02:00", "and june"),
            ("cy", "14:03:00", "see you tomorrow at 10:15 AM"),
        ),
    ),
    "Telegram": Chat(
        "Bea Moor, [12.03.2026 14:02]\nThe office is shut.\n\nCy, [12.03.2026 14:03]\nSince May\n\n"
        "Cy, [12.03.2026 14:04]\nor June\n",
        (
            ("Bea Moor", "14:02:00", "The office is shut."),
            ("Cy", "14:03:00", "Since May"),
            ("Cy", "14:04:00", "or June"),
        ),
    ),
}


def clock(seconds: float | None) -> str:
    assert seconds is not None
    whole = round(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


@pytest.mark.parametrize("chat", CHATS.values(), ids=CHATS)
def test_each_message_is_its_senders(tmp_path, chat: Chat):
    path = tmp_path / chat.name
    path.write_text(chat.content, "utf-8")
    result = read(path)
    (source,) = result.present
    check(source)
    found = [(turn.speaker, clock(turn.seconds), " ".join(source.said(turn).split())) for turn in source.turns]
    assert tuple(found) == chat.messages
    assert (result.kind, source.layout) == (Kind.CHAT, "chat")
    told = [problem.finding for problem in result.problems if "direct message" in problem.finding]
    assert [one.split()[0] for one in told] == ([str(chat.private)] if chat.private else [])
    plain = "".join(chat.content.replace("\u200e", "").split())
    assert "".join(source.text.split()) == plain or sorted("".join(source.text.split())) == sorted(plain)


WORDS_THAT_LOOK_LIKE_FURNITURE = (
    "Can you send the invite link again please", "Video call with the surgery is no use to my mum",
    "The meeting started late because of the bus", "Private landlords will not mend it",
    "We joined the club in May", "Changed the meeting to Friday", "Reacted badly to the letter", "3", "Yes",
    "Today", "Liked the hall more than the church", "Poll tax was the last time we all met", "+1", "left",
)  # fmt: skip


@pytest.mark.parametrize("words", WORDS_THAT_LOOK_LIKE_FURNITURE)
def test_words_are_not_taken_for_furniture(tmp_path, words):
    path = tmp_path / "chat.txt"
    path.write_text(f"12/03/2026, 14:02 - Gail: Hello\n12/03/2026, 14:03 - Sam Ito: {words}\n", "utf-8")
    (source,) = read(path).present
    assert [source.said(turn) for turn in source.turns] == ["Hello", words]


NO_WORDS = (
    "image omitted", "IMG-20260312-WA0001.jpg (file attached)", "<attached: 00000012-PHOTO-2026-03-12.jpg>",
    "Missed voice call", "Video call, 12 min", "You deleted this message", "null", "🎉🎉",
    "Liked “The roof leaks.”", 'Removed a 👍 reaction from "The roof leaks."', "joined #general.",
    "has left the channel", "set the channel topic: roofs", "Poll: which day?",
)  # fmt: skip


@pytest.mark.parametrize("words", NO_WORDS)
def test_furniture_is_nobodys_words(tmp_path, words):
    path = tmp_path / "chat.txt"
    path.write_text(f"12/03/2026, 14:02 - Gail: Hello\n12/03/2026, 14:03 - Sam Ito: {words}\n", "utf-8")
    (source,) = read(path).present
    assert [source.said(turn) for turn in source.turns] == ["Hello"]
    assert words in source.text


TRANSCRIPTS = {
    "times from the start": "[00:12] Ann Price: How did it begin?\n[00:20] Tom Reed: With a kettle.\n",
    "a name and a time": "Ann Price  0:12\nHow did it begin?\n\nTom Reed  0:20\nWith a kettle.\n",
    "somebody is spoken to": "Ann (to Tom): How did it begin?\nTom (to Ann): With a kettle.\nAnn (to Tom): When?\n"
    "Tom (to Ann): In May.\n",
    "from and to in speech": "Ann Price: How did you go?\nTom Reed: From Hull to York: all day.\n",
}


@pytest.mark.parametrize("content", TRANSCRIPTS.values(), ids=TRANSCRIPTS)
def test_a_transcript_is_no_chat(tmp_path, content):
    path = tmp_path / "talk.txt"
    path.write_text(content, "utf-8")
    result = read(path)
    assert result.kind == Kind.INTERVIEW
    assert result.present[0].layout != "chat"


def test_a_transcript_with_a_chat_in_it_is_a_transcript(tmp_path):
    talk = "".join(f"Ann Price: And question {n}?\n\nTom Reed: It was number {n}, I think.\n\n" for n in range(6))
    chat = "10:03:02 From Nia Rowe to Everyone:\n\tThe bus stops at six.\n"
    chat += "10:03:09 From Nia to Ann(Privately):\n\tx\n"
    for content in (talk + chat, chat + "\n" + talk, talk + chat + "\n" + talk):
        path = tmp_path / "talk.txt"
        path.write_text(content, "utf-8")
        result = read(path)
        (source,) = result.present
        assert result.kind == Kind.INTERVIEW
        assert {turn.speaker for turn in source.turns} == {"Ann Price", "Tom Reed"}
        assert not any("bus stops" in source.said(turn) for turn in source.turns)
        assert any("2 chat messages inside the transcript" in problem.finding for problem in result.problems)


def test_direct_messages_are_used_only_where_cases_csv_says_so(tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(CHATS["Zoom"].content, "utf-8")
    (source,) = read(path, layout="chat-with-direct-messages").present
    assert [source.said(turn) for turn in source.turns if turn.speaker == "Nia Rowe"][
        1
    ] == "is he always like this\nsorry"
    (source,) = read(path, layout="chat").present
    assert "is he always like this" in source.text
    assert not any("is he always" in source.said(turn) for turn in source.turns)


def test_a_chat_of_nothing_but_direct_messages_says_so(tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(
        "10:03:02 From Nia to Ann(Direct Message):\n\tx\n10:04:02 From Ann to Nia(Direct Message):\n\ty\n"
    )
    result = read(path)
    assert not result.present[0].turns
    assert "no messages to a group" in next(one.finding for one in result.problems if one.level == "problem")


LOOSE = {
    "a clock of the meeting": "00:12:33\tNia Rowe:\tThe bus stops at six.\n00:12:50\tOmar K:\tSame here.\n"
    "00:13:10\tNia Rowe:\tAnd on Sunday it never comes.\n",
    "a clock in brackets": "[14:02] Nia Rowe: The bus stops at six.\n[14:03] Omar K: Same here.\n"
    "[14:05] Nia Rowe: And on Sunday it never comes.\n",
    "names alone": "Nia Rowe: The bus stops at six.\nOmar K: Same here.\nNia Rowe: And on Sunday it never comes.\n",
    "a table": "time,speaker,message\n14:02,Nia Rowe,The bus stops at six.\n14:03,Omar K,Same here.\n"
    "14:04,Omar K,<Media omitted>\n14:05,Nia Rowe,And on Sunday it never comes.\n",
}


@pytest.mark.parametrize("content", LOOSE.values(), ids=LOOSE)
def test_a_file_that_is_called_a_chat_is_read_as_one(tmp_path, content):
    path = tmp_path / ("chat.csv" if content.startswith("time,") else "chat.txt")
    path.write_text(content, "utf-8")
    result = read(path, kind="chat")
    (source,) = result.present
    check(source)
    said = [(turn.speaker, source.said(turn)) for turn in source.turns]
    assert said == [
        ("Nia Rowe", "The bus stops at six."),
        ("Omar K", "Same here."),
        ("Nia Rowe", "And on Sunday it never comes."),
    ]
    assert result.kind == Kind.CHAT


def test_an_interview_that_was_held_as_a_chat_stays_an_interview(tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(CHATS["WhatsApp on iOS"].content, "utf-8")
    result = read(path, kind="interview")
    assert (result.kind, len(result.present[0].turns)) == (Kind.INTERVIEW, 2)


def test_people_of_a_chat_stay_apart_and_pronouns_are_no_office(tmp_path):
    chat = (
        "10:03:02 From Ade Bello (he/him) to Everyone:\n\tOne of us\n"
        "10:03:05 From Kim L to Everyone:\n\tAnother one\n"
        "10:03:09 From Beth Shaw (Facilitator) to Everyone:\n\tWhat got in the way?\n"
        "10:04:00 From Ade Bello to Everyone:\n\tThe forms\n"
    )
    made = ingest(study(tmp_path / "in", chat__txt=chat), tmp_path / "out")
    people = made.tables["participants"].set_index("speaker")
    assert made.tables["turns"]["participant"].nunique() == 3
    assert not set(people["role"]) & {"he/him", "He/him"}
    assert people.loc["Beth Shaw (Facilitator)", "interviewer"]
    assert (made.tables["sources"]["kind"] == "chat").all()


def test_who_withdrew_leaves_no_reaction_and_no_direct_message(tmp_path):
    chat = CHATS["Zoom"].content
    folder = study(tmp_path / "in", chat__txt=chat)
    models = tmp_path / "models"
    models.mkdir()
    withdrawn = Withdrawals().added([speaker_mark("chat.txt", "nia rowe")], salt="salt")
    (models / "withdrawn.csv").write_bytes(withdrawn.written())
    made = ingest(folder, tmp_path / "out", models=models)
    (text,) = made.texts.values()
    assert "is he always" not in text
    assert "Nia" not in text
    assert "Same with us." in text
