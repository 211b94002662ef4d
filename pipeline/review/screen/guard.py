"""Access control: only a browser on this machine, with the session's token, from the page itself."""

from __future__ import annotations

import secrets
from html import escape
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST: Final = "127.0.0.1"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
}
_READING: Final = ("GET", "HEAD")
_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>{title}</h1><p>{text}</p></main></body></html>
"""


def new_token() -> str:
    """An unguessable token for one session."""
    return secrets.token_urlsafe(24)


class Guard:
    """Allows requests with the right host, origin and token; adds security headers to every response.

    Args:
        app: the protected application, which sees the path without the token.
        token: the token of this session.
        port: the port of the page.
    """

    def __init__(self, app: ASGIApp, *, token: str, port: int) -> None:
        self._app = app
        self._token = token
        self._address = f"{HOST}:{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            return
        refusal = self._refused(scope)
        if refusal is None:
            path = scope["path"].removeprefix(f"/{self._token}")
            # Ranges are for recordings; the path is passed on without the token, to keep it out of logs.
            scope = {**scope, "path": path or "/", "raw_path": path.encode(), "root_path": ""}

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        await (refusal or self._app)(scope, receive, guarded)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if headers.getlist("host") != [self._address]:
            return _told(421, "Wrong address", f"This page is only served at http://{self._address}.")
        origin = headers.get("origin")
        own = f"http://{self._address}"
        reading = scope["method"] in _READING
        if (origin is not None and origin != own) or (origin is None and not reading):
            return _told(403, "Refused", "The request came from another page.")
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _told(403, "Refused", "The request came from another page.")
        if not reading and headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return _told(415, "Refused", "The request is not in the form that this page sends.")
        first = f"{scope['path']}/".split("/")[1]
        if not secrets.compare_digest(first.encode(), self._token.encode()):
            text = (
                "This address belongs to a review session that has ended. Nothing was lost: your answers are saved."
                " Open the address that “pipeline review” printed last, or run “pipeline review” again."
            )
            if not reading or "application/json" in headers.get("accept", ""):
                return JSONResponse({"problem": text}, 403)
            return _told(403, "This review session has ended", text)
        return None


def _told(status: int, title: str, text: str) -> Response:
    return HTMLResponse(_PAGE.format(title=escape(title), text=escape(text)), status)
