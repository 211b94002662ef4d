"""Changes to a quotation that do no harm: verbatim stays verbatim, or becomes clean verbatim."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from pipeline.language.numbers import numbers_in
from tests.verify.faults import words_of

Rendering = Callable[[random.Random, str], str]


def as_it_is(rng: random.Random, text: str) -> str:
    del rng
    return text


def curly(rng: random.Random, text: str) -> str:
    del rng
    return text.replace("'", "’")


def straight(rng: random.Random, text: str) -> str:
    del rng
    return text.replace("’", "'").replace("–", "-").replace("—", "--")


def capital(rng: random.Random, text: str) -> str:
    """From the middle of a sentence, with a capital."""
    found = words_of(text)
    if len(found) < 12:
        return text
    at = rng.randrange(1, len(found) - 8)
    before = found[at - 1][0].lower().replace("’", "'")
    if before in ("not", "never", "no", "nobody", "nothing", "none") or before.endswith("n't"):
        return text  # that would print the opposite as a whole sentence
    start = found[at].start()
    return text[start].upper() + text[start + 1 :]


def repunctuated(rng: random.Random, text: str) -> str:
    return re.sub(r"[,;] ", lambda m: rng.choice([" ", ", ", " – ", "; ", ". "]), text).rstrip(".!?") + rng.choice(
        [".", "!", ",", ""]
    )


def cut_short(rng: random.Random, text: str) -> str:
    found = words_of(text)
    end = found[rng.randrange(7, len(found))].end() if len(found) > 9 else len(text)
    return text if _cuts_figure(text, end) else text[:end]


def _cuts_figure(text: str, at: int) -> bool:
    """Whether a place lies inside a figure: `thirty-…` for thirty-one is a fault."""
    return any(each.span.start < at < each.span.end for each in numbers_in(text))


def elided(rng: random.Random, text: str) -> str:
    """Words left out, with an ellipsis."""
    found = words_of(text)
    if len(found) < 16:
        return text
    first = rng.randrange(5, len(found) - 9)
    last = first + rng.randint(1, 3)
    gone = text[found[first].start() : found[last].start()]
    if re.search(
        r"\b(?:not?|never|nor|none|nothing|nobody|nowhere|without|hardly|cannot)\b|n['’]t\b|\[", gone, re.I
    ):
        return text
    if _cuts_figure(text, found[first].start()) or _cuts_figure(text, found[last].start()):
        return text
    mark = rng.choice(["…", " … ", " [...] ", " [\u2026] ", "... "])
    return text[: found[first].start()].rstrip() + mark + text[found[last].start() :]


def bracketed(rng: random.Random, text: str) -> str:
    """A pronoun explained by the editor."""
    found = [w for w in words_of(text) if w[0].lower() in ("they", "it", "he", "she", "them", "we", "this", "us")]
    if not found:
        return text
    choice = rng.choice(found)
    new = rng.choice(["[the council]", "[the trust]", "[residents]", f"{choice[0]} [the council]"])
    return text[: choice.start()] + new + text[choice.end() :]


def capital_in_brackets(rng: random.Random, text: str) -> str:
    del rng
    return f"[{text[0]}]{text[1:]}" if text[:1].isalpha() else text


def without_fillers(rng: random.Random, text: str) -> str:
    """Clean verbatim: sounds and `you know` go, and what was said twice."""
    del rng
    text = re.sub(r",? (?:um|er|erm|uh|you know|I mean),", ",", text)
    text = re.sub(r"\b(?:Um|Er|Erm), (\w)", lambda m: m[1].upper(), text)
    return re.sub(r"\b(\w+), \1\b", r"\1", text)


def with_fillers_back(rng: random.Random, text: str) -> str:
    """The same, for a transcript that has none: nothing changes."""
    del rng
    return text


def spaced(rng: random.Random, text: str) -> str:
    return re.sub(" ", lambda m: rng.choice([" ", " ", "  ", "\u00a0"]), text)


def hyphened(rng: random.Random, text: str) -> str:
    """Compounds with a hyphen instead of a space, or without one."""
    del rng
    return re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)


HARMLESS: dict[str, Rendering] = {
    "as it is": as_it_is,
    "curly": curly,
    "straight": straight,
    "capital": capital,
    "repunctuated": repunctuated,
    "cut short": cut_short,
    "elided": elided,
    "bracketed": bracketed,
    "capital in brackets": capital_in_brackets,
    "without fillers": without_fillers,
    "spaced": spaced,
    "hyphened": hyphened,
}
