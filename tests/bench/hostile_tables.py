"""Malicious tables of any size for `codebook import` and `review import`.

Each is generated for the study of `tests.bench.shapes`, with a given number of characters and the columns that the
command expects. Only the cost is measured, not whether the command imports the table or rejects it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_CODES = "id,name,definition,parent\n"
_ROWS = "quote_id,source,theme_id,decision,coder,quote\n"
_SAID = "People come in and talk to us about housing and work"


@dataclass(frozen=True)
class HostileTable:
    """A malicious table.

    Attributes:
        command: `codebook import` or `review import`.
        name: a description of the table.
        make: generates a CSV file of about this number of characters.
    """

    command: str
    name: str
    make: Callable[[int], str]


def _rows(head: str, row: Callable[[int], str]) -> Callable[[int], str]:
    def make(size: int) -> str:
        return head + "".join(row(at) + "\n" for at in range(1, max(2, size // (len(row(1_000)) + 1))))

    return make


def _codes(name: str, row: Callable[[int], str]) -> HostileTable:
    return HostileTable("codebook import", name, _rows(_CODES, row))


def _decisions(name: str, row: Callable[[int], str]) -> HostileTable:
    return HostileTable("review import", name, _rows(_ROWS, row))


def _wide(head: str, row: str) -> Callable[[int], str]:
    """One row, and as many columns as fit the size."""
    return lambda size: f"{head.strip()},{','.join(f'c{at}' for at in range(size // 8))}\n{row}\n"


TABLES = (
    _codes("codes, each with a definition", lambda at: f"c{at},Name {at},{_SAID},"),
    _codes("names that make the same id", lambda at: f",Warm {'!' * (at % 97)} hub {'?' * (at // 97)},,"),
    _codes("one name under many parents", lambda at: f"c{at},Hub,,p{at}"),
    _codes("each code the parent of the next", lambda at: f"c{at},Name {at},,c{at - 1}"),
    _codes("each code the child of the next", lambda at: f"c{at},Name {at},,c{at + 1}"),
    _codes("parents that are no codes", lambda at: f"c{at},Name {at},,Nobody {at}"),
    HostileTable(
        "codebook import", "one definition", lambda size: f"{_CODES}a,Warm hub,{'we met ' * (size // 7)},\n"
    ),
    HostileTable(
        "codebook import", "one definition, unclosed", lambda size: f'{_CODES}a,Hub,"' + '""(' * (size // 3)
    ),
    HostileTable("codebook import", "columns", _wide(_CODES, "a,Warm hub,,")),
    _decisions("passages that are not there", lambda at: f"q{at},shape,warm-hubs,accept,Ann,{_SAID} {at}"),
    _decisions("codes that are not there", lambda at: f"q1,shape,no-such-code-{at},accept,Ann,"),
    _decisions("one long code that is not there", lambda at: f"q1,shape,{'warm-hub-' * 50}{at},accept,Ann,"),
    _decisions("coders that differ by capitals", lambda at: f"q1,shape,warm-hubs,accept,{'aA'[at % 2]}nn{at},"),
    _decisions("one passage, again and again", lambda at: "q1,shape,warm-hubs,accept,Ann,"),
    _decisions("ids that are dates", lambda at: f"{1900 + at % 99}-01-01,shape,warm-hubs,accept,Ann,"),
    HostileTable(
        "review import", "one quote", lambda size: f"{_ROWS}q0,shape,a,accept,Ann,{'we met ' * (size // 7)}\n"
    ),
    HostileTable(
        "review import", "one quote, unclosed", lambda size: f'{_ROWS}q0,shape,a,accept,Ann,"' + '""(' * (size // 3)
    ),
    HostileTable("review import", "columns", _wide(_ROWS, "q0,shape,a,accept,Ann,")),
)
