from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    PageLogEntry,
    ReferenceIndex,
    Workflow,
    WorkflowPage,
)

from home.models import ArticlePage
from home.structure import Structure, build_structure
from hub.models import HubImage, HubPage, Partner, PartnerKind, PartnerLevel, Territory, User
from partners.models import NetworkReviewTask, PartnerPage, PartnerReviewTask
from partners.spaces import moderation, network_team, open_space, remove_stock_groups
from tests.conftest import Space, make_space
from tests.editor import PUBLISH, SAVE, add_url, edit_url, send
from tests.factories import make_article, make_document, make_pole


def page_rights(group: Group) -> set[tuple[str, str]]:
    rows = GroupPagePermission.objects.filter(group=group)
    return {(row.page.title, row.permission.codename) for row in rows}


def file_rights(group: Group) -> set[tuple[str, str]]:
    rows = GroupCollectionPermission.objects.filter(group=group)
    return {(row.collection.name, row.permission.codename) for row in rows}


def model_rights(group: Group) -> set[str]:
    return {
        f"{app}.{codename}"
        for app, codename in group.permissions.values_list("content_type__app_label", "codename")
    }


def counts() -> list[int]:
    models = [
        *(HubPage, Group, Collection, GroupPagePermission, GroupCollectionPermission),
        *(Workflow, WorkflowPage, NetworkReviewTask, PartnerReviewTask),
        Group.permissions.through,
    ]
    return [model.objects.count() for model in models]


@pytest.mark.parametrize("role", ["writers", "reviewers"])
def test_a_partners_people_have_their_rights_and_no_other(space: Space, role: str) -> None:
    group = getattr(space.partner, role)

    assert page_rights(group) == {
        ("Coop du Bray", "add_hubpage"),
        ("Coop du Bray", "change_hubpage"),
    }
    assert file_rights(group) == {
        *(("Coop du Bray", f"{action}_document") for action in ("add", "change", "choose")),
        *(("Coop du Bray", f"{action}_image") for action in ("add", "change", "choose")),
        ("Commun", "choose_document"),
        ("Commun", "choose_image"),
    }
    assert model_rights(group) == {"wagtailadmin.access_admin", "hub.view_partner"}


def test_the_network_has_its_rights_and_no_other(structure: Structure) -> None:
    team = network_team()

    assert page_rights(team) == {
        (structure.home.title, f"{action}_hubpage")
        for action in ("add", "change", "publish", "bulk_delete", "lock", "unlock")
    }
    assert file_rights(team) == {
        ("Root", f"{action}_{model}")
        for action in ("add", "change", "delete", "choose")
        for model in ("document", "image")
    }
    assert model_rights(team) == {
        "wagtailadmin.access_admin",
        *(f"hub.{action}_partner" for action in ("add", "change", "delete", "view")),
        *(f"hub.{action}_theme" for action in ("add", "change", "delete", "view")),
        "hub.change_networksettings",
        *(f"wagtailredirects.{action}_redirect" for action in ("add", "change", "delete")),
    }


def test_opening_a_space_again_changes_nothing(
    space: Space, other_space: Space, structure: Structure
) -> None:
    before = counts()

    page = open_space(space.partner, structure.partners)

    assert page == space.page
    assert counts() == before


def test_opening_a_space_again_restores_what_was_lost(space: Space, structure: Structure) -> None:
    partner = space.partner
    assert partner.writers
    before = page_rights(partner.writers), file_rights(partner.writers)
    GroupPagePermission.objects.filter(group=partner.writers).delete()
    GroupCollectionPermission.objects.filter(group=partner.writers).delete()

    open_space(partner, structure.partners)

    assert (page_rights(partner.writers), file_rights(partner.writers)) == before


def test_a_space_has_its_published_page_and_collection(space: Space) -> None:
    assert space.page.live
    assert (space.page.title, space.page.slug) == ("Coop du Bray", "coop-du-bray")
    assert space.page.partner == space.partner
    assert space.partner.collection.name == "Coop du Bray"


