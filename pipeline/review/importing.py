"""Takes decisions back from spreadsheets and other programs: the one door by which a person's word comes in."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.cells import escaped, saved_table, unescaped
from pipeline.decisions import (
    ACCEPT,
    ADD,
    DECISIONS_FILE,
    Decision,
    Read,
    conflicts,
    read_decisions,
    written_decisions,
)
from pipeline.errors import UserError
from pipeline.locks import WRITES_BOTH, hold
from pipeline.records import Finding
from pipeline.review.filled_dataset import news_of
from pipeline.review.project_decisions import decisions_of_project
from pipeline.review.withdrawn import without_withdrawn
from pipeline.storage import decoded, make_folder, write_whole
from pipeline.study import Study
from pipeline.zips import is_bomb, part_declares

BLIND = "Blind"  # the sheet on which a theme that somebody chose is a decision
_SAVE_AGAIN = "Save it anew as .xlsx or .csv"
_NEEDED = {"quote_id", "theme_id", "decision"}


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes:
        new: decisions that were not there.
        changed: decisions on which the same coder said something else before; the earlier row stays in the file,
            and the later one counts.
        unchanged: decisions that were there already.
        conflicts: (passage, theme) on which coders now differ.
        findings: rows that could not be taken.
    """

    new: int
    changed: int
    unchanged: int
    conflicts: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]

    @property
    def decisions(self) -> int:
        """How many there were in the file."""
        return self.new + self.changed + self.unchanged


def import_decisions(study: Study, file: Path, *, coder: str = "") -> Imported:
    """Add the decisions of a table or a REFI-QDA project to `models/decisions.csv`; nothing there is lost.

    Rows without a decision are passed over, so that the dataset itself can be filled in and taken back.

    Args:
        study: whose decisions they are.
        file: `.csv` or `.xlsx` with the columns quote_id, theme_id and decision, or a `.qdpx`.
        coder: who decided, for rows that do not say; of a project also who took codings of the pipeline away.

    Raises:
        UserError: if the file cannot be read or lacks a column.
    """
    with hold(study, WRITES_BOTH):  # what is read here, added to and written back is nobody else's meanwhile
        return _imported(study, file, coder=coder)


def _imported(study: Study, file: Path, *, coder: str) -> Imported:
    path = study.models / DECISIONS_FILE
    kept = path.read_text("utf-8-sig") if path.exists() else ""
    before = {decision.key: decision for decision in read_decisions(kept, path=path).decisions}
    if file.suffix.casefold() == ".qdpx":
        given = decisions_of_project(study, file, known=list(before.values()), coder=coder)
    else:
        rows = list(news_of(study, decided_rows(file, coder=coder), coder=coder))
        given = _by_id(study, read_decisions(_as_csv(rows), path=file, stage="review"))
    given = without_withdrawn(study, given)
    fresh = [d for d in given.decisions if d.key not in before or _differs(d, before[d.key])]
    if fresh:
        make_folder(study.models)
        added = written_decisions(fresh).decode("utf-8-sig").partition("\n")[2]
        header = kept or written_decisions([]).decode("utf-8-sig")
        whole = header + ("" if header.endswith("\n") else "\n") + added
        write_whole(path, whole.encode("utf-8-sig"))
    changed = sum(decision.key in before for decision in fresh)
    now = {**before, **{decision.key: decision for decision in fresh}}
    return Imported(
        new=len(fresh) - changed,
        changed=changed,
        unchanged=len(given.decisions) - len(fresh),
        conflicts=tuple(conflicts(now.values())),
        findings=given.findings,
    )


def _by_id(study: Study, given: Read) -> Read:
    """With ids in place of the names of themes that people write; a theme that there is not becomes a finding."""
    from difflib import get_close_matches

    from pipeline.themes.candidate_ids import CANDIDATE
    from pipeline.themes.codebook import CODEBOOK_FILE, read_codebook

    path = study.models / CODEBOOK_FILE
    if not path.exists():
        return given
    codes = {code.id: code.name for code in read_codebook(path).codes}
    ids = {name.casefold(): code for code, name in codes.items()} | {code.casefold(): code for code in codes}
    named = [replace(one, theme_id=ids.get(one.theme_id.casefold(), one.theme_id)) for one in given.decisions]
    unknown = Counter(one.theme_id for one in named if one.theme_id not in codes)
    findings = []
    for theme, count in unknown.items():
        if theme.startswith(CANDIDATE):
            continue
        near = get_close_matches(theme.casefold(), ids, n=1)
        findings.append(
            Finding(
                level="check",
                stage="review",
                file=path.name,
                finding=f"{count} decision(s) name the theme '{theme}', which is not in the codebook",
                remedy=(f"If '{ids[near[0]]}' is meant, correct" if near else "Correct")
                + f" it in models/{DECISIONS_FILE}; or add a code with that id",
            )
        )
    return replace(given, decisions=tuple(named), findings=(*given.findings, *findings))


