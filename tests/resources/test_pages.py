"""Presentations, replays and publications: what they need, what they show."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from home.structure import Structure
from hub.models import Speaker, User
from resources.enums import PUBLICATION_KINDS, Licence, ResourceKind
from resources.models import (
    Chapter,
    PresentationPage,
    PublicationPage,
    ReplayPage,
    ResourcePage,
)
from tests.conftest import Space
from tests.editor import PUBLISH, SAVE, edit_url, errors, send
from tests.factories import (
    PDF,
    VTT,
    add,
    make_document,
    make_event,
    make_pole,
    make_presentation,
    make_publication,
    make_replay,
)
from tests.lists import visible_text


def test_complete_resources_miss_nothing(db: None) -> None:
    document = make_document()
    captions = make_document("texte.VTT", VTT)
    elsewhere = "https://video.example/w/1"

    pages = [
        PresentationPage(document=document),
        ReplayPage(url_elsewhere=elsewhere),
        ReplayPage(document=document, captions=captions),
        PublicationPage(kind="guide", document=document),
        PublicationPage(kind="etude", url_elsewhere=elsewhere, published_year=2023),
    ]

    assert [page.publication_errors() for page in pages] == [{}] * 5


@pytest.mark.parametrize(
    ("model", "fields", "expected"),
    [
        (PresentationPage, {}, {"document": "Choisissez le fichier de la présentation."}),
        (
            PresentationPage,
            {"url_elsewhere": "https://example.org/"},
            {"document": "Choisissez le fichier de la présentation."},
        ),
        (
            ReplayPage,
            {},
            {"url_elsewhere": "Donnez l'adresse de la vidéo ou choisissez son fichier."},
        ),
        (
            PublicationPage,
            {"kind": "guide"},
            {"document": "Choisissez le fichier ou donnez l'adresse de la publication."},
        ),
        (
            PublicationPage,
            {"kind": "replay", "url_elsewhere": "https://example.org/"},
            {"kind": "Choisissez la nature de la publication."},
        ),
        (
            PublicationPage,
            {"kind": "", "url_elsewhere": "https://example.org/"},
            {"kind": "Choisissez la nature de la publication."},
        ),
        (
            PublicationPage,
            {"kind": "loi", "url_elsewhere": "https://example.org/", "published_year": 23},
            {"published_year": "Une année s'écrit en quatre chiffres."},
        ),
    ],
)
def test_an_incomplete_resource_says_what_misses(
    db: None, model: type[ResourcePage], fields: dict[str, Any], expected: dict[str, str]
) -> None:
    assert model(**fields).publication_errors() == expected


def test_captions_are_a_vtt_file(structure: Structure, animator: User, as_user: Any) -> None:
    replay = make_replay(structure.resources)
    subtitles = make_document("texte.srt", b"1\n")

    answer = send(as_user(animator), edit_url(replay), PUBLISH, captions=str(subtitles.pk))

    assert errors(answer) == {"captions": ["Les sous-titres sont un fichier .vtt."]}


@pytest.mark.parametrize("number", ["0", "99999", "-5"])
def test_an_impossible_year_is_refused_without_an_error(
    structure: Structure, animator: User, as_user: Any, number: str
) -> None:
    page = make_publication(structure.resources)

    answer = send(as_user(animator), edit_url(page), PUBLISH, published_year=number)

    assert list(errors(answer)) == ["published_year"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_date_far_away_is_no_error(
    structure: Structure, animator: User, as_user: Any, day: str
) -> None:
    page = make_publication(structure.resources)

    answer = send(as_user(animator), edit_url(page), PUBLISH, published_on=day)

    assert answer.status_code in {200, 302}
    if answer.status_code == 200:
        assert list(errors(answer)) == ["published_on"]


def test_the_kinds_of_presentations_and_replays_are_fixed(structure: Structure) -> None:
    presentation = make_presentation(structure.resources, kind=ResourceKind.LAW)
    replay = make_replay(structure.resources, kind=ResourceKind.GUIDE)

    assert (presentation.kind, replay.kind) == ("presentation", "replay")
    assert (presentation.kind_label, replay.kind_label) == ("Présentation", "Replay")


def test_a_publication_says_its_own_kind(structure: Structure) -> None:
    page = make_publication(structure.resources, kind=ResourceKind.STUDY)

    assert page.kind_label == "Étude ou enquête"
    assert {"presentation", "replay"}.isdisjoint(dict(PUBLICATION_KINDS))


def test_a_resource_is_sorted_by_its_own_date(structure: Structure) -> None:
    def day(**fields: Any) -> dt.date | None:
        page = make_publication(structure.resources, **fields)
        return page.listing_date and page.listing_date.astimezone().date()

    paris = make_publication(structure.resources, published_on=dt.date(2023, 6, 1)).listing_date

    assert paris == dt.datetime(2023, 5, 31, 22, 0, tzinfo=dt.UTC)
    both = make_publication(
        structure.resources, published_on=dt.date(2022, 3, 4), published_year=1999
    )
    year = make_publication(structure.resources, published_year=2021)
    assert both.listing_date == dt.datetime(2022, 3, 3, 23, 0, tzinfo=dt.UTC)
    assert year.listing_date == dt.datetime(2020, 12, 31, 23, 0, tzinfo=dt.UTC)
    assert day() is None


def test_the_host_is_that_of_the_address_elsewhere() -> None:
    assert ReplayPage(url_elsewhere="https://www.youtube.com/watch?v=1").host == "youtube.com"
    assert ReplayPage().host == ""


def test_the_publisher_is_the_one_named_or_the_partner(space: Space) -> None:
    named = make_publication(space.page, publisher="Le Labo")
    inherited = make_publication(space.page)

    assert (named.publisher_name, inherited.publisher_name) == ("Le Labo", "Coop du Bray")
    assert PublicationPage().publisher_name == ""


def test_the_download_line_says_all_that_a_reader_wants(
    structure: Structure, client: Client
) -> None:
    page = PresentationPage(title="Diapos du matin", document=make_document("matin.pdf"))
    page.speakers = [
        Speaker(name="Ada Martin", role="directrice", organisation="Coop du Bray"),
        Speaker(name="Bo Roux"),
    ]
    page = add(structure.resources, page)

    answer = client.get(page.url)

    text = visible_text(answer)
    for fact in [
        *("Diapos du matin", "Ada Martin, directrice, Coop du Bray", "Bo Roux"),
        f"PDF, {len(PDF)} octets, 2 pages",
    ]:
        assert fact in text, fact
    assert f'href="{page.document.url}"' in answer.content.decode()


def test_a_replay_elsewhere_loads_nothing_and_names_its_site(
    structure: Structure, client: Client
) -> None:
    page = make_replay(
        structure.resources,
        url_elsewhere="https://www.youtube.com/watch?v=1",
        duration=dt.timedelta(hours=1, minutes=32),
    )

    answer = client.get(page.url)

    html = answer.content.decode()
    assert "youtube.com" in visible_text(answer)
    assert 'href="https://www.youtube.com/watch?v=1"' in html
    assert "<iframe" not in html
    assert 'src="https://www.youtube' not in html


def test_a_replay_here_has_its_chapters_captions_and_transcript(
    structure: Structure, client: Client
) -> None:
    page = ReplayPage(
        title="Le film",
        document=make_document("film.mp4", b"mp4"),
        captions=make_document("film.vtt", VTT),
        transcript="Bonjour à tous.\n\nMerci <b>.",
    )
    page.chapters = [Chapter(at=dt.timedelta(minutes=12, seconds=30), title="Les ruches")]
    page = add(structure.resources, page)

    answer = client.get(page.url)

    html, text = answer.content.decode(), visible_text(answer)
    assert f'src="{page.document.url}"' in html
    assert f'src="{page.captions.url}"' in html
    assert "Les ruches" in text
    assert "Bonjour à tous." in text
    assert "Merci &lt;b&gt;." in html


def test_a_publication_shows_its_facts_and_its_links(structure: Structure, client: Client) -> None:
    pole = make_pole(structure.poles, title="Pôle du Bray")
    event = make_event(structure.agenda, title="La rencontre")
    page = PublicationPage(
        title="Un guide",
        kind=ResourceKind.GUIDE,
        url_elsewhere="https://www.example.org/guide",
        published_on=dt.date(2023, 6, 1),
        publisher="Le Labo",
        licence=Licence.CC_BY,
        language="en",
        event=event,
    )
    page.poles = [pole]
    page = add(structure.resources, page)

    text = visible_text(client.get(page.url))

    for fact in [
        *("Un guide", "Guide", "example.org", "1er juin 2023", "Le Labo", "anglais"),
        *("Creative Commons Attribution 4.0", "Pôle du Bray", "La rencontre"),
    ]:
        assert fact.lower() in text.lower(), fact


def test_a_resource_does_not_name_what_visitors_may_not_see(
    structure: Structure, client: Client
) -> None:
    draft = make_pole(structure.poles, title="Pôle brouillon", live=False)
    private = make_pole(structure.poles, title="Pôle privé")
    private.view_restrictions.create(restriction_type="login")
    event = make_event(structure.agenda, title="Rencontre privée")
    event.view_restrictions.create(restriction_type="login")
    page = PublicationPage(
        title="Un guide", kind="guide", url_elsewhere="https://example.org/", event=event
    )
    page.poles = [draft, private]
    page = add(structure.resources, page)

    assert list(page.shown_poles) == []
    assert page.shown_event is None
    text = visible_text(client.get(page.url))
    assert "Un guide" in text
    assert "Pôle brouillon" not in text
    assert "Pôle privé" not in text
    assert "Rencontre privée" not in text


def test_the_search_reads_the_chapters_and_the_transcript(structure: Structure) -> None:
    page = ReplayPage(
        title="Film", url_elsewhere="https://video.example/1", transcript="Des ruches sur le toit"
    )
    page.chapters = [Chapter(at=dt.timedelta(0), title="Le four à pain")]
    page = add(structure.resources, page)

    assert {"ruch", "toit", "four", "pain"} <= set(page.stemmed_text().split())


def test_a_file_in_use_cannot_be_deleted(structure: Structure) -> None:
    page = make_presentation(structure.resources)

    with pytest.raises(Exception, match="Cannot delete"):
        page.document.delete()


def test_a_resource_without_file_is_refused_in_code(structure: Structure) -> None:
    with pytest.raises(ValidationError, match="Choisissez le fichier de la présentation"):
        make_presentation(structure.resources, document=None)


def test_the_type_that_all_share_is_not_offered(
    structure: Structure, animator: User, as_user: Any
) -> None:
    html = as_user(animator).get(f"/admin/pages/{structure.resources.pk}/add_subpage/")

    text = html.content.decode()
    assert "/add/resources/presentationpage/" in text
    assert "/add/resources/resourcepage/" not in text


def test_a_draft_of_a_replay_needs_nothing(
    structure: Structure, animator: User, as_user: Any
) -> None:
    page = make_replay(structure.resources, live=False)

    answer = send(as_user(animator), edit_url(page), SAVE, url_elsewhere="", duration="")

    assert answer.status_code == 302
