"""Runs QualCoder's own importer on a project, without a screen, and prints the resulting database rows.

It needs a Python with QualCoder's requirements (PyQt6, pymupdf and Pillow), which this project does not have.
Usage: QT_QPA_PLATFORM=offscreen python qualcoder_import.py PROJECT.qdpx FOLDER_TO_WORK_IN
"""

import ast
import importlib.util
import json
import shutil
import sqlite3
import sys
import types
from pathlib import Path

TABLES = {
    "codings": "select c.name, t.owner, s.name, t.seltext, t.pos0, t.pos1, t.memo from code_text t "
    "left join code_name c using (cid) join source s on s.id = t.fid",
    "annotations": "select s.name, a.pos0, a.pos1, substr(s.fulltext, a.pos0 + 1, a.pos1 - a.pos0), a.memo "
    "from annotation a join source s on s.id = a.fid",
    "codes": "select n.name, n.color, c.name from code_name n left join code_cat c using (catid)",
    "cases": "select name, memo from cases",
    "attributes": "select name, attr_type, value from attribute",
    "journals": "select name, jentry from journal",
    "sources": "select name, fulltext from source",
}


class App:
    """The part of QualCoder's application that its importer uses."""

    def __init__(self, folder):
        self.conn = sqlite3.connect(":memory:")
        self.project_path = str(folder)
        self.settings = {"codername": "reader", "directory": str(folder), "fontsize": 10, "ai_enable": "False"}
        self.ai_models = []
        self.project_events = None

    def write_config_ini(self, *_):
        """Writes nothing."""


def make_tables(connection):
    """QualCoder's own statements for a new project."""
    package = Path(importlib.util.find_spec("qualcoder").origin).parent
    for node in ast.walk(ast.parse((package / "__main__.py").read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("new_project"):
            for each in ast.walk(node):
                if isinstance(each, ast.Constant) and str(each.value).startswith("CREATE TABLE"):
                    connection.execute(each.value)
    connection.execute("insert into project (memo) values ('')")


def imported(project, folder):
    """The rows of the database after the import, by kind."""
    from PyQt6 import QtWidgets

    application = QtWidgets.QApplication([])
    from qualcoder import refi

    said = []
    # A message waits for somebody to press a button.
    refi.Message = lambda app, title, text, *_: types.SimpleNamespace(exec=lambda: said.append(f"{title}: {text}"))
    refi.QtWidgets.QFileDialog.getOpenFileName = lambda *_, **__: (str(copy), True)
    (folder / "documents").mkdir(parents=True)
    copy = folder / project.name
    shutil.copyfile(project, copy)
    app = App(folder)
    make_tables(app.conn)
    refi.RefiImport(app, types.SimpleNamespace(append=said.append), "qdpx")
    found = {name: app.conn.execute(query).fetchall() for name, query in TABLES.items()}
    del application
    return {**found, "said": said}


if __name__ == "__main__":
    rows = imported(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(f"<<<{json.dumps(rows)}\n")
