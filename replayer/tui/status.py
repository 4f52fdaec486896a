"""What the status line says, as a value, and how it is worded. No Textual widget in here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from textual.content import Content

from replayer.foreign import on_a_line, shown
from replayer.notes import Judgement, Match
from replayer.player import Loop, Player, State
from replayer.recording.recording import Fidelity, Recording, SizeKnown
from replayer.recording.timeline import Certainty
from replayer.session import Session
from replayer.tui import wording
from replayer.tui.bindings import Keys
from replayer.tui.judged import JUDGED, JUDGED_STYLES
from replayer.tui.outlook import Pace
from replayer.tui.pointing import GAP, NOTE
from replayer.tui.version import Version

_SIGNS = {State.PLAYING: "▶ ", State.PAUSED: "▮▮", State.STOPPED: "■ ", State.ENDED: "■ "}
_COLOURS = {
    Certainty.RECORDED: "$text-success",
    Certainty.BOUNDED: "$text-accent",
    Certainty.ESTIMATED: "bold $text-error",
}
_JUDGED_OF = {Match.GROWN: "of its beginning", Match.UNKNOWN: "of an unknown text"}
_SILENCE = 3.0
"""Seconds of silence ahead from which on the status line counts them down."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where a replay is, in the tenths of a second that are shown: equal values look the same."""

    state: State
    speed: float
    tenths: int
    """Position in tenths of a second."""
    duration: float
    started: datetime | None
    certainty: Certainty | None
    """Of what appeared last; None before anything did."""
    error: float | None
    idle_limit: float | None
    silence: int | None
    """Whole seconds until something appears, while that is long and playing."""
    columns: int
    rows: int
    size_known: SizeKnown
    fidelity: Fidelity | None
    complete: bool
    gaps: int = 0
    """In how many places something is missing or doubtful."""
    attempts: int = 0
    """How often the session tried something with its terminal."""
    finds: str = ""
    """How far a search is, in words."""
    loading: str = ""
    """What is still going on in the background, in words."""
    watched: str = ""
    """How much was watched, in percent."""
    judgement: Judgement | None = None
    """What the reviewer came to."""
    judged: Match = Match.SAME
    """Whether that was about this text."""
    note: str = ""
    """The words of the bookmark at hand; safe to show."""
    loop: Loop | None = None
    """The range that is played again and again."""
    live: bool = False
    """Whether the end of a session that goes on is shown."""
    unanswered: datetime | None = None
    """Since when nothing is heard of a session that goes on; None while it is."""

    @property
    def now(self) -> datetime | None:
        """The wall clock at the position; None while nobody recorded the start."""
        return self.started + timedelta(seconds=self.tenths / 10) if self.started else None


def status_of(
    recording: Recording,
    player: Player,
    *,
    attempts: int = 0,
    finds: str = "",
    loading: str = "",
    watched: str = "",
    judgement: Judgement | None = None,
    judged: Match = Match.SAME,
    note: str = "",
    live: bool = False,
    unanswered: datetime | None = None,
) -> Status:
    """Return the status of a replay."""
    step, silence = player.step, player.silence_left
    counting = player.state is State.PLAYING and silence >= _SILENCE
    return Status(
        state=player.state,
        speed=player.speed,
        tenths=int(player.position * 10),
        duration=recording.timeline.duration,
        started=recording.timeline.started,
        certainty=step.certainty if step else None,
        error=step.error if step else None,
        idle_limit=player.idle_limit,
        silence=int(silence) if counting else None,
        columns=recording.size.cols,
        rows=recording.size.rows,
        size_known=recording.size.known,
        fidelity=fidelity_at(recording, player.offset),
        complete=recording.complete,
        gaps=len(recording.gaps),
        attempts=attempts,
        finds=finds,
        loading=loading,
        watched=watched,
        judgement=judgement,
        judged=judged,
        note=note,
        loop=player.loop,
        live=live,
        unanswered=unanswered,
    )


def fidelity_at(recording: Recording, offset: int) -> Fidelity | None:
    """Return how true the last byte before `offset` is; None when there are no bytes."""
    ranges = recording.fidelity
    index = bisect_right(ranges, max(0, offset - 1), key=lambda each: each.offset) - 1
    return ranges[index].fidelity if index >= 0 else None


