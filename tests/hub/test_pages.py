from __future__ import annotations

import datetime as dt
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from home.models import ArticlePage
from home.structure import Structure
from hub.models import HubPage, Partner, PartnerKind, PartnerLevel, User
from partners.models import PartnerPage
from poles.models import PolePage
from resources.models import PresentationPage, PublicationPage, ReplayPage
from tests.conftest import Space
from tests.editor import PUBLISH, SAVE, SUBMIT, add_url, edit_url, errors, send
from tests.factories import (
    add,
    make_article,
    make_document,
    make_pole,
    make_presentation,
    make_publication,
    make_replay,
)

# Inheritance, slugs, dates


def test_a_page_gets_the_partner_of_its_section(space: Space, other_space: Space) -> None:
    article = make_article(space.page, live=False)
    other = make_article(other_space.page, live=False)

    assert (article.partner, other.partner) == (space.partner, other_space.partner)


def test_a_page_keeps_the_partner_that_was_chosen(space: Space, other_space: Space) -> None:
    article = make_article(space.page, partner=other_space.partner)

    assert article.partner == other_space.partner


def test_a_page_of_the_network_has_no_partner(structure: Structure, space: Space) -> None:
    assert make_article(structure.home).partner is None


def test_the_slug_of_a_title_keeps_its_ligatures(structure: Structure) -> None:
    article = make_article(structure.home, title="À l'œuvre, ex æquo")

    assert article.slug == "a-loeuvre-ex-aequo"


def test_two_pages_of_one_title_have_two_addresses(structure: Structure) -> None:
    titles = [make_article(structure.home, title="Compte rendu").slug for _ in range(3)]

    assert titles == ["compte-rendu", "compte-rendu-2", "compte-rendu-3"]


def test_a_title_without_letters_still_gets_an_address(structure: Structure) -> None:
    slugs = [make_article(structure.home, title="!!!").slug for _ in range(2)]

    assert all(slugs)
    assert len(set(slugs)) == 2


def test_a_long_title_gives_a_slug_that_fits(structure: Structure) -> None:
    articles = [make_article(structure.home, title="œuvre " * 42) for _ in range(2)]

    assert all(len(article.slug) <= 255 for article in articles)
    assert articles[0].slug != articles[1].slug


def test_control_characters_leave_a_title(structure: Structure) -> None:
    article = make_article(structure.home, title="Coop\x00érer\x1b")

    assert (article.title, article.slug) == ("Coopérer", "cooperer")


def test_the_listing_date_is_set_by_the_publication(structure: Structure) -> None:
    article = make_article(structure.home, live=False)
    assert article.listing_date is None

    article.save_revision().publish()

    article.refresh_from_db()
    assert article.listing_date == article.first_published_at != None  # noqa: E711


def test_a_draft_of_a_published_page_leaves_its_listing_date(structure: Structure) -> None:
    page = make_publication(structure.resources, published_on=dt.date(2023, 6, 1))
    before = page.listing_date

    page.published_on = dt.date(2020, 1, 1)
    page.save_revision()

    draft = page.get_latest_revision_as_object()
    assert draft.published_on == dt.date(2020, 1, 1)
    assert draft.listing_date == PublicationPage.objects.get().listing_date == before


def test_an_old_revision_brings_back_its_text_and_not_its_listing_date(
    structure: Structure,
) -> None:
    article = make_article(structure.home, title="Un")
    first = Revision.objects.get(pk=article.save_revision().pk)
    HubPage.objects.filter(pk=article.pk).update(listing_date=timezone.now())
    article = ArticlePage.objects.get()

    restored = first.as_object()

    assert restored.listing_date == article.listing_date


@pytest.mark.django_db
def test_the_days_of_a_page_are_those_of_paris() -> None:
    page = ArticlePage(
        first_published_at=dt.datetime(2023, 5, 31, 22, 30, tzinfo=dt.UTC),
        last_published_at=dt.datetime(2023, 6, 1, 10, 0, tzinfo=dt.UTC),
    )
    assert page.published_day == dt.date(2023, 6, 1)
    assert page.updated_day is None

    page.last_published_at = dt.datetime(2023, 6, 1, 22, 0, tzinfo=dt.UTC)
    assert page.updated_day == dt.date(2023, 6, 2)


@pytest.mark.django_db
def test_the_days_of_a_draft_are_not_known() -> None:
    assert (ArticlePage().published_day, ArticlePage().updated_day) == (None, None)


def test_the_breadcrumbs_go_from_the_home_page_to_the_parent(space: Space) -> None:
    article = make_article(space.page)

    assert article.breadcrumbs() == [
        ("Accueil", "/"),
        ("Partenaires", "/partenaires/"),
        ("Coop du Bray", "/partenaires/coop-du-bray/"),
    ]


def test_shown_leaves_out_drafts_and_private_pages(structure: Structure) -> None:
    shown = make_article(structure.home)
    make_article(structure.home, live=False)
    private = make_article(structure.home)
    below_private = make_article(private)
    private.view_restrictions.create(restriction_type="login")

    articles = HubPage.objects.shown().type(ArticlePage)

    assert below_private.live
    assert [page.pk for page in articles] == [shown.pk]


