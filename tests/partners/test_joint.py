"""Pages with several partners: who names them, what they may do, their agreement, what is shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageLogEntry, TaskState, WorkflowTask

from home.models import ArticlePage
from home.structure import Structure
from hub.models import HubPage, JointPartner, Partner, User
from partners.joint import joint_rights
from partners.models import JointApproval
from partners.models.joint import AGREE
from partners.models.review import Refused
from partners.spaces import moderation
from tests.conftest import Space, make_space
from tests.editor import SAVE, SUBMIT, add_url, edit_url, send
from tests.factories import make_article, make_event, make_publication
from tests.lists import LIST_BUDGET, queries, titles, visible_text

JOINT_STEP = "Accord des partenaires"
NETWORK_STEP = "Validation par le réseau"


@pytest.fixture
def third_space(structure: Structure) -> Space:
    return make_space(structure, "Atelier du Vexin")


def join(page: HubPage, space: Space, **fields: Any) -> JointPartner:
    """Make ``space`` a partner of the page."""
    return JointPartner.objects.create(page_id=page.pk, partner=space.partner, **fields)


def step(page: HubPage) -> str:
    """Return the name of the step at which the page waits, or an empty string."""
    page = HubPage.objects.get(pk=page.pk)
    return page.current_workflow_task.name if page.current_workflow_task else ""


def submit(page: HubPage, user: User) -> None:
    """Submit the page, and have it pass its own partner's review."""
    page = HubPage.objects.get(pk=page.pk).specific
    page.get_workflow().start(page, user)


def decide(page: HubPage, user: User, action: str, comment: str = "") -> None:
    """Press a button: that of the agreement where the page waits for it."""
    if action == "approve" and step(page) == JOINT_STEP:
        action = AGREE
    page = HubPage.objects.get(pk=page.pk)
    state = page.current_workflow_task_state
    page.current_workflow_task.on_action(state, user, action, comment=comment)


def waiting_for_agreement(space: Space, *partners: Space, **fields: Any) -> ArticlePage:
    """Return a draft that waits for the agreement of ``partners``."""
    page = make_article(space.page, live=False, title="Une journée à deux")
    for partner in partners:
        join(page, partner, must_approve=True, **fields)
    submit(page, space.writer)
    decide(page, space.reviewer, "approve")
    return page


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


# Their agreement


def test_the_step_stands_before_the_networks_even_on_a_site_in_use(structure: Structure) -> None:
    WorkflowTask.objects.filter(task__name=JOINT_STEP).delete()

    workflow = moderation(structure.home)
    again = moderation(structure.home)

    names = ["Relecture par le partenaire", JOINT_STEP, NETWORK_STEP]
    assert [task.name for task in workflow.tasks] == names
    assert [task.name for task in again.tasks] == names


def test_a_page_waits_for_each_partner_that_must_agree(
    space: Space, other_space: Space, third_space: Space, animator: User
) -> None:
    page = make_article(space.page, live=False)
    join(page, make_space_that_watches(space), may_edit=True)
    for partner in (other_space, third_space):
        join(page, partner, must_approve=True)
    submit(page, space.writer)
    decide(page, space.reviewer, "approve")
    assert step(page) == JOINT_STEP

    decide(page, other_space.reviewer, "approve", "Avec plaisir.")
    assert step(page) == JOINT_STEP
    with pytest.raises(Refused):
        decide(page, other_space.reviewer, "approve")
    decide(page, third_space.reviewer, "approve")

    assert step(page) == NETWORK_STEP
    answers = JointApproval.objects.order_by("answered_at").values_list(
        "partner__name", "approved", "comment", "user", "by_link"
    )
    assert list(answers) == [
        ("Fabrique du Littoral", True, "Avec plaisir.", other_space.reviewer.pk, False),
        ("Atelier du Vexin", True, "", third_space.reviewer.pk, False),
    ]
    decide(page, animator, "approve")
    assert ArticlePage.objects.get(pk=page.pk).live