@pytest.mark.search_index
def test_the_page_of_a_new_space_is_as_wagtail_would_publish_it(structure: Structure) -> None:
    partner = Partner.objects.create(name="Coop du Bray", territory=Territory.objects.first())
    with CaptureQueriesContext(connection) as queries:
        open_space(partner, structure.partners)
    wagtails = Partner.objects.create(name="Les jardins", territory=partner.territory)
    page = PartnerPage(title=wagtails.name, partner=wagtails, territory=wagtails.territory)
    structure.partners.add_child(instance=page)
    page.save_revision().publish()

    one, other = (
        PartnerPage.objects.select_related("live_revision").get(partner=asked)
        for asked in (partner, wagtails)
    )

    def said(page: PartnerPage) -> dict[str, Any]:
        """Return what does not depend on the moment and the name."""
        dates = ("first_published_at", "last_published_at", "listing_date")
        entries = PageLogEntry.objects.filter(page=page.pk)
        return {
            "live": (page.live, page.has_unpublished_changes, page.expired),
            "revisions": (page.revisions.count(), page.live_revision == page.get_latest_revision()),
            "dates": [bool(getattr(page, name)) for name in dates],
            "in its revision": set(page.live_revision.content) if page.live_revision else set(),
            "log": [(entry.action, bool(entry.revision_id)) for entry in entries],
            "references": sorted(
                ReferenceIndex.get_references_for_object(page).values_list("model_path", flat=True)
            ),
            "found": page in PartnerPage.objects.search(page.title).get_queryset(),
        }

    assert said(one) == said(other)
    assert one.listing_date == one.first_published_at
    assert len(queries) <= 145


def test_two_partners_of_nearly_the_same_long_name_have_two_spaces(
    structure: Structure,
) -> None:
    name = "Fédération des pôles territoriaux de coopération économique " * 2 + "de la région "

    spaces = [make_space(structure, f"{name}{side}") for side in ("nord", "sud")]

    groups = {group for s in spaces for group in (s.partner.writers, s.partner.reviewers)}
    assert len(groups) == 4
    assert len({s.partner.collection for s in spaces}) == 2


def test_a_partner_named_as_a_shared_collection_or_a_group_gets_its_own(
    structure: Structure, animator: User
) -> None:
    make_space(structure, "Coop du Bray")  # creates the shared collection
    shared = Collection.objects.get(name="Commun")
    Group.objects.create(name="Commun – rédaction")

    space = make_space(structure, "Commun")

    assert space.partner.collection != shared
    assert space.partner.writers != Group.objects.get(name="Commun – rédaction")


def test_a_partner_that_takes_the_former_name_of_another_gets_its_own_space(
    structure: Structure, space: Space
) -> None:
    Partner.objects.filter(pk=space.partner.pk).update(name="Coop du Pays de Bray", slug="bray")

    other = Partner.objects.create(
        name="Coop du Bray", kind=PartnerKind.OTHER, level=PartnerLevel.LOCAL
    )
    page = open_space(other, structure.partners)

    assert page.slug == "coop-du-bray-2"
    space.partner.refresh_from_db()
    assert {other.writers, other.reviewers}.isdisjoint(
        {space.partner.writers, space.partner.reviewers}
    )
    assert other.collection != space.partner.collection


# What Wagtail brings


def test_the_groups_and_the_workflow_of_wagtail_are_gone(structure: Structure) -> None:
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()
    assert list(Workflow.objects.values_list("name", flat=True)) == ["Publication"]
    assert not GroupApprovalTask.objects.exists()


def test_a_group_of_wagtail_that_has_people_stays(structure: Structure) -> None:
    editors, _moderators = (Group.objects.create(name=n) for n in ("Editors", "Moderators"))
    User.objects.create_user("ada@pole.example").groups.add(editors)

    remove_stock_groups()

    assert list(Group.objects.filter(name__in=["Editors", "Moderators"])) == [editors]


def test_the_workflow_is_bound_to_the_home_page_and_has_three_steps(
    structure: Structure, space: Space
) -> None:
    workflow = space.page.get_workflow()

    assert workflow.name == "Publication"
    assert [row.page_id for row in WorkflowPage.objects.all()] == [structure.home.pk]
    assert [task.name for task in workflow.tasks] == [
        "Relecture par le partenaire",
        "Accord des partenaires",
        "Validation par le réseau",
    ]
    assert isinstance(workflow.tasks[0].specific, PartnerReviewTask)
    assert list(workflow.tasks[2].specific.groups.all()) == [network_team()]


