"""A session that goes on is followed to its end."""

from __future__ import annotations

import json
import re
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from replayer.errors import AccessDenied, NoSuchSession
from replayer.opening import Job, Unanswered, find_one, follow, is_live
from replayer.settings import AwsSettings
from replayer.sources.aws import log_stream
from tests.cli.running import run
from tests.sources.aws import filling
from tests.sources.aws.cloud import ACCOUNT, Cloud, Fault, now_ms
from tests.tui.driving import screen_text, until

LIVE = "dave-0f3b1c9d2e8a74650"


@pytest.fixture
def running(filled: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """An account in which a session has just written its first line."""
    monkeypatch.setattr(log_stream, "POLL", 0.02)
    filling.put_session(
        filled,
        {
            "SessionId": LIVE,
            "Target": filling.INSTANCE,
            "Status": "Connected",
            "StartDate": datetime.now(UTC).isoformat(),
            "Owner": f"arn:aws:iam::{ACCOUNT}:user/dave",
        },
    )
    write("first")
    return filled


def write(line: str) -> None:
    message = {"sessionId": LIVE, "sessionData": [line], "eventTime": "2026-11-25T00:00:00Z"}
    event: dict[str, Any] = {"timestamp": now_ms(), "message": json.dumps(message)}
    filling.put_stream(LIVE, [event])


def end(cloud: Cloud) -> None:
    (session,) = (each for each in cloud.sessions if each["SessionId"] == LIVE)
    session |= {"EndDate": datetime.now(UTC), "Status": "Terminated"}


def test_what_comes_is_fused_onto_the_end_and_the_end_makes_it_complete(
    running: Cloud, quick: AwsSettings
) -> None:
    entry = find_one([LIVE], ["aws:"], aws=quick)
    assert is_live(entry)
    versions = follow(entry)
    first = next(versions)
    write("second")
    second = next(versions)
    assert first.data[:] == b"first\r\n"
    assert second.data[:] == b"first\r\nsecond\r\n"
    assert not second.complete
    end(running)
    *_, last = versions
    assert last.complete
    assert last.data[:] == b"first\r\nsecond\r\n"


def test_a_last_line_that_comes_after_the_end_is_not_missed(
    running: Cloud, quick: AwsSettings
) -> None:
    versions = follow(find_one([LIVE], ["aws:"], aws=quick))
    next(versions)
    end(running)
    write("the unfinished line")
    *_, last = versions
    assert b"the unfinished line" in last.data[:]


def test_a_network_that_is_gone_for_a_while_ends_no_following(
    running: Cloud, quick: AwsSettings
) -> None:
    versions = follow(find_one([LIVE], ["aws:"], aws=quick))
    next(versions)
    # codes of an AWS that is down, with a status that botocore does not wait for
    running.faults = [Fault("GetLogEvents", "InternalFailure", times=3)]
    write("second")
    assert next(versions).data[:] == b"first\r\nsecond\r\n"
    versions.close()  # type: ignore[attr-defined]


def test_since_when_nothing_answers_is_told_once_and_once_that_it_is_answered_again(
    running: Cloud, quick: AwsSettings
) -> None:
    told: list[Unanswered | None] = []
    versions = follow(find_one([LIVE], ["aws:"], aws=quick), on_unanswered=told.append)
    next(versions)
    answered = datetime.now(UTC)
    running.faults = [Fault("GetLogEvents", cut=5, times=4)]  # two polls, each tried twice
    write("second")
    assert next(versions).data[:] == b"first\r\nsecond\r\n"
    versions.close()  # type: ignore[attr-defined]
    gone, back = told
    assert back is None
    assert gone is not None
    assert gone.since <= answered
    assert str(gone.problem).startswith(f"logs://{filling.GROUP}/{LIVE}: AWS cannot be reached")


def test_a_login_that_expires_meanwhile_ends_no_following_and_is_told(
    running: Cloud, quick: AwsSettings
) -> None:
    told: list[Unanswered | None] = []
    versions = follow(find_one([LIVE], ["aws:"], aws=quick), on_unanswered=told.append)
    next(versions)
    running.faults = [Fault("GetLogEvents", "ExpiredTokenException", times=3)]
    write("second")
    assert next(versions).data[:] == b"first\r\nsecond\r\n"
    versions.close()  # type: ignore[attr-defined]
    gone, back = told
    assert back is None
    assert gone is not None
    assert "aws sso login" in str(gone.problem)


def test_a_right_that_is_taken_away_meanwhile_ends_the_following(
    running: Cloud, quick: AwsSettings
) -> None:
    versions = follow(find_one([LIVE], ["aws:"], aws=quick))
    next(versions)
    running.faults = [Fault("GetLogEvents", "AccessDeniedException")]
    with pytest.raises(AccessDenied, match="logs:GetLogEvents"):
        next(versions)


def test_the_end_of_a_session_is_not_believed_while_its_last_lines_cannot_be_asked_for(
    running: Cloud, quick: AwsSettings
) -> None:
    versions = follow(find_one([LIVE], ["aws:"], aws=quick))
    next(versions)
    end(running)
    write("the unfinished line")
    running.faults = [Fault("GetLogEvents", "InternalFailure", times=30)]
    assert next(versions).data[:] == b"first\r\nthe unfinished line\r\n"
    versions.close()  # type: ignore[attr-defined]


def test_following_ends_at_once_when_it_is_cancelled(running: Cloud, quick: AwsSettings) -> None:
    entry = find_one([LIVE], ["aws:"], aws=quick)
    seen = threading.Event()
    job = Job(
        lambda cancelled: follow(entry, cancelled=cancelled),
        on_result=lambda _: seen.set(),
        on_error=lambda error: pytest.fail(str(error)),
    )
    assert seen.wait(30)
    job.cancel()
    assert job.wait(30)


def test_a_session_that_has_streamed_nothing_yet_says_so(filled: Cloud, quick: AwsSettings) -> None:
    filling.put_session(
        filled,
        {"SessionId": LIVE, "Status": "Connected", "StartDate": datetime.now(UTC).isoformat()},
    )
    entry = find_one([LIVE], ["aws:"], aws=quick)
    assert not is_live(entry)
    with pytest.raises(NoSuchSession, match="goes on"):
        next(follow(entry))


def test_in_the_bare_terminal_each_line_is_printed_once(running: Cloud) -> None:
    write("\u001b]0;title\u0007second")
    end(running)
    ran = run("play", LIVE, "--follow", "--plain")
    assert ran.code == 0, ran.err
    assert ran.out == "first\nsecond\n"
    assert "no prompt and no full-screen program" in ran.err


def test_in_the_bare_terminal_one_line_says_that_nothing_answers_and_one_that_it_does_again(
    running: Cloud,
) -> None:
    end(running)
    running.faults = [Fault("GetLogEvents", cut=5, times=4, match="nextToken")]
    ran = run("play", LIVE, "--follow", "--plain")
    assert ran.code == 0, ran.err
    assert ran.out == "first\n"
    _, gone, back = ran.err.splitlines()
    assert re.match(
        r"ssm-replay: no answer since \d\d:\d\d:\d\d UTC, still asking: logs://.* cannot be reached",
        gone,
    )
    assert re.match(r"ssm-replay: answered again at \d\d:\d\d:\d\d UTC", back)


async def test_the_app_stays_at_the_end_can_go_back_and_returns(
    running: Cloud, quick: AwsSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from replayer.tui.app import ReplayerApp
    from replayer.tui.request import ReplayRequest

    entry = find_one([LIVE], ["aws:"], aws=quick)
    monkeypatch.chdir(tmp_path)
    app = ReplayerApp(replay=ReplayRequest(entry, live=True))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await until(pilot, lambda: "first" in screen_text(app))
        assert "● LIVE" in screen_text(app)
        assert "no prompt and no full-screen program" in screen_text(app)
        write("second")
        await until(pilot, lambda: "second" in screen_text(app))
        await pilot.press("g")
        write("third")
        await until(pilot, lambda: "live goes on" in screen_text(app))
        await pilot.pause()
        assert "third" not in screen_text(app)
        assert "● LIVE" not in screen_text(app)
        await pilot.press("G")
        await until(pilot, lambda: "third" in screen_text(app))
        write("fourth")
        await until(pilot, lambda: "fourth" in screen_text(app))
        write("fifth")
        await until(pilot, lambda: "fifth" in screen_text(app))
        assert "● LIVE" in screen_text(app)
        await pilot.press("e", "ctrl+s")
        await until(pilot, lambda: "IT IS NOT WHOLE" in screen_text(app), "what the file lacks")


@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
async def test_the_app_says_since_when_nothing_answers_instead_of_live(
    running: Cloud, quick: AwsSettings, size: tuple[int, int]
) -> None:
    from replayer.tui.app import ReplayerApp
    from replayer.tui.request import ReplayRequest

    app = ReplayerApp(replay=ReplayRequest(find_one([LIVE], ["aws:"], aws=quick), live=True))
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: "first" in screen_text(app))
        await until(pilot, lambda: "● LIVE" in screen_text(app))
        running.faults = [Fault("GetLogEvents", cut=5)]
        await until(pilot, lambda: "NO ANSWER SINCE" in screen_text(app), "the loud line")
        assert re.search(r"NO ANSWER SINCE \d\d:\d\d:\d\d UTC, still asking", screen_text(app))
        assert "⨯ no answer" in screen_text(app)
        assert "LIVE" not in screen_text(app)
        await until(pilot, lambda: "AWS cannot" in screen_text(app), "the reason")
        await pilot.press("g")
        await pilot.pause()
        assert "live goes on" not in screen_text(app)
        assert "NO ANSWER SINCE" in screen_text(app)
        await pilot.press("G")
        write("second")
        running.faults = []
        await until(pilot, lambda: "second" in screen_text(app))
        await until(pilot, lambda: "● LIVE" in screen_text(app), "LIVE")
        assert "NO ANSWER" not in screen_text(app)


async def test_a_search_finds_also_what_arrives_after_it_was_typed(
    running: Cloud, quick: AwsSettings
) -> None:
    from replayer.tui.app import ReplayerApp
    from replayer.tui.request import ReplayRequest

    app = ReplayerApp(replay=ReplayRequest(find_one([LIVE], ["aws:"], aws=quick), live=True))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "first" in screen_text(app))
        await pilot.press("slash", *"second", "enter")
        await until(pilot, lambda: "/second not found" in screen_text(app))
        write("the second line")
        await until(pilot, lambda: "/second 1 of 1" in screen_text(app), "the hit")
        write("and a second one")
        await until(pilot, lambda: "/second 2 of 2" in screen_text(app), "the next hit")


