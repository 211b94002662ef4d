"""Tables as transcripts or as surveys: decided by all that they say."""

from __future__ import annotations

import pytest

from pipeline.documents.table_columns import table_reading

ASKED = ["How did the pantry begin?", "And what came next?", "Who paid for it?", "What would you change?"]
SAID = [
    "We had a kettle and a table in the hall.",
    "The council gave us two rooms for nothing.",
    "The neighbours did, with what they had at home.",
    "I would ask for the money before the winter.",
]
TALK = [text for pair in zip(ASKED, SAID, strict=True) for text in pair]
Grid = list[list[str]]


def spoken(*header: str, who: tuple[str, str] = ("Ana Price", "Tom Reed"), extra: tuple[str, ...] = ()) -> Grid:
    rows = [[who[at % 2], text, *extra] for at, text in enumerate(TALK)]
    return [list(header), *rows] if header else rows


def timed(*header: str, unit: int = 1, who: bool = True) -> Grid:
    rows = [
        [str(at * 6 * unit), str((at * 6 + 5) * unit), *([("A", "B")[at % 2]] if who else []), text]
        for at, text in enumerate(TALK)
    ]
    return [list(header), *rows] if header else rows


TRANSCRIPTS = {
    "usual names": spoken("Speaker", "Text"),
    "no header": spoken(),
    "another language": spoken("Sprecherin", "Beitrag"),
    "an unknown column of words": spoken("Speaker", "verbatim as heard"),
    "an unknown column of speakers": spoken("Initials", "Utterance", who=("AP", "TR")),
    "with codes": spoken("speaker", "text", "theme", "comment", extra=("Money", "see the memo of that week")),
    "with the speakers' organisations": [
        ["name", "organisation", "words"],
        *([row[0], "Kite", row[1]] for row in spoken()),
    ],
    "roles": spoken("role", "text", who=("Interviewer", "Manager")),
    "start, end and speaker": timed("start", "stop", "speaker", "verbatim as heard"),
    "milliseconds": timed("from_ms", "to_ms", "voice", "what they said", unit=1000),
    "a chat": [["Date", "Sender", "Message"], *(["2024-05-01", *row] for row in spoken())],
    "three rows": spoken("Speaker", "Text")[:4],
    "numbered turns": [["#", "who", "utterance"], *([str(at), *row] for at, row in enumerate(spoken()))],
    "numbers as speakers": spoken("Speaker", "Transcript", who=("1", "2")),
}


@pytest.mark.parametrize("grid", TRANSCRIPTS.values(), ids=TRANSCRIPTS)
def test_a_transcript(grid: Grid) -> None:
    reading = table_reading(grid)
    assert reading.is_transcript, reading
    assert reading.columns is not None
    assert reading.columns.speaker >= 0
    first = 1 if reading.columns.header else 0
    assert grid[first][reading.columns.text] == TALK[0]


WITHOUT_NAMES = {
    "Whisper": timed("start", "end", "text", unit=1000, who=False),
    "Whisper without a header": timed(who=False, unit=1000),
    "clock times": [["Time in", "Words"], *([f"00:00:{at:02d}", text] for at, text in enumerate(TALK))],
    "in another language": timed("inizio", "fine", "testo", who=False),
    "captions": [["Timecode", "Caption"], *([f"0:{at:02d}", text] for at, text in enumerate(TALK))],
}


@pytest.mark.parametrize("grid", WITHOUT_NAMES.values(), ids=WITHOUT_NAMES)
def test_a_transcript_that_names_nobody(grid: Grid) -> None:
    reading = table_reading(grid)
    assert reading.is_transcript, reading
    assert reading.columns is not None
    assert reading.columns.speaker < 0


SIDES = [("Question", "Answer"), ("Q", "A"), ("Interviewer", "Respondent"), ("interviewer", "participant")]


@pytest.mark.parametrize("header", SIDES)
def test_questions_and_answers_in_columns_are_a_conversation(header: tuple[str, str]) -> None:
    reading = table_reading([list(header), *map(list, zip(ASKED, SAID, strict=True))])
    assert reading.is_transcript
    assert reading.columns is not None
    assert (reading.columns.asked, reading.columns.text) == (0, 1)


TYPES = ["Charity", "Council", "Charity", "Council"]


def answers(*header: str, columns: tuple[list[str], ...]) -> Grid:
    return [list(header), *map(list, zip(*columns, strict=True))]


