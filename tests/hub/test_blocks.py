from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.test import Client, RequestFactory
from wagtail.blocks import ChooserBlock, ListBlock, PageChooserBlock, StructBlock, URLBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.tests.utils import get_test_image_file
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from home.models import ArticlePage
from home.structure import Structure
from hub.blocks import HeadingBlock, LinkBlock, LinksBlock, StoryBlock, VideoBlock
from hub.blocks.links import host
from hub.models import HubImage, User
from tests.editor import PUBLISH, SAVE, add_url, errors, send
from tests.factories import make_article, make_document

BLOCKS = StoryBlock().child_blocks
NASTY = "<script>alert('x')</script>"

# Links


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.youtube.com/watch?v=1", "youtube.com"),
        ("https://tube.exemple.fr:8443/w/1", "tube.exemple.fr"),
        ("HTTPS://WWW.Exemple.FR", "exemple.fr"),
        ("", ""),
        ("rien", ""),
    ],
)
def test_a_host_is_said_without_its_www(address: str, name: str) -> None:
    assert host(address) == name


def link(**values: Any) -> Any:
    return LinkBlock().to_python({"title": "Le lien", "page": None, "url": "", **values})


def test_a_link_needs_a_page_or_an_address(structure: Structure) -> None:
    article = make_article(structure.home)
    block = LinkBlock()

    for value in (link(), link(page=article.pk, url="https://example.org/")):
        with pytest.raises(ValidationError) as refused:
            block.clean(value)
        assert list(refused.value.block_errors) == ["url"]
    assert block.clean(link(page=article.pk)).href == "/" + article.slug + "/"
    assert block.clean(link(url="https://example.org/")).href == "https://example.org/"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "exemple"])
def test_a_link_is_an_address_of_the_web(db: None, url: str) -> None:
    with pytest.raises(ValidationError):
        LinkBlock().clean(link(url=url))


def test_a_link_to_a_draft_leads_nowhere(structure: Structure) -> None:
    article = make_article(structure.home)
    value = link(page=article.pk)
    assert (value.href, value.is_external) == (f"/{article.slug}/", False)

    article.unpublish()

    assert link(page=article.pk).href == ""


def test_a_link_knows_whether_it_leaves_the_site() -> None:
    value = link(url="https://www.example.org/a")

    assert (value.is_external, value.host) == (True, "example.org")


LINKS_WITHOUT_ADDRESS = (
    "links",
    {
        "title": "",
        "links": {
            **streamfield([]),
            "count": "1",
            "0": {
                "deleted": "",
                "order": "0",
                "type": "item",
                "value": {"title": "Le site", "page": "", "url": "", "action": "Accès"},
            },
        },
    },
)


def body(*blocks: tuple[str, Any]) -> dict[str, str]:
    """Return the form data of a body."""
    return dict(nested_form_data({"body": streamfield(list(blocks))}))


def test_a_link_without_address_is_refused_at_publication(
    structure: Structure, animator: User, as_user: Any
) -> None:
    answer = send(
        as_user(animator),
        add_url(ArticlePage, structure.home),
        PUBLISH,
        title="Liens",
        slug="liens",
        **body(LINKS_WITHOUT_ADDRESS),
    )

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["body"]
    assert "Choisissez une page du site ou donnez une adresse" in answer.content.decode("utf-8")
    assert not ArticlePage.objects.exists()


def test_a_link_without_address_is_kept_in_a_draft(
    structure: Structure, animator: User, as_user: Any
) -> None:
    answer = send(
        as_user(animator),
        add_url(ArticlePage, structure.home),
        SAVE,
        title="Liens",
        slug="liens",
        **body(LINKS_WITHOUT_ADDRESS),
    )

    assert answer.status_code == 302
    page = ArticlePage.objects.get()
    assert not page.live
    assert page.body[0].value["links"][0]["title"] == "Le site"


def test_a_body_is_written_in_the_editor(
    structure: Structure, animator: User, as_user: Any, client: Client
) -> None:
    answer = send(
        as_user(animator),
        add_url(ArticlePage, structure.home),
        PUBLISH,
        title="Un récit",
        slug="recit",
        **body(
            ("text", rich_text("<p>Les <b>ruches</b></p>")),
            ("heading", {"text": "La suite"}),
            ("quote", {"text": "Coopérer.", "author": "", "source_url": ""}),
        ),
    )

    assert answer.status_code == 302, errors(answer)
    blocks = [block.block_type for block in ArticlePage.objects.get().body]
    assert blocks == ["text", "heading", "quote"]


# All blocks


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_presents_itself_in_the_editor(name: str) -> None:
    block = BLOCKS[name]

    assert str(block.label)
    assert block.meta.icon != "placeholder"
    assert str(block.meta.description)
    assert str(block.meta.group)
    assert get_template(block.meta.template)


