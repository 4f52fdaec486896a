"""The keys of a replay, in the order in which help lists them."""

from __future__ import annotations

from textual.binding import Binding, BindingType

_PLAY = Binding.Group("play")
_SEEK = Binding.Group("5 s")
_COMMAND = Binding.Group("command")
_STEP = Binding.Group("step")
_SPEED = Binding.Group("speed")

REPLAY_KEYS: list[BindingType] = [
    Binding("space", "toggle_playback", "Play/pause", id="toggle-playback", group=_PLAY,
            tooltip="Start or stop the replay"),
    Binding("left", "seek(-5)", "Back 5 s", id="back", group=_SEEK, tooltip="Go back 5 seconds"),
    Binding("right", "seek(5)", "On 5 s", id="on", group=_SEEK, tooltip="Go on 5 seconds"),
    Binding("shift+left", "seek_share(-10)", "Back 10 %", show=False, id="back-far",
            tooltip="Go back a tenth of the recording"),
    Binding("shift+right", "seek_share(10)", "On 10 %", show=False, id="on-far",
            tooltip="Go on a tenth of the recording"),
    *(
        Binding(f"{digit}", f"seek_percent({digit * 10})", f"To {digit * 10} %", show=False,
                id=f"percent-{digit}", tooltip="Go to that tenth of the recording")
        for digit in range(10)
    ),
    Binding("home,g", "seek_percent(0)", "Start", show=False, id="start",
            tooltip="Go to the start"),
    Binding("end,G", "seek_percent(100)", "End", show=False, id="end", tooltip="Go to the end"),
    Binding("colon", "go_to", "Go to", id="go-to", priority=True,
            tooltip="Type a moment: 1:30, 50%, 20:12:37 UTC, #offset"),
    Binding("left_curly_bracket", "command(False)", "Previous command", id="previous-command",
            group=_COMMAND, tooltip="Go to the previous command, as it was entered"),
    Binding("right_curly_bracket", "command(True)", "Next command", id="next-command",
            group=_COMMAND, tooltip="Go to the next command"),
    Binding("c", "toggle_commands", "Commands", show=False, id="toggle-commands",
            tooltip="Show the list of commands beside the picture, or hide it"),
    Binding("tab", "focus_commands", "Choose command", show=False, id="focus-commands",
            tooltip="Go through the list of commands with the arrows"),
    Binding("ampersand", "filter_commands", "Filter commands", show=False, id="filter-commands",
            priority=True, tooltip="Narrow the list of commands while you type; { } then go among those"),
    Binding("slash", "search", "Search", id="search", priority=True,
            tooltip="Look for text that was ever on the screen"),
    Binding("n", "hit(True)", "Next hit", show=False, id="next-hit",
            tooltip="Go to where the next hit appeared"),
    Binding("N", "hit(False)", "Previous hit", show=False, id="previous-hit",
            tooltip="Go to where the previous hit appeared"),
    Binding("left_square_bracket", "marker(False)", "Previous marker", show=False,
            id="previous-marker", tooltip="Go to the previous marker"),
    Binding("right_square_bracket", "marker(True)", "Next marker", show=False, id="next-marker",
            tooltip="Go to the next marker"),
    Binding("less_than_sign", "slower", "Slower", id="slower", group=_SPEED,
            tooltip="Play at half the speed"),
    Binding("greater_than_sign", "faster", "Faster", id="faster", group=_SPEED,
            tooltip="Play at twice the speed"),
    Binding("backspace", "normal_speed", "Speed ×1", show=False, id="normal-speed",
            tooltip="Play at the speed at which it happened"),
    Binding("enter", "skip_pause", "Skip pause", show=False, id="skip-pause",
            tooltip="Go to where the next byte appears"),
    Binding("up,k", "look(-1)", "Look up", show=False, id="look-up",
            tooltip="Look further up in a screen larger than the window"),
    Binding("down,j", "look(1)", "Look down", show=False, id="look-down",
            tooltip="Look further down"),
    Binding("ctrl+left", "look(0, -8)", "Look left", show=False, id="look-left",
            tooltip="Look further left"),
    Binding("ctrl+right", "look(0, 8)", "Look right", show=False, id="look-right",
            tooltip="Look further right"),
    Binding("f", "toggle_full", "Full", show=False, id="toggle-full",
            tooltip="Hide everything but the picture, or show it again"),
    Binding("t", "toggle_zone", "UTC/local", show=False, id="toggle-zone",
            tooltip="Show the clock in UTC or in local time"),
    Binding("i", "info", "Info", id="info",
            tooltip="What is known of this recording, and who said so"),
    Binding("e", "export", "Export", id="export",
            tooltip="Write the recording to a file"),
    Binding("y", "copy", "Copy", show=False, id="copy",
            tooltip="Copy what the mouse marked in the picture, or all its text"),
    Binding("w", "save_picture", "Picture", show=False, id="save-picture", priority=True,
            tooltip="Save the screen of this moment as an SVG picture"),
    Binding("x", "attempts", "Attempts", show=False, id="attempts",
            tooltip="What the session tried with its terminal: titles, links, clipboard, bells"),
    Binding("comma", "step(False)", "Step back", id="step-back", group=_STEP,
            tooltip="Pause and go to the previous change of the screen"),
    Binding("full_stop", "step(True)", "Step", id="step", group=_STEP,
            tooltip="Pause and go to the next change of the screen"),
    Binding("z", "toggle_idle", "Cut idle", id="toggle-idle",
            tooltip="Cut long pauses, or show them in full again"),
]  # fmt: skip
