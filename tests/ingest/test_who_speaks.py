"""Who speaks: labels of every form, and words before a colon that are no label."""

from __future__ import annotations

import pytest

from pipeline.documents.document import Line
from pipeline.ingest import grammar
from pipeline.ingest.assembly import Assembly
from tests.ingest.helpers import ingest, read_text, study, turns_of

ASKED = ("How did it begin?", "And what came after that?", "Who helped you most?", "What went wrong?")
SAID = (
    "We had a kettle and a table in the hall.",
    "The council gave us two rooms for nothing.",
    "The neighbours did, every Friday.",
    "The roof leaked on the flour.",
)


def conversation(asks: str, answers: str, form: str = "{who}: {said}\n\n") -> str:
    """An interview of eight turns."""
    return "".join(
        form.format(who=who, said=said)
        for question, answer in zip(ASKED, SAID, strict=True)
        for who, said in ((asks, question), (answers, answer))
    )


def captions(asks: str, answers: str) -> str:
    """The same as WebVTT."""
    spoken = conversation(asks, answers).strip().split("\n\n")
    cues = [f"00:00:{10 + at}.000 --> 00:00:{11 + at}.000\n{each}\n" for at, each in enumerate(spoken)]
    return "WEBVTT\n\n" + "\n".join(cues)


@pytest.mark.parametrize(
    "aside",
    [
        "Monday: we open at nine.",
        "Monday: We open at nine.",
        "Universal Credit: that is what broke them.",
        "Universal Credit: That is what broke them.",
        "Housing Benefit: It never came in time.",
        "Okay: then we begin again.",
        "The point is this: nobody came.",
        "My point is: nobody came.",
        "Mum: you can't go on like this.",
        "Dad: Never mind.",
        "December: The boiler failed.",
        "Step One: Ask the neighbours.",
        "Food Bank: Two rooms and a freezer.",
        "Money: There was none.",
        "Result: Nobody came.",
    ],
)
@pytest.mark.parametrize("asks", ["Interviewer", "Ana Price"])
def test_words_before_a_colon_are_speech(aside, asks, tmp_path):
    content = conversation(asks, "Sarah Jones").replace(SAID[1], f"{SAID[1]}\n\n{aside}")
    source = read_text(tmp_path, "a.txt", content)
    assert {speaker for speaker, _ in turns_of(source)} == {asks, "Sarah Jones"}
    assert turns_of(source)[3] == ("Sarah Jones", f"{SAID[1]} {aside}")


@pytest.mark.parametrize("who", ["Receptionist", "Tom Reed", "Tom", "P07", "Dr Okoro", "Xeq Blorn", "Zephyrine"])
def test_who_speaks_once_is_a_speaker_where_the_conversation_needs_one(who, tmp_path):
    content = conversation("Interviewer", "Sarah Jones").replace(
        f"Sarah Jones: {SAID[2]}", f"{who}: She is on the telephone.\n\nInterviewer: We can wait."
    )
    assert (who, "She is on the telephone.") in turns_of(read_text(tmp_path, "a.txt", content))


UNUSUAL = [
    *("sarah jones", "sarah", "sarah jones (hull cvs)", "Sarah Jones | Hull CVS", "ana | host", "s.jones"),
    *("محمد علي", "Анна Петрова", "анна", "王小明", "קרן לוי", "+44 7700 900123", "07700 900123", "iPhone von Ute"),
]


@pytest.mark.parametrize("who", UNUSUAL)
@pytest.mark.parametrize("make", [conversation, captions])
def test_labels_of_any_form_that_recur(who, make, tmp_path):
    name = "a.vtt" if make is captions else "a.txt"
    source = read_text(tmp_path, name, make("Ana Price", who))
    assert turns_of(source) == [
        turn for pair in zip(ASKED, SAID, strict=True) for turn in (("Ana Price", pair[0]), (who, pair[1]))
    ]


def test_both_labels_in_lower_case(tmp_path):
    source = read_text(tmp_path, "a.txt", conversation("ana price", "tom reed"))
    assert [speaker for speaker, _ in turns_of(source)] == ["ana price", "tom reed"] * 4


