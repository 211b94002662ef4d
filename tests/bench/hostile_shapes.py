"""Unusual texts of any size, on which `tests.bench.shapes` measures the stages.

A shape generates a file of a given number of characters. Each file also contains an ordinary question and answer,
so that it is read as an interview if possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, cycle, islice, product

from tests.bench.material import changed
from tests.conftest import ROOT
from tests.ingest.files import opendocument, richtext, word, workbook

HEAD = (
    "Asker: Thanks for coming. What does the trust do here?\n\n"
    "Teller: We run a warm hub and a food bank with Beckside Council, and people come for both.\n\n"
    "Asker: What did they say?\n\n"
)
_ORDINARY = ROOT / "transcripts" / "sample" / "thornaby_cross_interview.txt"
_SAID = (
    "the people here come in and we talk to them about housing and work because nobody else has time for that so "
    "it goes on and they come back with their neighbours or a letter from the council which says very little "
)
_WORDS = _SAID.split()
_SYLLABLES = (
    "ba",
    "den",
    "fol",
    "gar",
    "hew",
    "lin",
    "mor",
    "nes",
    "per",
    "ros",
    "sel",
    "tam",
    "vel",
    "wes",
    "yar",
)


@dataclass(frozen=True)
class HostileShape:
    """A shape of text.

    Attributes:
        name: a description of the shape.
        make: generates a file of about this number of characters.
        suffix: the file's extension.
    """

    name: str
    make: Callable[[int], bytes]
    suffix: str = ".txt"


def ordinary(size: int) -> bytes:
    """An interview of about `size` characters: the sample's longest, repeated with other names and numbers."""
    lines = [line for line in _ORDINARY.read_text("utf-8").splitlines() if line.strip()]
    made: list[str] = []
    length = 0
    for number in count():
        for line in changed(lines, number) if number else lines:
            made.append(line)
            length += len(line) + 2
            if length >= size:
                return ("\n\n".join(made) + "\n").encode()
    raise AssertionError


def names(syllables: int) -> Iterator[str]:
    """Distinct invented names, in a fixed order."""
    return ("".join(parts).capitalize() for parts in product(_SYLLABLES, repeat=syllables))


def _pairs() -> Iterator[tuple[str, str]]:
    return zip(cycle(names(3)), names(4), strict=False)


def _turn(text: str) -> bytes:
    return f"{HEAD}Teller: {text}\n\nAsker: Thank you.\n".encode()


