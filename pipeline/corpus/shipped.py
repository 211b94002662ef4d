"""The files that come with the program: its language models, the starting tables of a study, and the sample study.

In a checkout they lie next to the package, where they are edited. The wheel holds them inside the package
(`pyproject.toml`), so that they are found wherever it is installed.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("pipeline")))
_INSTALLED = _PACKAGE / "shipped"

IS_INSTALLED = _INSTALLED.is_dir()  # from a wheel, as opposed to a checkout
_SHIPPED = _INSTALLED if IS_INSTALLED else _PACKAGE.parent
MODELS = _SHIPPED / "models"
SAMPLE = _SHIPPED / "transcripts" / "sample"
