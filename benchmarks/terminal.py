"""How fast the terminal is, as ratios to stock pyte in one run: `python benchmarks/terminal.py [--node FOLDER]`.

The recorded streams of the tests and the fixtures, and made-up logs, listings and numbers, are repeated to a few MB and
fed to stock pyte, to our emulator without and with its skip, and, where `--node` names a folder with `node_modules` that
has them, to `@xterm/headless` and to avt as it comes with `asciinema-player`. Then sessions of mixed content are indexed
and seeked in. Prints Markdown; docs/emulator.md has a run.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyte

from replayer.opening import find_one, open_recording
from replayer.recording.recording import Recording, Size, SizeKnown
from replayer.recording.timeline import Certainty, TimelineBuilder
from replayer.session import Session
from replayer.terminal import Emulator, Projector
from replayer.terminal.keyframes import pack, unpack

ROOT = Path(__file__).resolve().parents[1]
STREAMS = ROOT / "tests" / "terminal" / "streams"
COLS, ROWS = 80, 24
REPEATED = 2_000_000  # bytes
CHUNK = 64 * 1024
TURNS = 5

NODE = r"""
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
const [modules, work, list] = process.argv.slice(2);
const require = createRequire(join(modules, "/"));
const found = {};
try {
  const { Terminal } = require("@xterm/headless");
  found.xterm = async (data) => {
    const terminal = new Terminal({ cols: 80, rows: 24, allowProposedApi: true, scrollback: 0 });
    const start = process.cpuUsage();
    for (let at = 0; at < data.length; at += 65536)
      await new Promise((done) => terminal.write(data.subarray(at, at + 65536), done));
    return process.cpuUsage(start).user / 1000;
  };
} catch { console.error("no @xterm/headless there"); }
try {
  // the player does not export its terminal: take the part of the bundle that holds it
  const dist = join(modules, "node_modules", "asciinema-player", "dist");
  const name = readdirSync(dist).find((each) => /^opts-.*\.js$/.test(each));
  const text = readFileSync(join(dist, name), "utf8");
  const part = text.slice(text.indexOf("let wasm;"), text.indexOf("const vt = init({"));
  writeFileSync(join(work, "avt.mjs"), part + "\nexport const avt = await init({ module: vtWasmModule });\n");
  const { avt } = await import(join(work, "avt.mjs"));
  found.avt = async (data) => {
    const vt = avt.create(80, 24, 0, false);
    const decoder = new TextDecoder();
    const start = process.cpuUsage();
    for (let at = 0; at < data.length; at += 65536)
      vt.feed(decoder.decode(data.subarray(at, at + 65536), { stream: true }));
    return process.cpuUsage(start).user / 1000;
  };
} catch (error) { console.error("no avt there: " + error.message); }
const result = {};
for (const path of JSON.parse(readFileSync(list, "utf8"))) {
  const data = readFileSync(path);
  result[path] = {};
  for (const [engine, run] of Object.entries(found)) {
    let best = Infinity;
    for (let turn = 0; turn < 3; turn++) best = Math.min(best, await run(data));
    result[path][engine] = best / 1000;
  }
}
console.log(JSON.stringify(result));
"""


class Stock(pyte.Screen):
    """pyte's screen, but for the one call on which it raises with vim and mc."""

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        """Ignore private forms."""
        if not private:
            super().select_graphic_rendition(*attrs)


def streams() -> dict[str, bytes]:
    """Return the streams by name."""
    result = {
        path.stem.rpartition("_")[0]: path.read_bytes() for path in sorted(STREAMS.glob("*.bin"))
    }
    result = {name: data for name, data in result.items() if not name.startswith("seq_")}
    result["vim"] = bytes(open_recording(find_one(("fixture:vim",), ())).data[:])
    dice = random.Random(1)
    result["CJK text"] = "".join(
        "".join(chr(dice.randrange(0x4E00, 0x9FA0)) for _ in range(dice.randrange(10, 45))) + "\r\n"
        for _ in range(1500)
    ).encode()
    result["seq"] = b"".join(b"%d\r\n" % number for number in range(20_000))
    result["log lines"] = b"".join(
        b"2026-03-04T12:%02d:%02d.%03dZ INFO  [worker-%d] request id=%08x path=/api/items/%d status=200 took %dms\r\n"
        % (
            *(dice.randrange(60) for _ in "ms"),
            dice.randrange(1000),
            dice.randrange(8),
            dice.randrange(1 << 32),
            dice.randrange(9999),
            dice.randrange(999),
        )
        for _ in range(3000)
    )
    result["coloured ls"] = b"".join(
        b"-rw-r--r-- 1 root root %6d Mar  4 12:%02d \x1b[0m\x1b[01;%dmfile%d.tar\x1b[0m\r\n"
        % (dice.randrange(999_999), dice.randrange(60), dice.choice([31, 32, 34, 36]), number)
        for number in range(3000)
    )
    return result