def test_the_kind_of_a_page_is_said_even_from_the_base_class(structure: Structure) -> None:
    make_article(structure.home)
    make_pole(structure.poles)

    labels = {p.kind_label for p in HubPage.objects.type((ArticlePage, PolePage))}

    assert labels == {"Article", "Pôle"}


# Publication


def incomplete(structure: Structure) -> dict[str, HubPage]:
    """Return, by the field that misses, a draft of each strict type."""
    return {
        "summary": make_pole(structure.poles, summary="", live=False),
        "territory": make_pole(structure.poles, territory=None, live=False),
        "url_elsewhere": make_replay(structure.resources, url_elsewhere="", live=False),
        "document": make_presentation(structure.resources, document=None, live=False),
        "kind": make_publication(structure.resources, kind="replay", live=False),
        "partner": add(structure.partners, PartnerPage(title="Sans nom"), live=False),
    }


SENTENCES = {
    "summary": "Dites en deux phrases ce que fait le pôle.",
    "territory": "Choisissez la région ou le département du pôle.",
    "url_elsewhere": "Donnez l'adresse de la vidéo ou choisissez son fichier.",
    "document": "Choisissez le fichier de la présentation.",
    "kind": "Choisissez la nature de la publication.",
    "partner": "Choisissez l'organisation que cette page présente.",
}


@pytest.mark.parametrize("field", SENTENCES)
def test_code_cannot_publish_an_incomplete_page(structure: Structure, field: str) -> None:
    page = incomplete(structure)[field]

    with pytest.raises(ValidationError) as refused:
        page.save_revision().publish()

    assert refused.value.message_dict == {field: [SENTENCES[field]]}
    assert not HubPage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("field", SENTENCES)
def test_the_editor_says_beside_the_field_what_misses(
    structure: Structure, animator: User, as_user: Any, field: str
) -> None:
    page = incomplete(structure)[field]

    answer = send(as_user(animator), edit_url(page), PUBLISH)

    assert answer.status_code == 200
    assert errors(answer) == {field: [SENTENCES[field]]}
    assert not HubPage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("field", SENTENCES)
def test_the_editor_keeps_an_incomplete_draft(
    structure: Structure, animator: User, as_user: Any, field: str
) -> None:
    page = incomplete(structure)[field]

    answer = send(as_user(animator), edit_url(page), SAVE, title="Brouillon gardé")

    assert answer.status_code == 302
    kept = HubPage.objects.get(pk=page.pk)
    assert kept.get_latest_revision_as_object().title == "Brouillon gardé"
    assert not kept.live


def test_an_incomplete_draft_cannot_be_submitted(space: Space, as_user: Any) -> None:
    page = make_pole(space.page, summary="", live=False)

    answer = send(as_user(space.writer), edit_url(page), SUBMIT)

    assert errors(answer) == {"summary": [SENTENCES["summary"]]}
    assert HubPage.objects.get(pk=page.pk).current_workflow_state is None


def test_a_published_page_keeps_an_incomplete_draft_without_changing(
    structure: Structure, animator: User, as_user: Any
) -> None:
    page = make_pole(structure.poles, summary="Un pôle.")

    answer = send(as_user(animator), edit_url(page), SAVE, summary="")

    assert answer.status_code == 302
    assert PolePage.objects.get().summary == "Un pôle."
    assert PolePage.objects.get().get_latest_revision_as_object().summary == ""


@pytest.mark.parametrize(
    ("page_type", "parent", "fields"),
    [
        (PolePage, "poles", {"summary": "Un pôle."}),
        (ReplayPage, "resources", {"url_elsewhere": "https://video.example/w/1"}),
        (
            PublicationPage,
            "resources",
            {"kind": "guide", "url_elsewhere": "https://example.org/guide.pdf"},
        ),
        (ArticlePage, "home", {"summary": "À lire."}),
    ],
)
def test_a_page_is_created_and_published_in_the_editor(
    structure: Structure,
    animator: User,
    as_user: Any,
    page_type: type[HubPage],
    parent: str,
    fields: dict[str, str],
) -> None:
    from hub.models import Territory

    fields = {"title": "À l'œuvre", "slug": "a-loeuvre", "territory": "", **fields}
    fields["territory"] = str(Territory.objects.get(slug="oise").pk)

    answer = send(
        as_user(animator), add_url(page_type, getattr(structure, parent)), PUBLISH, **fields
    )

    assert answer.status_code == 302, errors(answer)
    page = page_type.objects.get(title="À l'œuvre")
    assert (page.live, page.slug, page.territory.slug) == (True, "a-loeuvre", "oise")
    assert page.listing_date is not None or page_type in (ReplayPage, PublicationPage)