@pytest.mark.parametrize("phrase", ["my point is", "and i said", "so to sum up", "in other words", "the thing"])
def test_a_phrase_that_recurs_is_speech(phrase, tmp_path):
    content = conversation("Ana Price", "Sarah Jones")
    for said in SAID:
        content = content.replace(said, f"{said}\n\n{phrase}: nobody came.")
    assert {speaker for speaker, _ in turns_of(read_text(tmp_path, "a.txt", content))} == {
        "Ana Price",
        "Sarah Jones",
    }


@pytest.mark.parametrize("who", ["sarah jones", "the lady in red", "+44 7700 900123", "محمد علي"])
def test_a_label_in_participants_csv_is_one(who, tmp_path):
    content = conversation("Ana Price", "Tom Reed").replace(SAID[2], f"{SAID[2]}\n\n{who}: I came on foot.")
    table = f"case,speaker\na,{who}\na,Ana Price\na,Tom Reed\n"
    made = ingest(study(tmp_path / "in", a__txt=content, participants__csv=table), tmp_path / "out")
    assert who in set(made.tables["turns"]["speaker"])


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("Sarah Jones?", "Sarah Jones"),
        ("Sarah Jones ?", "Sarah Jones"),
        ("Sarah Jones (?)", "Sarah Jones"),
        ("Sarah?", "Sarah"),
        ("Interviewer?", "Interviewer"),
        ("?Sarah Jones", "Sarah Jones"),
        ("(?) Sarah Jones", "Sarah Jones"),
        ("Speaker ?", "Unknown speaker"),
        ("Unknown Speaker?", "Unknown speaker"),
        ("??", "Unknown speaker"),
        ("P2?", "P2"),
        ("SJ??", "SJ"),
    ],
)
def test_a_question_mark_after_a_label(written, who, tmp_path):
    content = conversation("Ana Price", "Sarah Jones").replace(f"Sarah Jones: {SAID[1]}", f"{written}: {SAID[1]}")
    made = ingest(study(tmp_path / "in", a__txt=content), tmp_path / "out")
    turns = made.tables["turns"]
    assert turns["speaker"][3] == who
    assert made.texts["a"][turns["start"][3] : turns["end"][3]] == SAID[1]
    assert any("not sure who speaks" in each.finding for each in made.findings)


@pytest.mark.parametrize(
    ("often", "once"),
    [
        *(("Martin", "Martina"), ("Daniel", "Daniela"), ("Joseph", "Josephine"), ("Mario", "Maria")),
        *(("Christine", "Christina"), ("Gabriel", "Gabriele"), ("Paulina", "Paulino"), ("Julian", "Juliana")),
        *(("Daniel Price", "Daniela Price"), ("Simone", "Simona"), ("Brian", "Briana"), ("Andrea", "Andreas")),
        *(("Carlos", "Carla"), ("Jo", "Joe")),
    ],
)
@pytest.mark.parametrize("times", [1, 2])
def test_near_names_are_two_people(often, once, times, tmp_path):
    said = [f"Moderator: What is it like?\n\n{often}: It is good number {at}.\n\n" for at in range(8)]
    said[3:3] = [f"Moderator: And you?\n\n{once}: It was bad.\n\n"] * times
    made = ingest(study(tmp_path / "in", a__txt="".join(said)), tmp_path / "out")
    assert sorted(made.tables["participants"]["speaker"]) == sorted(["Moderator", often, once])


@pytest.mark.parametrize(("often", "once"), [("Adeyemi", "Adeyemy"), ("Sarah Jones", "Sarah Jonse")])
def test_a_misspelt_label_is_the_same_person(often, once, tmp_path):
    said = [f"Moderator: What is it like?\n\n{often}: It is good number {at}.\n\n" for at in range(8)]
    said[3:3] = [f"Moderator: And you?\n\n{once}: It was bad.\n\n"]
    made = ingest(study(tmp_path / "in", a__txt="".join(said)), tmp_path / "out")
    assert sorted(made.tables["participants"]["speaker"]) == sorted(["Moderator", often])