def test_another_workflow_that_an_administrator_chose_stays(structure: Structure) -> None:
    own = Workflow.objects.create(name="Le nôtre")
    WorkflowPage.objects.filter(page=structure.home.pk).update(workflow=own)

    moderation(structure.home)
    build_structure()

    assert structure.home.get_workflow() == own


# What people can do


def test_a_writer_writes_in_their_section(space: Space, as_user: Any) -> None:
    client = as_user(space.writer)

    answer = send(client, add_url(ArticlePage, space.page), SAVE, title="Un récit", slug="recit")

    article = ArticlePage.objects.get()
    assert answer.status_code == 302
    assert (article.live, article.owner, article.partner) == (False, space.writer, space.partner)
    assert send(client, edit_url(article), SAVE, title="Un autre").status_code == 302


def test_a_writer_does_not_publish(space: Space, as_user: Any) -> None:
    article = make_article(space.page, live=False)
    client = as_user(space.writer)

    opened = client.get(edit_url(article)).content.decode()
    send(client, edit_url(article), PUBLISH)

    assert 'name="action-publish"' not in opened
    assert 'name="action-submit"' in opened
    assert not ArticlePage.objects.get().live


@pytest.mark.parametrize("person", ["writer", "reviewer"])
def test_nobody_writes_in_the_section_of_another_partner(
    space: Space, other_space: Space, structure: Structure, as_user: Any, person: str
) -> None:
    client = as_user(getattr(other_space, person))
    article = make_article(space.page, live=False, title="Secret du Bray")

    urls = [
        add_url(ArticlePage, space.page),
        add_url(ArticlePage, structure.home),
        edit_url(article),
        edit_url(space.page),
        edit_url(structure.home),
    ]

    for url in urls:
        answer = client.get(url)
        assert refused(answer), url
        assert "Secret du Bray" not in answer.content.decode()


def refused(answer: Any) -> bool:
    """Whether the admin sent the person away, or pretends that there is nothing."""
    return answer.status_code in {403, 404} or (
        answer.status_code == 302 and answer["Location"] == reverse("wagtailadmin_home")
    )


PAGE_VIEWS = [
    *("edit", "history", "delete", "unpublish", "copy", "move", "usage", "view_draft"),
    *("set_privacy", "convert_alias", "workflow_history"),
]


@pytest.mark.parametrize("view", PAGE_VIEWS)
@pytest.mark.parametrize("person", ["writer", "reviewer"])
def test_a_stranger_is_refused_at_every_address_of_a_page(
    space: Space, other_space: Space, as_user: Any, view: str, person: str
) -> None:
    article = make_article(space.page, title="Secret du Bray")
    article.title = "Secret du Bray, bis"
    article.save_revision()
    client = as_user(getattr(other_space, person))
    url = reverse(f"wagtailadmin_pages:{view}", args=[article.pk])

    answers = [client.get(url), client.post(url)]

    for answer in answers:
        assert refused(answer), (view, answer)
        assert "Secret" not in answer.content.decode()
    article.refresh_from_db()
    assert article.live


def test_a_stranger_is_refused_at_the_revisions_of_a_page(
    space: Space, other_space: Space, as_user: Any
) -> None:
    article = make_article(space.page, title="Secret du Bray")
    first = article.save_revision()
    second = article.save_revision()
    client = as_user(other_space.writer)

    answers = [
        client.get(reverse(f"wagtailadmin_pages:{name}", args=arguments))
        for name, arguments in [
            ("revisions_view", [article.pk, first.pk]),
            ("revisions_revert", [article.pk, first.pk]),
            ("revisions_compare", [article.pk, first.pk, second.pk]),
            ("preview_on_edit", [article.pk]),
        ]
    ]

    assert all(refused(answer) for answer in answers), answers


