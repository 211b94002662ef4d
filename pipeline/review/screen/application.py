"""The routes of the page: static files, queries, acts and recordings."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from importlib.resources import files
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from pipeline.corpus.coding_records import AGREED, BLIND
from pipeline.corpus.errors import UserError
from pipeline.review.screen import answers, put_right
from pipeline.review.screen.acts import kept_act
from pipeline.review.screen.recordings import chapters, clip_table, clips, media_type
from pipeline.review.screen.session import ReviewSession

_LARGEST: Final = 200_000  # maximum bytes of a request
SHARED_STYLE = "base.css"  # shared with the page for report writers
_TYPES: Final = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_MOST_BLIND: Final = 500

Handler = Callable[[Request], Awaitable[Response]]


def application(
    session: ReviewSession, *, coder: str = "", names: Callable[[], list[dict[str, object]]] | None = None
) -> Starlette:
    """The web application for a session.

    Args:
        session: the session to show.
        coder: the reviewer, if the page need not ask.
        names: returns the detected names of people.
    """
    pages = _Pages(session, coder=coder, names=names)
    asked: Mapping[str, Callable[[Request], object]] = {
        "study": pages.study,
        "state": pages.state,
        "source": pages.source,
        "passage": pages.passage,
        "list": lambda request: answers.list_answer(session, dict(request.query_params)),
        "blind": pages.blind,
        "conflicts": lambda _: answers.conflicts_answer(session),
        "agreement": lambda _: answers.agreement_answer(session),
        "curve": lambda _: answers.curve_answer(session),
        "codes": lambda _: answers.codes_answer(session),
        "history": lambda _: answers.history_answer(session),
        "memos": lambda _: answers.memos_answer(session),
        "speakers": lambda _: put_right.speakers_answer(session),
        "organisations": lambda _: put_right.organisations_answer(session),
        "held": lambda _: put_right.held_answer(session),
        "names": pages.names,
    }
    return Starlette(
        routes=[
            Route("/", partial(_asset, name="index.html")),
            Route("/assets/{name}", _asset),
            *(Route(f"/api/{name}", _question(answer)) for name, answer in asked.items()),
            Route("/api/coder", _act(pages.coder), methods=["POST"]),
            Route("/api/act", _act(pages.act, slow=True), methods=["POST"]),
            Route("/api/undo", _act(pages.undo), methods=["POST"]),
            Route("/api/redo", _act(pages.redo), methods=["POST"]),
            Route("/api/learn", _act(pages.learn), methods=["POST"]),
            Route("/api/lint", _act(pages.lint, slow=True), methods=["POST"]),
            Route("/recording/{source}", pages.recording),
            Route("/clips.csv", pages.clips),
            Route("/chapters/{source}.vtt", pages.chapters),
        ]
    )


async def _asset(request: Request, name: str = "") -> Response:
    wanted = name or request.path_params["name"]
    folder = files("pipeline.emit.page" if wanted == SHARED_STYLE else "pipeline.review.screen").joinpath("assets")
    known = {one.name for one in folder.iterdir()}
    suffix = wanted[wanted.rfind(".") :]
    if wanted not in known or suffix not in _TYPES:
        return JSONResponse({"problem": "There is no such page."}, 404)
    return Response(folder.joinpath(wanted).read_bytes(), media_type=_TYPES[suffix])


def _question(answer: Callable[[Request], object]) -> Handler:
    """Wrap a query as a handler; slow queries do not block others."""

    async def handler(request: Request) -> Response:
        try:
            found = await run_in_threadpool(answer, request)
        except (UserError, OSError) as error:
            return JSONResponse({"problem": str(error)}, 409)
        if found is None:
            return JSONResponse({"problem": "This is no longer in the study. Reload the page."}, 404)
        return JSONResponse(found)

    return handler


def _act(perform: Callable[[Mapping[str, object]], object], *, slow: bool = False) -> Handler:
    """Wrap an act as a handler; an error is returned as a sentence."""

    async def handler(request: Request) -> Response:
        content = b""
        async for part in request.stream():
            content += part
            if len(content) > _LARGEST:
                return JSONResponse({"problem": "This text is too long."}, 413)
        try:
            given = json.loads(content or b"{}")
        except ValueError:
            return JSONResponse({"problem": "The request could not be read. Reload the page."}, 400)
        if not isinstance(given, dict):
            return JSONResponse({"problem": "The request could not be read. Reload the page."}, 400)
        try:
            return JSONResponse(await run_in_threadpool(perform, given) if slow else perform(given))
        except (UserError, OSError) as error:
            return JSONResponse({"problem": str(error)}, 409)

    return handler


class _Pages:
    """Handlers that need more than the session."""

    def __init__(
        self, session: ReviewSession, *, coder: str, names: Callable[[], list[dict[str, object]]] | None
    ) -> None:
        self._session = session
        self._coder = coder
        self._names = names

    def study(self, _: Request) -> object:
        return {**answers.study_answer(self._session), "coder": self._coder}

    def state(self, request: Request) -> object:
        return answers.state_answer(self._session, request.query_params.get("coder", ""))

    def source(self, request: Request) -> object:
        asked = request.query_params
        return answers.source_answer(self._session, asked.get("id", ""), blind=asked.get("blind", ""))

    def passage(self, request: Request) -> object:
        asked = request.query_params
        return answers.one_passage(self._session, asked.get("id", ""), blind=asked.get("blind", ""))

    def blind(self, request: Request) -> object:
        asked = request.query_params
        number = asked.get("number", "60")
        return answers.blind_answer(
            self._session,
            asked.get("coder", ""),
            number=min(int(number), _MOST_BLIND) if number.isdecimal() else 60,
            source=asked.get("source", ""),
        )

    def names(self, _: Request) -> object:
        return {"names": self._names() if self._names else []}

    def lint(self, given: Mapping[str, object]) -> object:
        return put_right.lint_answer(self._session, given)

    def coder(self, given: Mapping[str, object]) -> object:
        return {"coder": self._session.coder_known(str(given.get("coder", "")))}

    def act(self, given: Mapping[str, object]) -> object:
        act = kept_act(self._session, given)
        return self._after(act.number, str(act.what.get("quote_id", "")), given)

    def undo(self, given: Mapping[str, object]) -> object:
        number = given.get("number", 0)
        coder = self._session.coder_known(str(given.get("coder", "")))
        act = self._session.undo(coder, number if isinstance(number, int) else 0)
        return {"about": act.about, **self._after(act.number, str(act.what.get("quote_id", "")), given)}

    def redo(self, given: Mapping[str, object]) -> object:
        number = given.get("number", 0)
        coder = self._session.coder_known(str(given.get("coder", "")))
        act = self._session.redo(coder, number if isinstance(number, int) else 0)
        return {"about": act.about, **self._after(act.number, str(act.what.get("quote_id", "")), given)}

    def learn(self, given: Mapping[str, object]) -> object:
        del given
        self._session.ask_to_learn()
        return {}

    def _after(self, number: int, quote_id: str, given: Mapping[str, object]) -> dict[str, object]:
        coder = str(given.get("coder", ""))
        blind = coder if given.get("mode") == BLIND and coder != AGREED else ""
        return {
            "act": number,
            "quote_id": quote_id,
            "passage": answers.one_passage(self._session, quote_id, blind=blind) if quote_id else None,
            "state": answers.state_answer(self._session, coder),
        }

    async def recording(self, request: Request) -> Response:
        """A recording, or the range of it requested by the browser."""
        source = self._session.run.sources.get(request.path_params["source"])
        path = self._session.study.recordings_of([source.file]).get(source.file) if source else None
        if path is None:
            return JSONResponse({"problem": "There is no recording beside this transcript."}, 404)
        return FileResponse(path, media_type=media_type(path))

    async def clips(self, _: Request) -> Response:
        """All coded passages with a time, as a table."""
        return _download(clip_table(clips(self._session.run, self._coded())), "clips.csv", "text/csv")

    async def chapters(self, request: Request) -> Response:
        """The coded passages of one recording as chapters."""
        source = request.path_params["source"]
        some = clips(self._session.run, self._coded(), source=source)
        return _download(chapters(some), f"{source}.vtt", "text/vtt")

    def _coded(self) -> dict[str, list[str]]:
        with self._session.lock:
            given = self._session.rows.judgements()
        coded: dict[str, dict[str, None]] = {}
        for one in given:
            coded.setdefault(one.quote_id, {}).update(dict.fromkeys(sorted(one.codes)))
        return {quote_id: list(codes) for quote_id, codes in coded.items()}


def _download(content: bytes, name: str, media: str) -> Response:
    ascii_name = "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in name)
    return Response(
        content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{ascii_name}"'}
    )
