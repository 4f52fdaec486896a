"""Pictures of a screen: true to its text and its grid, and harmless whatever the session wrote."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replayer.exporters.picture import svg
from replayer.recording.recording import Newline
from replayer.terminal import Emulator
from replayer.terminal.cells import Frame
from replayer.terminal.glyphs import glyphs
from replayer.terminal.palette import LIGHT, XTERM, Scheme

SCHEME = Scheme("#202020", "#fafafa", XTERM)
NAMESPACE = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "style", "rect", "g", "text"}


def screen(data: bytes, columns: int = 20, lines: int = 4) -> Frame:
    emulator = Emulator(columns, lines, Newline.CRLF)
    emulator.feed(data)
    return emulator.frame()


def parsed(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture.encode())


def rows(root: ElementTree.Element) -> list[str]:
    """Return the text of each row as a reader of the file finds it."""
    groups = [each for each in root.iter(f"{NAMESPACE}g") if each.get("class") == "row"]
    return ["".join(group.itertext()).replace("\n", "") for group in groups]


def texts(root: ElementTree.Element, row: int = 0) -> list[ElementTree.Element]:
    groups = [each for each in root.iter(f"{NAMESPACE}g") if each.get("class") == "row"]
    return [each for each in groups[row] if each.tag == f"{NAMESPACE}text"]


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=80).map(str.encode),
    ),
    st.text(max_size=40),
)
@example(b"</text><script>alert(1)</script>", "]]></title><script/>")
@example("漢字\ufffe\uffff\x0b\x1b]8;;javascript:1\x07a".encode(), "\x00\x1b[31m\u202e\ud800")
@example(b"\x1b[8mhidden\x1b[0m  \x1b[4m  \x1b[0m", "")
@example("🙂\u200d🙂e\u0301".encode(), "&amp;")
def test_law_the_picture_is_xml_whose_text_is_that_of_the_screen_and_that_does_nothing(
    data: bytes, caption: str
) -> None:
    frame = screen(data)
    picture = svg(frame, SCHEME, [caption])
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", picture)
    root = parsed(picture)
    assert rows(root) == ["".join(glyphs(row)).rstrip(" ") for row in frame.rows]
    for element in root.iter():
        assert element.tag.removeprefix(NAMESPACE) in ALLOWED
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]


def test_a_name_in_a_script_from_right_to_left_moves_nothing_around_it() -> None:
    """A browser would show `i-0a אבג 12:34` with the time before the letters."""
    style = parsed(svg(screen(b""), SCHEME, ["i-0a אבג 12:34"])).find(f"{NAMESPACE}style")
    assert style is not None
    assert "direction: ltr; unicode-bidi: bidi-override;" in (style.text or "")


@given(st.text(st.sampled_from("ab <漢─é"), max_size=20))
def test_law_each_text_begins_on_the_column_of_its_first_cell(text: str) -> None:
    frame = screen(text.encode(), columns=48, lines=1)
    cells = glyphs(frame.rows[0])
    for element in texts(parsed(svg(frame, SCHEME, ()))):
        column = round(float(element.attrib["x"]) / 8.4)
        assert abs(float(element.attrib["x"]) - column * 8.4) < 0.01
        written = element.text or ""
        assert "".join(cells[column:]).startswith(written)
        if len(written) > 1:
            assert written.isascii()
            assert abs(float(element.attrib["textLength"]) - len(written) * 8.4) < 0.01


def test_attributes_and_colours_are_drawn() -> None:
    frame = screen(b"\x1b[1;3;4;31mloud\x1b[0m \x1b[2;9;38;2;1;2;3mgone\x1b[0m\x1b[?25l")
    root = parsed(svg(frame, SCHEME, ()))
    loud, space, gone = texts(root)
    assert (loud.text, loud.get("fill"), space.text) == ("loud", XTERM.colours[9], " ")
    assert (loud.get("font-weight"), loud.get("font-style")) == ("bold", "italic")
    assert (gone.get("fill"), gone.get("fill-opacity")) == ("#010203", "0.6")
    lines = [each for each in root.iter(f"{NAMESPACE}rect") if each.get("height") == "1"]
    assert [(each.get("width"), each.get("fill")) for each in lines] == [
        ("33.6", XTERM.colours[9]),
        ("33.6", "#010203"),
    ]


def test_the_cursor_covers_a_wide_character_whole() -> None:
    root = parsed(svg(screen("漢字\x1b[H".encode()), SCHEME, ()))
    (block,) = (each for each in root.iter(f"{NAMESPACE}rect") if each.get("height") == "17")
    assert (block.get("x"), block.get("width"), block.get("fill")) == ("0", "16.8", "#202020")
    assert [(each.text, each.get("fill")) for each in texts(root)] == [
        ("漢", "#fafafa"),
        ("字", "#202020"),
    ]


def test_a_hidden_cursor_and_default_colours_paint_nothing_behind_the_text() -> None:
    root = parsed(svg(screen(b"\x1b[?25lplain"), Scheme("#000000", "#ffffff", LIGHT), ()))
    assert not [each for each in root.iter(f"{NAMESPACE}rect") if each.get("height") == "17"]


def test_the_caption_stands_over_the_screen_and_is_the_title() -> None:
    root = parsed(svg(screen(b"x"), SCHEME, ["alice → web-01", "time estimated" + "!" * 500]))
    title = root.find(f"{NAMESPACE}title")
    assert title is not None
    assert (title.text or "").startswith("alice → web-01 | time estimated!!!")
    (group,) = (each for each in root.iter(f"{NAMESPACE}g") if each.get("class") == "caption")
    first, second = (each.text or "" for each in group)
    assert first == "alice → web-01"
    assert second.endswith("…")
    assert len(second) < 100


@pytest.mark.parametrize("columns", [2, 80])
def test_the_picture_is_as_large_as_its_cells(columns: int) -> None:
    widths = [
        float(parsed(svg(screen(b"", columns, 1), SCHEME, ())).attrib["width"])
        for columns in (columns, columns + 1)
    ]
    assert [round(after - before, 2) for before, after in pairwise(widths)] == [8.4]
