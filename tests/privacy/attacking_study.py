"""A study that attacks itself: one name without consent, in every place and spelling in which it could slip out.

Zephyrine Quillfeather takes part and agreed to nothing that names her. Each attack is a place or a way of writing;
each puts a part of her name, or a number that identifies her, where text is handed over.
"""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import docx
import pyarrow.parquet as pq

from pipeline.corpus.study import Study

GIVEN, FAMILY = "Zephyrine", "Quillfeather"
WHOLE = f"{GIVEN} {FAMILY}"
# What Maud, who may be named, says: a way of writing the name, by what it is called.
SPOKEN: Mapping[str, str] = {
    "whole": f"I told {WHOLE} about it.",
    "lower case": f"i told {WHOLE.lower()} about it, and {GIVEN.lower()} laughed.",
    "capitals": f"I told {WHOLE.upper()} about it, and {FAMILY.upper()} laughed.",
    "mixed case": "I told zEPHYRINE about it, and QuillFeather laughed.",
    "given name": f"Then {GIVEN} came in.",
    "surname": f"Then {FAMILY} came in.",
    "title": f"Then Mrs {FAMILY} came in, and Councillor {FAMILY} sat down.",
    "possessive": f"It was {GIVEN}'s idea and {FAMILY}’s money.",
    "plural": f"All the {FAMILY}s came to the hall.",
    "plural possessive": f"That was the {FAMILY}s' house.",
    "hyphen over a line": "Then Quill-\nfeather came in.",
    "over a line": "Then Zephyrine\nQuillfeather came in.",
    "soft hyphen": "Then Quill\u00adfeather came in.",
    "zero-width space": "Then Zephy\u200brine came in.",
    "split by a mark": "Then Quill[inaudible]feather came in.",
    "split by a time": "Then Zephy [00:12:10] rine came in.",
    "spelled with hyphens": "It is Q-U-I-L-L-F-E-A-T-H-E-R, on the form.",
    "spelled with spaces": "It is Q U I L L F E A T H E R, on the form.",
    "spelled with stops": "It is Z.E.P.H.Y.R.I.N.E, on the form.",
    "spelled with commas": "It is Z, E, P, H, Y, R, I, N, E, on the form.",
    "spelled in small letters": "it is z-e-p-h-y-r-i-n-e on the form.",
    "handle": "Follow @zephyrinequillfeather for more.",
    "handle with initial": "Follow @zquillfeather for more.",
    "handle with figures": "Follow quillfeather_72 for more.",
    "address on the web": "It is at www.example.org/quillfeather or example.org/~zephyrine for now.",
    "hashtag": "We used #Quillfeather and #ZephyrineQuillfeather for it.",
    "e-mail": "Write to zephyrine.quillfeather@example.org today.",
    "e-mail said aloud": "Write to quillfeather at example dot org today.",
    "Cyrillic letters": "Then Z\u0435phyrin\u0435 came in, and \u0430sked Quillfe\u0430ther.",
    "Greek letters": "Then \u0396ephyrine came in.",
    "full width": "Then \uff3a\uff45\uff50\uff48\uff59\uff52\uff49\uff4e\uff45 came in.",
    "bold letters": f"Then {''.join(chr(0x1D400 + ord(char) - 65 - 6 * (char > 'Z')) for char in GIVEN)} came in.",
    "circled letters": "Then \u24cf\u24d4\u24df\u24d7\u24e8\u24e1\u24d8\u24dd\u24d4 came in.",
    "squared letters": f"Then {''.join(chr(ord(char) + 0x1F0EF) for char in GIVEN.upper())} came in.",
    "small capitals": "Then ᴢᴇᴘʜʏʀɪɴᴇ came in, and Qᴜɪʟʟꜰᴇᴀᴛʜᴇʀ.",
    "accents": "Then Zéphyrine came in, and Quillfeäther.",
    "decomposed accents": "Then Ze\u0301phyrine came in.",
    "ligature": "Then Qui\u2113\u2113feather came in.",
    "joined": "Then ZephyrineQuillfeather came in.",
    "underscore": "See Zephyrine_Quillfeather in the minutes.",
    "full stop between": "See zephyrine.quillfeather in the minutes.",
    "surname first": f"See {FAMILY}, {GIVEN} in the minutes.",
    "initial": f"See Z. {FAMILY} and Z {FAMILY} in the minutes.",
    "middle name": f"See {GIVEN} Mary {FAMILY} in the minutes.",
    "double name": f"See {GIVEN} {FAMILY}-Boyce in the minutes.",
    "brackets": f"See {GIVEN} ({FAMILY}) in the minutes.",
    "nickname in marks": f"See {GIVEN} “Zed” {FAMILY} in the minutes.",
    "bold": f"See **{GIVEN}** and _{FAMILY}_ in the minutes.",
    "entity": "See Zephyrine&nbsp;Quillfeather and &#90;ephyrine in the minutes.",
    "tag": "See Zephy<b>rine</b> in the minutes.",
    "stutter": f"Then Zeph- Zephyrine came, and Quill- {FAMILY}.",
    "drawn out": "Then Zephyriiiine! Zephyrinnne! we all called.",
    "figures for letters": "Then Zephyr1ne came in, and Qu1llfeather.",
    "misheard": "Then Zefyrine came in, and Mrs Quilfeather.",
    "quoted": f"She said, 'I am {WHOLE}, and I live here.'",
    "as told by": f"That is as told by {WHOLE}.",
    "telephone": "Her number is 07700 900123.",
    "telephone in spaced figures": "Her number is 0 7 7 0 0 9 0 0 1 2 3.",
    "telephone over a line": "Her number is 07700\n900123.",
    "telephone with dots": "Her number is 07700.900.123.",
    "NHS number": "Her NHS number is 943 476 5919.",
    "NHS number in spaced figures": "Her NHS number is 9 4 3 4 7 6 5 9 1 9.",
    "right-to-left mark": "Then Quill\u200ffeather came in.",
    "word joiner": "Then Quill\u2060feather came in.",
    "no-break space": "Then Zephyrine\u00a0Quillfeather came in.",
    "line separator": "Then Zephyrine\u2028Quillfeather came in.",
    "tab": "Then Zephyrine\tQuillfeather came in.",
    "asterisk inside": "Then Zephy*rine came in.",
    "percent signs": "It is at example.org/Zephyrine%20Quillfeather for now.",
    "address with a plus": "Write to zephyrine+hall@example.org today.",
    "numeral after": "See Zephyrine Quillfeather II in the minutes.",
    "maiden name": "That was Maud née Quillfeather.",
    "letters in brackets": "Then Ze[ph]yrine came in.",
    "struck out": "Then Quill~~feather came in.",
    "two hyphens": "Then Quill--feather came in.",
    "slash": "Then Quill/feather came in.",
    "apostrophe inside": "Then Quill'feather came in.",
    "ellipsis": "Then Zephy…rine came in.",
    "dash over a line": "Then Quill—\nfeather came in.",
    "picture between": "Then Zephyrine🙂Quillfeather came in.",
    "struck letters": "Then Z\u0336e\u0336p\u0336h\u0336y\u0336r\u0336i\u0336n\u0336e\u0336 came in.",
    "spelled with middle dots": "It is Z·E·P·H·Y·R·I·N·E, on the form.",
    "spelled with slashes": "It is Z/E/P/H/Y/R/I/N/E, on the form.",
    "spelled in marks": "It is 'Z' 'E' 'P' 'H' 'Y' 'R' 'I' 'N' 'E', on the form.",
    "no space after a stop": "She said it to Zephyrine.Quillfeather laughed.",
    "telephone from abroad": "Her number is +44 7700 900123.",
    "telephone with zeros": "Her number is 0044 7700 900123.",
    "telephone in brackets": "Her number is (07700) 900 123.",
    "telephone with zero-width space": "Her number is 07700\u200b900123.",
    "NHS number with hyphens": "Her NHS number is 943-476-5919.",
    "postcode": "She lives at 14 Larkspur Close, DN32 7QZ.",
}  # fmt: skip
# What tables, files and their properties hold, beside what is spoken: see `write_study`.
PLACES = (
    "title", "place", "case", "file name", "role", "organisation", "attribution", "speaker", "code's name",
    "code's definition", "code's example", "code's phrase", "code's inclusion and exclusion", "survey header",
    "survey answer", "respondent", "heading", "cover sheet", "alias", "document's author", "comment in a document",
)  # fmt: skip
_IDENTIFIERS = ("7700900123", "9434765919", "dn327qz", "larkspur")
_CONFUSABLE = str.maketrans("\u0435\u0430\u0396\u0417\u2113\u043e\u0456ᴀᴇꜰʜɪʟɴᴘʀᴛᴜʏᴢ", "eaZ3loiaefhilnprtuyz")
_ALSO = {"i": "[i1]", "e": "[e3]", "o": "[o0]"}
_MARKS = re.compile(r"\[[^\]\n]{1,30}\]|<[^<>\n]{1,200}>")
_MISHEARD = ("zefyrine", "quilfeather")