def make_space_that_watches(space: Space) -> Space:
    """Return a partner that is named and has nothing to approve."""
    return make_space(Structure(*[space.page] * 4, partners=space.page.get_parent()), "Témoin")


def test_without_a_partner_that_must_agree_the_step_is_skipped(
    space: Space, other_space: Space
) -> None:
    page = make_article(space.page, live=False)
    join(page, other_space, may_edit=True)

    submit(page, space.writer)
    decide(page, space.reviewer, "approve")

    assert step(page) == NETWORK_STEP


def test_those_who_may_answer_are_the_reviewers_of_who_is_waited_for(
    space: Space,
    other_space: Space,
    third_space: Space,
    animator: User,
    administrator: User,
    as_user: Any,
) -> None:
    page = waiting_for_agreement(space, other_space)
    url = reverse("joint_answer", args=[page.pk])
    people = [
        *(space.writer, space.reviewer, other_space.writer, third_space.reviewer),
        *(animator, administrator),
    ]

    for user in people:
        answer = as_user(user).post(url, {"decision": "accord"})
        assert answer.status_code == 404
        assert "Une journée à deux" not in answer.content.decode()
        with pytest.raises(Refused):
            decide(page, user, "approve")
        assert list(TaskState.objects.reviewable_by(user)) == []

    assert step(page) == JOINT_STEP
    state = HubPage.objects.get(pk=page.pk).current_workflow_task_state
    assert [s.pk for s in TaskState.objects.reviewable_by(other_space.reviewer)] == [state.pk]


def test_a_reviewer_answers_on_the_screen_that_the_editor_leads_to(
    space: Space, other_space: Space, as_user: Any
) -> None:
    page = waiting_for_agreement(space, other_space)
    client = as_user(other_space.reviewer)
    url = reverse("joint_answer", args=[page.pk])

    editor = client.get(edit_url(page))
    task = HubPage.objects.get(pk=page.pk).current_workflow_task
    preview = client.get(reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, task.pk]))
    empty = client.post(url, {})
    silent = client.post(url, {"decision": "renvoi", "comment": " "})
    nul = client.post(url, {"decision": "accord", "comment": "a\0b"})
    answer = client.post(url, {"decision": "accord"})

    assert url in editor.content.decode()
    assert "Une journée à deux" in visible_text(preview)
    assert "Dites si vous approuvez la page ou si vous la renvoyez." in visible_text(empty)
    assert "Dites ce qu'il faut changer" in visible_text(silent)
    assert nul.status_code == 200
    assert answer.status_code == 302
    assert step(page) == NETWORK_STEP
    panel = as_user(space.writer).get(edit_url(page))
    assert "accord donné le" in visible_text(panel)


def test_who_submitted_withdraws_the_page_and_its_partners_do_not(
    space: Space, other_space: Space
) -> None:
    page = waiting_for_agreement(space, other_space)
    state = HubPage.objects.get(pk=page.pk).current_workflow_state

    people = [space.writer, other_space.reviewer]

    assert [state.user_can_cancel(user) for user in people] == [True, False]


def test_nobody_changes_the_page_while_its_partners_read_it(
    space: Space, other_space: Space, administrator: User, as_user: Any
) -> None:
    page = waiting_for_agreement(space, other_space, may_edit=True)

    for user in (space.reviewer, other_space.writer, other_space.reviewer, administrator):
        send(as_user(user), edit_url(page), SAVE, title="Changé en douce")

    content = ArticlePage.objects.get(pk=page.pk).latest_revision.content
    assert content["title"] == "Une journée à deux"


def test_one_that_sends_the_page_back_does_it_for_all(
    space: Space, other_space: Space, third_space: Space, mailoutbox: list[Any]
) -> None:
    page = waiting_for_agreement(space, other_space, third_space)
    decide(page, third_space.reviewer, "approve")

    decide(page, other_space.reviewer, "reject", "Notre logo manque.")

    assert step(page) == ""
    with pytest.raises(Refused):
        decide_on_last(page, third_space.reviewer)
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.current_workflow_state.status == "needs_changes"
    last = page.current_workflow_task_state or page.current_workflow_state.current_task_state
    assert last.comment == "Fabrique du Littoral : Notre logo manque."