async def test_what_arrives_is_watched_and_a_loop_is_not_left_for_it(
    running: Cloud, quick: AwsSettings
) -> None:
    from replayer.tui.app import ReplayerApp
    from replayer.tui.request import ReplayRequest
    from replayer.tui.screens.replay import ReplayScreen

    entry = find_one([LIVE], ["aws:"], aws=quick)
    app = ReplayerApp(replay=ReplayRequest(entry, live=True))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "first" in screen_text(app))
        write("second")
        await until(pilot, lambda: "second" in screen_text(app))
        await until(pilot, lambda: "watched 100 %" in screen_text(app))
        await pilot.press("g", "l", "G", "l")
        screen = app.screen
        assert isinstance(screen, ReplayScreen)
        playback = screen.playback
        assert playback is not None
        assert playback.player.loop is not None
        write("third")
        await until(pilot, lambda: b"third" in playback.recording.data[:])
        end_of_loop = playback.player.loop.end
        assert end_of_loop is not None
        assert playback.player.position <= end_of_loop < playback.recording.timeline.duration
        assert "third" not in screen_text(app)
        await pilot.press("l", "G")
        await until(pilot, lambda: "third" in screen_text(app))
        assert "LIVE" in screen_text(app)


async def test_the_list_says_which_sessions_go_on_and_follows_the_one_that_is_opened(
    running: Cloud, quick: AwsSettings
) -> None:
    from replayer.tui.app import ReplayerApp

    app = ReplayerApp(aws=quick)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "searching" not in screen_text(app))
        (line,) = (line for line in screen_text(app).splitlines() if "dave  " in line)
        assert "LIVE" in line
        await pilot.press("slash", *"owner:dave", "enter", "enter")
        await until(pilot, lambda: "● LIVE" in screen_text(app))
        write("second")
        await until(pilot, lambda: "second" in screen_text(app))


def test_the_printed_list_says_which_sessions_go_on(running: Cloud) -> None:
    assert "LIVE" in run("list", "--owner", "dave").out