@pytest.mark.search_index
def test_the_explorer_search_and_dashboard_hide_the_drafts_of_others(
    space: Space, other_space: Space, as_user: Any
) -> None:
    make_article(space.page, live=False, title="Secret du Bray")
    own = make_article(other_space.page, live=False, title="Secret du Littoral")
    client = as_user(other_space.writer)

    pages = [
        client.get(reverse("wagtailadmin_explore_root"), follow=True),
        client.get(reverse("wagtailadmin_explore", args=[other_space.page.pk])),
        client.get(reverse("wagtailadmin_explore", args=[space.page.pk]), follow=True),
        client.get(reverse("wagtailadmin_pages:search"), {"q": "secret"}),
        client.get(reverse("wagtailadmin_home")),
    ]

    texts = [page.content.decode() for page in pages]
    assert not any("Secret du Bray" in text for text in texts)
    assert own.title in texts[1]
    assert own.title in texts[3]


@pytest.mark.parametrize("kind", ["documents", "images"])
def test_choosers_and_listings_show_ones_own_files_and_the_shared_ones(
    space: Space, other_space: Space, as_user: Any, kind: str
) -> None:
    shared = Collection.objects.get(name="Commun")
    collections = [space.partner.collection, other_space.partner.collection, shared]
    for title, collection in zip(["Bray-A", "Littoral-B", "Commun-C"], collections, strict=True):
        if kind == "documents":
            make_document(title=title, collection=collection)
        else:
            HubImage.objects.create(title=title, file=get_test_image_file(), collection=collection)
    client = as_user(space.writer)
    app = f"wagtail{'docs' if kind == 'documents' else 'images'}"
    chooser = f"{app}_chooser:choose"
    listing = f"{app}:index"

    texts = [
        client.get(reverse(chooser)).json()["html"],
        client.get(reverse(f"{chooser}_results")).content.decode(),
        client.get(reverse(listing)).content.decode(),
    ]

    for text in texts[:2]:
        assert ("Bray-A" in text, "Littoral-B" in text, "Commun-C" in text) == (True, False, True)
    assert ("Bray-A" in texts[2], "Littoral-B" in texts[2]) == (True, False)
    assert not any("Fabrique du Littoral" in text for text in texts)


def test_a_writer_does_not_change_the_files_of_another_partner(
    space: Space, other_space: Space, as_user: Any
) -> None:
    document = make_document(title="Secret", collection=space.partner.collection)
    client = as_user(other_space.writer)

    answers = [
        client.get(reverse(f"wagtaildocs:{view}", args=[document.pk]))
        for view in ("edit", "delete", "document_usage")
    ]

    assert all(refused(answer) for answer in answers), answers


def test_the_network_does_not_manage_the_accounts(animator: User, as_user: Any) -> None:
    client = as_user(animator)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    names = [
        *("wagtailusers_users:index", "wagtailusers_users:add", "wagtailusers_groups:index"),
        *("wagtailusers_groups:add", "wagtailadmin_workflows:index", "wagtailsites:index"),
    ]

    assert all(refused(client.get(reverse(name))) for name in names)
    assert "/admin/users/" not in home
    assert not Permission.objects.filter(
        group__user=animator, content_type__app_label__in=["auth"]
    ).exists()


def test_the_network_writes_everywhere_and_publishes(
    space: Space, structure: Structure, animator: User, as_user: Any
) -> None:
    pole = make_pole(space.page, live=False)

    answer = send(as_user(animator), edit_url(pole), PUBLISH)

    assert answer.status_code == 302
    assert HubPage.objects.get(pk=pole.pk).live


def test_a_visitor_is_sent_to_the_login(space: Space, client: Client) -> None:
    answer = client.get(edit_url(space.page))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("wagtailadmin_login"))


def test_an_account_without_a_group_does_not_enter(structure: Structure, as_user: Any) -> None:
    user = User.objects.create_user("ada@pole.example", "secret")

    answer = as_user(user).get(reverse("wagtailadmin_home"))

    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_a_partner_without_space_has_no_right(structure: Structure) -> None:
    partner = Partner.objects.create(
        name="Nouveau", kind=PartnerKind.OTHER, level=PartnerLevel.LOCAL
    )

    assert (partner.writers, partner.reviewers, partner.collection) == (None, None, None)
    assert not PartnerPage.objects.exists()