def decide_on_last(page: HubPage, user: User) -> None:
    state = HubPage.objects.get(pk=page.pk).current_workflow_state.current_task_state
    state.task.specific.on_action(state, user, AGREE)


@pytest.mark.parametrize("by_network", [True, False])
def test_a_page_submitted_again_asks_all_again(
    space: Space, other_space: Space, animator: User, as_user: Any, by_network: bool
) -> None:
    page = waiting_for_agreement(space, other_space)
    if by_network:
        decide(page, other_space.reviewer, "approve")
        decide(page, animator, "reject", "Trop long.")
    else:
        decide(page, other_space.reviewer, "reject", "Trop long.")

    answer = send(as_user(space.writer), edit_url(page), SUBMIT, title="Plus court")

    assert answer.status_code == 302
    assert step(page) == JOINT_STEP
    decide(page, other_space.reviewer, "approve")
    assert step(page) == NETWORK_STEP
    state = HubPage.objects.get(pk=page.pk).current_workflow_state
    assert state.requested_by == space.writer
    decide(page, animator, "approve")
    assert ArticlePage.objects.get(pk=page.pk).title == "Plus court"


def test_a_partner_with_nobody_to_answer_is_not_waited_for_and_the_history_says_so(
    space: Space, other_space: Space
) -> None:
    page = make_article(space.page, live=False)
    join(page, other_space, must_approve=True, may_edit=True)

    submit(page, other_space.reviewer)  # the only one who could agree has submitted it
    decide(page, space.reviewer, "approve")

    assert step(page) == NETWORK_STEP
    entry = PageLogEntry.objects.get(action="partners.joint_nobody")
    assert "Fabrique du Littoral" in str(entry.message)


def test_a_suspended_partner_is_not_waited_for(space: Space, other_space: Space) -> None:
    page = make_article(space.page, live=False)
    join(page, other_space, must_approve=True)
    Partner.objects.filter(pk=other_space.partner.pk).update(suspended_at=timezone.now())

    submit(page, space.writer)
    decide(page, space.reviewer, "approve")

    assert step(page) == NETWORK_STEP


