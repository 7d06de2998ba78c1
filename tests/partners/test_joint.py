"""Pages with several partners: who names them, and what they may do."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageLogEntry

from home.models import ArticlePage
from home.structure import Structure
from hub.models import HubPage, JointPartner, Partner, User
from partners.rights import joint_rights
from tests.conftest import Space, make_space
from tests.editor import SAVE, SUBMIT, add_url, edit_url, send
from tests.factories import make_article
from tests.lists import queries, visible_text
from tests.partners.joint_pages import join, waiting_for_agreement
from tests.partners.reviews import NETWORK_STEP, step


def screen(page: HubPage) -> str:
    return reverse("joint_partners", args=[page.pk])


def fill(client: Client, page: HubPage, *rows: dict[str, Any], **more: Any) -> Any:
    """Send the screen of partners: the rows that it has, then the new one, as a browser does."""
    opened = BeautifulSoup(client.get(screen(page)).content, "html.parser")
    data: dict[str, Any] = {
        field["name"]: field.get("value", "")
        for field in opened.select("form input[type=hidden]")
        if field.get("name")
    }
    for number, row in enumerate(rows):
        data |= {f"partners-{number}-{name}": value for name, value in row.items()}
    data["partners-TOTAL_FORMS"] = max(int(data["partners-TOTAL_FORMS"]), len(rows))
    return client.post(screen(page), data | more)


def partners_of(page: HubPage) -> list[Any]:
    return list(page.joint_partners.values_list("partner", "may_edit", "must_approve"))


# Who says with whom a page is made


def test_the_owners_people_and_the_network_name_a_pages_partners(
    space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    page = make_article(space.page, live=False)
    row = {"partner": other_space.partner.pk, "may_edit": "on"}

    for user in (space.writer, space.reviewer, animator):
        JointPartner.objects.all().delete()
        assert fill(as_user(user), page, row).status_code == 302
        assert partners_of(page) == [(other_space.partner.pk, True, False)]

    editor = as_user(space.writer).get(edit_url(page)).content.decode()
    assert screen(page) in editor
    assert "Fabrique du Littoral" in BeautifulSoup(editor, "html.parser").select_one(".joint").text
    entry = PageLogEntry.objects.filter(action="partners.joint_partners").latest("pk")
    assert entry.data == {"partners": ["Fabrique du Littoral"]}


def test_others_do_not_open_the_screen_nor_read_the_title(
    space: Space, other_space: Space, third_space: Space, as_user: Any, client: Client
) -> None:
    page = make_article(space.page, live=False, title="Secret du Bray")
    join(page, other_space, may_edit=True)

    for user in (other_space.writer, other_space.reviewer, third_space.writer):
        for answer in (as_user(user).get(screen(page)), fill_blind(as_user(user), page)):
            assert answer.status_code == 404
            assert "Secret du Bray" not in answer.content.decode()
    assert client.get(screen(page)).status_code == 302
    assert partners_of(page) == [(other_space.partner.pk, True, False)]
    assert screen(page) not in as_user(other_space.writer).get(edit_url(page)).content.decode()


def fill_blind(client: Client, page: HubPage) -> Any:
    """Send the screen without having opened it."""
    return client.post(screen(page), {"partners-TOTAL_FORMS": 0, "partners-INITIAL_FORMS": 0})


def test_sections_and_lists_have_no_other_partner(
    structure: Structure, space: Space, animator: User, as_user: Any
) -> None:
    pages = [space.page, structure.home, structure.agenda, structure.partners]

    assert [as_user(animator).get(screen(page)).status_code for page in pages] == [404] * 4
    assert as_user(space.writer).get(screen(space.page)).status_code == 404
    assert as_user(animator).get(reverse("joint_partners", args=[10**6])).status_code == 404


def test_what_is_wrong_is_said_beside_its_field(
    space: Space, other_space: Space, third_space: Space, as_user: Any
) -> None:
    page = make_article(space.page, live=False)
    client = as_user(space.writer)
    Partner.objects.filter(pk=third_space.partner.pk).update(suspended_at=timezone.now())
    other = other_space.partner.pk
    wrong = {
        "Cette organisation répond déjà de la page.": [{"partner": space.partner.pk}],
        "L'accès de cette organisation est suspendu.": [{"partner": third_space.partner.pk}],
        "Cette organisation est déjà dans la liste.": [{"partner": other}, {"partner": other}],
        "Cette adresse électronique n'est pas complète.": [
            {"partner": other, "must_approve": "on", "director_email": "direction@"}
        ],
        "Cochez « doit approuver » pour lui demander son accord.": [
            {"partner": other, "director_email": "direction@littoral.example"}
        ],
        "Choisissez une organisation.": [{"may_edit": "on"}],
        "Cette organisation n'est pas un partenaire du réseau.": [{"partner": "9' OR 1"}],
    }

    for sentence, rows in wrong.items():
        answer = fill(client, page, *rows)
        assert answer.status_code == 200
        assert sentence in visible_text(answer)
    other_space.reviewer.groups.clear()
    answer = fill(client, page, {"partner": other, "must_approve": "on"})

    assert "Personne n'y relit : donnez l'adresse de sa direction." in visible_text(answer)
    assert partners_of(page) == []


def test_a_row_of_another_page_is_out_of_reach(
    space: Space, other_space: Space, as_user: Any
) -> None:
    page = make_article(space.page, live=False)
    elsewhere = join(make_article(other_space.page, live=False), space)
    data = {
        **{"partners-TOTAL_FORMS": 1, "partners-INITIAL_FORMS": 1, "partners-0-may_edit": "on"},
        **{"partners-0-id": elsewhere.pk, "partners-0-DELETE": "on"},
    }

    for removed in (data, {k: v for k, v in data.items() if not k.endswith("DELETE")}):
        answer = as_user(space.writer).post(screen(page), removed)
        assert answer.status_code in {200, 302}

    elsewhere.refresh_from_db()
    assert not elsewhere.may_edit


@pytest.mark.parametrize("total", ["-1", "x", "999999", ""])
def test_a_broken_form_is_no_server_error(space: Space, as_user: Any, total: str) -> None:
    page = make_article(space.page, live=False)

    answer = as_user(space.writer).post(
        screen(page), {"partners-TOTAL_FORMS": total, "partners-INITIAL_FORMS": "0"}
    )

    assert answer.status_code in {200, 302}
    assert partners_of(page) == []


def test_while_the_page_waits_the_network_alone_changes_its_partners(
    space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    page = waiting_for_agreement(space, other_space)
    row = join_id(page)
    removal = {
        **{"partners-TOTAL_FORMS": 1, "partners-INITIAL_FORMS": 1},
        **{"partners-0-id": row, "partners-0-DELETE": "on"},
    }

    shown = as_user(space.writer).post(screen(page), removal)

    assert "Cette page attend sa relecture" in visible_text(shown)
    assert partners_of(page) == [(other_space.partner.pk, False, True)]
    assert as_user(animator).post(screen(page), removal).status_code == 302
    assert step(page) == NETWORK_STEP  # nobody is waited for any more


def join_id(page: HubPage) -> int:
    return page.joint_partners.get().pk


# What its partners may do


def test_a_partner_that_may_edit_changes_the_draft_and_submits_it(
    space: Space, other_space: Space, as_user: Any
) -> None:
    page = make_article(space.page, live=False, title="À deux mains")
    other_draft = make_article(space.page, live=False, title="Brouillon du Bray")
    join(page, other_space, may_edit=True)
    writer = as_user(other_space.writer)

    listing = writer.get(reverse("wagtailadmin_explore", args=[space.page.pk])).content.decode()
    saved = send(writer, edit_url(page), SAVE, title="À quatre mains")
    submitted = send(writer, edit_url(page), SUBMIT, title="À quatre mains")

    assert [saved.status_code, submitted.status_code] == [302, 302]
    assert ArticlePage.objects.get(pk=page.pk).latest_revision.content["title"] == "À quatre mains"
    assert step(page) == "Relecture par le partenaire"
    assert ("À deux mains" in listing, "Brouillon du Bray" in listing) == (True, False)
    assert writer.get(edit_url(other_draft)).status_code == 302


def test_a_partner_that_may_edit_neither_moves_deletes_publishes_nor_adds(
    space: Space, other_space: Space, as_user: Any
) -> None:
    page = make_article(space.page, live=False)
    live = make_article(space.page)
    for one in (page, live):
        join(one, other_space, may_edit=True)
    user = User.objects.get(pk=other_space.writer.pk)
    client = as_user(user)

    rights = page.permissions_for_user(user)
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, other_space.page.pk]), {})
    client.post(reverse("wagtailadmin_pages:unpublish", args=[live.pk]))
    for action in ("delete", "move", "publish"):
        bulk = reverse("wagtail_bulk_action", args=["hub", "hubpage", action])
        client.post(f"{bulk}?id={page.pk}", {"chooser": other_space.page.pk})
    below = client.get(add_url(ArticlePage, page))

    assert (rights.can_edit(), rights.can_delete(), rights.can_move()) == (True, False, False)
    assert (rights.can_publish(), rights.can_add_subpage(), rights.can_lock()) == (False,) * 3
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.is_child_of(space.page)
    assert not page.live
    assert ArticlePage.objects.get(pk=live.pk).live
    assert below.status_code == 302


def test_the_owners_people_still_delete_and_move_their_drafts(space: Space) -> None:
    page = make_article(space.page, live=False)

    rights = page.permissions_for_user(User.objects.get(pk=space.writer.pk))

    assert (rights.can_delete(), rights.can_move()) == (True, True)


def rights_over(page: HubPage) -> set[Any]:
    """Return who has what right on this very page."""
    return set(
        GroupPagePermission.objects.filter(page=page.pk).values_list(
            "group", "permission__codename"
        )
    )


def test_the_rights_follow_the_list(space: Space, other_space: Space) -> None:
    page = make_article(space.page, live=False)
    partner = other_space.partner
    given = {
        (partner.writers_id, "change_hubpage"),
        (partner.reviewers_id, "change_hubpage"),
    }
    row = join(page, other_space, may_edit=True)
    assert rights_over(page) == given
    assert joint_rights([partner, space.partner]) == {partner.pk: {page.pk}}

    row.may_edit = False
    row.save()
    assert rights_over(page) == set()

    row.may_edit = True
    row.save()
    partner.suspended_at = timezone.now()
    partner.save()
    assert rights_over(page) == set()
    assert joint_rights([partner]) == {}

    partner.suspended_at = None
    partner.save()
    assert rights_over(page) == given

    row.delete()
    assert rights_over(page) == set()


def test_the_rights_go_with_the_page(space: Space, other_space: Space) -> None:
    page = make_article(space.page, live=False)
    join(page, other_space, may_edit=True)
    number = page.pk

    page.delete()

    assert not GroupPagePermission.objects.filter(page=number).exists()
    assert not JointPartner.objects.exists()


def test_a_page_that_moves_to_its_partners_section_is_the_partners(
    space: Space, other_space: Space
) -> None:
    page = make_article(space.page, live=False)
    join(page, other_space, may_edit=True)

    page.move(other_space.page, pos="last-child")

    assert partners_of(page) == []
    assert rights_over(page) == set()


def test_the_panel_costs_the_same_whatever_the_number_of_partners(
    structure: Structure, space: Space, as_user: Any
) -> None:
    page = make_article(space.page, live=False)
    client = as_user(space.writer)

    def add(first: int, last: int) -> None:
        for number in range(first, last):
            join(page, make_space(structure, f"Partenaire {number}"))

    add(0, 1)
    few = queries(client, screen(page)), queries(client, edit_url(page))

    add(1, 6)

    assert (queries(client, screen(page)), queries(client, edit_url(page))) == few