IDS = ["1", "2", "3", "4"]
DATES = [f"2024/05/0{at} 10:00:00" for at in range(1, 5)]
PEOPLE = ["Ana Price", "Tom Reed", "Jo Bell", "Kim Lee"]
MAILS = [f"{name}@example.org" for name in ("ana", "tom", "jo", "kim")]
SURVEYS = {
    "categories that alternate": answers(
        "Timestamp", "What are you?", "What helped?", columns=(DATES, TYPES, SAID)
    ),
    "without times": answers("Type of organisation", "What helped you to work together?", columns=(TYPES, SAID)),
    "short names": answers("Sector", "Comments", columns=(TYPES, SAID)),
    "name and comment": answers("Name", "Role", "Comment", columns=(PEOPLE, TYPES, SAID)),
    "respondent and role": answers("Respondent ID", "Role", "Feedback", columns=(IDS, TYPES, SAID)),
    "e-mail": answers("E-mail", "Group", "View of the work", columns=(MAILS, TYPES, SAID)),
    "forms": answers(
        "ID",
        "Start time",
        "Completion time",
        "Email",
        "Name",
        "Tell us more",
        columns=(IDS, DATES, DATES, MAILS, PEOPLE, SAID),
    ),
    "several questions": answers("Area", "What helped?", "What got in the way?", columns=(TYPES, SAID, SAID[::-1])),
    "Qualtrics": [
        ["StartDate", "Q1", "Q2"],
        ["Start Date", "Role", "What helped?"],
        ['{"ImportId":"startDate"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2"}'],
        *map(list, zip(DATES, TYPES, SAID, strict=True)),
    ],
    "SurveyMonkey": [
        ["Respondent ID", "Role", "Your view"],
        ["", "Response", "Open-Ended Response"],
        *map(list, zip(IDS, TYPES, SAID, strict=True)),
    ],
    "ratings": answers("Satisfaction", "Region", "Free text", columns=(IDS, TYPES, SAID)),
    "role and question": answers("Role", "What would you change?", columns=(TYPES, SAID)),
    "participant once": answers("Participant", "Response", columns=(PEOPLE, SAID)),
}


@pytest.mark.parametrize("rows", [3, 4, 2000])
@pytest.mark.parametrize("name", SURVEYS)
def test_a_survey(name: str, rows: int) -> None:
    grid = SURVEYS[name]
    top = {"Qualtrics": 3, "SurveyMonkey": 2}.get(name, 1)
    body = grid[top : top + rows]
    for at in range(rows - len(body)):
        body.append(
            [
                f"{at}{cell}" if len(set(column)) > 2 else cell
                for cell, column in zip(grid[top + at % 4], zip(*grid[top:], strict=True), strict=True)
            ]
        )
    reading = table_reading([*grid[:top], *body])
    assert not reading.is_transcript, reading
    assert not reading.is_doubtful, reading


@pytest.mark.parametrize(
    "grid",
    [
        answers("Role", "Comment", columns=(TYPES, SAID)),
        answers("role", "statement", columns=(["Parent", "Teacher", "Parent", "Parent"], SAID)),
    ],
)
def test_a_table_that_could_be_either_is_doubtful(grid: Grid) -> None:
    assert table_reading(grid).is_doubtful, table_reading(grid)


@pytest.mark.parametrize(
    "names",
    ["Student Utterance", "Pupil Utterance", "Child Words", "Patient Text", "Teacher Speech", "Nurse Words"],
)
@pytest.mark.parametrize("who", [("Ana Price", "Tom Reed"), ("מ", "ג"), ("张", "王"), ("ผู้ถาม", "ผู้ตอบ")])
@pytest.mark.parametrize("translated", [True, False])
def test_whoever_speaks_may_have_another_name_and_script(
    names: str, who: tuple[str, str], translated: bool
) -> None:
    person, said = names.split()
    extra = ("Translation",) if translated else ()
    rows = [[who[at % 2], text, *([f"= {text}"] if translated else [])] for at, text in enumerate(TALK)]
    for header in ([[person, said, *extra]], []):
        if translated and not header:
            continue  # which column is what was said, and which its translation, nothing tells
        reading = table_reading([*header, *rows])
        assert reading.is_transcript, reading
        assert reading.columns is not None
        assert (reading.columns.speaker, reading.columns.text) == (0, 1), reading


def test_a_table_of_figures_is_no_transcript() -> None:
    grid = [
        ["Student", "Narrative", "Scientific"],
        ["ב", "19.85", "9.56"],
        ["ג", "25.44", "6.14"],
        ["ב", "1.5", "2.5"],
    ]
    assert not table_reading(grid).is_transcript
