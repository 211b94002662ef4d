"""Starred and barred quotes as they will be once the acts that wait have been carried out or taken back."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.corpus.errors import UserError
from pipeline.corpus.quote_choices import QUOTES_FILE, QuoteChoice, matched_choices, read_quote_choices
from pipeline.review.screen.edits import CHOOSE_QUOTE, with_choice
from pipeline.review.screen.pending import file_and_pending
from pipeline.review.screen.session import ReviewSession


def standing_choices(session: ReviewSession) -> Mapping[str, QuoteChoice]:
    """The row of `quotes.csv` that counts for each quote of the run; none while the table cannot be read."""
    try:
        rows, _ = read_quote_choices(_text(session))
    except UserError:
        return {}  # the next run says what is wrong with it
    return matched_choices(rows, session.run.passages, session.run.search).by_quote if rows else {}


def _text(session: ReviewSession) -> str:
    text, acts = file_and_pending(session.study, session.journal, CHOOSE_QUOTE, QUOTES_FILE)
    for act in acts:
        text = with_choice(text, act.what)
    return text