def test_the_icons_of_the_blocks_exist(structure: Structure, animator: User, as_user: Any) -> None:
    sprite = as_user(animator).get("/admin/sprite/").content.decode()

    used = {block.meta.icon for block in BLOCKS.values()}

    assert {icon for icon in used if f'id="icon-{icon}"' not in sprite} == set()


@pytest.mark.parametrize(
    "name", [name for name, block in BLOCKS.items() if hasattr(block.meta, "preview_value")]
)
def test_the_example_of_every_block_renders(db: None, name: str) -> None:
    block = BLOCKS[name]

    html = block.render(block.get_preview_value())

    assert BeautifulSoup(html, "html.parser").get_text(strip=True)


def nasty_value(block: Any) -> Any:
    """Return a value of ``block`` whose every text is hostile."""
    match block:
        case StructBlock():
            return {name: nasty_value(child) for name, child in block.child_blocks.items()}
        case ListBlock():
            return [nasty_value(block.child_block)] * 2
        case ImageChooserBlock():
            return HubImage.objects.create(
                title=NASTY, description=NASTY, credit=NASTY, file=get_test_image_file()
            ).pk
        case DocumentChooserBlock():
            return make_document(title=NASTY, authors=NASTY).pk
        case PageChooserBlock():
            return None
        case URLBlock():
            return 'https://example.org/"><script>alert(1)</script>'
    return NASTY


@pytest.mark.parametrize("name", [name for name in BLOCKS if name != "text"])
def test_every_block_escapes_what_is_typed(structure: Structure, name: str) -> None:
    block = BLOCKS[name]
    value = nasty_value(block)
    if name == "callout":
        value["text"] = "<p>Un texte</p>"
    request = RequestFactory().get("/")

    html = block.render(block.to_python(value), context={"request": request})

    assert "<script>alert" not in html
    assert "alert(" in html
    assert not BeautifulSoup(html, "html.parser").find_all(onload=True)


@pytest.mark.parametrize("name", [name for name in BLOCKS if name != "text"])
def test_every_block_renders_with_its_optional_parts_empty(structure: Structure, name: str) -> None:
    def emptied(block: Any, value: Any) -> Any:
        if isinstance(block, StructBlock):
            return {n: emptied(child, value[n]) for n, child in block.child_blocks.items()}
        if isinstance(block, ListBlock):
            return [emptied(block.child_block, value[0])]
        if block.required:
            return value
        return None if isinstance(block, ChooserBlock) else ""

    block = BLOCKS[name]

    html = block.render(block.to_python(emptied(block, nasty_value(block))))

    assert ">None<" not in html
    assert "None" not in BeautifulSoup(html, "html.parser").get_text()


def test_a_deleted_image_or_document_leaves_no_error(structure: Structure) -> None:
    image = HubImage.objects.create(title="x", file=get_test_image_file())
    document = make_document()
    article = make_article(
        structure.home,
        body=[
            ("image", {"image": image, "alt_text": "", "caption": "La légende"}),
            ("documents", {"title": "Fichiers", "documents": [document]}),
        ],
    )
    image.delete()
    document.delete()

    html = str(ArticlePage.objects.get(pk=article.pk).body)

    assert "<img" not in html
    assert "/documents/" not in html


def test_an_image_block_shows_its_own_alternative_text_first(db: None) -> None:
    image = HubImage.objects.create(
        title="IMG_1", file=get_test_image_file("IMG_1.png"), description="Un atelier"
    )
    block = BLOCKS["image"]

    def alt(text: str) -> str:
        value = {"image": image.pk, "alt_text": text, "caption": ""}
        found = BeautifulSoup(block.render(block.to_python(value)), "html.parser").find("img")
        return str(found["alt"])  # type: ignore[index]

    assert alt("Des ruches sur un toit") == "Des ruches sur un toit"
    assert alt("") == "Un atelier"


def test_a_video_loads_nothing_from_its_site() -> None:
    block = VideoBlock()
    value = block.to_python(
        {"url": "https://www.youtube.com/watch?v=1", "title": "Le film", "duration": "1 h 32"}
    )

    soup = BeautifulSoup(block.render(value), "html.parser")

    assert value.host == "youtube.com"
    assert not soup.find_all(["iframe", "embed", "object", "video", "script"])
    assert not soup.find_all(src=True)
    assert "1 h 32" in soup.get_text(" ")


def test_a_heading_has_the_anchor_of_its_words() -> None:
    block = HeadingBlock()
    value = block.to_python({"text": "À l'œuvre !"})

    html = block.render(value)

    assert value.anchor == "a-loeuvre"
    assert 'id="a-loeuvre"' in html


def test_links_are_shown_with_their_word_and_host() -> None:
    block = LinksBlock()
    value = block.to_python(block.get_preview_value())

    text = BeautifulSoup(block.render(value), "html.parser").get_text(" ", strip=True)

    assert "Le site" in text
    assert "Accès" in text
