"""Tells the keys of a typed line apart: which bytes of its echo answer which key.

A line editor prints a typed character as itself at the line's end. Elsewhere it prints the character and the rest of
the line again and goes back; it erases, moves, shows a completion, a search, or the whole line anew. Each answer is
one unit. The line is followed in one dimension, from the prompt on, as far as that goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from replayer.recording.pace import Gap
from replayer.tokens import Kind, Token, tokenize

_HOME = 4
"""Backspaces to the line's beginning from which on they are one key (Ctrl-A), not so many arrow keys."""


class _Line:
    """A line as it is edited, and the units of its echo so far."""

    def __init__(self, data: bytes, prompt: bytes) -> None:
        self.data = data
        self.prompt = prompt
        """What an editor prints in front when it shows the line anew."""
        self.units: list[tuple[int, Gap]] = []
        self.length = 0
        self.position = 0
        self.known = True
        """Whether `position` can be trusted."""
        self.open = False
        """The last unit is an answer that goes on."""
        self.owed = 0
        """Backspaces after which the cursor is where the open unit leaves it."""
        self.wrote = False
        """The open unit has written something, so that a move settles it."""
        self.moved = False
        """The open unit has gone back and written nothing: what is written next answers another key."""
        self.marked = False
        """Inside text shown reversed: a paste, or what a search found."""
        self.searching = False
        self.rewrites = False
        """The open unit goes back over the line's last character, to print it again with the next one."""

    def add(self, end: int, gap: Gap, *, goes_on: bool = False) -> None:
        """Begin a unit; who stops typing to edit what is there looks at it first."""
        if gap is Gap.EDIT and self.units and self.units[-1][1] is Gap.KEY:
            gap = Gap.CONFIRM
        self.units.append((end, gap))
        self.open, self.owed, self.wrote, self.moved = goes_on, 0, False, False

    def extend(self, end: int) -> None:
        """Let the last unit reach to `end`."""
        if self.units:
            self.units[-1] = (end, self.units[-1][1])
        else:
            self.add(end, Gap.KEY, goes_on=True)

    def answer(self, end: int, gap: Gap) -> None:
        """Let the open unit reach to `end`, or begin one that goes on."""
        if self.open:
            self.extend(end)
        else:
            self.add(end, gap, goes_on=True)

    def keys(self, ends: Iterator[int]) -> None:
        """Take characters that are typed one after the other."""
        for end in ends:
            self.add(end, Gap.KEY)

    def text(self, token: Token, following: Token | None) -> None:
        """Take printed characters."""
        count = _characters(self.data[token.start : token.end])
        self.open = self.open and (self.searching or not self.moved)
        ends = _character_ends(self.data, token)
        if b"-search)`" in self.data[token.start : token.end]:
            self.searching = True
            self.answer(token.end, Gap.EDIT)
        elif self.rewrites:
            self.extend(next(islice(ends, 1, None)))
            self.keys(ends)
        elif self.marked or self.searching or self.open:
            self.answer(token.end, Gap.KEY)
            self.owed += count
        elif (self.known and self.position < self.length) or self._goes_back(following):
            self.add(token.end, Gap.KEY, goes_on=True)
            self.owed = count - 1
        else:
            self.keys(ends)
        self.wrote, self.rewrites = True, False
        if self.known:
            self.position += count
            self.length = max(self.length, self.position)

    def _goes_back(self, following: Token | None) -> bool:
        """Tell whether what follows a text at an unknown place shows that it was printed over other text."""
        return (
            not self.known
            and following is not None
            and following.kind is Kind.CSI
            and self.data[following.end - 1 : following.end] in b"@PA"
        )

    def back(self, token: Token, run: int, following: Token | None) -> None:
        """Take a backspace, the first of `run`."""
        if self._is_rewritten(token, following):
            self.position -= 1
            self.add(token.end, Gap.KEY)
            self.rewrites = True
            return
        if self.known:
            self.position = max(0, self.position - 1)
        if self.searching:
            self.answer(token.end, Gap.KEY)
        elif self.open and not self.wrote:
            self.extend(token.end)
            self.moved = True
        elif self.open:
            self.extend(token.end)
            self.owed -= 1
            self.open = self.owed > 0
        else:
            home = run >= _HOME and self.known and self.position + 1 == run
            self.add(token.end, Gap.EDIT, goes_on=home)

    def _is_rewritten(self, token: Token, following: Token | None) -> bool:
        """Tell whether a backspace leads to the line's last character once more and the next one, as in zsh."""
        return (
            not (self.open or self.searching or self.marked)
            and self.known
            and self.position == self.length > 0
            and following is not None
            and following.kind is Kind.TEXT
            and self.data[token.start - 1] == self.data[following.start] < 0x80
            and _characters(self.data[following.start : following.end]) > 1
        )

    def sequence(self, token: Token, before: Token | None) -> None:
        """Take a control sequence."""
        final = self.data[token.end - 1 : token.end]
        params = self.data[token.start + 2 : token.end - 1]
        if final == b"m":
            if params == b"7" and not self.open:
                self.add(token.end, Gap.THINK, goes_on=True)
            else:
                self.extend(token.end)
            self.marked = params == b"7" or (self.marked and params not in {b"27", b"", b"0"})
        elif final in b"CG":
            self._move(token, before)
        elif final == b"K":
            self.extend(token.end)
            self.length = self.position
            self.open = self.open and not self.searching and self.owed > 0
        elif final == b"P":
            self.extend(token.end)
            self.length = max(self.position, self.length - 1)
            self.open = self.open or (self.known and self.position < self.length)
            self.owed = 0
        else:
            self.answer(token.end, Gap.EDIT)
            self.known = self.known and final == b"@"

    def _move(self, token: Token, before: Token | None) -> None:
        """Take a move to the right: the end of an answer, an arrow key, or the way to what is printed next."""
        same = (
            before is not None
            and self.data[before.start : before.end] == self.data[token.start : token.end]
        )
        if self.open:
            self.extend(token.end)
            if self.wrote:
                self.open = False
        elif same and not self.known:
            self.extend(token.end)
        else:
            self.add(token.end, Gap.EDIT, goes_on=True)
        self.position += 1

    def turn(self, token: Token, *, last: bool) -> None:
        """Take a CR or LF inside the line: the editor wraps, lists completions, or shows the line anew."""
        before = self.data[token.start - 1 : token.start]
        if self.data[token.start] == 0x0D and before == b" " and not self.open and self.known:
            # the blank and the CR with which an editor forces a wrap belong to the character before
            if len(self.units) > 1 and self.units[-2][0] == token.start - 1:
                self.units.pop()
            self.extend(token.end)
            self.position = self.length = max(0, self.position - 1)
            return
        self.answer(token.end, Gap.KEY)
        self.known, self.open = False, not last
        self.searching = self.searching and self.data[token.start] == 0x0D

    def anew(self, end: int, following: Token | None) -> int:
        """Take the prompt that ends at `end` and the line that is printed again behind it; return where that ends."""
        searched, self.searching = self.searching, False
        self.answer(end, Gap.CONFIRM if searched else Gap.EDIT)
        if searched or following is None or following.kind is not Kind.TEXT:
            self.wrote, self.known = True, self.known and not searched
            return end
        ends = list(islice(_character_ends(self.data, following), self.length))
        stop = ends[-1] if ends else end
        self.extend(stop)
        self.known, self.open = True, False
        self.position = self.length
        return stop