MACHINE = [
    *(("SPEAKER_00", "SPEAKER_01"), ("Speaker 1", "Speaker 2"), ("S0", "S1"), ("S00", "S01"), ("spk_0", "spk_1")),
    *(("Speaker A", "Speaker B"), ("speaker 0", "speaker 1"), ("SPK1", "SPK2"), ("Speaker_1", "Speaker_2")),
    *(("Unknown Speaker 1", "Unknown Speaker 2"), ("Speaker #1", "Speaker #2"), ("Speaker-1", "Speaker-2")),
]


@pytest.mark.parametrize(("one", "two"), MACHINE)
def test_labels_of_a_program_belong_to_one_file(one, two, tmp_path):
    cases = "file,case\na.txt,hall\nb.txt,hall\n"
    files = {"a__txt": conversation(one, two), "b__txt": conversation(two, one), "cases__csv": cases}
    made = ingest(study(tmp_path / "in", **files), tmp_path / "out")
    turns = made.tables["turns"]
    assert list(turns["role"]) == ["interviewer", "participant"] * 8
    assert turns["participant"].nunique() == 4
    again = ingest(tmp_path / "in", tmp_path / "out")
    assert list(again.tables["turns"]["participant"]) == list(turns["participant"])


NUMBERED = [
    *(("Q{}", "A{}"), ("q{}", "a{}"), ("Q.{}", "A.{}"), ("Question {}", "Answer {}"), ("Q {}", "A {}")),
    *(
        ("I{}", "R{}"),
        ("Q#{}", "A#{}"),
        ("Q-{}", "A-{}"),
        ("QUESTION {}", "ANSWER {}"),
        ("Question {}", "Response {}"),
    ),
]


@pytest.mark.parametrize(("asks", "answers"), NUMBERED)
def test_numbered_questions_are_one_speaker(asks, answers, tmp_path):
    pairs = zip(ASKED, SAID, strict=True)
    content = "".join(
        f"{asks.format(at)}: {question}\n{answers.format(at)}: {answer}\n\n"
        for at, (question, answer) in enumerate(pairs, start=1)
    )
    made = ingest(study(tmp_path / "in", a__txt=content), tmp_path / "out")
    assert list(made.tables["turns"]["role"]) == ["interviewer", "participant"] * 4
    assert made.tables["turns"]["participant"].nunique() == 2


@pytest.mark.parametrize("labels", [("P1", "P2", "P3"), ("Speaker 1", "Speaker 2", "Speaker 3"), ("R1", "R2")])
def test_numbered_participants_are_several(labels, tmp_path):
    said = [f"Moderator: What is it like?\n\n{labels[at % len(labels)]}: It is good.\n\n" for at in range(9)]
    assert {who for who, _ in turns_of(read_text(tmp_path, "a.txt", "".join(said)))} == {"Moderator", *labels}


@pytest.mark.parametrize(
    ("asks", "answers"),
    [("ANA", "TOM"), ("Ana Price", "Tom Reed"), ("Interviewer", "P03"), ("SPEAKER_00", "SPEAKER_01"), ("Q", "A")],
)
@pytest.mark.parametrize("joint", ["\n", " ", "\n- "])
@pytest.mark.parametrize("ending", ["srt", "vtt"])
def test_two_speakers_in_a_cue(asks, answers, joint, ending, tmp_path):
    cues = [
        f"{at}\n00:00:1{at},000 --> 00:00:1{at},900\n{asks}: {question}{joint}{answers}: {answer}\n"
        for at, (question, answer) in enumerate(zip(ASKED, SAID, strict=True), start=1)
    ]
    content = "\n".join(cues) if ending == "srt" else "WEBVTT\n\n" + "\n".join(cues).replace(",", ".", 1)
    content = content.replace(",000", ".000").replace(",900", ".900") if ending == "vtt" else content
    source = read_text(tmp_path, f"a.{ending}", content)
    assert [who for who, _ in turns_of(source)] == [asks, answers] * 4


def _read_cues(cues):
    """The turns of captions given as (identifier, voice, words)."""
    lines = [
        Line(
            text=said,
            number=at,
            time=f"00:00:{at:02d}",
            seconds=at,
            cue=True,
            joint=" ",
            cue_id=cue_id,
            voice=voice,
        )
        for at, (cue_id, voice, said) in enumerate(cues, start=1)
    ]
    assembly = Assembly()
    assembly.add(grammar.read(lines).blocks)
    return [(turn.speaker, assembly.text[turn.start : turn.end]) for turn in assembly.turns]


