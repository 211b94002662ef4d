"""What a file of the models folder will hold once the pending acts have been carried out or undone."""

from __future__ import annotations

from pipeline.corpus.study import Study
from pipeline.review.screen import text_patches
from pipeline.review.screen.edits import MODELS, text_of
from pipeline.review.screen.journal import Act, Journal


def file_and_pending(study: Study, journal: Journal, kind: str, name: str) -> tuple[str, list[Act]]:
    """The text of a file without the acts that have been undone, and the acts that are still to be applied to it.

    The acts are read first: one that is written in the meantime is then in the text as well, and applying it again
    changes nothing. In the other order it would be in neither.

    Args:
        study: the study under review.
        journal: the acts.
        kind: the kind of act that changes the file.
        name: the file in the models folder.
    """
    acts = [act for act in journal.waiting() if act.kind == kind]
    text = text_of(study, MODELS, name) or ""
    for act in acts:
        if not act.wanted:
            text = text_patches.without(act.patches, text)
    return text, [act for act in acts if act.wanted]
