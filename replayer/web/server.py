"""The server: one page, what it loads, and a websocket to an app of its own.

textual-serve has the page's script and the protocol. Its own server is not used: it answers any page in the browser,
lists its folders, hands files and addresses to the browser, and runs the app through a shell.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

import textual_serve
from aiohttp import WSCloseCode, WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from replayer.web.guard import is_host, is_key, is_same_origin
from replayer.web.page import page, policy

_FILES = Path(textual_serve.__file__).parent
_PATIENCE = 1.0
"""Seconds that an app has to end by itself."""
_LARGEST = 1000
"""Columns and rows; a page cannot ask for more."""


class AppProcess(AppService):
    """One app behind one page."""

    def __init__(self, command: Sequence[str], websocket: web.WebSocketResponse) -> None:
        """Take the words of the command; nothing of it passes a shell."""
        super().__init__(
            "",
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=_closer(websocket),
            download_manager=DownloadManager(),
        )
        self._words = command

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            start_new_session=True,  # ctrl-c is for the server, which ends its apps itself
        )
        self._stdin = self._process.stdin
        return self._process

    async def on_meta(self, data: bytes) -> None:
        """Do what the app asks beside drawing: only its end. It may open no address and hand out no file."""
        if json.loads(data).get("type") == "exit":
            await self.remote_close()

    async def stop(self) -> None:
        """End the app, however busy it is."""
        task, process = self._task, self._process
        if task is None or process is None:
            return
        self._task = None
        try:
            with suppress(ConnectionError, TimeoutError):
                await self.send_meta({"type": "quit"})
                await asyncio.wait_for(process.wait(), _PATIENCE)
        finally:  # also when the request was given up meanwhile
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            task.cancel()
        await process.wait()


def _closer(websocket: web.WebSocketResponse) -> Callable[[], Awaitable[None]]:
    async def close() -> None:
        await websocket.close()

    return close


class Server:
    """Serves the app that `command` starts to whoever has the key."""

    def __init__(self, command: Sequence[str], *, key: str, names: Sequence[str] = ()) -> None:
        """Take the command, the key, and by which names this machine may be called."""
        self._command = tuple(command)
        self._key = key
        self._names = frozenset(names)
        self._apps: set[AppProcess] = set()

    def application(self) -> web.Application:
        """Return what answers requests."""
        app = web.Application(middlewares=[self._guarded])
        app.add_routes(
            [
                web.get("/{key}/", self._page),
                web.get("/{key}/ws", self._socket),
                web.static("/static", _FILES / "static"),
            ]
        )
        app.on_shutdown.append(self._end_apps)
        return app

    @web.middleware
    async def _guarded(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        if not is_host(request.host, self._names):
            raise web.HTTPForbidden(text="This server has another name.\n")
        # the page's script and style are public; all else is for whoever has the key
        if not request.path.startswith("/static/") and not is_key(
            request.match_info.get("key"), self._key
        ):
            raise web.HTTPForbidden(text="Open the whole address that ssm-replay printed.\n")
        return await handler(request)

    async def _page(self, request: web.Request) -> web.Response:
        nonce = secrets.token_urlsafe(12)
        # as the browser named the server: it may look through a tunnel
        socket_address = f"ws://{request.host}/{self._key}/ws"
        return web.Response(
            text=page(socket_address, nonce),
            content_type="text/html",
            headers={
                "Content-Security-Policy": policy(request.host, nonce),
                "Referrer-Policy": "no-referrer",  # the address has the key in it
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "no-store",
            },
        )

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        if not is_same_origin(request.headers.get("Origin"), request.host):
            raise web.HTTPForbidden(text="Only the server's own page may do this.\n")
        websocket = web.WebSocketResponse(heartbeat=15)
        await websocket.prepare(request)
        app = AppProcess(self._command, websocket)
        self._apps.add(app)
        try:
            await app.start(_number(request, "width", 80), _number(request, "height", 24))
            async for message in websocket:
                if message.type is not WSMsgType.TEXT:
                    continue
                try:
                    await _told(app, websocket, message.json())
                except (ValueError, RecursionError):
                    # no JSON, or no text: not of the page that was served
                    await websocket.close(code=WSCloseCode.UNSUPPORTED_DATA)
        finally:
            await app.stop()
            self._apps.discard(app)
        return websocket

    async def _end_apps(self, _app: web.Application) -> None:
        await asyncio.gather(*(app.stop() for app in tuple(self._apps)))


async def _told(app: AppProcess, websocket: web.WebSocketResponse, message: object) -> None:
    """Hand on what the page says: `[type, data]`."""
    match message:
        case ["stdin", str(keys)]:
            await app.send_bytes(keys.encode())
        case ["resize", {"width": int(width), "height": int(height)}]:
            await app.set_terminal_size(_within(width), _within(height))
        case ["ping", data]:
            await websocket.send_json(["pong", data])
        case ["focus", *_]:
            await app.focus()
        case ["blur", *_]:
            await app.blur()


def _number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    is_number = text.isascii() and text.isdecimal() and len(text) < 10
    return _within(int(text)) if is_number else default


def _within(number: int) -> int:
    return max(1, min(number, _LARGEST))


def serve(
    command: Sequence[str],
    *,
    host: str,
    port: int,
    key: str,
    listening: Callable[[str], object],
) -> None:
    """Serve until the user interrupts; the apps end with it.

    Args:
        command: what starts an app, word by word.
        host: the address or name on which it listens.
        port: 0 takes one that is free.
        key: what the address must carry.
        listening: called with the address, once it can be opened.

    Raises:
        OSError: it cannot listen there.
    """
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(command, host, port, key, listening))


async def _serve(
    command: Sequence[str], host: str, port: int, key: str, listening: Callable[[str], object]
) -> None:
    names = {host.lower(), socket.gethostname().lower()}
    runner = web.AppRunner(
        Server(command, key=key, names=tuple(names)).application(),
        access_log=None,  # the address has the key in it
        shutdown_timeout=_PATIENCE,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0][1]
        name = f"[{host}]" if ":" in host else host
        listening(f"http://{name}:{bound}/{key}/")
        over = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, over.set)
        await over.wait()
    finally:
        await runner.cleanup()


def app_command(words: Sequence[str]) -> tuple[str, ...]:
    """Return what starts the app with `words` as its arguments, with the Python that runs this."""
    return (sys.executable, "-m", "replayer", *words)
