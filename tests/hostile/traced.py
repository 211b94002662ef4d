"""Runs a command under strace, as a newcomer would run it, and reads what it opened and made from the trace."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Every way to open a socket, and every way in which a file, folder or link comes into being.
CALLS = (
    "%network,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mknod,mknodat"
)
_INTERNET = re.compile(r"\bAF_INET6?\b|\bsin6?_addr\b")
_LOOKED_UP = re.compile(r'"(?:/etc/resolv\.conf|/etc/hosts)"')
_OPENED = re.compile(r"open(?:at)?\(.*O_CREAT.*\) = \d+<(?P<path>/[^>]*)>")
_NAMED = re.compile(
    r"(?:creat|mkdir|mkdirat|rename\w*|link|linkat|symlink|symlinkat|mknod\w*)\(.*?(?P<path>\"[^\"]*\")"
    r"(?:, (?:0\d+|RENAME_\w+|0))*\) += 0\b"
)


@dataclass(frozen=True)
class Traced:
    """What a command did.

    Attributes:
        code: its exit code.
        stderr: what it said there.
        internet: every call with an internet socket or address, and every reading of the resolver's files.
        made: every file, folder and link that it made, whether or not it is still there.
        programs: how many programs were started, itself included.
    """

    code: int
    stderr: str
    internet: Sequence[str]
    made: frozenset[Path]
    programs: int


def cut_off() -> list[str]:
    """The command in front of another that takes the network away from it; empty where the system forbids that."""
    command = ["unshare", "--user", "--map-root-user", "--net"]
    if (
        shutil.which("unshare")
        and subprocess.run([*command, "true"], check=False, capture_output=True).returncode == 0
    ):
        return command
    return []


def traced(folder: Path, *arguments: str) -> Traced:
    """Run Python with these arguments, cut off from the network, with an empty home and hardly any environment.

    Args:
        folder: where `home`, `temporary` and the trace are made.
        arguments: for Python.
    """
    if not shutil.which("strace"):
        if os.environ.get("NEED_STRACE"):
            pytest.fail("strace is not installed, and NEED_STRACE asks for it")
        pytest.skip("strace is not installed")
    for name in ("home", "temporary"):
        (folder / name).mkdir(exist_ok=True)
    # No CI, no XDG_*, nothing that would silence a library.
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "temporary"),
        "PYTHONPATH": str(ROOT),
    }
    trace = folder / "trace"
    strace = ["strace", "-f", "--seccomp-bpf", "-y", "-s", "4096", "-e", "signal=none", "-o", str(trace)]
    watch = [*strace, "-e", f"trace={CALLS},execve"]
    done = subprocess.run(
        [*cut_off(), *watch, sys.executable, *arguments],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    lines = list(_whole_calls(trace.read_text("utf-8", "replace").splitlines()))
    return Traced(
        code=done.returncode,
        stderr=done.stderr,
        internet=[line for line in lines if _INTERNET.search(line) or _LOOKED_UP.search(line)],
        made=frozenset(_made(lines)),
        programs=sum(" execve(" in line and line.endswith("= 0") for line in lines),
    )


def _whole_calls(lines: Sequence[str]) -> Iterator[str]:
    """Calls that another thread interrupted are put together again."""
    begun: dict[str, str] = {}
    for line in lines:
        process, _, call = line.partition(" ")
        if call.endswith("<unfinished ...>"):
            begun[process] = line.removesuffix("<unfinished ...>").rstrip()
        elif "resumed>" in call and process in begun:
            yield begun.pop(process) + call.partition("resumed>")[2]
        else:
            yield line
    yield from begun.values()


def _made(lines: Sequence[str]) -> Iterator[Path]:
    for line in lines:
        if opened := _OPENED.search(line):
            yield Path(opened["path"].removesuffix(" (deleted)"))
        elif named := _NAMED.search(line):
            yield ROOT / named["path"].strip('"')