def speed_word(speed: float) -> str:
    """Return `×1`, `×½`, `×64`."""
    fractions = {0.5: "½", 0.25: "¼", 0.125: "⅛", 0.0625: "1⁄16"}
    return f"×{fractions.get(speed) or f'{speed:g}'}"


def now_line(status: Status, zone: tzinfo = UTC) -> Content:
    """Return state, speed, wall clock and certainty: the reader always knows when this was, and how sure that is."""
    clock: Content
    if status.now is None:
        clock = Content.styled("no wall clock", "$foreground-muted")
    else:
        about = "≈" if status.certainty is Certainty.ESTIMATED else ""
        clock = Content(f"{about}{wording.clock(status.now, zone)} {zone_word(status.now, zone)}")
    return Content.assemble(
        _state(status, zone),
        "   ",
        clock,
        "  ",
        sure(status),
    )


def _state(status: Status, zone: tzinfo, *, short: bool = False) -> Content:
    """Return what goes on: LIVE only while somebody says so."""
    if status.unanswered is not None:
        # two clocks side by side would be read wrong, and the loud line has this one
        words = "no answer" if short else no_answer(status.unanswered, zone)
        return Content.styled(f"⨯ {words}", "bold $text-error")
    if status.live:
        return Content.styled("● LIVE", "bold $text-error")
    word = "" if short else f" {status.state.value}"
    return Content.styled(f"{_SIGNS[status.state]}{word} {speed_word(status.speed)}", "bold")


def no_answer(since: datetime, zone: tzinfo) -> str:
    """Return `no answer since 20:12:37`."""
    return f"no answer since {wording.clock(since, zone)[:-2]}"


def short_line(status: Status, zone: tzinfo, keys: Keys) -> Content:
    """Return the one line of a small window: the same without words, and the position."""
    about = "≈" if status.certainty is Certainty.ESTIMATED else ""
    clock = f"{about}{wording.clock(status.now, zone)[:-2]} " if status.now else ""
    return Content.assemble(
        _state(status, zone, short=True),
        f" {clock}",
        sure(status),
        f"  {position(status)}  ",
        _size(status, short=True),
        # before what stands still: the end of the line may be cut
        *(
            [f"  … {wording.length(status.silence)}, {keys('skip-pause')} skips"]
            if status.silence
            else []
        ),
        *([(f"  {shown(status.finds)}", "$text-accent")] if status.finds else []),
        *([(f"  {loop(status.loop)}", "bold $text-warning")] if status.loop else []),
        *([(f"  {NOTE} {status.note}", "$text-accent")] if status.note else []),
        *([f"  idle {status.idle_limit:g} s"] if status.idle_limit is not None else []),
        *([(f"  {status.loading}", "$foreground-muted")] if status.loading else []),
        *_verdict(status, short=True),
        *([f" seen {status.watched}"] if status.watched else []),
    )


def _verdict(status: Status, *, short: bool) -> Iterator[str | tuple[str, str]]:
    """Yield the judgement, and of which text it is where that is not the one at hand as it is."""
    judgement = status.judgement
    if short:
        yield "  " if judgement is not None else " "
    if judgement is None:
        return
    if status.judged is Match.ANOTHER:
        words = "≠ verdict" if short else f"≠ verdict {wording.GIVEN_ELSEWHERE}"
        yield words, "bold $text-warning"
    elif status.judged is Match.PENDING:
        yield "verdict not compared yet", "$foreground-muted"
    else:
        words = JUDGED[judgement] if short else f"{JUDGED[judgement]} {judgement}"
        yield words, "" if short else JUDGED_STYLES[judgement]
        if of := _JUDGED_OF.get(status.judged):
            yield f" {of}", "$text-warning"


