"""Serves the review page, only on this machine, until Ctrl-C."""

from __future__ import annotations

import logging
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.review.screen.session import ReviewSession
from pipeline.workflow.parallel import Engine

_SECONDS_TO_END = 2


@dataclass(frozen=True)
class Serving:
    """The settings for serving the page.

    Attributes:
        port: the port on this machine; 0 for any free port.
        coder: the reviewer, if the page need not ask.
        in_browser: whether to open the page in a browser.
        learns: whether the pipeline learns automatically after some answers.
        names: returns the detected names of people.
    """

    port: int = 0
    coder: str = ""
    in_browser: bool = True
    learns: bool = True
    names: Callable[[], list[dict[str, object]]] | None = None


def serve_review(study: Study, engine: Engine, serving: Serving, *, tell: Callable[[str], None]) -> None:
    """Serve the page until interrupted; all answers have been written when this returns.

    Args:
        study: a study with a finished run.
        engine: the engine that reruns stages in the background.
        serving: the settings.
        tell: called with messages for the user; the first contains the address.

    Raises:
        UserError: if there is no finished run, or the port is in use.
    """
    from uvicorn import Config, Server

    from pipeline.review.screen.application import application
    from pipeline.review.screen.guard import HOST, Guard, new_token

    session = ReviewSession(study, engine, learns=serving.learns)
    token = new_token()
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())  # it logs addresses, which contain the token
    logging.getLogger("uvicorn").propagate = False
    config = Config(
        _nothing,
        host=HOST,
        port=serving.port,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=_SECONDS_TO_END,
    )
    try:
        listener = config.bind_socket()
    except SystemExit:  # how uvicorn reports failure
        session.journal.close()
        raise UserError(
            f"port {serving.port} is in use",
            "The review may be open already: look for its page in your browser, or choose another port with --port",
        ) from None
    port = listener.getsockname()[1]
    config.app = Guard(application(session, coder=serving.coder, names=serving.names), token=token, port=port)
    address = f"http://{HOST}:{port}/{token}/"
    session.start()
    listener.listen()  # early connections wait instead of being refused
    try:
        tell(f"Review: {address}")
        tell("The page is served on this computer only. Press Ctrl-C to end; every answer is saved as you give it.")
        if serving.in_browser:
            webbrowser.open(address)
        Server(config).run(sockets=[listener])
    except KeyboardInterrupt:  # raised again after an orderly shutdown
        pass
    finally:
        listener.close()
        session.end()
    tell("Review ended. Every answer is saved. To write the dataset with them, run: pipeline run")


async def _nothing(*_: object) -> None:
    """A placeholder application until the port is known."""
