"""Variables of sources and of cases. A variable is of one or the other: QualCoder keeps them apart by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.emit.refi.guids import guid
from pipeline.emit.refi.xml import below, described

SOURCE_VARIABLES: Mapping[str, str] = {
    "case": "the case of the source",
    "kind": "interview, roundtable, survey, document or notes",
    "place": "as in cases.csv",
    "date": "as in cases.csv",
}
CASE_VARIABLES: Mapping[str, str] = {
    "unit": "case: a unit of study; participant: a person, as consent lets them be described",
    "kind": "what the case's sources are",
    "place": "as in cases.csv",
    "date": "as in cases.csv",
    "consent": "of a participant: the level that applies",
    "role": "of a participant, as it may be printed",
    "organisation": "of a participant: whom they speak for, as it may be printed",
    "sector": "of a participant: kind of organisation",
}
_OF = {"source": SOURCE_VARIABLES, "case": CASE_VARIABLES}


def add_variables(project: Any) -> None:
    """Give the project its Variables."""
    variables = below(project, "Variables")
    for of, named in _OF.items():
        for name, meaning in named.items():
            made = below(variables, "Variable", guid=_guid(of, name), name=f"{of}: {name}", typeOfVariable="Text")
            described(made, meaning)


def add_values(parent: Any, of: str, values: Mapping[str, str]) -> None:
    """The values of a source or case; those that are empty are left out."""
    for name in _OF[of]:
        if values.get(name):
            value = below(parent, "VariableValue")
            below(value, "VariableRef", targetGUID=_guid(of, name))
            below(value, "TextValue", values[name])


def _guid(of: str, name: str) -> str:
    return guid("variable", of, name)
