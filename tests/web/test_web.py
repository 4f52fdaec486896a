"""`ssm-replay web`, as a browser and as another page in it meet it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSCloseCode, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestServer

from replayer.web.server import Server, app_command
from tests.cli.running import run
from tests.web.browser import PROGRAM, browsing

CLIP = "\x1b]0;OWNED\x07http://owned.example/ <b>bold</b> \x1b]52;c;T1dORUQ=\x07the-last-line\r\n"


@contextmanager
def serving(*words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the server on a free port; return its address."""
    program = subprocess.Popen(
        [sys.executable, "-m", "replayer", "web", *words, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert program.stdout is not None
    assert program.stderr is not None
    try:
        yield program.stdout.readline().strip(), program
    finally:
        program.send_signal(signal.SIGINT)
        program.communicate(timeout=20)


KEY = "a-key"


@asynccontextmanager
async def answering(*command: str) -> AsyncIterator[tuple[TestServer, ClientSession]]:
    """Answer in this process, and end."""
    served = TestServer(
        Server(command or app_command(["open", "fixture:"]), key=KEY).application(),
        host="127.0.0.1",
    )
    # whatever goes wrong, no test waits for ever
    async with asyncio.timeout(60), served, ClientSession() as session:
        yield served, session


async def test_the_page_lets_nothing_in_from_elsewhere_and_opens_nothing() -> None:
    async with answering() as (server, session):
        async with session.get(server.make_url(f"/{KEY}/")) as answer:
            text, policy = await answer.text(), answer.headers["Content-Security-Policy"]
        assert answer.status == 200
        assert "//" not in text.replace("ws://127.0.0.1", "").replace("// keys", "")
        assert "default-src 'none'" in policy
        assert "allow-popups" not in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("place", "host"),
    [
        ("/", None),
        ("/wrong/", None),
        ("/wrong/ws", None),
        (f"/{KEY}", None),
        (f"/{KEY}/download/x", None),
        ("/static/", None),
        (f"/{KEY}/", "evil.example"),
        ("/static/js/textual.js", "evil.example"),
    ],
)
async def test_without_the_key_or_under_another_name_there_is_nothing(
    place: str, host: str | None
) -> None:
    headers = {"Host": host} if host else {}
    async with (
        answering() as (server, session),
        session.get(server.make_url(place), headers=headers) as answer,
    ):
        assert answer.status == 403


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null"])
async def test_a_page_of_elsewhere_cannot_open_the_websocket(origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    async with answering() as (server, session):
        with pytest.raises(WSServerHandshakeError) as refused:
            await session.ws_connect(server.make_url(f"/{KEY}/ws"), headers=headers)
        assert refused.value.status == 403


async def test_a_page_drives_an_app_of_its_own_until_it_is_left() -> None:
    async with answering() as (server, session):
        origin = {"Origin": str(server.make_url("/")).rstrip("/")}
        place = server.make_url(f"/{KEY}/ws?width=90&height=xx")
        async with session.ws_connect(place, headers=origin) as page:
            await page.send_json(["resize", {"width": 99999, "height": 30}])
            for said in (["focus"], ["blur"], ["unknown"], ["ping", "7"]):
                await page.send_json(said)
            drawn, answers = b"", []
            async for message in page:
                if message.type is WSMsgType.BINARY:
                    drawn += message.data
                else:
                    answers.append(message.json())
                if b"STARTED" in drawn and answers:
                    await page.send_json(["stdin", "\x03"])
        assert answers == [["pong", "7"]]


async def test_an_app_may_hand_out_no_file_and_open_no_address() -> None:
    said = b"".join(
        b"M" + len(meta).to_bytes(4, "big") + meta
        for meta in (
            b'{"type": "open_url", "url": "http://owned.example", "new_tab": true}',
            b'{"type": "deliver_file_start", "key": "k", "path": "/etc/passwd", "open_method": "browser"}',
            b'{"type": "exit"}',
        )
    )
    script = f"import os; os.write(1, b'__GANGLION__\\n' + {said!r}); os.read(0, 1)"
    async with answering(sys.executable, "-c", script) as (server, session):
        origin = {"Origin": str(server.make_url("/")).rstrip("/")}
        async with session.ws_connect(server.make_url(f"/{KEY}/ws"), headers=origin) as page:
            assert [message async for message in page] == []


async def test_an_app_that_does_not_end_by_itself_is_ended() -> None:
    script = "import os, time; print('__GANGLION__', flush=True); os.write(1, b'D\\0\\0\\0\\x08%8d' % os.getpid()); time.sleep(600)"
    async with answering(sys.executable, "-c", script) as (server, session):
        origin = {"Origin": str(server.make_url("/")).rstrip("/")}
        async with session.ws_connect(server.make_url(f"/{KEY}/ws"), headers=origin) as page:
            app = int(await page.receive_bytes())
    await gone(app)


async def gone(app: int) -> None:
    """Wait until a process is no more."""
    for _ in range(1000):
        try:
            os.kill(app, 0)
        except ProcessLookupError:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the app goes on")


def children(program: subprocess.Popen[str]) -> list[int]:
    tasks = Path(f"/proc/{program.pid}/task")
    return [
        int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()
    ]


def words(process: int) -> list[str]:
    """Return the command line of a process."""
    return Path(f"/proc/{process}/cmdline").read_text().split("\0")


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for children in /proc")
async def test_the_app_behind_a_page_ends_with_the_server() -> None:
    with serving("fixture:") as (address, program):
        async with ClientSession() as session:
            origin = {"Origin": address.rsplit("/", 2)[0]}
            async with session.ws_connect(f"{address}ws", headers=origin) as page:
                assert await page.receive_bytes()
                (app,) = children(program)
                program.send_signal(signal.SIGINT)
                await asyncio.to_thread(program.wait, 20)
    assert program.returncode == 0
    await gone(app)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for children in /proc")
async def test_the_app_behind_a_page_ends_also_when_the_server_was_killed() -> None:
    with serving("fixture:") as (address, program):
        async with ClientSession() as session:
            origin = {"Origin": address.rsplit("/", 2)[0]}
            async with session.ws_connect(f"{address}ws", headers=origin) as page:
                drawn = b""
                while b"STARTED" not in drawn:
                    drawn += await page.receive_bytes()
                (app,) = children(program)
                program.kill()
                await asyncio.to_thread(program.wait, 20)
    await gone(app)


@pytest.mark.parametrize(
    "said", ["{", '["stdin", "\\ud800"]', "[" * 100_000], ids=["broken", "no text", "nested"]
)
async def test_what_no_page_says_ends_the_connection_and_nothing_else(
    said: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with answering() as (server, session):
        origin = {"Origin": str(server.make_url("/")).rstrip("/")}
        socket = server.make_url(f"/{KEY}/ws?width={'9' * 5000}")
        async with session.ws_connect(socket, headers=origin) as page:
            await page.send_str(said)
            async for _ in page:
                pass
            assert page.close_code == WSCloseCode.UNSUPPORTED_DATA
    assert not [each for each in caplog.records if each.name.startswith("aiohttp")]


@pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")
async def test_a_browser_shows_the_list_and_replays_and_obeys_nothing_of_a_transcript(
    tmp_path: Path,
) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "mallory-0123456789abcdef0.log").write_bytes(CLIP.encode())
    with serving(str(logs)) as (address, _):
        async with browsing(tmp_path / "browser") as page:
            await page.open(address)
            screen = await page.until("mallory")
            assert "◌ invented" in screen
            await page.press("Enter", 13)
            await page.until("INVENTED")
            await page.press("End", 35)
            screen = await page.until("the-last-line")
            assert "<b>bold</b>" in screen
            assert await page.run("document.title") == "ssm-replay"
            assert await page.run("String(window.open('http://owned.example/'))") == "null"
            home = address.rsplit("/", 2)[0]
            assert [each for each in page.requested if not each.startswith((home, "data:"))] == []


def test_another_machine_is_let_in_only_with_a_warning() -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        ran = run("web", "fixture:", "--host", "0.0.0.0", "--port", taken.getsockname()[1])
    assert "WARNING: 0.0.0.0 is open to other machines" in ran.err
    assert "reads the sessions with your AWS rights" in ran.err
    assert "Name another --port" in ran.err
    assert ran.code == 1


def test_without_the_extra_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("replayer.cli.web.find_spec", lambda _name: None)
    ran = run("web", "fixture:")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "pip install 'ssm-replay[web]'" in ran.err


def test_standard_input_is_no_place_for_pages() -> None:
    ran = run("web", "-")
    assert ran.code == 2
    assert "name files" in ran.err


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for children in /proc")
@pytest.mark.parametrize(
    ("asked", "started"),
    [
        (("a b", "--no-cache"), ("open", "--no-cache", "--", "a b")),
        (
            ("--region", "eu-west-1", "--region=us-east-1", "--source", "s3://x/y/", "a"),
            ("open", "--source=s3://x/y/", "--region=eu-west-1", "--region=us-east-1", "--", "a"),
        ),
        ((), ("open", "--")),
    ],
)
async def test_the_app_is_started_with_what_was_asked_for_here(
    asked: tuple[str, ...], started: tuple[str, ...]
) -> None:
    with serving(*asked) as (address, program):
        async with ClientSession() as session:
            origin = {"Origin": address.rsplit("/", 2)[0]}
            async with session.ws_connect(f"{address}ws", headers=origin):
                said = [""]
                while "open" not in said:  # it is not there yet, or still what started it
                    await asyncio.sleep(0.01)
                    for app in children(program):
                        said = words(app)
    assert tuple(said[3:-1]) == started


def test_a_profile_that_needs_a_code_is_told_before_anything_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text(
        "[profile audit]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/Audit\n"
        "source_profile = me\nmfa_serial = arn:aws:iam::123456789012:mfa/alice\n[profile me]\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    ran = run("web", "aws:", "--profile", "audit", "--port", "0")
    assert ran.code == 2
    assert "a page in a browser cannot ask for it" in ran.err
