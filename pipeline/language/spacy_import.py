"""Imports spaCy without what it does not need here: whatever imports it first must do so through this module."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

_COMMANDS = "spacy.cli.info"  # through which `import spacy` reaches all of its commands


def import_spacy() -> ModuleType:
    """spaCy without its commands, whose `download` brings requests, httpx and urllib3.

    No library for the network is loaded in a run. (urllib3 opens an IPv6 socket as soon as it is imported, to see
    whether it can.) Whatever imports spaCy first, BERTopic included, must call this before.
    """
    if "spacy" in sys.modules or _COMMANDS in sys.modules:
        return importlib.import_module("spacy")
    stand_in = ModuleType(_COMMANDS)
    stand_in.info = None  # type: ignore[attr-defined]
    sys.modules[_COMMANDS] = stand_in
    try:
        return importlib.import_module("spacy")
    finally:
        del sys.modules[_COMMANDS]  # whoever wants the commands afterwards gets them
