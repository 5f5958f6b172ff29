"""The log: one line an event, as text or JSON, each request with an id that its answer carries too."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.settings import Settings

_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_HEADER = b"x-request-id"

Renderer = Callable[[Any, str, structlog.typing.EventDict], str]
_STAMP = structlog.processors.TimeStamper(fmt="iso", utc=True)
_DETAIL = re.compile(r"^DETAIL: .*\n?", re.MULTILINE)
"""Where PostgreSQL tells the values of a row that it refuses."""


class _Log:
    """The standard error. That nobody reads it any more, or its disk is full, stops neither a request nor a watch."""

    @staticmethod
    def write(line: str) -> None:
        with suppress(OSError):
            sys.stderr.write(line)

    @staticmethod
    def flush() -> None:
        with suppress(OSError):
            sys.stderr.flush()


def configure(settings: Settings) -> None:
    """Set up the log as the office wants it; the server's own messages go the same way."""
    level, log = _level(settings), cast("TextIO", _Log())
    chain: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        _STAMP,
        structlog.processors.format_exc_info,
        without_values,
    ]
    structlog.configure(
        processors=[*chain, _renderer(settings)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(log),
        cache_logger_on_first_use=True,
    )
    theirs = logging.StreamHandler(log)
    theirs.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=chain,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(settings)],
        )
    )
    logging.basicConfig(level=max(level, logging.INFO), handlers=[theirs])
    logging.getLogger("uvicorn.access").disabled = True


def without_values(_logger: Any, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Return an event whose trace, where it has one, tells no row of the database: it may name people."""
    if "exception" in event:
        event["exception"] = _DETAIL.sub("", event["exception"])
    return event


def plain_line(_logger: Any, _name: str, event: structlog.typing.EventDict) -> str:
    """Return an event as a line for a file: each request writes one, and what is drawn for a terminal takes longer."""
    parts = [f"{event.pop('timestamp')} [{event.pop('level')}] {event.pop('event')}"]
    trace = event.pop("exception", "")
    parts += [f"{name}={value!r}" for name, value in event.items()]
    line = " ".join(parts)
    return f"{line}\n{trace}" if trace else line


def _level(settings: Settings) -> int:
    return logging.getLevelNamesMapping()[settings.log_level.upper()]


def _renderer(settings: Settings) -> Renderer:
    if settings.log_format == "json":
        return cast("Renderer", structlog.processors.JSONRenderer(ensure_ascii=False))  # by `json`, which writes text
    if sys.stderr.isatty():
        # Without the values of variables: they may be names of people.
        return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return plain_line


class RequestLog:
    """Writes a line for each request: what was asked, how it went, how long it took. Never what was in it.

    The line is as any event's, but goes past the chain of the others, which takes as long as all else of a kept tile.

    Parameters
    ----------
    app
        What answers.
    settings
        How the log is written.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._wanted = _level(settings) <= logging.INFO
        self._render = _renderer(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = _request_id(scope)
        status = 0

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (_HEADER, request_id)]
            await send(message)

        try:
            await self._app(scope, receive, with_id)
        finally:
            if self._wanted:
                self._write(
                    id=request_id.decode(),
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    ms=round((time.perf_counter() - began) * 1000, 1),
                )

    def _write(self, **told: Any) -> None:
        event = _STAMP(None, "info", {"event": "request", **told, "level": "info"})
        _Log.write(f"{self._render(None, 'info', event)}\n")


def _request_id(scope: Scope) -> bytes:
    given: bytes = next((value for name, value in scope["headers"] if name == _HEADER), b"")
    return given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8).encode()