def _differs(one: Decision, other: Decision) -> bool:
    return replace(one, line=0, quote="", source="", date="") != replace(
        other, line=0, quote="", source="", date=""
    )


def decided_rows(file: Path, *, coder: str) -> list[dict[str, str]]:
    """The rows of a sheet with a decision, one for each theme.

    Raises:
        UserError: if the file cannot be read or lacks a column.
    """
    rows = _workbook_rows(file) if file.suffix.casefold() == ".xlsx" else _csv_rows(file)
    header = [_column(cell) for cell in rows[0]] if rows else []
    if not set(header) >= _NEEDED:
        missing = ", ".join(sorted(_NEEDED - set(header)))
        raise UserError(f"there is no column {missing}", "Export the sheet anew, and fill in “decision”", file, 1)
    decided = []
    for cells in rows[1:]:
        row = dict(zip(header, cells, strict=False))
        row["coder"] = row.get("coder", "").strip() or coder
        if row.get("decision", "").strip():
            decided.append(row)
        if other := row.get("another_theme", "").strip():
            decided.append({**row, "theme_id": other, "decision": ADD})
    return decided


def _as_csv(rows: Sequence[dict[str, str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)) or sorted(_NEEDED))
    writer.writeheader()
    writer.writerows({name: escaped(cell) for name, cell in row.items()} for row in rows)
    return out.getvalue()


def _csv_rows(file: Path) -> list[list[str]]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UserError(f"could not be read ({error.strerror})", "Check the name", file) from error
    try:
        return [[unescaped(cell) for cell in row] for row in saved_table(decoded(content)).rows()]
    except csv.Error as error:
        raise UserError(f"is not a table that can be read ({error})", _SAVE_AGAIN, file) from error


def _workbook_rows(file: Path) -> list[list[str]]:
    """The sheets that have the columns, as one; the columns of each in the order of the first."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(file) as package:
            if is_bomb(package.infolist()) or any(map(partial(_declares, package), package.infolist())):
                raise ValueError("it unpacks to far more than it holds, or declares entities")
        book = load_workbook(file, read_only=True, data_only=True)
        sheets: Sequence[list[list[str]]] = [
            _chosen(
                [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)],
                blind=sheet.title == BLIND,
            )
            for sheet in book.worksheets
        ]
        book.close()
    except Exception as error:  # openpyxl fails in as many ways as a package can be damaged
        if isinstance(error, RuntimeError) and "password" in str(error):
            raise UserError("the workbook is protected by a password", "Save it without one", file) from error
        raise UserError(f"is not a workbook that can be read ({error})", _SAVE_AGAIN, file) from error
    wanted = [rows for rows in sheets if rows and {cell.strip().casefold() for cell in rows[0]} >= _NEEDED]
    if not wanted:
        return sheets[0] if sheets else []
    header = list(dict.fromkeys(_column(cell) for rows in wanted for cell in rows[0]))
    whole = [header]
    for rows in wanted:
        names = [_column(cell) for cell in rows[0]]
        cells = (dict(zip(names, row, strict=False)) for row in rows[1:])
        whole += [[row.get(name, "") for name in header] for row in cells]
    return whole


def _declares(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with package.open(member) as part:
        return member.filename.endswith((".xml", ".rels")) and part_declares(part)


def _chosen(rows: list[list[str]], *, blind: bool) -> list[list[str]]:
    """The rows; on the blind sheet, where nothing was proposed, a theme without a decision is accepted."""
    names = [_column(cell) for cell in rows[0]] if rows else []
    if not blind or not {"theme_id", "decision"} <= set(names):
        return rows
    theme, decision = names.index("theme_id"), names.index("decision")
    for row in rows[1:]:
        if row[theme].strip() and not row[decision].strip():
            row[decision] = ACCEPT
    return rows


def _column(cell: str) -> str:
    return cell.strip().casefold().replace(" ", "_")
