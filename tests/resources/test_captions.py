"""Captions: what a browser would drop is named, what it would show makes the transcript."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.captions import (
    MAX_SIZE,
    CaptionsError,
    Cue,
    Paragraph,
    clock,
    paragraphs,
    read_cues,
    transcript,
)

VTT = """WEBVTT - Une table ronde
Kind: captions

STYLE
::cue { color: white }

NOTE Relu le 3 mars

1
00:00:01.000 --> 00:00:04.000 align:start
<v Marie>Bonjour <i>à tous</i> &amp; à toutes.</v>

00:05.000 --> 00:07.500
Merci
d'être là.
"""


def seconds(number: float) -> dt.timedelta:
    return dt.timedelta(seconds=number)


def cue(start: float, end: float, voice: str, text: str) -> Cue:
    return Cue(seconds(start), seconds(end), voice, text)


def vtt(*cues: str) -> bytes:
    return "\n\n".join(["WEBVTT", *cues]).encode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_cues_are_read_without_tags(end: str, mark: bytes) -> None:
    content = mark + VTT.replace("\n", end).encode()

    assert read_cues(content) == [
        cue(1, 4, "Marie", "Bonjour à tous & à toutes."),
        cue(5, 7.5, "", "Merci d'être là."),
    ]


def test_a_cue_may_hold_several_voices() -> None:
    content = vtt("00:01.000 --> 00:02.000\n<v.fort Anne>Oui.</v>\n<v Paul>Non.")

    assert read_cues(content) == [cue(1, 2, "Anne", "Oui."), cue(1, 2, "Paul", "Non.")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ligne 1 : un fichier WebVTT commence par « WEBVTT »."),
        (b"1\n00:00:01,000 --> 00:00:02,000\nOui\n", "Ligne 1 : un fichier WebVTT"),
        (b"WEBVTTX\n\n", "Ligne 1 : un fichier WebVTT"),
        (b"WEBVTT\n\n", "Ce fichier ne contient aucun sous-titre."),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\né".encode("latin-1"), "Ligne 4 : ce n'est pas de"),
        (vtt("00:00:01,000 --> 00:00:02,000\nOui"), "Ligne 3 : cet horaire ne se lit pas"),
        (vtt("00:01.000 --> 00:61.000\nOui"), "Ligne 3 : cet horaire ne se lit pas"),
        (vtt("9" * 5000 + ":00:01.000 --> 00:61.000\nOui"), "Ligne 3 : cet horaire ne se lit pas"),
        (vtt("00:02.000 --> 00:02.000\nOui"), "Ligne 3 : ce sous-titre finit avant"),
        (
            vtt("00:05.000 --> 00:06.000\nOui", "2\n00:04.000 --> 00:07.000\nNon"),
            "Ligne 7 : ce sous-titre commence avant le précédent.",
        ),
        (
            vtt("00:01.000 --> 00:02.000\nOui\n00:03.000 --> 00:04.000\nNon"),
            "Ligne 5 : il manque une ligne vide",
        ),
        (b"WEBVTT\n00:01.000 --> 00:02.000\nOui", "Ligne 2 : il manque une ligne vide"),
        (vtt("00:01.000 --> 00:02.000\nOui", "Sans horaire"), "Ligne 6 : ce passage n'a pas"),
        (b"WEBVTT\n\n" + b"x" * MAX_SIZE, "Ce fichier de sous-titres est trop lourd"),
    ],
)
def test_what_a_browser_would_drop_is_named_with_its_line(content: bytes, sentence: str) -> None:
    with pytest.raises(CaptionsError) as raised:
        read_cues(content)

    assert str(raised.value).startswith(sentence)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: vtt(text)))
def test_any_bytes_are_read_or_refused_with_a_sentence(content: bytes) -> None:
    try:
        cues = read_cues(content)
    except CaptionsError as error:
        assert str(error)
    else:
        assert transcript(cues) or not cues


def test_the_transcript_begins_a_paragraph_at_another_voice_and_after_a_silence() -> None:
    cues = [
        cue(750, 752, "Marie", "Bonjour"),
        cue(752, 754, "Marie", "à tous."),
        cue(754, 756, "Paul", "Merci."),
        cue(3700, 3701, "Paul", "Voilà."),
    ]

    assert transcript(cues) == (
        "[0:12:30] Marie\N{NO-BREAK SPACE}: Bonjour à tous.\n\n"
        "[0:12:34] Paul\N{NO-BREAK SPACE}: Merci.\n\n"
        "[1:01:40] Paul\N{NO-BREAK SPACE}: Voilà."
    )


def test_a_long_speech_is_cut_at_the_end_of_a_sentence() -> None:
    cues = [cue(n, n + 1, "", "mot " * 30 + ("fin." if n % 3 == 2 else "suite")) for n in range(9)]

    parts = paragraphs(transcript(cues))

    assert [part.at for part in parts] == [0, 6]
    assert parts[0].text.endswith("fin.")


def test_a_transcript_is_read_with_and_without_moments() -> None:
    text = "[12:30] Un\r\ndeux\r\n\r\n\r\nTrois\n\n[1:00:05] Quatre [sic]\n\n[x] Cinq"

    assert paragraphs(text) == [
        Paragraph(750, "Un\ndeux"),
        Paragraph(None, "Trois"),
        Paragraph(3605, "Quatre [sic]"),
        Paragraph(None, "[x] Cinq"),
    ]
    assert paragraphs("  \n") == []


def test_a_moment_is_written_as_on_a_player() -> None:
    assert [clock(moment) for moment in (0, 750, 36061, dt.timedelta(seconds=1.9))] == [
        *("0:00:00", "0:12:30", "10:01:01", "0:00:01")
    ]
