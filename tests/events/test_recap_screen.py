"""« Publier le compte rendu »: one screen makes the recap, its presentations and its replay."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import WorkflowState

from events.models import EventPage, RecapPage
from events.recap_publishing import Decision, may_recap, presentation, publish_together
from home.structure import Structure
from hub.models import HubDocument, HubPage, Speaker, Theme, User
from resources.models import (
    PresentationPage,
    ReplayPage,
    ResourcePage,
)
from tests.conftest import Space
from tests.editor import edit_url
from tests.events.recaps import (
    DRAFT,
    PUBLISH,
    SUBMIT,
    YOUTUBE,
    documents,
    drop,
    dropped,
    fields_of,
    made,
    opened,
    past_event,
    pdf,
    resources,
    screen_url,
    send,
    submitted,
    text,
    whole,
    words,
)
from tests.factories import VTT, make_document, make_event, make_pole
from tests.queries import queries_of

NOTHING = (0, 0, 0)


def test_one_submission_makes_the_recap_its_presentations_and_its_replay(
    space: Space, structure: Structure, as_user: Any
) -> None:
    theme = Theme.objects.create(name="Réemploi")
    pole = make_pole(structure.poles)
    event = past_event(space.page, themes=[theme], poles=[pole], territory=pole.territory)
    client = as_user(space.writer)

    answer = send(client, event, SUBMIT, **whole(client, event), **text("Une salle comble."))

    recap = RecapPage.objects.get()
    assert answer.url == edit_url(recap)
    assert (recap.title, recap.live) == (f"Compte rendu : {event.title}", False)
    assert recap.get_parent().pk == event.pk
    assert [block.value.source for block in recap.body] == [
        '<p data-block-key="a">Une salle comble.</p>'
    ]
    assert [(type(p.specific), p.title) for p in resources()] == [
        (PresentationPage, "Un"),
        (PresentationPage, "Deux"),
        (ReplayPage, f"Replay : {event.title}"),
    ]
    for page in [recap, *(page.specific for page in resources())]:
        assert list(page.themes.all()) == [theme]
        assert (page.territory, page.partner) == (pole.territory, space.partner)
        assert page.owner == space.writer
        assert page.live is False
    for page in resources():
        assert page.get_parent().pk == space.page.pk
        assert (page.event_id, page.published_with_id) == (event.pk, recap.pk)
        assert page.published_on == event.start_date
        assert list(page.poles.all()) == [pole]
    assert [[s.name for s in page.speakers.all()] for page in resources()] == [
        ["Orateur UN"],  # whom the file's name names
        ["Oratrice DEUX"],
        ["Orateur UN", "Oratrice DEUX"],
    ]
    assert [state.object_id for state in WorkflowState.objects.all()] == [str(recap.pk)]


def test_a_file_that_is_here_already_is_taken(
    space: Space, other_space: Space, as_user: Any
) -> None:
    content = pdf("a.pdf").read()
    mine = make_document("a.pdf", content, title="Ici", collection=space.partner.collection)
    make_document("a.pdf", content, title="Chez eux", collection=other_space.partner.collection)

    answer = drop(as_user(space.writer), past_event(space.page), pdf("copie.pdf"))

    assert fields_of(answer.content.decode())["files-0-document"] == [str(mine.pk)]
    assert "était déjà là, dans « Coop du Bray »" in words(answer)
    assert documents() == {"Ici", "Chez eux"}


def test_another_partners_file_is_not_named_and_not_taken(
    space: Space, other_space: Space, as_user: Any
) -> None:
    content = pdf("a.pdf").read()
    theirs = make_document(
        "a.pdf", content, title="Secret", collection=other_space.partner.collection
    )
    event, client = past_event(space.page), as_user(space.writer)

    answer = drop(client, event, pdf("a.pdf"))
    assert fields_of(answer.content.decode())["files-0-document"] != [str(theirs.pk)]
    fields = whole(client, event) | {"files-0-document": str(theirs.pk)}
    forged = send(client, event, SUBMIT, **fields)

    assert forged.status_code == 200
    assert "Secret" not in forged.content.decode()
    assert made() == NOTHING


@pytest.mark.parametrize("person", ["writer", "reviewer"])
def test_strangers_neither_see_the_screen_nor_use_it(
    space: Space, other_space: Space, as_user: Any, person: str
) -> None:
    event = past_event(space.page, title="Rencontre du Bray")
    client = as_user(getattr(other_space, person))

    answers = [
        client.get(screen_url(event)),
        client.post(screen_url(event), {"title": "x", **SUBMIT}),
        drop(client, event, pdf("a.pdf")),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert made() == NOTHING
    assert HubDocument.objects.count() == 0


def test_a_visitor_is_asked_to_sign_in(space: Space, client: Client) -> None:
    answer = client.get(screen_url(past_event(space.page)))

    assert (answer.status_code, reverse("wagtailadmin_login") in answer.url) == (302, True)


def test_an_event_that_has_not_begun_has_no_recap_yet(space: Space, as_user: Any) -> None:
    event = make_event(space.page)

    answer = as_user(space.writer).get(screen_url(event), follow=True)

    assert answer.redirect_chain[0][0] == edit_url(event)
    assert "n'a pas commencé" in words(answer)
    assert drop(as_user(space.writer), event, pdf("a.pdf")).status_code == 404


def test_an_event_with_a_recap_leads_to_it(space: Space, as_user: Any) -> None:
    recap = submitted(space, as_user(space.writer))

    answer = as_user(space.writer).get(screen_url(recap.event))

    assert answer.url == edit_url(recap)


def test_the_screen_is_offered_where_it_can_be_used(
    space: Space, other_space: Space, as_user: Any
) -> None:
    begun, coming = past_event(space.page), make_event(space.page)
    client = as_user(space.writer)

    assert [may_recap(event, space.writer) for event in (begun, coming)] == [True, False]
    assert may_recap(begun, other_space.writer) is False
    list_of_section = client.get(reverse("wagtailadmin_explore", args=[space.page.pk]))
    assert list_of_section.content.decode().count("Publier le compte rendu") == 1
    assert screen_url(begun) in list_of_section.content.decode()
    assert screen_url(begun) in client.get(edit_url(begun)).content.decode()
    assert screen_url(coming) not in client.get(edit_url(coming)).content.decode()


def test_a_failure_half_way_leaves_nothing(space: Space) -> None:
    event = past_event(space.page)
    recap = RecapPage(title="Compte rendu", summary="Dit.")
    pages = [
        presentation(event, make_document("a.pdf"), title="Un"),
        presentation(event, make_document("b.pdf"), title="Deux"),
        presentation(event, None, title="Trois"),
    ]
    before = HubPage.objects.count()

    with pytest.raises(ValidationError, match="« Trois » : Choisissez le fichier"):
        publish_together(event, recap, pages, space.writer, Decision.SUBMIT)

    assert HubPage.objects.count() == before
    assert made() == NOTHING
    assert WorkflowState.objects.count() == 0
    assert EventPage.objects.get(pk=event.pk).numchild == 0


def test_what_misses_is_said_beside_its_field_and_nothing_typed_is_lost(
    space: Space, as_user: Any
) -> None:
    event, client = past_event(space.page), as_user(space.writer)
    fields = whole(client, event) | text("Texte conserve") | {"summary": "", "files-1-title": ""}
    fields["replay-url_elsewhere"] = "pas une adresse"

    answer = send(client, event, SUBMIT, **fields)

    assert answer.status_code == 200
    said = words(answer)
    assert "Rien n'a été enregistré" in said
    assert made() == NOTHING
    shown = fields_of(answer.content.decode())
    assert shown["files-0-title"] == ["Un"]
    assert shown["files-0-document"] == fields["files-0-document"]
    assert shown["replay-transcript"][0].strip() == "On a parlé de tournevis."
    assert "Texte conserve" in answer.content.decode()
    screen = answer.context["screen"]
    assert set(screen.files.forms[1].errors) == {"title"}
    assert set(screen.replay.errors) == {"url_elsewhere"}


def test_a_recap_says_something(space: Space, as_user: Any) -> None:
    event, client = past_event(space.page), as_user(space.writer)

    answer = send(client, event, SUBMIT, summary="", **text("  "))

    assert "écrivez-en une phrase" in words(answer)
    assert made() == NOTHING


def test_a_transcript_without_a_video_is_not_lost(space: Space, as_user: Any) -> None:
    event, client = past_event(space.page), as_user(space.writer)

    answer = send(client, event, SUBMIT, summary="x", **{"replay-transcript": "Tournevis."})

    assert "Donnez l'adresse de la vidéo" in words(answer)
    assert made() == NOTHING


def test_a_draft_may_lack_what_a_publication_asks(space: Space, as_user: Any) -> None:
    event, client = past_event(space.page), as_user(space.writer)
    photo = dropped(client, event, get_test_image_file(filename="a.png"), zone="photos")

    answer = send(client, event, DRAFT, **photo)

    assert answer.status_code == 302
    assert made() == (1, 0, 0)
    assert WorkflowState.objects.count() == 0


def test_photos_follow_the_text_with_their_words(space: Space, as_user: Any) -> None:
    event, client = past_event(space.page), as_user(space.writer)
    photos = dropped(
        client,
        event,
        get_test_image_file(filename="a.png"),
        get_test_image_file(filename="b.png", size=(50, 40)),
        zone="photos",
    )
    refused = send(client, event, SUBMIT, **text("Dit."), **photos)
    assert set(refused.context["screen"].photos.forms[0].errors) == {"alt_text"}

    alts = {"photos-0-alt_text": "La salle", "photos-1-alt_text": "Le pré"}
    send(client, event, SUBMIT, **text("Dit."), **(photos | alts))

    recap = RecapPage.objects.get()
    assert [block.block_type for block in recap.body] == ["text", "image", "image"]
    assert [block.value["alt_text"] for block in list(recap.body)[1:]] == ["La salle", "Le pré"]
    assert recap.image == recap.body[1].value["image"]
    assert recap.image.collection == space.partner.collection


def test_a_row_that_is_taken_away_is_not_published(space: Space, as_user: Any) -> None:
    event, client = past_event(space.page), as_user(space.writer)

    send(client, event, SUBMIT, **whole(client, event), **{"files-0-DELETE": "on"})

    assert list(PresentationPage.objects.values_list("title", flat=True)) == ["Deux"]


def test_speakers_are_ticked_and_typed(space: Space, as_user: Any) -> None:
    event, client = past_event(space.page), as_user(space.writer)
    two = str(event.speakers.get(name="Oratrice DEUX").pk)
    rows = {"files-0-speakers": [two], "files-0-others": "Invitée, Pôle Sud ; "}

    send(client, event, SUBMIT, **(whole(client, event) | rows))

    page = PresentationPage.objects.get(title="Un")
    assert [str(speaker) for speaker in page.speakers.all()] == [
        "Oratrice DEUX",
        "Invitée, Pôle Sud",
    ]


def test_captions_make_the_transcript(space: Space, as_user: Any) -> None:
    event, client = past_event(space.page), as_user(space.writer)
    answer = drop(client, event, SimpleUploadedFile("s.vtt", VTT, "text/vtt"), "captions")
    captions = fields_of(answer.content.decode())

    send(client, event, SUBMIT, summary="x", **captions, **{"replay-url_elsewhere": YOUTUBE})

    revision = ReplayPage.objects.get().get_latest_revision_as_object()
    assert "Des ruches sur le toit." in revision.transcript


def test_without_scripts_the_files_come_with_the_form(space: Space, as_user: Any) -> None:
    event, client = past_event(space.page), as_user(space.writer)
    bad = SimpleUploadedFile("faux.pdf", b"GIF89a", "application/pdf")
    files = {"new-files": [pdf("a.pdf", title="Les pôles"), bad, pdf("b.pdf", mark="b")]}

    data = opened(client, event) | {"summary": "Dit sans script."}
    first = client.post(screen_url(event), data | files | SUBMIT)

    assert first.status_code == 200
    assert made() == NOTHING
    assert "faux.pdf : Le contenu de ce fichier" in words(first)
    form = fields_of(first.content.decode())
    assert (form["files-0-title"], form["files-1-title"]) == (["Les pôles"], ["B"])
    assert form["summary"][0].strip() == "Dit sans script."
    second = client.post(screen_url(event), form | SUBMIT)
    assert second.status_code == 302
    assert made() == (1, 2, 0)


def test_fifteen_files_at_once(space: Space, as_user: Any) -> None:
    event, client = past_event(space.page), as_user(space.writer)
    files = {"new-files": [pdf(f"diapos {n}.pdf", mark=str(n)) for n in range(15)]}
    first = client.post(screen_url(event), opened(client, event) | {"summary": "x"} | files)

    answer = client.post(screen_url(event), fields_of(first.content.decode()) | SUBMIT)

    assert answer.status_code == 302
    assert made() == (1, 15, 0)


def test_the_network_publishes_at_once_in_its_own_list(
    structure: Structure, animator: User, as_user: Any, client: Client
) -> None:
    event, team = past_event(structure.agenda), as_user(animator)

    send(team, event, PUBLISH, **whole(team, event))

    assert set(HubPage.objects.child_of(structure.resources).values_list("live")) == {(True,)}
    event_page = words(client.get(event.url))
    for title in ("Lire le compte rendu", "Un", "Deux", f"Replay : {event.title}"):
        assert title in event_page
    feed = client.get(reverse("agenda_feed")).content.decode().replace("\r\n ", "")
    assert RecapPage.objects.get().url in feed


def test_a_writer_cannot_publish_by_sending_the_button(space: Space, as_user: Any) -> None:
    event, client = past_event(space.page), as_user(space.writer)

    send(client, event, PUBLISH, **whole(client, event))

    assert ResourcePage.objects.live().count() == RecapPage.objects.live().count() == 0


@pytest.mark.parametrize(
    "forged",
    [
        {"files-TOTAL_FORMS": "999999999"},
        {"files-TOTAL_FORMS": "x"},
        {"files-0-document": "99999999999999999999999"},
        {"title": "a\0b"},
        {"title": "é" * 300},
        {"replay-duration": "-1:00"},
        {"body-count": "1"},
    ],
)
def test_bad_input_makes_no_page_and_no_fault(
    space: Space, as_user: Any, forged: dict[str, str]
) -> None:
    event, client = past_event(space.page), as_user(space.writer)
    fields = whole(client, event)

    answer = send(client, event, SUBMIT, **(fields | forged))

    assert answer.status_code in {200, 400}
    assert made() == NOTHING


def test_the_panel_of_the_recap_lists_its_pages_whatever_their_number(
    space: Space, as_user: Any
) -> None:
    client = as_user(space.writer)
    recap = submitted(space, client)
    reviewer = as_user(space.reviewer)
    url = edit_url(recap)
    few = queries_of(lambda: reviewer.get(url))
    page = words(reviewer.get(url))
    assert "Avec ce compte rendu" in page
    assert "Replay" in page and "youtube.com" in page

    for number in range(6):
        page = presentation(recap.event, make_document(f"{number}.pdf"), title=f"P {number}")
        page.published_with, page.live = recap, False
        page.speakers = [Speaker(name="x")]
        HubPage.objects.get(pk=space.page.pk).add_child(instance=page)

    assert queries_of(lambda: reviewer.get(url)) == few
