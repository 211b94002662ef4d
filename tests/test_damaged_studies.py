"""Damage to files of a study, through the command line: no traceback, and nobody is named without consent."""

import random
import shutil
import traceback
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.main import main
from pipeline.corpus.study import Study
from pipeline.organisations.registers import COLUMNS as REGISTER_COLUMNS
from pipeline.privacy.file_text import pieces_of
from tests.conftest import files_below, made_below
from tests.corpus.test_damaged_tables import DAMAGES, TABLES

pytestmark = pytest.mark.slow

NONE, ANONYMOUS = "Ivor Quillfeather", "Wilma Oxtoby"
TALKS = {
    "first.txt": f"""Interviewer: What does Hopgrove Trust pay for?

{NONE}: Hopgrove Trust pays for the minibus, and we repair it every spring with what is left over.

{ANONYMOUS}: The volunteers are the ones who keep the tea room open, five days in every week.

Interviewer: And the council?

{NONE}: I asked the council three times for a new boiler, and nobody has ever written back to me.
""",
    "second.txt": f"""Interviewer: How did you begin?

{ANONYMOUS}: We began with two looms and a kettle in the back room of the library, eleven years ago.

{NONE}: Everybody told us that a weaving club could never pay its own rent, and they were wrong.
""",
}
SPEAKERS = "case,speaker,name,role,consent,attribution\n" + "".join(
    f"{case},{name},{name},weaver,{consent},\n"
    for case in ("first", "second")
    for name, consent in ((NONE, "none"), (ANONYMOUS, "anonymous"))
)
EDITED = {
    "transcripts/cases.csv": "file,case,kind\nfirst.txt,first,interview\nsecond.txt,second,interview\n",
    "transcripts/participants.csv": SPEAKERS,
    "models/decisions.csv": TABLES["decisions.csv"],
    "models/organisations.csv": TABLES["organisations.csv"],
    "models/registers/charities.csv": f"{','.join(REGISTER_COLUMNS)}\nGB-CHC-1,Hopgrove Trust,,,,\n",
    "models/public_people.txt": "Odette Marchbanks\n",
    "models/people.csv": "name,decision,note\nTamsin Underhay,replace,\nHarbour Loom,place,the mill\n",
    "models/quotes.csv": "quote_id,decision,coder,note,source,quote\nq-1,star,Bo,,,\nq-2,bar,Bo,,second,a kettle\n",
    "models/codebook.yaml": TABLES["codebook.yaml"],
    "models/settings.toml": TABLES["settings.toml"],
}


def command(study: Path, *words: str) -> tuple[int, str]:
    """Its exit code, and what it says; the traceback where it raises."""
    places = [item for name in ("transcripts", "models", "outputs") for item in (f"--{name}", str(study / name))]
    ended = CliRunner().invoke(main, ["--jobs", "1", "--quiet", *places, *words])
    raised = ended.exc_info if ended.exception and not isinstance(ended.exception, SystemExit) else None
    return ended.exit_code, ended.output + ("".join(traceback.format_exception(*raised)) if raised else "")


def written_study(folder: Path) -> Path:
    """Two talks, of one person who may not be quoted and one who may not be named, and all tables."""
    for name, text in {**{f"transcripts/{name}": text for name, text in TALKS.items()}, **EDITED}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def names_shown(outputs: Path) -> list[str]:
    """Where outside the private folder a surname stands."""
    surnames = [name.split()[1].casefold() for name in (NONE, ANONYMOUS)]
    return [
        str(piece.file)
        for piece in pieces_of(outputs, without="private")
        if any(surname in piece.text.casefold() for surname in surnames)
    ]


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    study = written_study(tmp_path_factory.mktemp("finished"))
    assert command(study, "run")[0] in (0, 1)
    return study


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("table", EDITED)
def test_a_run_with_a_damaged_table_ends_in_order_and_names_nobody(tmp_path, finished, table, damage):
    study = Path(shutil.copytree(finished, tmp_path / "study"))
    (study / table).write_bytes(DAMAGES[damage](EDITED[table]))
    code, said = command(study, "run")
    assert code in (0, 1, 2), said
    assert "Traceback" not in said
    assert "unexpected error" not in said
    assert not names_shown(study / "outputs")


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_damaged_sheet_is_imported_whole_or_not_at_all(tmp_path, finished, suffix, damage):
    """`review import` ends with a sentence, and a file that it refuses leaves the decisions as they are."""
    text = "quote_id,theme_id,decision,coder\n" + "".join(f"{one},cogs,accept,Bo\n" for one in quote_ids(finished))
    sheet = tmp_path / f"sheet{suffix}"
    sheet.write_bytes(DAMAGES[damage](text) if suffix == ".csv" else damaged_workbook(text, damage))
    before = files_below(finished / "models")
    code, said = command(finished, "review", "import", str(sheet))
    after = files_below(finished / "models")
    (finished / "models" / "decisions.csv").write_bytes(before["decisions.csv"])
    assert code in (0, 1, 2), said
    assert "Traceback" not in said
    assert "unexpected error" not in said
    assert code != 2 or after == before


def quote_ids(study: Path) -> list[str]:
    from pyarrow.parquet import read_table

    return list(read_table(study / "outputs/private/tables/passages.parquet")["quote_id"].to_pylist())


def damaged_workbook(text: str, damage: str) -> bytes:
    """A workbook of a damaged table where it can hold one; else a damaged workbook."""
    from tests.ingest.files import workbook

    rows = [line.split(",") for line in text.splitlines()]
    whole = workbook(Review=rows)
    if damage in ("no header", "header alone", "columns twice", "formulas"):
        return workbook(Review=[line.split(",") for line in DAMAGES[damage](text).decode().splitlines()])
    return {
        "empty": b"",
        "zero bytes alone": bytes(900),
        "binary": bytes(range(256)) * 9,
        "cut in half": whole[: len(whole) // 2],
        "zero bytes inside": whole[:40] + bytes(50) + whole[40:],
    }.get(damage) or overwritten(whole, random.Random(damage))


def overwritten(content: bytes, chance: random.Random, *, size: int = 64) -> bytes:
    """The content with a few of its pieces replaced by noise."""
    changed = bytearray(content)
    for _ in range(3):
        at = chance.randrange(max(len(changed) - size, 1))
        changed[at : at + size] = chance.randbytes(size)
    return bytes(changed)


@pytest.mark.parametrize("seed", range(5))
def test_a_run_on_a_damaged_cache_gives_the_same_bytes(tmp_path, seed):
    """Random pages of the cache are overwritten, and everything is done again."""
    study = written_study(tmp_path)
    assert command(study, "run")[0] in (0, 1)
    outputs = study / "outputs"
    before = made_below(outputs)
    cache = Study(study / "transcripts", study / "models", outputs).private / "cache.sqlite"
    chance, content, page = random.Random(seed), bytearray(cache.read_bytes()), 4096
    for at in chance.sample(range(len(content) // page), k=max(len(content) // page // 4, 1)):
        content[at * page : (at + 1) * page] = chance.randbytes(page)
    cache.write_bytes(bytes(content))
    for receipt in outputs.rglob("receipt_*.json"):
        receipt.unlink()  # or nothing would be done again
    code, said = command(study, "run")
    assert code in (0, 1), said
    assert "Traceback" not in said
    assert "unexpected error" not in said
    assert made_below(outputs) == before