def echo_units(data: bytes, prompt: bytes) -> Iterator[tuple[int, Gap]]:
    """Yield (exclusive end, gap before it) of each unit in the echo of one typed line, without its Enter.

    `prompt` is what stands before the line; an editor prints it once more when it shows the line anew.
    """
    line = _Line(data, prompt)
    tokens: Sequence[Token] = list(tokenize(data))
    runs = _runs_of_backspaces(data, tokens)
    done = 0
    for index, whole in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if whole.end <= done:
            continue
        token = whole._replace(start=max(whole.start, done))
        shown = _shown_prompt(data, token, prompt)
        if shown:
            rest = next((each for each in tokens[index:] if each.end > shown), None)
            done = line.anew(shown, rest and rest._replace(start=max(rest.start, shown)))
            continue
        byte = data[token.start]
        if token.kind is Kind.TEXT:
            line.text(token, following)
        elif token.kind is Kind.CSI:
            line.sequence(token, tokens[index - 1] if index else None)
        elif token.kind is Kind.CONTROL and byte == 0x08:
            line.back(token, runs[index], following)
        elif token.kind is Kind.CONTROL and byte == 0x07:
            line.add(token.end, Gap.KEY)
        elif token.kind is Kind.CONTROL and byte in b"\r\n":
            line.turn(token, last=following is None)
        else:
            line.answer(token.end, Gap.KEY)
    yield from line.units


def _shown_prompt(data: bytes, token: Token, prompt: bytes) -> int:
    """Return where the prompt that begins at `token` ends; 0 when none does."""
    if prompt and data.startswith(prompt, token.start):
        return token.start + len(prompt)
    return 0


def _runs_of_backspaces(data: bytes, tokens: Sequence[Token]) -> list[int]:
    """Return for each token how many backspaces follow each other from it on."""
    runs = [0] * (len(tokens) + 1)
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].kind is Kind.CONTROL and data[tokens[index].start] == 0x08:
            runs[index] = runs[index + 1] + 1
    return runs


def _characters(text: bytes) -> int:
    return len(text) - sum(0x80 <= byte < 0xC0 for byte in text)


def _character_ends(data: bytes, token: Token) -> Iterator[int]:
    for end in range(token.start + 1, token.end + 1):
        if end == token.end or not 0x80 <= data[end] < 0xC0:
            yield end