def test_a_presentation_is_created_with_its_file_and_speakers(
    structure: Structure, animator: User, as_user: Any
) -> None:
    document = make_document()
    speakers = {
        "speakers-TOTAL_FORMS": "2",
        "speakers-0-name": "Ada Martin",
        "speakers-0-ORDER": "2",
        "speakers-0-DELETE": "",
        "speakers-1-name": "Bo Roux",
        "speakers-1-organisation": "Coop du Bray",
        "speakers-1-ORDER": "1",
        "speakers-1-DELETE": "",
    }

    answer = send(
        as_user(animator),
        add_url(PresentationPage, structure.resources),
        PUBLISH,
        title="Diapos",
        slug="diapos",
        document=str(document.pk),
        **speakers,
    )

    assert answer.status_code == 302
    page = PresentationPage.objects.get()
    assert (page.live, page.document, page.kind) == (True, document, "presentation")
    assert [str(s) for s in page.speakers.all()] == ["Bo Roux, Coop du Bray", "Ada Martin"]


def test_the_editor_refuses_an_address_that_is_taken(
    structure: Structure, animator: User, as_user: Any
) -> None:
    make_article(structure.home, title="À l'œuvre")

    answer = send(
        as_user(animator),
        add_url(ArticlePage, structure.home),
        SAVE,
        title="À l'œuvre",
        slug="a-loeuvre",
    )

    assert list(errors(answer)) == ["slug"]
    assert ArticlePage.objects.count() == 1


@pytest.mark.parametrize("field", ["title", "summary"])
def test_the_editor_refuses_control_characters(
    structure: Structure, animator: User, as_user: Any, field: str
) -> None:
    page = make_article(structure.home)

    answer = send(as_user(animator), edit_url(page), SAVE, **{field: "Coop\x00érer"})

    assert answer.status_code == 200
    assert list(errors(answer)) == [field]


def test_publishing_incomplete_drafts_in_bulk_is_refused_without_an_error(
    structure: Structure, animator: User, as_user: Any
) -> None:
    complete = make_pole(structure.poles, live=False)
    incomplete_pole = make_pole(structure.poles, summary="", live=False)
    url = reverse("wagtail_bulk_action", args=["hub", "hubpage", "publish"])

    answer = as_user(animator).post(
        f"{url}?id={complete.pk}&id={incomplete_pole.pk}&next=/admin/", follow=True
    )

    assert answer.status_code == 200
    text = unescape(answer.content.decode())
    assert f"il manque quelque chose à « {incomplete_pole.title} »" in text
    assert f"« {complete.title} »" not in text
    assert not PolePage.objects.live().exists()


def test_drafts_below_a_page_are_published_in_bulk_only_if_complete(
    structure: Structure, animator: User, as_user: Any
) -> None:
    make_pole(structure.poles, summary="", live=False)
    url = reverse("wagtail_bulk_action", args=["hub", "hubpage", "publish"])

    as_user(animator).post(
        f"{url}?id={structure.poles.pk}&next=/admin/", {"include_descendants": "on"}
    )

    assert not PolePage.objects.live().exists()


def test_complete_drafts_are_published_in_bulk(
    structure: Structure, animator: User, as_user: Any
) -> None:
    poles = [make_pole(structure.poles, live=False) for _ in range(2)]
    url = reverse("wagtail_bulk_action", args=["hub", "hubpage", "publish"])

    as_user(animator).post(f"{url}?id={poles[0].pk}&id={poles[1].pk}&next=/admin/")

    assert PolePage.objects.live().count() == 2


def test_a_partner_page_is_not_copied(space: Space, animator: User, as_user: Any) -> None:
    url = reverse("wagtailadmin_pages:copy", args=[space.page.pk])

    answer = as_user(animator).post(
        url,
        {
            "new_title": "Copie",
            "new_slug": "copie",
            "new_parent_page": space.page.get_parent().pk,
            "copy_subpages": "",
            "publish_copies": "on",
        },
    )

    assert answer.status_code == 302
    assert list(PartnerPage.objects.all()) == [space.page]


def test_every_page_type_opens_in_the_editor(space: Space, animator: User, as_user: Any) -> None:
    client = as_user(animator)
    structure_types = HubPage.objects.filter(depth__gt=1)
    pages = [
        make_article(space.page),
        make_pole(space.page),
        make_presentation(space.page),
        make_replay(space.page),
        make_publication(space.page),
    ]

    answers = [client.get(edit_url(page)).status_code for page in [*structure_types, *pages]]

    assert set(answers) == {200}
    assert len(answers) >= 11


def test_the_partner_of_a_page_cannot_be_deleted_under_it(space: Space) -> None:
    with pytest.raises(Exception, match="Cannot delete"):
        space.partner.delete()

    assert Partner.objects.filter(pk=space.partner.pk).exists()


def test_a_partner_has_one_page(structure: Structure, space: Space) -> None:
    page = add(structure.partners, PartnerPage(title="Bis", partner=space.partner), live=False)

    assert page.publication_errors() == {"partner": "Cette organisation a déjà sa page."}
    assert space.page.publication_errors() == {}


def test_a_visitor_reads_an_article(structure: Structure, client: Client) -> None:
    article = make_article(structure.home, title="À l'œuvre <b>")
    Partner.objects.create(name="X", kind=PartnerKind.OTHER, level=PartnerLevel.LOCAL)

    answer = client.get(article.url)

    assert answer.status_code == 200
    assert "À l&#x27;œuvre &lt;b&gt;" in answer.content.decode()
