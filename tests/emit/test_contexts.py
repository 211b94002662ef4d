"""The context of a quote is cut at a word, and never contains the words of somebody who may not be quoted."""

from __future__ import annotations

import pytest

from pipeline.corpus.evidence_records import Attribution, Organisation
from pipeline.corpus.records import Participant, Turn
from pipeline.corpus.spans import Span
from pipeline.emit.contexts import Contexts
from pipeline.emit.gate import WITHHELD, Gate
from pipeline.emit.material import Material
from tests.emit.conftest import redactor
from tests.emit.filled import filled

LONG = "word " * 60  # 300 characters


def contexts(*turns: tuple[str, str, str], question: str = "") -> tuple[Contexts, list[Turn], str]:
    """Turns given as role, participant, words; P1 may be quoted, P9 may not."""
    text, rows = "", []
    for number, (role, participant, words) in enumerate(turns):
        rows.append(
            Turn(
                source="s",
                turn_id=str(number),
                role=role,
                participant=participant,
                question=question,
                start=len(text),
                end=len(text) + len(words),
            )
        )
        text += words + "\n"
    cited = [
        filled(Attribution, participant="P1", consent="role", quotable=True),
        filled(Attribution, participant="P9", consent="none", quotable=False),
    ]
    nothing = {name: [] for name in Material.__dataclass_fields__}
    material = Material(**{**nothing, "turns": rows, "attributions": cited, "texts": {"s": text}})
    made = Contexts("s", text=text, turns=rows, material=material, gate=Gate(redactor(), redactions={}))
    return made, rows, text


def around(marked: str, *turns: tuple[str, str, str], at: int, question: str = "") -> tuple[str, str]:
    made, rows, text = contexts(*turns, question=question)
    start = text.index(marked)
    span = Span(start, start + len(marked))
    return made.before(rows[at], span), made.after(rows[at], span)


@pytest.mark.parametrize(
    ("turns", "at", "before", "after"),
    [
        ([("participant", "P1", "One. THIS. Three.")], 0, "One.", "Three."),
        ([("interviewer", "P0", "Why?"), ("participant", "P1", "THIS.")], 1, "Why?", ""),
        ([("participant", "P1", "THIS."), ("participant", "P1", "And\n  so on.")], 0, "", "And so on."),
        ([("participant", "P9", "Secret."), ("participant", "P1", "THIS.")], 1, WITHHELD, ""),
        ([("participant", "P1", "THIS."), ("participant", "P9", "Secret.")], 0, "", WITHHELD),
        ([("participant", "unheard of", "Secret."), ("participant", "P1", "THIS.")], 1, WITHHELD, ""),
        (
            [("interviewer", "P0", "Why?"), ("participant", "P9", " "), ("participant", "P1", "THIS.")],
            2,
            "Why?",
            "",
        ),
        ([("interviewer", "P0", "Ask Carol Pike!"), ("participant", "P1", "THIS.")], 1, "Ask [name]!", ""),
        (
            [("interviewer", "P0", LONG), ("participant", "P1", "THIS."), ("interviewer", "P0", LONG)],
            1,
            "… " + ("word " * 40).strip(),
            ("word " * 40).strip() + " …",
        ),
        ([("interviewer", "P0", "x" * 300), ("participant", "P1", "THIS.")], 1, "… " + "x" * 200, ""),
    ],
)
def test_words_around(turns: list[tuple[str, str, str]], at: int, before: str, after: str) -> None:
    assert around("THIS.", *turns, at=at) == (before, after)


def test_an_answer_comes_after_its_question() -> None:
    answers = [("participant", "P1", "First answer."), ("participant", "P1", "THIS. More.")]
    assert around("THIS.", *answers, at=1, question="What\nelse?") == ("What else?", "More.")
    assert around("More.", *answers, at=1, question="What\nelse?") == ("THIS.", "")


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("She said, ‘THIS.’ And went.", "She said,", "And went."),
        ("She said, ‘THIS’. And went.", "She said,", "And went."),
        ("The car park. “THIS,” said Dee. “So.”", "The car park.", "said Dee. “So.”"),
        ("One. “THIS”, Two.", "One.", "Two."),
        ("One. “‘THIS’ is it”. Two.", "One.", "is it”. Two."),
        ("He goes, 'THIS'.", "He goes,", ""),
        ("“THIS”", "", ""),
        ("The dogs' bowl. THIS 'tis. So.", "The dogs' bowl.", "'tis. So."),
        ("“Ay,” he said. THIS. “No,” she said.", "“Ay,” he said.", "“No,” she said."),
        ("It is (“THIS”.5) so.", "It is (", ".5) so."),
    ],
)
def test_the_marks_of_a_quotation_are_no_context(words: str, before: str, after: str) -> None:
    marked = "THIS" if "THIS." not in words else "THIS."
    if "THIS," in words:
        marked = "THIS,"
    assert around(marked, ("participant", "P1", words), at=0) == (before, after)


@pytest.mark.parametrize(
    "before", ["I am the night porter here.", "At the Beckside Homes office,", "Beckside took me on."]
)
def test_what_would_tell_who_somebody_anonymous_is_is_no_context(before: str) -> None:
    words = f"{before} We had no key. And so on."
    turn = Turn(source="s", turn_id="1", role="participant", participant="P1", start=0, end=len(words))
    nothing = {name: [] for name in Material.__dataclass_fields__}
    span = Span(words.index("We"), words.index(" And"))

    def around_with(consent: str) -> tuple[str, str]:
        material = Material(
            **{
                **nothing,
                "turns": [turn],
                "participants": [
                    Participant(participant="P1", case="c", organisation="Beckside Homes", role="Night porter")
                ],
                "organisations": [filled(Organisation, organisation="Beckside Homes", aliases="Beckside; BH")],
                "attributions": [filled(Attribution, participant="P1", consent=consent, quotable=True)],
                "texts": {"s": words},
            }
        )
        made = Contexts("s", text=words, turns=[turn], material=material, gate=Gate(redactor(), redactions={}))
        return made.before(turn, span), made.after(turn, span)

    assert around_with("anonymous") == ("", "And so on.")
    assert around_with("role") == (before, "And so on.")