def test_the_reviewers_who_are_waited_for_get_a_mail(
    space: Space,
    other_space: Space,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = make_article(space.page, live=False)
    join(page, other_space, must_approve=True)
    submit(page, space.writer)
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        decide(page, space.reviewer, "approve")

    assert {address for mail in mailoutbox for address in mail.to} == {other_space.reviewer.email}


def test_the_pages_history_says_who_agreed(
    space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    page = waiting_for_agreement(space, other_space)
    decide(page, other_space.reviewer, "approve")

    history = as_user(animator).get(reverse("wagtailadmin_pages:history", args=[page.pk]))

    assert "Accord donné par Fabrique du Littoral" in visible_text(history)
    entry = PageLogEntry.objects.get(action="partners.joint_agreed")
    assert entry.user == other_space.reviewer


# What visitors see


def test_a_partner_is_named_once_the_page_is_published_with_it(
    space: Space, other_space: Space, client: Client
) -> None:
    page = make_article(space.page)
    join(page, other_space)
    assert (
        "Avec"
        not in BeautifulSoup(client.get(page.url).content, "html.parser")
        .select_one(".facts")
        .get_text()
    )

    page.save_revision().publish()

    facts = BeautifulSoup(client.get(page.url).content, "html.parser").select_one(".facts")
    assert facts.select_one(f'a[href="{other_space.page.url}"]').text == "Fabrique du Littoral"
    page.joint_partners.all().delete()
    assert "Fabrique" not in client.get(page.url).content.decode()


def published_with(page: Any, space: Space) -> Any:
    join(page, space)
    page.save_revision().publish()
    return page


def test_a_joint_page_is_in_the_list_of_each_of_its_partners_once(
    space: Space, other_space: Space, third_space: Space, client: Client
) -> None:
    page = published_with(make_article(space.page, title="À trois"), other_space)
    published_with(page, third_space)
    join(make_article(space.page, title="Pas encore"), other_space)

    lists = {
        s.partner.name: titles(client.get(s.page.url).context["pages"])
        for s in (space, other_space, third_space)
    }

    assert lists == {
        "Coop du Bray": ["Pas encore", "À trois"],
        "Fabrique du Littoral": ["À trois"],
        "Atelier du Vexin": ["À trois"],
    }


@pytest.mark.parametrize("slug", ["coop-du-bray", "fabrique-du-littoral", "atelier-du-vexin"])
def test_lists_feeds_and_their_counts_agree(
    space: Space, other_space: Space, third_space: Space, client: Client, slug: str
) -> None:
    both = published_with(make_event(space.page, title="Ensemble"), other_space)
    make_event(space.page, title="Le Bray seul")
    # Named by its own field and beside it: one partner, one page.
    event = make_event(space.page, title="Deux fois", partner=other_space.partner)
    published_with(event, other_space)
    published_with(make_publication(space.page, title="Guide"), other_space)
    make_publication(other_space.page, title="Du Littoral")
    assert both.live

    agenda = client.get("/agenda/")
    filtered = client.get(f"/agenda/?partenaire={slug}")
    feed = client.get(f"/agenda.json?partenaire={slug}").json()
    library = client.get("/ressources/")
    resources = client.get(f"/ressources/?partenaire={slug}")
    news = client.get(f"/ressources.json?partenaire={slug}").json()

    meetings = {
        "coop-du-bray": {"Ensemble", "Le Bray seul"},
        "fabrique-du-littoral": {"Ensemble", "Deux fois"},
        "atelier-du-vexin": set(),
    }[slug]
    guides = {
        "coop-du-bray": {"Guide"},
        "fabrique-du-littoral": {"Guide", "Du Littoral"},
        "atelier-du-vexin": set(),
    }[slug]
    assert {entry.event.title for entry in filtered.context["occurrences"]} == meetings
    assert len(filtered.context["occurrences"]) == len(meetings)
    assert {item["title"].split(" – ")[0] for item in feed["items"]} == meetings
    assert {item["title"] for item in news["items"]} == guides
    assert sorted(titles(resources.context["resources"])) == sorted(guides)
    assert counted(agenda, slug) == len(meetings)
    assert counted(library, slug) == len(guides)


def counted(answer: Any, slug: str) -> int:
    """Return the number that the filter says beside a partner."""
    option = BeautifulSoup(answer.content, "html.parser").select_one(f'option[value="{slug}"]')
    return int(option.text.rsplit("(", 1)[1].rstrip(")")) if option else 0


def test_lists_cost_the_same_whatever_the_number_of_joint_pages(
    space: Space, other_space: Space, client: Client
) -> None:
    def add(number: int) -> None:
        for _one in range(number):
            published_with(make_event(space.page), other_space)
            published_with(make_publication(space.page), other_space)

    slug = other_space.partner.slug
    urls = [
        f"/agenda/?partenaire={slug}",
        f"/agenda.json?partenaire={slug}",
        f"/ressources/?partenaire={slug}",
        f"/ressources.json?partenaire={slug}",
        other_space.page.url,
    ]
    add(1)
    few = [queries(client, url) for url in urls]

    add(9)

    assert [queries(client, url) for url in urls] == few
    assert max(few) <= LIST_BUDGET


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


def test_what_waits_has_its_term(space: Space, other_space: Space) -> None:
    page = waiting_for_agreement(space, other_space)

    state = HubPage.objects.get(pk=page.pk).current_workflow_task_state.specific

    assert state.due_at - state.started_at >= dt.timedelta(days=4)