def write_study(folder: Path, *, models: Path) -> Study:
    """The study, with a models folder of its own."""
    transcripts = folder / "transcripts"
    transcripts.mkdir(parents=True)
    shutil.copytree(models, folder / "models", ignore=shutil.ignore_patterns("*.onnx", "identifiers"))
    said = "\n\n".join(f"Maud Penhallow: {text}\n\nInterviewer: And after that?" for text in SPOKEN.values())
    own = "\n\n".join(
        f"{WHOLE}: {text}\n\nInterviewer: I see, {GIVEN}." for text in ("We keep the hall open.", "It rains in.")
    )
    (transcripts / "maud.txt").write_text(f"As told by {WHOLE}\n\n{said}\n", encoding="utf-8")
    (transcripts / "ZephyrineQuillfeather_2024.txt").write_text(
        f"{WHOLE.upper()}\nDate: 3 May 2024\nPresent: {WHOLE}\n\n{own}\n", encoding="utf-8"
    )
    document = docx.Document()
    document.core_properties.author = document.core_properties.title = WHOLE
    document.add_heading(f"Visit to {WHOLE}", 1)
    for text in ("Interviewer: How did it go?", f"Maud Penhallow: Well, {GIVEN} made the tea for all of us."):
        paragraph = document.add_paragraph(text)
        document.add_comment(paragraph.runs, text=f"Ask {WHOLE}", author=WHOLE, initials="ZQ")
    document.save(str(transcripts / "visit.docx"))
    _table(
        transcripts / "survey.csv",
        ["Respondent", f"What did {WHOLE} do for you?", "What next?"],
        [
            [f"R1 {FAMILY}", "She kept the hall open in winter, and the food bank too.", "More heating."],
            ["R2", f"{GIVEN} brought the soup to our door in the snow.", f"Ask {FAMILY}."],
        ],
    )
    _table(
        transcripts / "cases.csv",
        ["file", "case", "kind", "title", "place"],
        [
            ["maud.txt", "Penhallow", "interview", f"A hall, by {WHOLE}", "Hull"],
            ["ZephyrineQuillfeather_2024.txt", f"{FAMILY} hall", "interview", "A hall", f"{FAMILY} House, Hull"],
            ["visit.docx", "Visit", "interview", f"{GIVEN}'s visit", "Hull"],
            ["survey.csv", "Survey", "survey", f"On {GIVEN} (07700 900123)", "Hull"],
        ],
    )
    columns = ["case", "speaker", "name", "role", "organisation", "consent", "attribution", "interviewer"]
    maud = ["Maud Penhallow", f"Deputy to {WHOLE}", f"Hull Hall Trust ({WHOLE})", "named"]
    _table(
        transcripts / "participants.csv",
        columns,
        [
            ["Penhallow", "Maud Penhallow", *maud, f"Maud Penhallow, friend of {GIVEN}", "no"],
            ["Visit", "Maud Penhallow", *maud, "", "no"],
            [f"{FAMILY} hall", WHOLE, WHOLE, f"{GIVEN} herself", f"{FAMILY} Hall", "anonymous", "", "no"],
        ],
    )
    (folder / "models" / "codebook.yaml").write_text(
        f"codes:\n  - id: hall\n    name: The {FAMILY} way of a hall\n"
        f"    definition: What {WHOLE} means by a hall that is open.\n"
        f"    include: The hall, {GIVEN}\n    exclude: All that {FAMILY} said\n    phrases: [{GIVEN}, hall]\n"
        f"    examples: ['{GIVEN} kept the hall open']\n",
        encoding="utf-8",
    )
    _table(
        folder / "models" / "organisations.csv",
        ["organisation", "aliases", "sector"],
        [["Hull Hall Trust", f"{WHOLE}; HHT", "community organisation"]],
    )
    return Study(transcripts, folder / "models", folder / "outputs")