def seconds(run: Callable[[bytes], object], data: bytes, turns: int = 3) -> float:
    """Return the shortest of some runs, in seconds of this process."""
    best = float("inf")
    for _ in range(turns):
        start = time.process_time()
        run(data)
        best = min(best, time.process_time() - start)
    return best


def stock(data: bytes) -> None:
    """Feed pyte as it is."""
    pyte.ByteStream(Stock(COLS, ROWS)).feed(data)


def ours(data: bytes) -> None:
    """Feed our emulator, which draws everything."""
    emulator = Emulator(COLS, ROWS, history=0, skips=False)
    for at in range(0, len(data), CHUNK):
        emulator.feed(data[at : at + CHUNK])


def skipping(data: bytes) -> None:
    """Feed our emulator, which skips what scrolls away."""
    Emulator(COLS, ROWS, history=0).feed(data)


def node_rates(modules: Path, content: dict[str, bytes]) -> dict[str, dict[str, float]]:
    """Return seconds by stream and engine."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        paths = {}
        for number, (name, data) in enumerate(content.items()):
            paths[str(work / f"{number}.bin")] = name
            (work / f"{number}.bin").write_bytes(data)
        (work / "list.json").write_text(json.dumps(list(paths)))
        (work / "run.mjs").write_text(NODE)
        done = subprocess.run(
            ["node", work / "run.mjs", modules.resolve(), work, work / "list.json"],
            capture_output=True,
            text=True,
            check=True,
        )
        sys.stderr.write(done.stderr)
        return {paths[path]: times for path, times in json.loads(done.stdout).items()}


def throughput(modules: Path | None) -> Iterator[str]:
    """Yield the table of ratios."""
    content = {name: data * max(1, REPEATED // len(data)) for name, data in streams().items()}
    node = node_rates(modules, content) if modules and shutil.which("node") else {}
    engines = sorted({engine for times in node.values() for engine in times})
    yield "| stream | stock pyte | ours | with skip |" + "".join(f" {each} |" for each in engines)
    yield "|---|---|---|---|" + "---|" * len(engines)
    for name, data in content.items():
        sample = data[: min(len(data), 200_000)]  # stock pyte takes its time
        best = [float("inf")] * 3
        for _ in range(
            TURNS
        ):  # in turns, so that whatever else the machine does slows down all of them
            for index, (run, part) in enumerate(((stock, sample), (ours, data), (skipping, data))):
                best[index] = min(best[index], seconds(run, part, 1) / len(part))
        rates = [best[0] / each for each in best[1:]]
        rates += [best[0] * len(data) / node[name][each] for each in engines]
        row = " | ".join(f"{rate:.1f} ×" for rate in rates)
        yield f"| {name} | {1 / best[0] / 1e6:.2f} MB/s | {row} |"


def session(size: int) -> Recording:
    """Return a recording of mixed content."""
    pieces = streams()
    dice = random.Random(2)
    parts: list[bytes] = []
    total = 0
    while total < size:
        part = pieces[dice.choice(list(pieces))]
        parts.append(part)
        total += len(part)
    data = b"".join(parts)[:size]
    builder = TimelineBuilder()
    builder.add(len(data), 0.0, None, None, Certainty.ESTIMATED, "none")
    return Recording(data, builder.build(), Size(COLS, ROWS, SizeKnown.GIVEN), Session("bench"))


def seeking(sizes: list[int]) -> Iterator[str]:
    """Yield the table of first passes and seeks."""
    yield "| session | first frame (at 64 KiB) | first pass | longest step | keyframes | seek p50 | seek p95 | worst |"
    yield "|---|---|---|---|---|---|---|---|"
    for size in sizes:
        recording = session(size * 1_000_000)
        start = time.process_time()
        Projector(recording).frame_at(CHUNK)
        first = time.process_time() - start
        projector = Projector(recording)
        steps = []
        start = last = time.process_time()
        for _ in projector.index():
            now = time.process_time()
            steps.append(now - last)
            last = now
        whole = last - start
        dice = random.Random(3)
        times = []
        for _ in range(300):
            offset = dice.randrange(len(recording.data))
            start = time.process_time()
            projector.frame_at(offset)
            times.append(time.process_time() - start)
        cuts = statistics.quantiles(times, n=100)
        kept = projector.keyframes_size
        yield (
            f"| {size} MB | {first * 1e3:.1f} ms | {whole:.1f} s | {max(steps) * 1e3:.0f} ms | {kept / 1e6:.2f} MB "
            f"| {cuts[49] * 1e3:.1f} ms | {cuts[94] * 1e3:.1f} ms | {max(times) * 1e3:.1f} ms |"
        )


def _ignore(run: Callable[[], object], _data: bytes) -> None:
    run()


def keyframes() -> Iterator[str]:
    """Yield the table of keyframes."""
    sizes, packing, unpacking = [], [], []
    for data in streams().values():
        for part in (1, 2, 3, 4):
            emulator = Emulator(COLS, ROWS, history=0)
            emulator.feed(data[: len(data) * part // 4])
            keyframe = pack(emulator)
            sizes.append(len(keyframe))
            packing.append(seconds(partial(_ignore, partial(pack, emulator)), b"", 5))
            unpacking.append(seconds(partial(_ignore, partial(unpack, keyframe)), b"", 5))
    yield "| keyframes at 80×24 | median | worst |"
    yield "|---|---|---|"
    yield f"| size | {statistics.median(sizes):.0f} bytes | {max(sizes)} bytes |"
    for name, times in (("made in", packing), ("restored in", unpacking)):
        yield f"| {name} | {statistics.median(times) * 1e3:.2f} ms | {max(times) * 1e3:.2f} ms |"


HARD: dict[str, bytes] = {
    "a tower of marks": b"e" + "\u0301".encode() * 32_000,
    "towers of marks": ("e" + "\u0301" * 40).encode() * 800,
    "alignment patterns": b"\x1b#8" * 21_000,
    "repetitions": b"x\x1b[99999999b" * 5_400,
    "insertions": b"\x1b[5@" * 16_000,
    "deletions": b"\x1b[5P" * 16_000,
    "inserted lines": b"\x1b[99999L" * 8_000,
    "scrolls": b"\x1b[99999S\x1b[99999T" * 4_000,
    "screens cleared": b"\x1b[2J" * 16_000,
    "alternate screens": b"\x1b[?1049h\x1b[?1049l" * 4_000,
    "resets": b"\x1bc" * 32_000,
    "column storms": b"\x1b[9'}\x1b[9'~" * 6_400,
    "direct colours": b"".join(
        b"\x1b[38;2;%d;%d;%dmx" % (n % 256, n // 7 % 256, n // 3 % 256) for n in range(4_000)
    ),
    "tabs without stops": b"\x1b[3g" + b"\r\t" * 32_000,
    "an endless title": b"\x1b]0;" + b"x" * 64_000,
    "parameters": (b"\x1b[" + b"1;" * 500 + b"m") * 64,
    "protected rows": b'\x1b[1"q' + b"x" * 1900 + b"\x1b[?2J" * 12_000,
    "protected cells": b'\x1b[1"qx\x1b["qx' * 960 + b"\x1b[?2J" * 9_000,
    "invalid bytes": b"\xff\xc3(" * 21_000,
    "wide characters in one column": "漢".encode() * 21_000,
}


def hard() -> Iterator[str]:
    """Yield the table of inputs below 64 KB that are made to be slow."""
    yield "| 64 KB of | 80×24 | 200×60 |"
    yield "|---|---|---|"
    for name, data in HARD.items():
        times = [
            seconds(Emulator(cols, rows).feed, data[: 64 * 1024], 1)
            for cols, rows in ((80, 24), (200, 60))
        ]
        yield f"| {name} | {times[0]:.2f} s | {times[1]:.2f} s |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--node",
        type=Path,
        metavar="FOLDER",
        help="has node_modules with xterm.js and asciinema-player",
    )
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="*",
        default=[1, 10, 100],
        metavar="MB",
        help="sessions to seek in",
    )
    parser.add_argument("--only", choices=["throughput", "seeking", "keyframes", "hard"])
    options: Any = parser.parse_args()
    parts = {
        "throughput": lambda: throughput(options.node),
        "seeking": lambda: seeking(options.sizes),
        "keyframes": keyframes,
        "hard": hard,
    }
    for name, part in parts.items():
        if options.only in {None, name}:
            for line in part():
                print(line, flush=True)
            print()


if __name__ == "__main__":
    main()
