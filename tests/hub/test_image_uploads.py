"""What is refused of an image, and of a drawing."""

from __future__ import annotations

import pytest
from django.test import Client

from hub.models import HubImage
from tests.files import make_png
from tests.hub.uploading import send_image


@pytest.mark.parametrize(
    ("size", "sentence"),
    [((50_000, 50_000), "trop grand nombre de pixels"), ((50_000, 100), "au plus 20000")],
)
def test_an_image_of_fifty_thousand_pixels_is_refused(
    writer: Client, size: tuple[int, int], sentence: str
) -> None:
    assert sentence in send_image(writer, "grande.png", make_png(*size))
    assert not HubImage.objects.exists()


def test_a_truncated_image_is_refused(writer: Client) -> None:
    whole = make_png(300, 300)

    words = [send_image(writer, "a.png", whole[:cut]) for cut in (60, len(whole) - 30)]

    assert words == ["Cette image est abîmée ou incomplète : elle ne s'ouvre pas."] * 2


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="9" height="9">{}</svg>'
)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<a href="java&#10;script:alert(1)"><rect/></a>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        "<foreignObject><p>a</p></foreignObject>",
        '<image href="https://ailleurs.example/a.png"/>',
        '<use xlink:href="//ailleurs.example/a.svg#b"/>',
        '<rect style="fill:url(https://ailleurs.example/a)"/>',
        "<style>@import 'https://ailleurs.example/a.css'</style>",
    ],
)
def test_an_svg_with_code_or_addresses_is_refused(writer: Client, inside: str) -> None:
    words = send_image(writer, "dessin.svg", SVG.format(inside).encode())

    assert words.startswith("Ce dessin SVG contient un script ou appelle une autre adresse")
    assert not HubImage.objects.exists()


def test_a_plain_svg_is_let_in(writer: Client) -> None:
    inside = (
        '<defs><path id="p" d="M0 0h9"/></defs><use xlink:href="#p" style="fill:url(#p)"/>'
        '<a href="https://example.org/"><rect/></a><image href="data:image/png;base64,AA=="/>'
    )

    assert send_image(writer, "dessin.svg", SVG.format(inside).encode()) == ""
    assert HubImage.objects.get().width == 9
