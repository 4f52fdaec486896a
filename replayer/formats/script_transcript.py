"""The S3 object: a session's bytes as `script` recorded them from `cat`, with one more CR in each line end.

Source: docs/formats.md#script, docs/formats.md#screen-era. Only the edges are read; the body is left as it is stored.
"""

from __future__ import annotations

from collections.abc import Iterator

from replayer.formats import screen_era, script_lines
from replayer.formats.binary import is_binary
from replayer.formats.buffer import Buffer, cut
from replayer.formats.check import Check, unchecked
from replayer.formats.evidence import Transcript, TranscriptKind
from replayer.formats.format import Format
from replayer.formats.ipc_path import WITHOUT_PTY, IpcPath
from replayer.formats.script_lines import Footer, Header

_SAMPLE = 1 << 16
"""Bytes in which line ends are counted when neither header nor footer says what the content is."""


def recognises(head: bytes) -> bool:
    """Whether `head` begins with a header, or most of its lines end in CR CR LF."""
    if script_lines.has_header(head) or screen_era.strip(head) is not None:
        return True
    return _doubled(head) and not is_binary(head)  # Python's compiled files begin with CR CR LF


def _doubled(sample: bytes) -> bool:
    """Whether most lines of `sample` end in CR CR LF: a PTY's line ends that went through a second PTY.

    The second one leaves no LF without a CR. Two thirds are asked for, since some shells write a CR more themselves.
    """
    ends = sample.count(b"\n")
    if ends != sample.count(b"\r\n"):
        return False
    return ends > 1 and sample.count(b"\r\r\n") * 3 > ends * 2


def read(content: Buffer, _check: Check = unchecked) -> tuple[Transcript, ...]:
    """Return the transcript in `content`."""
    return (transcript(content, TranscriptKind.SCRIPT),)


def transcript(
    content: Buffer, kind: TranscriptKind, *, translated: bool | None = None
) -> Transcript:
    """Return the transcript in `content` without header, footer and the logger's noise.

    `translated` says whether its line ends went through a second PTY; None to judge by the content.
    """
    header = script_lines.header(content)
    footer = script_lines.footer(content, header.newline if header else b"\n")
    stop = footer.start if footer else len(content)
    # an empty session: the LF before the footer may be the header's own
    start = min(header.end, stop) if header else 0
    body, path = cut(content, start, stop), header.path if header else None
    whole, remarks = footer is not None, list(_missing(header, footer))
    screen = screen_era.strip(body) if path is None else None
    if screen is not None:
        body, path, whole = screen.body, screen.path, whole and screen.closed
        kind = TranscriptKind.SCREEN_ERA if kind is TranscriptKind.SCRIPT else kind
        remarks.append(
            "the logger's prompt, command and `exit` of the years before 2020 were taken off"
        )
        if screen.copied:
            remarks.append("it was copied out of a terminal as text: only its lines are left")
        if screen.spoilt:
            remarks.append(
                "the host's terminal answered queries of the session; the answers may stand in the text"
            )
    if translated is None:
        by_a_person = header is not None and header.on_terminal and screen is None
        translated = _is_translated(
            body[:_SAMPLE], path, edged=bool(header or footer) and not by_a_person
        )
        if not translated:
            remarks.append("its line ends are those of the session already")
    return Transcript(
        kind=kind,
        body=body,
        translated=translated,
        session_id=path.session_id if path else None,
        target=path.target if path else None,
        session_type=path.session_type if path else None,
        generated=header.date if header else None,
        generated_zone_known=header.zone_known if header else True,
        closed=footer.date if footer else None,
        whole=whole,
        remarks=tuple(remarks),
        copied=screen is not None and screen.copied,
    )


def _missing(header: Header | None, footer: Footer | None) -> Iterator[str]:
    for name, line in (("header", header), ("footer", footer)):
        if line is None:
            yield f"the {name} that `script` writes is missing"
        elif line.date is None:
            yield f"the date in the {name} was not understood"


def _is_translated(sample: bytes, path: IpcPath | None, *, edged: bool) -> bool:
    """Whether the line ends in `sample` went through a second PTY; `edged` when it stood between `script`'s lines.

    A session with a PTY that shows CR LF and not one CR CR LF was translated back on its way here, as CloudWatch's
    plain events are when their messages are saved as text.
    """
    if _doubled(sample):
        return True
    undone = (
        path is not None
        and path.session_type != WITHOUT_PTY
        and b"\r\n" in sample
        and b"\r\r\n" not in sample
    )
    return edged and not undone


SCRIPT = Format("script transcript", recognises, read, transcript=True)