def _repeated(unit: str) -> Callable[[int], bytes]:
    return lambda size: _turn((unit * (size // len(unit) + 1))[:size])


def _words(each: Callable[[str, int], str]) -> Callable[[int], bytes]:
    def make(size: int) -> bytes:
        made, length = [], 0
        for at in count():
            made.append(each(_WORDS[at % len(_WORDS)], at))
            length += len(made[-1]) + 1
            if length >= size:
                return _turn(" ".join(made))
        raise AssertionError

    return make


def _lines(each: Callable[[int], str]) -> Callable[[int], bytes]:
    """Lines that are paragraphs, each generated from its number."""

    def make(size: int) -> bytes:
        made, length = [], 0
        for at in count():
            made.append(each(at))
            length += len(made[-1]) + 2
            if length >= size:
                return (HEAD + "\n\n".join(made) + "\n").encode()
        raise AssertionError

    return make


def _of_names(size: int) -> bytes:
    return _turn(" ".join(islice(names(4), size // 11 + 1)))


def _speakers(size: int) -> bytes:
    lines = (f"{name} {family}: We have met here since last year." for name, family in _pairs())
    return (HEAD + "\n\n".join(islice(lines, size // 55 + 1)) + "\n").encode()


def _alike(size: int) -> bytes:
    """Labels that differ by a letter or two, like misspellings of one name."""
    tails = (f"{a}{b}{c}" for a, b, c in product("abcdefghijklmnop", repeat=3))
    lines = (f"Margaret Hollings{tail}: We have met here since last year." for tail in tails)
    return (HEAD + "\n\n".join(islice(lines, size // 65 + 1)) + "\n").encode()


def _people(size: int) -> bytes:
    pairs = _pairs()
    return _turn(
        " ".join(islice((f"I met {a} {b} at home, and Mrs {b} said no." for a, b in pairs), size // 45 + 1))
    )


def _organisations(size: int) -> bytes:
    each = (f"We work with {a} {b} Trust and {b} Council." for a, b in _pairs())
    return _turn(" ".join(islice(each, size // 45 + 1)))


def _html(inside: str) -> bytes:
    paragraphs = HEAD.strip().split("\n\n")
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<html><body>{body}{inside}</body></html>".encode()


def _attributes(size: int) -> bytes:
    return _html("<p " + " ".join(f'a{at}="1"' for at in range(size // 10)) + ">Teller: Yes, we do.</p>")


def _nested(size: int) -> bytes:
    depth = size // 11
    return _html("<p>Teller: " + "<b>" * depth + "yes, we do." + "</b>" * depth + "</p>")


def _unclosed(size: int) -> bytes:
    return _html("<p>Teller: " + "<div>yes " * (size // 9))


def _html_turns(size: int) -> bytes:
    return _html("".join(f"<p>Teller: We met {at} times.</p>" for at in range(size // 33)))


def _table(size: int) -> bytes:
    return _html("<table>" + "<tr><td>Teller</td><td>We meet.</td></tr>" * (size // 43) + "</table>")


def _tables_in_tables(size: int) -> bytes:
    depth = size // 40
    return _html("<table><tr><td>" * depth + "Teller: yes" + "</td></tr></table>" * depth)


def _captions(size: int) -> bytes:
    cues = (
        f"{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}.000 --> {at // 3600:02d}:{at // 60 % 60:02d}:"
        f"{at % 60:02d}.900\n<v Teller>We met {at} times.\n"
        for at in range(size // 60)
    )
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def _csv(size: int) -> bytes:
    rows = "".join(f"{at},Teller,We met {at} times.\n" for at in range(size // 30))
    return ("Time,Speaker,Text\n" + rows).encode()


def _survey(size: int) -> bytes:
    rows = "".join(f"{at},It was fine for {at} of us.\n" for at in range(size // 30))
    return ("ID,What did you think of it?\n" + rows).encode()


def _word_turns(size: int) -> bytes:
    return word([*HEAD.strip().split("\n\n"), *(f"Teller: We met {at} times." for at in range(size // 26))])


def _word_runs(size: int) -> bytes:
    return word([[("Teller: ", True), *((f"we met {at}. ", bool(at % 2)) for at in range(size // 12))]])


def _notes(size: int) -> bytes:
    """Footnote marks in the text, with as many notes below."""
    many = size // 60
    text = " ".join(f"We met at the hall.[{at}]" for at in range(many))
    return (
        HEAD + f"Teller: {text}\n\n" + "\n".join(f"[{at}] A note on it, p. {at}." for at in range(many))
    ).encode()


def _odt_turns(size: int) -> bytes:
    return opendocument([*HEAD.strip().split("\n\n"), *(f"Teller: We met {at} times." for at in range(size // 26))])


def _rtf_turns(size: int) -> bytes:
    return richtext([*HEAD.strip().split("\n\n"), *(f"Teller: We met {at} times." for at in range(size // 26))])


def _xlsx(size: int) -> bytes:
    return workbook(talk=[("Speaker", "Text"), *(("Teller", f"We met {at} times.") for at in range(size // 26))])


def _time(at: int) -> str:
    return f"[{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}]"


_NUMBERS = ("oh", "seven", "double five", "nine", "three", "one", "treble two", "eight")

SHAPES = (
    HostileShape("one word without a space", _repeated("abcdefghij")),
    HostileShape("one letter, no space", _repeated("a")),
    HostileShape("words without the end of a sentence", _words(lambda w, at: w)),
    HostileShape("each word capitalised", _words(lambda w, at: w.capitalize())),
    HostileShape("capitals only", _words(lambda w, at: w.upper())),
    HostileShape("different capitalised words", _of_names),
    HostileShape("brackets, unclosed", _repeated("([{(")),
    HostileShape("brackets with words, unclosed", _words(lambda w, at: "([<"[at % 3] + w)),
    HostileShape("quotation marks, no words", _repeated("\"“'‘„«‚‹")),
    HostileShape("quotation marks with words, unclosed", _words(lambda w, at: "“\"‘'„«"[at % 6] + w)),
    HostileShape("sentences, a quotation opened in each", _words(lambda w, at: "he said, “" + w + ". We")),
    HostileShape("digits", _repeated("0123456789")),
    HostileShape("numbers", _words(lambda w, at: str(at * 7919 % 100_000))),
    HostileShape("spoken numbers", _words(lambda w, at: _NUMBERS[at % len(_NUMBERS)])),
    HostileShape("initials", _words(lambda w, at: "ABCDEFGH"[at % 8] + ".")),
    HostileShape("titles", _words(lambda w, at: ("Dr", "Mr", "Mrs", "Prof.", "Sir", "Cllr")[at % 6])),
    HostileShape("hyphens", _repeated("-")),
    HostileShape("dashes between words", _words(lambda w, at: w + " –")),
    HostileShape("words hyphenated to one", _repeated("so-and-")),
    HostileShape("dots", _repeated(". ")),
    HostileShape("ellipses", _words(lambda w, at: w + "…")),
    HostileShape("commas", _repeated("and, ")),
    HostileShape("full stops, no spaces", _repeated("we.met.")),
    HostileShape("apostrophes", _repeated("o'")),
    HostileShape("ampersands", _repeated("A & ")),
    HostileShape("of the of the", _repeated("Trust of the ")),
    HostileShape("and, between names", _words(lambda w, at: w.capitalize() + " and")),
    HostileShape("spaces", _repeated(" ")),
    HostileShape("tabs", _repeated("\t")),
    HostileShape("pipes", _repeated("| a ")),
    HostileShape("asterisks", _repeated("*a "), ".md"),
    HostileShape("underscores and stars", _repeated("_*"), ".md"),
    HostileShape("backslashes", _repeated("\\[a"), ".md"),
    HostileShape("emoji", _repeated("👩‍👩‍👧🏽")),
    HostileShape("combining marks", _repeated("a" + "\u0301\u0323" * 20)),
    HostileShape("combining marks on one letter", _repeated("\u0323\u0301")),
    HostileShape("Chinese", _repeated("我们在这里见面")),
    HostileShape("e-mail-like", _repeated("a@")),
    HostileShape("e-mail-like with dots", _repeated("a.b@c-")),
    HostileShape("telephone-like", _repeated("0191 ")),
    HostileShape("addresses of the web", _repeated("https://a.")),
    HostileShape("postcode-like", _repeated("AB1 ")),
    HostileShape("dates", _words(lambda w, at: f"{at % 28 + 1} May {1900 + at % 120},")),
    HostileShape("one sentence, again and again", _repeated("We met at the hall on a Friday. ")),
    HostileShape("fillers", _words(lambda w, at: ("um,", "er,", "you know,", "like,")[at % 4])),
    HostileShape("he said", _words(lambda w, at: "she said that he said that")),
    HostileShape("people", _people),
    HostileShape("organisations", _organisations),
    HostileShape("colons", _repeated("a: ")),
    HostileShape("short turns", _lines(lambda at: ("Asker: And?", "Teller: Yes.")[at % 2])),
    HostileShape("short turns with times", _lines(lambda at: f"{_time(at)} {('Asker', 'Teller')[at % 2]}: Yes.")),
    HostileShape("times alone", _lines(_time)),
    HostileShape("lines without speakers", _lines(lambda at: f"we met {at} times")),
    HostileShape("fields", _lines(lambda at: f"Field{at}: value {at}")),
    HostileShape("numbered lines", _lines(lambda at: f"{at + 1} Teller: we met there.")),
    HostileShape("one turn of many lines", lambda size: _turn("we met there\n" * (size // 13))),
    HostileShape("one turn of short sentences", _repeated("We met. ")),
    HostileShape("many speakers", _speakers),
    HostileShape("labels nearly alike", _alike),
    HostileShape("notes", _notes),
    HostileShape("a tag with many attributes", _attributes, ".html"),
    HostileShape("tags in tags", _nested, ".html"),
    HostileShape("unclosed tags", _unclosed, ".html"),
    HostileShape("paragraphs", _html_turns, ".html"),
    HostileShape("a table", _table, ".html"),
    HostileShape("tables in tables", _tables_in_tables, ".html"),
    HostileShape("captions", _captions, ".vtt"),
    HostileShape("rows of a talk", _csv, ".csv"),
    HostileShape("rows of a survey", _survey, ".csv"),
    HostileShape("turns", _word_turns, ".docx"),
    HostileShape("runs in one paragraph", _word_runs, ".docx"),
    HostileShape("turns", _odt_turns, ".odt"),
    HostileShape("turns", _rtf_turns, ".rtf"),
    HostileShape("rows of a talk", _xlsx, ".xlsx"),
)
ORDINARY = HostileShape("ordinary", ordinary)

# The sizes at the pipeline's limits: each file is read, or rejected with a message.
FULL_SIZES = {
    "short turns (.txt)": 50_000 * 16,
    "many speakers (.txt)": 5_200 * 56,
    "brackets, unclosed (.txt)": 1_000_000,
    "quotation marks, no words (.txt)": 1_000_000,
    "each word capitalised (.txt)": 1_000_000,
    "digits (.txt)": 1_000_000,
    "initials (.txt)": 1_000_000,
    "titles (.txt)": 1_000_000,
    "a tag with many attributes (.html)": 10_000_000,
    "one turn of short sentences (.txt)": 10_000_000,
}
