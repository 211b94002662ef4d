"""Files that are easily misread, with what must come of them; also material for `tests.ingest.evaluate`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    return [*_quotations_by_code(), *_two_markings(), *_one_party(), *_false_captions(), *_rows_of_nobody()]


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
        "I'm",
        "That's",
        "It's",
        "Here's",
        "What's",
        "There's",
        "Let's",
        "We're",
        "Don't",
        "You know",
        "Plus",
    ]
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
