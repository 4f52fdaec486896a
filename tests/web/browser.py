"""A real browser without a window, driven by its DevTools: opens a page, presses keys, reads xterm.js's screen."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROGRAM = next(filter(None, map(shutil.which, NAMES)), None)
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0",
    "--window-size=1300,800",
)  # fmt: skip
# xterm.js keeps its inside in `_core`; whoever sets that is the terminal
_CATCH = """
Object.defineProperty(Object.prototype, "_core", {
  configurable: true,
  set(value) {
    Object.defineProperty(this, "_core", {value, writable: true, configurable: true});
    if (!window.caught && this.buffer !== undefined) window.caught = this;
  },
});
"""
_SCREEN = """
(() => {
  if (!window.caught) return "";
  const buffer = window.caught.buffer.active, lines = [];
  for (let row = 0; row < window.caught.rows; row++)
    lines.push(buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "");
  return lines.join("\\n");
})()
"""


class Page:
    """One tab."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.requested: list[str] = []
        """All addresses that the page asked for."""

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            answer = json.loads(await self._socket.receive_str())
            if answer.get("method") == "Network.requestWillBeSent":
                self.requested.append(answer["params"]["request"]["url"])
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return dict(answer["result"])

    async def open(self, address: str) -> None:
        for domain in ("Page", "Runtime", "Network"):
            await self.call(f"{domain}.enable")
        await self.call("Page.addScriptToEvaluateOnNewDocument", source=_CATCH)
        await self.call("Page.navigate", url=address)

    async def run(self, script: str) -> Any:
        """Return what a script in the page evaluates to."""
        answer = await self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        return answer["result"].get("value")

    async def screen(self) -> str:
        return str(await self.run(_SCREEN))

    async def until(self, text: str) -> str:
        """Wait until `text` is on the terminal's screen."""
        for _ in range(600):
            if text in (screen := await self.screen()):
                return screen
            await asyncio.sleep(0.05)
        raise AssertionError(f"the page never showed {text!r}:\n{await self.screen()}")

    async def press(self, key: str, code: int) -> None:
        """Press a key that types nothing, given also as the number that browsers know it by."""
        for kind in ("rawKeyDown", "keyUp"):
            await self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code
            )


@asynccontextmanager
async def browsing(folder: Path) -> AsyncIterator[Page]:
    """Return a tab of a browser that knows nothing and ends with the test."""
    assert PROGRAM is not None
    program = await asyncio.create_subprocess_exec(
        PROGRAM,
        *_FLAGS,
        f"--user-data-dir={folder}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with ClientSession() as session:
            base = await _address(folder)
            async with session.get(f"{base}/json/list") as answer:
                tab = next(each for each in await answer.json() if each["type"] == "page")
            async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield Page(socket)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        await program.wait()


async def _address(folder: Path) -> str:
    """Return where the DevTools listen; the browser writes it into its folder."""
    for _ in range(600):
        with suppress(FileNotFoundError, IndexError):
            return f"http://127.0.0.1:{int((folder / 'DevToolsActivePort').read_text().split()[0])}"
        await asyncio.sleep(0.05)
    raise AssertionError("the browser did not start")
