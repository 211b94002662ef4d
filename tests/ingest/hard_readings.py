"""Files that are easily misread, with what must come of them; also material for `tests.ingest.evaluate`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

QUESTIONS = (
    "How did the pantry begin?",
    "Who helped you most in the first year?",
    "What did the council say to that?",
    "And how did people hear of it?",
    "Would you do it again?",
)
ANSWERS = (
    "With a kettle and a table in a cold hall.",
    "The neighbours did, every Friday, with bread and soup.",
    "They gave us a key and asked for nothing.",
    "By word of mouth, mostly, at the school gate.",
    "Tomorrow, if my knees would let me.",
)
TALK = [text for pair in zip(QUESTIONS, ANSWERS, strict=True) for text in pair]
QUOTES = (
    "People came for the warmth and stayed for the soup.",
    "Nobody told us that the bus would stop running.",
    "We had to ask three times before anything happened.",
    "The forms are too long and the type is too small.",
    "It was the first time that anyone had listened.",
    "I would not go back there, not after last winter.",
    "The nurse wrote it down, and then it was lost again.",
    "My son liked the garden more than the hall.",
    "There was a queue from eight in the morning.",
    "They were kind, but they could not help.",
    "I still have the letter that they sent me.",
    "It is better now than it was.",
)
PEOPLE = ("Anna Price", "Tom Reed")


@dataclass(frozen=True)
class HardFile:
    """A file that is easily misread.

    Attributes:
        name: of the file.
        content: what it holds.
        turns: what must be read; None where nothing can be, and the file must be held.
    """

    name: str
    content: str
    turns: tuple[tuple[str, str], ...] | None


def hard_files() -> list[HardFile]:
    """All of them."""
    return [
        *_quotations_by_code(),
        *_two_markings(),
        *_one_party(),
        *_false_captions(),
        *_rows_of_nobody(),
        *_words_before_colons(),
        *_surnames_that_are_words(),
        *_labels_that_stop(),
        *_long_last_answers(),
        *_second_speakers(),
        *_names_then_initials(),
        *_first_turns_of_somebody(),
        *_front_matter(),
    ]


def _quotations_by_code() -> list[HardFile]:
    """Collected quotations, diaries, forms: what stands before each is a code, a theme or a day, and no speaker."""
    kinds: list[tuple[str, str, str]] = [
        ("md", "- {label}: “{text}”", "(M/34/Leeds)|(F/51/Hull)|(M/34/York)|(F/29/Hull)|(F/51/Hull)|(F/33/York)"),
        ("txt", "{label}: {text}", "Parent, rural|Parent, urban|Carer, rural|Parent, rural|GP, North|Nurse, North"),
        ("txt", "[{label}] {text}", "Ward 3|Ward 7|Ward 9|Ward 3|Ward 11|Ward 7|Ward 2|Ward 5"),
        ("md", "**{label}:** {text}", "Comment 1|Comment 2|Comment 3|Comment 4|Comment 5|Comment 6"),
        ("txt", "{label}: {text}", "Monday|Tuesday|Wednesday|Thursday|Friday|Monday|Tuesday|Wednesday"),
        ("txt", "{label}: {text}", "Strengths|Weaknesses|Opportunities|Threats|Strengths|Weaknesses"),
        ("txt", "{label}: {text}", "Warm space|Food bank|Hub|Warm space|Food bank|Referral|Voucher"),
        ("md", "> {text} {label}", "[F, 20s]|[M, 30s]|[F, 40s]|[F, 20s]|[M, 50s]|[M, 30s]|[F, 60s]|[M, 40s]"),
        ("md", "* {label}: “{text}”", "(V d)|(C g)|(V C i)|(C d)|(V d)|(V S d)|(S g)|(C g)|(V i)|(C S d)|(V g)"),
        ("txt", "“{text}” ({label})", "P1, staff|P2, staff|P3, visitor|P1, staff|P4, visitor|P5, trustee"),
        ("txt", "{label}: {text}", "Theme 1|Code 1.1|Code 1.2|Theme 2|Code 2.1|Code 2.2|Theme 3|Code 3.1"),
        ("txt", "{{{label}}} {text}", "V|C|V+C|V|S|S+C|C|V+S"),
    ]
    return [
        HardFile(f"codes-{number:02d}.{ending}", _filled(form, labels.split("|")), None)
        for number, (ending, form, labels) in enumerate(kinds, start=1)
    ]


def _filled(form: str, labels: Sequence[str]) -> str:
    return "\n\n".join(form.format(label=label, text=text) for label, text in zip(labels, QUOTES, strict=False))


def _two_markings() -> list[HardFile]:
    """Two typists or two programs: the first turns are marked in one way, the rest in another."""
    forms = [
        ("txt", "{}: {}", "[{}] {}", 6),
        ("md", "{}: {}", "**{}** {}", 6),
        ("md", "**{}:** {}", "## {}\n\n{}", 6),
        ("txt", "{}: {}", "{}\n{}", 6),
        ("txt", "{}\n{}", "{}: {}", 6),
        ("txt", "{}: {}", "{} – {}", 6),
        ("txt", "{}  0:05\n{}", "{}: {}", 6),
        ("txt", "[00:00:05] {}: {}", "{}: {}", 6),
        ("txt", "{}: {}", "{} (00:12): {}", 6),
        ("txt", "{}:\t{}", "{}: {}", 6),
        ("txt", "{}: {}", "[{}] {}", 8),
        ("md", "**{}** {}", "{}: {}", 4),
    ]
    turns = tuple((PEOPLE[at % 2], text) for at, text in enumerate(TALK))
    made = []
    for number, (ending, first, second, half) in enumerate(forms, start=1):
        content = "\n\n".join((first if at < half else second).format(*turn) for at, turn in enumerate(turns))
        made.append(HardFile(f"markings-{number:02d}.{ending}", content, turns))
    return made


def _one_party() -> list[HardFile]:
    """Only one party has a label; whose the paragraphs without one are, the file does not say."""
    forms = [
        ("txt", "{}: {}", "Interviewer"),
        ("txt", "[{}] {}", "Interviewer"),
        ("md", "**{}:** {}", "Moderator"),
        ("txt", "{}: {}", "MODERATOR"),
        ("txt", "{}: {}", "Anna Price"),
        ("txt", "{} – {}", "Researcher"),
        ("txt", "{}. {}", "Q"),
        ("txt", "{}: {}", "INT"),
        ("md", "## {}\n\n{}", "Interviewer"),
        ("txt", "[00:01] {}: {}", "Interviewer"),
    ]
    made = []
    for number, (ending, form, label) in enumerate(forms, start=1):
        content = "\n\n".join(form.format(label, text) if at % 2 == 0 else text for at, text in enumerate(TALK))
        made.append(HardFile(f"party-{number:02d}.{ending}", content, None))
    for label in ("MODERATOR", "Interviewer"):
        lines = list(TALK)
        for at, text in ((8, f"{label}: Would you read that aloud?"), (4, f"{label}: Please go on.")):
            lines[at:at] = [text, "Yes, of course."]
        made.append(HardFile(f"party-{label}.txt", "\n\n".join(lines), None))
    return made


def _false_captions() -> list[HardFile]:
    """A program heard a colon: `I'm: more worried about the roof`."""
    openers = [
        "I'm", "That's", "It's", "Here's", "What's", "There's", "Let's", "We're", "Don't", "You know", "Plus",
    ]  # fmt: skip
    made = []
    for number, opener in enumerate(openers, start=1):
        said = [
            f"{PEOPLE[0]}: Tell me about the hall?",
            f"{PEOPLE[0]}: and who ran it then?",
            f"{PEOPLE[1]}: It was cold, and the roof let in rain.",
            f"{PEOPLE[1]}: We had a stove by then.",
        ] * 4
        said[11:11] = [f"{opener}: more worried about the roof, you know.", f"{PEOPLE[1]}: And it went out."]
        said[4:4] = [f"{opener}: the first winter, that was.", f"{PEOPLE[1]}: And the second."]
        times = (
            (f"00:{at // 15:02d}:{4 * at % 60:02d}.000", f"00:{at // 15:02d}:{4 * at % 60 + 3:02d}.000")
            for at in range(99)
        )
        cues = [f"{start} --> {end}\n{text}" for (start, end), text in zip(times, said, strict=False)]
        made.append(HardFile(f"caption-{number:02d}.vtt", "WEBVTT\n\n" + "\n\n".join(cues), _of_captions(said)))
    return made


def _of_captions(said: Sequence[str]) -> tuple[tuple[str, str], ...]:
    turns: list[tuple[str, str]] = []
    for line in said:
        who, _, text = line.partition(": ")
        if who not in PEOPLE:
            who, text = turns[-1][0], line
        if turns and turns[-1][0] == who:
            turns[-1] = (who, f"{turns[-1][1]} {text}")
        else:
            turns.append((who, text))
    return tuple(turns)


def _rows_of_nobody() -> list[HardFile]:
    """A row of a table says something of the recording or the page in the column of speakers."""
    labels = "MORE INFO|NOTE|[music]|END|Pause|Transcriber's note|BREAK|Sound|(laughter)|Recording|n/a|LINK"
    turns = tuple((("DB", "KM")[at % 2], text) for at, text in enumerate(TALK)) * 2
    made = []
    for number, label in enumerate(labels.split("|"), start=1):
        rows = [f'0:{at:02d},{who},"{text}"' for at, (who, text) in enumerate(turns)]
        rows.append(f',{label},"See the rest at https://example.org/hall"')
        made.append(HardFile(f"rows-{number:02d}.csv", "\n".join(["time,speaker,text", *rows]), turns))
    return made


def _words_before_colons() -> list[HardFile]:
    """A word that opens a sentence again and again: `Meaning: we had to pay`."""
    words = "Meaning|Translation|Caveat|Verdict|Moral|Namely|Headline|Bottom line|Plan B|Goal|Confession|Rule"
    forms = [("txt", "{}: {}"), ("md", "**{}:** {}"), ("txt", "[00:01] {}: {}"), ("txt", "{}:\t{}")]
    made = []
    for number, word in enumerate(words.split("|"), start=1):
        ending, form = forms[number % 4]
        turns = [(PEOPLE[at % 2], text) for at, text in enumerate(TALK * 2)]
        paragraphs = [form.format(*turn) for turn in turns]
        for at in (17, 9, 1):
            said = f"{word}: we had to pay for it ourselves, all {at} of us."
            paragraphs.insert(at + 1, said)
            turns[at] = (turns[at][0], f"{turns[at][1]} {said}")
        made.append(HardFile(f"words-{number:02d}.{ending}", "\n\n".join(paragraphs), tuple(turns)))
    return made


def _surnames_that_are_words() -> list[HardFile]:
    """The same words may be names: `Brown`, `Hope`, `Wood` speak in a group or answer a question."""
    groups = [
        *("Moderator|Brown|Green|Young", "Smith|Jones|Park", "Facilitator|Field|Hill|Wood|Marsh", "Price|Reed"),
        *("Interviewer|Brown", "Interviewer|Hope", "Mo|Bea", "Moderator|Summer|Rain|River"),
        *("Moderator|Black|White|Gray|Long", "Interviewer|Bishop", "Cook|Baker", "Moderator|Rose|Lily|Violet|Ivy"),
    ]
    made = []
    for number, group in enumerate(groups, start=1):
        names = group.split("|")
        answering = names[1:]
        turns = [(names[at % len(names)], text) for at, text in enumerate(TALK * 2)]
        if len(names) > 2:  # who answers changes from question to question
            turns = []
            for round_, question in enumerate(QUESTIONS * 2):
                turns.append((names[0], question))
                turns += [(answering[(round_ + at) % len(answering)], QUOTES[at]) for at in range(len(answering))]
        if number % 3 == 0:
            said = [(who, part) for who, text in turns for part in _halves(text)]
            cues = "\n\n".join(
                f"00:{at // 60:02d}:{at % 60:02d}.000 --> 00:{at // 60:02d}:{at % 60:02d}.900\n{who}: {part}"
                for at, (who, part) in enumerate(said)
            )
            made.append(HardFile(f"surnames-{number:02d}.vtt", f"WEBVTT\n\n{cues}", tuple(turns)))
        else:
            content = "\n\n".join(f"{who}: {text}" for who, text in turns)
            made.append(HardFile(f"surnames-{number:02d}.txt", content, tuple(turns)))
    return made


def _halves(text: str) -> tuple[str, str]:
    words = text.split()
    return " ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])


def _labels_that_stop() -> list[HardFile]:
    """From somewhere on nobody has a label any more; whose the paragraphs are, the file does not say."""
    forms = [
        *(("txt", "{}: {}"), ("md", "**{}:** {}"), ("txt", "[{}] {}"), ("txt", "[00:01] {}: {}")),
        *(("txt", "{} – {}"), ("txt", "{}:\n{}")),
    ]
    statements = [text.replace("?", ".") for text in QUESTIONS]
    made = []
    for number, (ending, form) in enumerate(forms * 2, start=1):
        asked = QUESTIONS if number <= len(forms) else statements  # who asks may not use question marks
        said = [text for pair in zip(asked, ANSWERS, strict=True) for text in pair] * 2
        labelled = 8 + number % 4
        paragraphs = [form.format(PEOPLE[at % 2], text) for at, text in enumerate(said[:labelled])]
        made.append(HardFile(f"stop-{number:02d}.{ending}", "\n\n".join([*paragraphs, *said[labelled:]]), None))
    return made


def _long_last_answers() -> list[HardFile]:
    """Somebody talks in several paragraphs, the last time as well: the labels have not stopped."""
    forms = [("txt", "{}: {}"), ("md", "**{}:** {}"), ("txt", "[{}] {}"), ("txt", "{}:\n{}")]
    made = []
    for number in range(1, 13):
        ending, form = forms[number % 4]
        paragraphs, turns = [], []
        for at, text in enumerate(TALK):
            more = QUOTES[: 3 + (at + number) % 4] if at % 2 else ()
            paragraphs += [form.format(PEOPLE[at % 2], text), *more]
            turns.append((PEOPLE[at % 2], " ".join((text, *more))))
        made.append(HardFile(f"long-{number:02d}.{ending}", "\n\n".join(paragraphs), tuple(turns)))
    return made


def _second_speakers() -> list[HardFile]:
    """Several speak in one paragraph, which may be wrapped, in the middle of a label as well."""
    forms = [
        *(("txt", "{}: {}"), ("txt", "[{}] {}"), ("txt", "{} (00:01): {}"), ("txt", "[00:01:02] {}: {}")),
        *(("txt", "- {}: {}"), ("txt", "({}) {}")),
    ]
    made = []
    for number, (ending, form) in enumerate(forms * 2, start=1):
        width = 0 if number <= len(forms) else 64
        names = PEOPLE if number % 2 else ("Interviewer", "P03")
        turns = [(names[at % 2], f"{text} {QUOTES[at]}" if at % 2 else text) for at, text in enumerate(TALK)]
        said = [form.format(*turn) for turn in turns]
        paragraphs = [said[0], " ".join(said[1:4]), *said[4:6], " ".join(said[6:8]), *said[8:]]
        content = "\n\n".join("\n".join(wrap(each, width)) if width else each for each in paragraphs)
        made.append(HardFile(f"second-{number:02d}.{ending}", content, tuple(turns)))
    return made


def _names_then_initials() -> list[HardFile]:
    """The first turn of each has the full name, the others have the initials or the surname."""
    pairs = [
        *("Hailey Ocapan|Leroy Ballensky", "Devin Becker|Rae Armantrout", "Quill Ozanne|Zeb Okafor"),
        *("Una Lindqvist|Orla Tan", "Thandiwe Mbeki|Ngozi Eze", "Xanthe Pryce|Yusra Haidar"),
    ]
    made = []
    for number, pair in enumerate(pairs * 2, start=1):
        names = pair.split("|")
        short = [name.split()[1] if number > len(pairs) else "".join(w[0] for w in name.split()) for name in names]
        labels = [*names, *short * 9]
        turns = tuple((label, text) for label, text in zip(labels, TALK * 2, strict=True))
        content = "\n\n".join(f"{who}: {text}" for who, text in turns)
        made.append(HardFile(f"initials-{number:02d}.txt", content, turns))
    return made


def _first_turns_of_somebody() -> list[HardFile]:
    """Whoever opens a short talk speaks once, under a whole name; it is no title."""
    openers = "Ashlee Kupor|Xanthe Pryce (host)|Dr Quill Ozanne|Ngozi Eze-Obi|Zeb Okafor|Thandiwe Mbeki"
    made = []
    for number, opener in enumerate(openers.split("|") * 2, start=1):
        said = [(opener, "Let us begin, then."), *(("Dora Demszky", text) for text in QUOTES[:4])]
        turns = (said[0], ("Dora Demszky", " ".join(QUOTES[:4])))
        if number % 2:
            cues = "\n\n".join(
                f"00:0{at}.000 --> 00:0{at}.900\n{who}: {text}" for at, (who, text) in enumerate(said)
            )
            made.append(HardFile(f"first-{number:02d}.vtt", f"WEBVTT\n\n{cues}", turns))
        else:
            lines = "\n\n".join(f"{who}: {text}" for who, text in said)
            made.append(HardFile(f"first-{number:02d}.txt", lines, turns))
    return made


_ABOUT = (
    "Tom Reed was born in Hull in 1954. At the age of twenty he moved to Leeds, where he cooked in a canteen, "
    "and in 1999 he opened the pantry of which he speaks here. He still keeps its keys, and its kettle.",
    "In this interview, Reed recalls the first winter of the pantry, the neighbours who came with bread and soup, "
    "and what the council did. He also says what he would tell anybody who wants to begin.",
)
_RIGHTS = (
    "This manuscript is made available for research only. All rights in it, including the right to publish, are "
    "reserved to the History Centre. No part of it may be quoted without the written permission of its director.",
    "It is recommended that this oral history be cited as follows:",
    "Tom Reed, an oral history conducted in 2011 by Anna Price, History Centre, Hull.",
)


def _front_matter() -> list[HardFile]:
    """A life, a statement of rights and a sheet of facts above the first question: nobody says any of it."""
    title = "TOM REED: An Interview Conducted by Anna Price, History Centre, 8 July 2011."
    sheets = [
        "INTERVIEWEE: Tom Reed\nINTERVIEWER: Anna Price\nDATE: 8 July 2011\nPLACE: Hull, England",
        "Interviewee: Tom Reed\n\nInterviewer: Anna Price\n\nDate of interview: 8 July 2011\n\nLocation: Hull",
        "Narrator: Tom Reed\nInterviewer: Anna Price\nTranscriber: Jo Finch\nDate: 8 July 2011",
        "Date: 8 July 2011\nParticipant: Tom Reed, cook\nInterviewer: Anna Price",
        "Recording: 12b\nLength: 52 minutes\nInterviewed by: Anna Price\nParticipant: Tom Reed",
        "Interview number: 706\nInterviewer: Anna Price\nRespondent: Tom Reed\nTranscribed by: J. Finch",
    ]
    markings = [
        ("{}: {}", "Anna Price", "Tom Reed"),
        ("{}:\n\n{}", "Anna Price", "Tom Reed"),
        ("{}: {}", "Q", "Tom Reed"),
        ("{}:\n\n{}", "Q", "Reed"),
        ("{}: {}", "Interviewer", "Interviewee"),
        ("{}: {}", "AP", "TR"),
        ("{}: {}", "PRICE", "REED"),
        ("[{}] {}", "Price", "Reed"),
    ]
    told = " ".join(QUOTES)
    found = []
    for number in range(16):
        form, asks, answers = markings[number % len(markings)]
        above = (
            [*_ABOUT, title, *_RIGHTS] if number % 3 == 0 else [*_ABOUT, *_RIGHTS] if number % 3 == 1 else _ABOUT
        )
        if number % 2:
            above = ["## About Tom Reed", *above, "## Interview"]
        turns = [(asks, text) if at % 2 == 0 else (answers, f"{text} {told}") for at, text in enumerate(TALK)]
        text = [*above, sheets[number % len(sheets)], *(form.format(*turn) for turn in turns)]
        ending = "md" if number % 2 else "txt"
        found.append(HardFile(f"front-{number:02d}.{ending}", "\n\n".join(text), tuple(turns)))
    return found