def detail_line(status: Status, keys: Keys) -> Content:
    """Return the line under the timeline of a large window."""
    parts: list[Content] = [Content.styled(position(status), "bold"), Content(idle(status))]
    # first what the user waits for: the end of the line may be cut
    if status.silence is not None:
        parts.append(Content.styled(silence(status, keys), "$text-accent"))
    if status.finds:
        parts.append(Content.styled(shown(status.finds), "bold $text-accent"))
    if status.loop is not None:
        parts.append(Content.styled(loop(status.loop, keys), "bold $text-warning"))
    if status.note:
        parts.append(Content.styled(f"{NOTE} {status.note}", "bold $text-accent"))
    if status.loading:
        parts.append(Content.styled(status.loading, "$foreground-muted"))
    parts.append(_size(status))
    if status.fidelity is not None:
        damaged = status.fidelity is not Fidelity.EXACT
        parts.append(
            Content.styled(f"text {status.fidelity.value}", "bold $text-warning" if damaged else "")
        )
    if status.judgement is not None:
        parts.append(Content.assemble(*_verdict(status, short=False)))
    if status.watched:
        parts.append(Content(f"watched {status.watched}"))
    if status.gaps:
        parts.append(
            Content.styled(
                f"{GAP} {wording.count(status.gaps, 'gap')} ({keys('info')})", "$text-error"
            )
        )
    if status.attempts:
        parts.append(Content(f"{wording.count(status.attempts, 'attempt')} ({keys('attempts')})"))
    return Content(" · ").join(parts)


def position(status: Status) -> str:
    """Return `0:49 / 2:13`; a duration that may still grow has a question mark."""
    more = "" if status.complete else "?"
    return f"{wording.length(status.tenths / 10)} / {wording.length(status.duration)}{more}"


def idle(status: Status) -> str:
    """Return what happens with long pauses."""
    if status.idle_limit is None:
        return "idle shown in full"
    return f"idle cut to {status.idle_limit:g} s"


def loop(value: Loop, keys: Keys | None = None) -> str:
    """Return `loop 0:12–0:20`; with `keys` in more words: while it has no end, which of them sets that."""
    start = wording.length(value.start)
    if value.end is None:
        return f"loop from {start}, {keys('loop')} sets its end" if keys else f"loop {start}–"
    between = " – " if keys else "–"
    return f"loop {start}{between}{wording.length(value.end)}"


def silence(status: Status, keys: Keys) -> str:
    """Return the countdown of a long pause; empty when there is none."""
    if status.silence is None:
        return ""
    return f"… {wording.length(status.silence)} of silence, {keys('skip-pause')} skips"


def sure(status: Status) -> Content:
    """Return sign and error of what appeared last."""
    if status.certainty is None:
        return Content.styled("nothing yet", "$foreground-muted")
    return Content.styled(
        wording.certainty(status.certainty, status.error), _COLOURS[status.certainty]
    )


def zone_word(moment: datetime, zone: tzinfo) -> str:
    """Return the zone's name as it is at that moment: `UTC`, `CET`."""
    return moment.astimezone(zone).tzname() or "local"


def _size(status: Status, *, short: bool = False) -> Content:
    loud = status.size_known is SizeKnown.ASSUMED
    mark = "?" if short and loud else ""
    word = "" if short else f" {status.size_known.value}"
    text = f"{status.columns}×{status.rows}{mark}{word}"
    return Content.styled(text, "$text-warning" if loud else "")


def following(unanswered: datetime | None, zone: tzinfo) -> str:
    """Return what must be said loudly of a session that goes on; `unanswered` is since when nothing is heard of it."""
    if unanswered is None:
        return "LIVE: lines come when they are whole; no prompt and no full-screen program shows before a newline"
    since = f"{no_answer(unanswered, zone).upper()} {zone_word(unanswered, zone)}"
    return f"{since}, still asking: what was written since is unknown"


def title(session: Session) -> Content:
    """Return who was where, and why."""
    who = on_a_line(session.owner_name or "unknown")
    where = f" → {on_a_line(session.target_words)}" if session.target_words else ""
    reason = f" · {on_a_line(session.reason)}" if session.reason else ""
    return Content.assemble((who, "bold"), where, (reason, "$foreground-muted"))


def warning(version: Version) -> str:
    """Return what must be said loudly of a recording; empty when there is nothing."""
    if version.outlook.pace is not Pace.INVENTED:
        return ""
    if version.recording.complete:
        return "◌ THE PACE IS INVENTED: no time is recorded inside this session"
    return "◌ no time is known yet: until it is, the pace is invented"
