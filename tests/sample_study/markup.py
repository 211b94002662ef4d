"""Read the masters' markup: plain text, and what was marked in it."""

import re
from dataclasses import dataclass, field

# An excerpt may end with "[crosstalk]": of three closing brackets the first is text.
TOKEN = re.compile(r"\[\[(?=[\w:,]+: )|(?<!\])\]\](?!\])|(?<=\])\]\]|<<|>>|\{|\}|//")


class MarkupError(ValueError):
    """A master that does not follow the markup."""


@dataclass(frozen=True)
class Excerpt:
    """Consecutive words of one participant, with the themes a researcher gave them."""

    text: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Quote:
    """Somebody's words inside another's, without their quotation marks."""

    text: str
    speaker: str
    role: str


@dataclass
class Marked:
    """A piece of master, read: its plain text and what was marked in it."""

    text: str = ""
    mentions: list[tuple[str, str]] = field(default_factory=list)
    excerpts: list[Excerpt] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)


def read_mention(body: str, *, names: dict[str, str]) -> tuple[str, str]:
    """Read what stands between braces: the surface form and the organisation's name."""
    key, _, surface = body.rpartition("|")
    if (key or surface) not in names:
        raise MarkupError(f"no organisation {key or surface!r} in the table")
    return surface, names[key or surface]


def read_markup(master: str, *, names: dict[str, str]) -> Marked:
    """Read one paragraph of master.

    Args:
        master: Text with markup, possibly over several lines.
        names: Organisation key to canonical name.

    Raises:
        MarkupError: If a mark is not closed, or an organisation is not in the table.
    """
    master = " ".join(master.split())
    marked = Marked()
    opened: list[tuple[str, int, str]] = []
    excerpt_start = position = 0

    def close_mark(mark: str) -> tuple[int, str]:
        if not opened or opened[-1][0] != mark:
            raise MarkupError(f"{mark} closes nothing: …{master[max(0, position - 60) : position]}")
        return opened.pop()[1:]

    def open_mark(closing: str) -> None:
        nonlocal position
        label, _, _ = master[position:].partition(": ")
        opened.append((closing, len(marked.text), label))
        position += len(label) + 2

    def end_excerpt(themes: tuple[str, ...]) -> None:
        nonlocal excerpt_start
        text = marked.text[excerpt_start:].strip()
        if text:
            marked.excerpts.append(Excerpt(text, themes))
        excerpt_start = len(marked.text)

    while token := TOKEN.search(master, position):
        marked.text += master[position : token.start()]
        position = token.end()
        match token.group():
            case "{":
                body, _, _ = master[position:].partition("}")
                surface, organisation = read_mention(body, names=names)
                marked.mentions.append((surface, organisation))
                marked.text += surface
                position += len(body) + 1
            case "[[":
                end_excerpt(())
                open_mark("]]")
            case "]]":
                _, codes = close_mark("]]")
                end_excerpt(tuple(codes.split(",")))
            case "<<":
                open_mark(">>")
            case ">>":
                start, who = close_mark(">>")
                speaker, _, role = who.partition("; ")
                marked.quotes.append(Quote(marked.text[start:], speaker, role))
            case "//":
                end_excerpt(())
                marked.text = marked.text.rstrip()
    marked.text += master[position:]
    if opened:
        raise MarkupError(f"not closed: {opened[-1]}")
    end_excerpt(())
    marked.text = marked.text.strip()
    return marked