SPOKEN = [each for pair in zip(ASKED, SAID, strict=True) for each in pair]


@pytest.mark.parametrize(
    "form", ["{who}", "{who}-{at}", "{who}/{at}", "{who}_{at}", "{who}:{at}", "{who} #{at}", "{who} - {at}"]
)
@pytest.mark.parametrize(
    "labels", [("Speaker 1", "Speaker 2"), ("Ana Price", "Tom Reed"), ("SPEAKER_00", "SPEAKER_01")]
)
def test_the_speaker_in_the_identifier_of_a_cue(form, labels):
    cues = [(form.format(who=labels[at % 2], at=at // 2), None, said) for at, said in enumerate(SPOKEN)]
    assert _read_cues(cues) == [(labels[at % 2], said) for at, said in enumerate(SPOKEN)]


@pytest.mark.parametrize(
    "form", ["{at}", "cue-{at}", "8f3a1c52-99ab-4c1e-8e55-0d6a7c1b2f3{at}/12-0", "1-{at}", "id {at}"]
)
def test_an_identifier_that_numbers_cues_is_no_speaker(form):
    turns = _read_cues([(form.format(at=at), None, said) for at, said in enumerate(SPOKEN)])
    assert {who for who, _ in turns} <= {"Question", "Answer"}


@pytest.mark.parametrize("voice", ["-", "—", "–", "*", ">>", "...", "- -"])
def test_a_voice_without_a_name_is_nobody(voice):
    cues = []
    for said in SPOKEN:
        first, _, rest = said.partition(" ")
        cues += [("", voice, first), ("", None, rest)]
    assert _read_cues(cues) == [(("Question", "Answer")[at % 2], said) for at, said in enumerate(SPOKEN)]


@pytest.mark.parametrize("silent", range(1, 7))
def test_a_cue_without_a_voice_has_an_unknown_speaker(silent):
    voices = ["Ana Price", "Tom Reed"] * 4
    voices[silent] = None
    turns = _read_cues([("", voice, said) for voice, said in zip(voices, SPOKEN, strict=True)])
    assert turns == [(voice or "Unknown speaker", said) for voice, said in zip(voices, SPOKEN, strict=True)]


def test_a_cue_that_goes_on_with_a_sentence_is_the_same_speakers():
    cues = [("", "Ana Price", "How did"), ("", None, "it begin?"), ("", "Tom Reed", "With a kettle.")]
    assert _read_cues(cues)[0] == ("Ana Price", "How did it begin?")


@pytest.mark.parametrize("joint", ["", " ", ": ", " - ", ". "])
@pytest.mark.parametrize("answers", ["Tom Reed", "Participant", "P03"])
def test_a_heading_that_holds_speech(joint, answers, tmp_path):
    content = conversation("Interviewer", answers, "### {who}\n\n{said}\n\n")
    content = content.replace(f"### {answers}\n\n{SAID[1]}", f"### {answers}{joint}{SAID[1]}")
    source = read_text(tmp_path, "a.md", content)
    assert turns_of(source) == [(("Interviewer", answers)[at % 2], said) for at, said in enumerate(SPOKEN)]


@pytest.mark.parametrize(
    "answer", ["I don't know", "Not that I remember", "Yes we did that", "All of it", "2 or 3 times"]
)
@pytest.mark.parametrize(
    "form", ["{who}  0:{at:02d}\n{said}\n\n", "{who} (00:{at:02d}):\n{said}\n\n", "{who}:\n{said}\n\n"]
)
def test_an_answer_that_is_given_again_and_again_is_speech(answer, form, tmp_path):
    spoken = [("Ana Price", question) for question in ASKED]
    turns = [each for question in spoken for each in (question, ("Tom Reed", answer))]
    content = "".join(form.format(who=who, said=said, at=10 + at) for at, (who, said) in enumerate(turns))
    assert turns_of(read_text(tmp_path, "a.txt", content)) == turns