def _table(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def leaks_in(outputs: Path) -> list[str]:
    """Every place below a folder, `private/` aside, in which the name or a number of hers can be read."""
    found = []
    for path in sorted(outputs.rglob("*")):
        place = path.relative_to(outputs).as_posix()
        if place.split("/")[0] == "private":
            continue
        found += [f"{place} (its name): {told}" for told in leaked(place)]
        if path.is_file():
            for part, text in _texts(place, path.read_bytes()):
                found += [f"{part}: {told}" for told in leaked(text)]
    return found


def leaked(text: str) -> Iterator[str]:
    """What of her can be read in a text, however it is written, with what stands around it."""
    yield from _in_letters(text)
    shown = _MARKS.sub("", html.unescape(text))
    if shown != text:
        yield from _in_letters(shown)


def _in_letters(text: str) -> Iterator[str]:
    plain: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text.translate(_CONFUSABLE)):
        for each in unicodedata.normalize("NFKD", char).casefold():
            if each.isalnum():
                plain.append(each)
                places.append(at)
    letters = "".join(plain)
    for secret in (GIVEN.lower(), FAMILY.lower(), *_MISHEARD, *_IDENTIFIERS):
        pattern = secret if secret[-1].isdigit() else "".join(f"{_ALSO.get(char, char)}+" for char in secret)
        for match in re.finditer(pattern, letters):
            at = places[match.start()]
            yield f"{secret}: …{text[max(0, at - 30) : at + 40]!r}"


def _texts(place: str, content: bytes) -> Iterator[tuple[str, str]]:
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                yield f"{place}!{info.filename} (its name)", info.filename
                yield from _texts(f"{place}!{info.filename}", archive.read(info))
    elif place.endswith(".parquet"):
        for name, column in pq.read_table(io.BytesIO(content)).to_pydict().items():
            yield f"{place} {name}", "\n".join(str(value) for value in column)
    else:
        text = content.decode("utf-8", "replace")
        yield place, text
        if place.endswith((".xml", ".html", ".qde", ".svg")):
            yield f"{place} without tags", re.sub(r"<[^>]*>", "", text)
