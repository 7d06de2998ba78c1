from __future__ import annotations

import pytest

from hub.text import (
    INDEXED_LENGTH,
    QUERY_LENGTH,
    ascii_slug,
    clean_query,
    folded,
    stems,
    weight,
    without_controls,
)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, ""),
        (0, "0 octet"),
        (1, "1 octet"),
        (2, "2 octets"),
        (1023, "1023 octets"),
        (1024, "1,0 Ko"),
        (452_311, "441,7 Ko"),
        (1024 * 1024 - 1, "1,00 Mo"),
        (1024 * 1024, "1,00 Mo"),
        (1_551_892, "1,48 Mo"),
        (10_485_759, "10,0 Mo"),
        (15_000_000, "14,3 Mo"),
        (1024**3 - 1, "1,00 Go"),
        (3 * 1024**4, "3072,0 Go"),
    ],
)
def test_a_weight_is_written_in_french_units(size: int | None, text: str) -> None:
    assert weight(size) == text


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("À l'œuvre", "a-loeuvre"),
        ("Œuvrer ensemble", "oeuvrer-ensemble"),
        ("Ex æquo", "ex-aequo"),
        ("L'été, 70 % de coopération !", "lete-70-de-cooperation"),
        ("---", ""),
    ],
)
def test_a_slug_is_ascii_and_keeps_ligatures(text: str, slug: str) -> None:
    assert ascii_slug(text) == slug


def test_control_characters_go_and_line_ends_stay() -> None:
    assert without_controls("a\x00b\x08\tc\r\nd\x1b\x7fé") == "ab\tc\r\ndé"


def test_folding_is_the_same_for_composed_and_decomposed_accents() -> None:
    assert folded("PÔLE à l'Œuvre") == folded("PO\u0302LE à l'Œuvre") == "pole a l'oeuvre"


def test_the_stems_of_a_bare_query_are_those_of_the_accented_title() -> None:
    query = set(stems("pole cooperation").split())

    assert len(query) == 2
    assert query <= set(stems("Pôles territoriaux de coopération").split())


def test_a_ligature_and_its_two_letters_have_one_stem() -> None:
    assert stems("œuvre") == stems("oeuvre") == stems("Œuvres") != ""


def test_different_words_keep_different_stems() -> None:
    assert stems("pôle") != stems("poule")


def test_stems_leave_html_out_and_keep_the_words_around_it_apart() -> None:
    assert stems('<p class="intro">pain</p><p>beurre</p>') == stems("pain beurre")


def test_stems_read_the_words_that_html_escapes() -> None:
    assert stems("<p>R&amp;D, l&#x27;&eacute;nergie</p>") == stems("R & D, l'énergie")


@pytest.mark.parametrize("text", ["", "  ", "!?… « » - '", "\x00", "<<<>>>"])
def test_a_text_without_words_has_no_stems(text: str) -> None:
    assert stems(text) == ""


def test_a_comparison_is_not_a_tag() -> None:
    assert stems("3 < 4 et 5 > 2") == "3 4 et 5 2"


def test_many_open_angle_brackets_are_read_as_text() -> None:
    words = stems("<b " * 600 + "fin").split()

    assert words[-1] == stems("fin")


def test_a_very_long_text_is_cut_before_postgresql_refuses_it() -> None:
    assert len(stems("mot " * INDEXED_LENGTH)) <= INDEXED_LENGTH


def test_a_query_is_cut_and_rid_of_control_characters() -> None:
    assert clean_query("  pôle\x00s \n en\tréseau  ") == "pôles en réseau"
    assert clean_query("a" * 10_000) == "a" * QUERY_LENGTH
