"""Checks a draft report against what was said: its quotations, whose they are, names, and figures.

A draft's quotation is compared word by word, so that white space, capitals, curly quotes and punctuation do not
count. Words in square brackets and ellipses are the editor's.
"""

from pipeline.verify.checking import verify
from pipeline.verify.verdicts import Report, Verdict

__all__ = ["Report", "Verdict", "verify"]
