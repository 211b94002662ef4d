"""Drafts with quotations, in every format that is read."""

from __future__ import annotations

import html
import io
import random
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.ingest.files import opendocument, portable
from tests.verify.faults import Change, Planted
from tests.verify.harmless import HARMLESS
from tests.verify.material import Material

_PASSING = 0.3
NARRATIVE = (
    "This section looks at how local bodies and neighbours found their way to one another.",
    "Much of what follows turns on trust, and on who had time to build it before it was needed.",
    "The so-called “new normal” meant different things in different places.",
    "We return to this point under the heading “What comes next”.",
    "It’s worth setting this beside the councils’ own accounts of those months.",
)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a draft; `block` if it is set as a block quote, without marks."""

    text: str
    block: bool = False


def paragraphs_of(planted: Sequence[Planted], rng: random.Random) -> list[Paragraph]:
    """A draft's paragraphs: a quotation in each, with narrative in between."""
    made = [Paragraph("What people told us")]
    for one in planted:
        if rng.random() < 0.3:
            made.append(Paragraph(rng.choice(NARRATIVE)))
        made += _quoting(one, rng)
    return made


def _in_passing(one: Planted, rng: random.Random) -> Paragraph | None:
    """Ways in which a report speaks of people without an attribution of its own."""
    person, quote = one.said.person, one.quote.replace('"', "").rstrip(".,!? ")
    if one.whose is not None or not person.case or person.case == "Survey":
        return None
    role = f"the {person.role[0].lower()}{person.role[1:]}" if person.role else "somebody"
    first, last = (person.printed.split()[-2:] or ["", ""]) if person.printed else ("", "")
    ways = [
        f"In {person.case}, people spoke of what it took. “{quote}.” That was plain enough.",
        f"A participant in {person.case} said: “{quote}.”",
        f"Asked what had changed, {role} told us “{quote}”.",
        f"“{quote},” as {role} put it, is how it looks from {person.case}.",
        f"It was a matter of trust: “{quote}.” Others in {person.case} agreed.",
    ]
    if person.printed:
        ways += [
            f"{first} was candid. “{quote}.”",
            f"“{quote},” {first} told us.",
            f"For Ms {last}, “{quote}”. She did not say so lightly."
            if not person.printed.startswith("Tom")
            else "",
            f"{person.printed} remembers the winter well. “{quote},” she said.",
        ]
    return Paragraph(rng.choice([way for way in ways if way]))


def _quoting(one: Planted, rng: random.Random) -> list[Paragraph]:
    person = one.said.person
    if rng.random() < _PASSING and (passing := _in_passing(one, rng)):
        return [passing]
    whose = one.whose
    if whose is None:
        whose = rng.choice(
            [person.printed or person.attribution, person.attribution, person.participant, "one participant"]
        )
    whose = whose or "one participant"
    opening, closing = rng.choice([("“", "”"), ('"', '"'), ("“", "”")])
    if "‘" not in one.quote and "'" not in one.quote and "’" not in one.quote and rng.random() < 0.2:
        opening, closing = "‘", "’"
    quote = one.quote.replace('"', "")
    simple = "," not in whose and not any(char.isdigit() for char in whose)
    how = rng.choice(["before", "after", "brackets", "dash", "block"] if simple else ["brackets", "dash", "block"])
    if how == "before":
        return [Paragraph(f"As {whose} {rng.choice(['put it', 'said', 'told us'])}: {opening}{quote}{closing}")]
    if how == "after":
        stop = "" if quote.rstrip().endswith((".", "!", "?", ",", "…")) else ","
        return [Paragraph(f"{opening}{quote}{stop}{closing} {rng.choice(['said', 'explained'])} {whose}.")]
    if how == "brackets":
        return [Paragraph(f"One account was plain. {opening}{quote}{closing} ({whose})")]
    if how == "dash":
        return [Paragraph(f"{opening}{quote}{closing}"), Paragraph(f"— {whose}")]
    return [Paragraph(quote, block=True), Paragraph(f"— {whose}")]


def planted_in(
    material: Material, rng: random.Random, *, faults: dict[str, Change], each: int, untouched: int
) -> list[Planted]:
    """Quotations for a draft: so many of each fault, so many with harmless changes, mixed."""
    made: list[Planted] = []
    for change in faults.values():
        count = 0
        for _ in range(2_000):
            one = change(rng, material.stretch(rng, least=12), material)
            if one is not None:
                made.append(one)
                count += 1
            if count == each:
                break
    kinds = list(HARMLESS.items())
    for at in range(untouched):
        kind, rendering = kinds[at % len(kinds)]
        said = material.stretch(rng)
        made.append(Planted(rendering(rng, said.words), said, kind, False))
    rng.shuffle(made)
    return made


def as_word(paragraphs: Sequence[Paragraph]) -> bytes:
    import docx

    document = docx.Document()
    for paragraph in paragraphs:
        added = document.add_paragraph(style="Quote" if paragraph.block else None)
        half = len(paragraph.text) // 2
        added.add_run(paragraph.text[:half])
        added.add_run(paragraph.text[half:]).italic = True
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _marked(paragraph: Paragraph) -> str:
    return f"“{paragraph.text}”" if paragraph.block else paragraph.text


def as_opendocument(paragraphs: Sequence[Paragraph]) -> bytes:
    return opendocument([_marked(paragraph) for paragraph in paragraphs])


def as_markdown(paragraphs: Sequence[Paragraph]) -> bytes:
    return "\n\n".join(f"> {p.text}" if p.block else p.text for p in paragraphs).encode()


def as_web(paragraphs: Sequence[Paragraph]) -> bytes:
    body = "".join(
        f"<blockquote><p>{html.escape(p.text)}</p></blockquote>" if p.block else f"<p>{html.escape(p.text)}</p>"
        for p in paragraphs
    )
    return f"<html><head><title>Draft</title></head><body>{body}</body></html>".encode()


def as_text(paragraphs: Sequence[Paragraph]) -> bytes:
    return "\n\n".join(textwrap.fill(_marked(p), 84, break_long_words=False) for p in paragraphs).encode()


def as_portable(paragraphs: Sequence[Paragraph]) -> bytes:
    """Pages of 50 lines, words broken at the end of some lines."""
    lines: list[str] = []
    for paragraph in paragraphs:
        line = ""
        for word in _marked(paragraph).split():
            if len(line) + len(word) + 1 <= 84:
                line = f"{line} {word}".strip()
                continue
            room = 84 - len(line) - 2
            if word.isalpha() and word.islower() and len(word) >= 8 and room >= 4:
                cut = min(room, len(word) - 3)
                lines.append(f"{line} {word[:cut]}-")
                line = word[cut:]
            else:
                lines.append(line)
                line = word
        lines += [line, ""]
    pages = [lines[at : at + 50] for at in range(0, len(lines), 50)]
    return portable([[*page, f"{number}"] for number, page in enumerate(pages, start=1)])


FORMATS: dict[str, Callable[[Sequence[Paragraph]], bytes]] = {
    ".docx": as_word,
    ".odt": as_opendocument,
    ".md": as_markdown,
    ".html": as_web,
    ".txt": as_text,
    ".pdf": as_portable,
}
