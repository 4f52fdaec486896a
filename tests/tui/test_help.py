"""Help, the key line and docs/keys.md all come from the bindings."""

from __future__ import annotations

from pathlib import Path

from textual.binding import Binding

from replayer.tui.bindings import help_lines, key_name, keys_text
from replayer.tui.help import keys_page
from replayer.tui.places import PLACES
from replayer.tui.widgets.key_line import Hint, fitting
from tests.tui.driving import replay_app, replaying, screen_lines, screen_text, until

PAGE = Path(__file__).parents[2] / "docs" / "keys.md"


def test_the_page_of_keys_is_what_the_bindings_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == keys_page(PLACES), "run `make keys`"


def test_each_action_can_be_named_in_the_settings_and_says_what_it_does() -> None:
    for place, bindings in PLACES:
        for binding in bindings:
            assert binding.id, (place, binding)
            assert binding.tooltip or binding.description, (place, binding)


def test_no_key_does_two_things_in_one_place() -> None:
    by_place = dict(PLACES)
    everywhere = by_place.pop("Everywhere")
    for place, bindings in by_place.items():
        shared = everywhere if place in {"Sessions", "Replay"} else ()  # a dialog comes before them
        keys = [key for each in (*bindings, *shared) for key in each.key.split(",")]
        assert len(keys) == len(set(keys)), place


def test_no_name_is_used_for_two_actions() -> None:
    names: dict[str | None, str] = {}
    for _, bindings in PLACES:
        for binding in bindings:
            assert names.setdefault(binding.id, binding.action) == binding.action


def test_keys_are_named_as_they_are_printed() -> None:
    assert key_name("shift+left") == "shift+←"
    assert key_name("full_stop") == "."
    assert keys_text(["0", "1", "2", "3"]) == "0 … 3"


def test_bindings_of_one_name_share_a_line() -> None:
    lines = help_lines(
        [Binding("1", "go(1)", "To 1", id="go-1"), Binding("2", "go(2)", "To 2", id="go-2")]
    )
    assert [line.keys for line in lines] == [("1", "2")]


def test_the_key_line_keeps_help_and_the_way_out_however_narrow_it_is() -> None:
    hints = [Hint((("x", "x"),), word) for word in ("first", "second", "help", "leave")]
    assert [hint.label for hint in fitting(hints, 200)] == ["first", "second", "help", "leave"]
    assert [hint.label for hint in fitting(hints, 28)] == ["first", "help", "leave"]
    assert [hint.label for hint in fitting(hints, 5)] == ["help", "leave"]


async def test_help_at_80_columns_goes_on_beside_the_keys_and_not_under_them() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        await pilot.press("question_mark")
        await until(pilot, lambda: "REPLAY" in screen_text(app), "help")
        await pilot.press("pagedown")
        lines = screen_lines(app)
        first = next(n for n, line in enumerate(lines) if "Narrow the list" in line)
        column = lines[first].index("Narrow the list")
        rest = lines[first + 1]
        assert rest[column:].startswith("then go among those")
        assert not rest[:column].strip(" │━╍╸─╌")


async def test_help_lists_the_keys_in_the_order_of_the_page() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(120, 80)) as pilot:
        await replaying(pilot, app)
        await pilot.press("question_mark")
        await until(pilot, lambda: "EVERYWHERE" in screen_text(app), "help")
        text = screen_text(app)
        told = [binding.tooltip for binding in dict(PLACES)["Replay"] if "%" not in binding.tooltip]
        places = [text.index(each) for each in dict.fromkeys(told)]
        assert places == sorted(places)


async def test_a_long_text_is_read_to_its_end_and_from_its_start() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        await pilot.press("question_mark", "G")
        await until(pilot, lambda: "ctrl+p lists every action" in screen_text(app), "the end")
        await pilot.press("g")
        await until(pilot, lambda: "Start or stop" in screen_text(app), "the start")


async def test_the_key_line_has_one_key_of_each_action() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        assert "  { } command  " in screen_lines(app)[-1]
