"""The small study of tests/emit, as REFI-QDA."""

from tests.emit.conftest import files, gate, handed, study

__all__ = ["files", "gate", "handed", "study"]
