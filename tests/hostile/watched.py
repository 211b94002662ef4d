"""Runs a function in a process of its own, with an end to its time and its memory."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

SECONDS = 300  # a watchdog: what takes longer hangs, on any machine. Nothing here is a measure of speed.
MEMORY = 1_500_000_000  # bytes beyond what the process has at its start


class Misbehaved(AssertionError):
    """It hung, was killed, or ended otherwise than by returning."""


def watched(function: Callable[[], Any], *, seconds: float = SECONDS, memory: int = MEMORY) -> Any:
    """The JSON value that the function returns.

    Raises:
        Misbehaved: if it hangs, asks for too much memory, or raises.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (size + memory, size + memory))
            with os.fdopen(writing, "wb") as pipe:
                try:
                    pipe.write(json.dumps({"value": function()}).encode())
                    code = 0
                except BaseException:
                    pipe.write(json.dumps({"raised": traceback.format_exc()}).encode())
        finally:
            os._exit(code)
    os.close(writing)
    end = time.monotonic() + seconds
    told = b""
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while (left := end - time.monotonic()) > 0:
            if select.select([pipe], [], [], left)[0]:
                piece = pipe.read(1 << 16)
                if not piece:
                    break
                told += piece
        else:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise Misbehaved(f"it did not end within {seconds} seconds")
    _, status = os.waitpid(child, 0)
    made = json.loads(told) if told else {"raised": f"ended with {status}"}
    if "raised" in made:
        raise Misbehaved(made["raised"])
    return made["value"]
