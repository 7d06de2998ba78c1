"""Captions (WebVTT) and the transcript that is made of them."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from django.utils.translation import gettext as _

from hub.text import without_controls

MAX_SIZE = 2 * 1024 * 1024  # bytes; ten hours of speech weigh one
PARAGRAPH_LENGTH = 500  # characters, after which a sentence's end begins a new paragraph
PAUSE = dt.timedelta(seconds=4)  # of silence, which begins a new paragraph too

_TIME = r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?", re.ASCII)
_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]*)>")
_TAG = re.compile(r"<[^>]*>")
_STAMP = re.compile(r"\[(?:(\d{1,3}):)?(\d{1,2}):(\d{2})\][ \t]*", re.ASCII)
_END = (".", "!", "?", "…", "»")


class CaptionsError(ValueError):
    """What is wrong with a file of captions: a sentence in French that names the line."""


@dataclass(frozen=True)
class Cue:
    """What one voice says from ``start`` to ``end``; ``voice`` is empty where it is not named."""

    start: dt.timedelta
    end: dt.timedelta
    voice: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a transcript; ``at`` is its moment in seconds where it says one."""

    at: int | None
    text: str


def clock(moment: dt.timedelta | float) -> str:
    """Return « 1:02:03 » for a moment of a recording, a duration or a number of seconds."""
    seconds = int(moment.total_seconds() if isinstance(moment, dt.timedelta) else moment)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def read_cues(content: bytes) -> list[Cue]:
    """Return the cues of a WebVTT file (W3C, « WebVTT: The Web Video Text Tracks Format », §4).

    Raises ``CaptionsError`` where a browser would drop a cue or the whole file: another coding than
    UTF-8, no header, a time that is none, that goes back or ends before it begins.
    """
    if len(content) > MAX_SIZE:
        raise CaptionsError(_("Ce fichier de sous-titres est trop lourd : 2 Mo au plus."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        raise _error(
            number, _("ce n'est pas de l'UTF-8. Enregistrez le fichier dans ce codage.")
        ) from error
    lines = re.split(r"\r\n|\n|\r", text)
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise _error(1, _("un fichier WebVTT commence par « WEBVTT »."))
    for number, line in enumerate(takewhile(bool, lines), start=1):
        if "-->" in line:
            raise _error(number, _("il manque une ligne vide avant ce sous-titre."))
    cues: list[Cue] = []
    last = dt.timedelta(0)
    for number, block in _blocks(lines):
        timing = next((place for place, line in enumerate(block[:2]) if "-->" in line), None)
        if timing is None:
            if cues or not _is_header(block):
                _refuse_stray(number, block)
            continue
        start, end = _times(number + timing, block[timing])
        if start < last:
            raise _error(number + timing, _("ce sous-titre commence avant le précédent."))
        if end <= start:
            raise _error(number + timing, _("ce sous-titre finit avant d'avoir commencé."))
        for offset, line in enumerate(block[timing + 1 :], start=timing + 1):
            if "-->" in line:
                raise _error(number + offset, _("il manque une ligne vide avant ce sous-titre."))
        last = start
        cues += _spoken(start, end, "\n".join(block[timing + 1 :]))
    if not cues:
        raise CaptionsError(_("Ce fichier ne contient aucun sous-titre."))
    return cues


def transcript(cues: list[Cue]) -> str:
    """Return the text of ``cues`` in paragraphs, each with its moment: « [0:12:30] Nom : … ».

    A paragraph ends where another voice speaks, after a silence, and at the end of a sentence once
    it is long.
    """
    paragraphs: list[str] = []
    previous: Cue | None = None
    for cue in cues:
        if (
            previous is None
            or cue.voice != previous.voice
            or cue.start - previous.end >= PAUSE
            or (len(paragraphs[-1]) >= PARAGRAPH_LENGTH and previous.text.endswith(_END))
        ):
            voice = f"{cue.voice}\N{NO-BREAK SPACE}: " if cue.voice else ""
            paragraphs.append(f"[{clock(cue.start)}] {voice}{cue.text}")
        else:
            paragraphs[-1] += f" {cue.text}"
        previous = cue
    return "\n\n".join(paragraphs)


def paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of a transcript; each may begin with « [12:30] » or « [0:12:30] »."""
    found = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        stamp = _STAMP.match(part)
        if stamp:
            hours, minutes, seconds = (int(number or 0) for number in stamp.groups())
            found.append(Paragraph(hours * 3600 + minutes * 60 + seconds, part[stamp.end() :]))
        elif part:
            found.append(Paragraph(None, part))
    return found


def _error(line: int, what: str) -> CaptionsError:
    return CaptionsError(_("Ligne %(line)s : %(what)s") % {"line": line, "what": what})


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks that follow the header's: the number of their first line, their lines."""
    block: list[str] = []
    in_header = True
    for number, line in enumerate([*lines, ""], start=1):
        if line:
            block.append(line)
        elif block:
            if not in_header:
                yield number - len(block), block
            block, in_header = [], False


def _is_header(block: list[str]) -> bool:
    return block[0].rstrip() in {"STYLE", "REGION"}


def _refuse_stray(number: int, block: list[str]) -> None:
    if not re.match(r"NOTE(?:[ \t]|$)", block[0]):
        raise _error(number, _("ce passage n'a pas d'horaire « 00:00:01.000 --> 00:00:04.000 »."))


def _times(number: int, line: str) -> tuple[dt.timedelta, dt.timedelta]:
    match = _TIMING.fullmatch(line)
    if not match:
        raise _error(
            number, _("cet horaire ne se lit pas ; attendu : « 00:00:01.000 --> 00:00:04.000 ».")
        )
    times = [int(part or 0) for part in match.groups()]
    start, end = (
        dt.timedelta(hours=hours, minutes=minutes, seconds=seconds, milliseconds=milliseconds)
        for hours, minutes, seconds, milliseconds in (times[:4], times[4:])
    )
    return start, end


def _spoken(start: dt.timedelta, end: dt.timedelta, payload: str) -> Iterator[Cue]:
    """Yield what each voice says in one cue, without tags."""
    before, *voiced = _VOICE.split(payload)
    for voice, words in [("", before), *zip(voiced[::2], voiced[1::2], strict=True)]:
        text = _plain(words)
        if text:
            yield Cue(start, end, _plain(voice), text)


def _plain(words: str) -> str:
    return " ".join(without_controls(html.unescape(_TAG.sub("", words))).split())
