"""Messages: who is told of what, once, in French, at the pace that each one prefers."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from post_office.models import Email
from wagtail.models import GroupApprovalTask, WorkflowTask

from home.models import ArticlePage
from hub.models import Partner, User
from partners.messages import send_digests
from partners.models import MessagePreference, Pace, PendingMessage, ReviewTaskState
from partners.notifications import remind_overdue
from tests.conftest import Space
from tests.editor import edit_url
from tests.factories import make_article

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def author(space: Space) -> User:
    """Who began the page that another writer submits."""
    user = User.objects.create_user("autrice@bray.example", "secret")
    user.groups.add(space.partner.writers)
    return user


@pytest.fixture
def story(space: Space, author: User) -> ArticlePage:
    return make_article(space.page, live=False, title="Un récit du Bray", owner=author)


def submit(story: ArticlePage, user: User) -> None:
    story.get_workflow().start(story, user)


def decide(story: ArticlePage, user: User, action: str = "approve", comment: str = "") -> None:
    state = ArticlePage.objects.get(pk=story.pk).current_workflow_task_state
    state.task.specific.on_action(state, user, action, comment=comment)


def sent(outbox: list[Any]) -> list[tuple[str, str]]:
    """Return who was written to and the subject of each mail; empty the box."""
    mails = sorted((address, mail.subject) for mail in outbox for address in mail.to)
    outbox.clear()
    return mails


def prefer(user: User, pace: Pace) -> None:
    MessagePreference.objects.update_or_create(user=user, defaults={"pace": pace})


# Who is told of what


def test_each_event_is_told_once_to_each_person(
    space: Space,
    author: User,
    story: ArticlePage,
    animator: User,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), override("en"):
        submit(story, space.writer)
        submitted = sent(mailoutbox)
        decide(story, space.reviewer, "reject", "Il manque les chiffres.")
        comment = mailoutbox[0].body
        sent_back = sent(mailoutbox)
        ArticlePage.objects.get().current_workflow_state.resume(space.writer)
        again = sent(mailoutbox)
        decide(story, space.reviewer)
        approved = sent(mailoutbox)
        decide(story, animator)
        published = sent(mailoutbox)

    assert submitted == again == [(space.reviewer.email, "À relire : Un récit du Bray")]
    assert sent_back == [(space.writer.email, "Renvoyé : Un récit du Bray")]
    assert "Il manque les chiffres." in comment
    assert approved == [
        (animator.email, "À relire : Un récit du Bray"),
        (space.writer.email, "Une étape de plus : Un récit du Bray"),
    ]
    assert published == [
        (author.email, "Publié : Un récit du Bray"),
        (space.writer.email, "Publié : Un récit du Bray"),
    ]


def test_a_mail_is_text_and_html_and_leads_to_the_page(
    space: Space, story: ArticlePage, mailoutbox: list[Any], settings: Any
) -> None:
    story.draft_title = 'Pain & <b>"roses"</b>'
    story.save(update_fields=["draft_title"])

    submit(story, space.writer)

    [mail] = mailoutbox
    [(html, kind)] = mail.alternatives
    assert mail.subject == 'À relire : Pain & <b>"roses"</b>'
    assert f"{settings.BASE_URL}{edit_url(story)}" in mail.body
    assert "Pain &amp; &lt;b&gt;" in html
    assert kind == "text/html"


def test_an_approval_for_later_says_when(
    space: Space, story: ArticlePage, animator: User, mailoutbox: list[Any]
) -> None:
    story.go_live_at = dt.datetime(2031, 3, 1, 9, tzinfo=PARIS)
    story.save_revision()
    submit(story, space.writer)
    decide(story, space.reviewer)
    mailoutbox.clear()

    decide(story, animator)

    assert {mail.subject for mail in mailoutbox} == {"Approuvé : Un récit du Bray"}
    assert "paraîtra le 1er mars 2031" in mailoutbox[0].body


def test_an_urgent_publication_is_told_with_its_reason(
    space: Space, author: User, story: ArticlePage, animator: User, as_user: Any, mailoutbox: Any
) -> None:
    submit(story, space.writer)
    mailoutbox.clear()

    as_user(animator).post(
        reverse("urgent_publication", args=[story.pk]), {"reason": "Le préfet vient demain."}
    )

    assert all("Le préfet vient demain." in mail.body for mail in mailoutbox)
    assert sent(mailoutbox) == [
        (author.email, "Publié en urgence : Un récit du Bray"),
        (space.writer.email, "Publié en urgence : Un récit du Bray"),
    ]


def test_the_publication_of_a_trusted_partner_asks_nothing_of_the_network(
    space: Space, author: User, story: ArticlePage, animator: User, mailoutbox: list[Any]
) -> None:
    Partner.objects.filter(pk=space.partner.pk).update(trusted=True)
    submit(story, space.writer)
    mailoutbox.clear()

    decide(story, space.reviewer)

    assert {address for address, _subject in sent(mailoutbox)} == {
        author.email,
        space.writer.email,
    }


# What is late


def overdue(story: ArticlePage) -> None:
    state = story.current_workflow_task_state
    ReviewTaskState.objects.filter(pk=state.pk).update(
        due_at=timezone.now() - dt.timedelta(hours=1)
    )


def test_what_is_late_is_told_once_to_who_reviews_and_to_the_network(
    space: Space, story: ArticlePage, animator: User, mailoutbox: list[Any]
) -> None:
    submit(story, space.writer)
    remind_overdue()
    mailoutbox.clear()
    overdue(story)

    remind_overdue()
    remind_overdue()

    assert sent(mailoutbox) == [
        (animator.email, "En retard chez un partenaire : Un récit du Bray"),
        (space.reviewer.email, "En retard : Un récit du Bray"),
    ]


def test_what_is_late_at_the_network_is_told_to_the_network(
    space: Space, story: ArticlePage, animator: User, mailoutbox: list[Any]
) -> None:
    submit(story, space.writer)
    decide(story, space.reviewer)
    mailoutbox.clear()
    overdue(ArticlePage.objects.get())

    remind_overdue()

    assert sent(mailoutbox) == [(animator.email, "En retard : Un récit du Bray")]


# At what pace


def test_who_prefers_one_message_a_day_gets_one_after_eight(
    space: Space, story: ArticlePage, mailoutbox: list[Any]
) -> None:
    prefer(space.reviewer, Pace.DAILY)
    submit(story, space.writer)
    other = make_article(space.page, live=False, title="Un autre récit")
    submit(other, space.writer)
    yesterday = dt.datetime(2031, 3, 1, 17, tzinfo=PARIS)
    PendingMessage.objects.update(created_at=yesterday)
    assert mailoutbox == []

    send_digests(dt.datetime(2031, 3, 2, 7, 59, tzinfo=PARIS))
    early = sent(mailoutbox)
    send_digests(dt.datetime(2031, 3, 2, 8, 0, tzinfo=PARIS))
    text = mailoutbox[0].body
    digest = sent(mailoutbox)
    send_digests(dt.datetime(2031, 3, 2, 8, 5, tzinfo=PARIS))

    assert (early, mailoutbox) == ([], [])
    assert digest == [(space.reviewer.email, "Vos relectures du jour")]
    assert "À relire : Un récit du Bray" in text
    assert "À relire : Un autre récit" in text
    assert edit_url(other) in text


def test_what_comes_after_eight_waits_for_the_next_day(
    space: Space, story: ArticlePage, mailoutbox: list[Any]
) -> None:
    prefer(space.reviewer, Pace.DAILY)
    submit(story, space.writer)
    PendingMessage.objects.update(created_at=dt.datetime(2031, 3, 2, 8, 1, tzinfo=PARIS))

    send_digests(dt.datetime(2031, 3, 2, 18, 0, tzinfo=PARIS))

    assert mailoutbox == []
    assert PendingMessage.objects.count() == 1


def test_who_wants_no_message_gets_none(
    space: Space, story: ArticlePage, mailoutbox: list[Any]
) -> None:
    prefer(space.reviewer, Pace.DAILY)
    submit(story, space.writer)
    prefer(space.reviewer, Pace.NEVER)
    submit(make_article(space.page, live=False), space.writer)

    send_digests(dt.datetime(2031, 3, 2, 8, 0, tzinfo=PARIS))

    assert mailoutbox == []
    assert PendingMessage.objects.count() == 0


def test_the_account_keeps_the_preference(space: Space, as_user: Any) -> None:
    client = as_user(space.reviewer)
    url = reverse("wagtailadmin_account")
    text = client.get(url).content.decode()
    data = {"name_email-email": space.reviewer.email, "name_email-first_name": "Relectrice"}
    data |= {"name_email-last_name": "du Bray", "theme-theme": "system", "theme-density": "default"}
    data |= {"theme-contrast": "system", "theme-keyboard_shortcuts": "on"}

    client.post(url, data | {"messages-pace": "jour"})
    refused = client.post(url, data | {"messages-pace": "souvent"})

    assert "Messages sur les relectures" in text
    assert "notifications-submitted_notifications" not in text
    assert MessagePreference.objects.get().user == space.reviewer
    assert MessagePreference.objects.get().pace == Pace.DAILY
    assert refused.status_code == 200


# A mail server that fails


def test_a_failing_mail_server_loses_no_decision(
    space: Space, story: ArticlePage, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    settings.POST_OFFICE = settings.POST_OFFICE | {
        "BACKENDS": {"default": "tests.hub.test_mail.Broken"}
    }

    submit(story, space.writer)
    decide(story, space.reviewer, "reject", "Non.")

    assert ArticlePage.objects.get().current_workflow_state.status == "needs_changes"
    assert [email.to for email in Email.objects.order_by("pk")] == [
        [space.reviewer.email],
        [space.writer.email],
    ]


def test_the_stock_steps_that_an_administrator_adds_tell_their_groups_still(
    space: Space, animator: User, story: ArticlePage, mailoutbox: list[Any]
) -> None:
    step = GroupApprovalTask.objects.create(name="Relecture juridique")
    step.groups.set(animator.groups.all())
    WorkflowTask.objects.create(workflow=story.get_workflow(), task=step.task_ptr, sort_order=-1)

    submit(story, space.writer)
    state = ArticlePage.objects.get().current_workflow_task_state
    told = {address for address, _subject in sent(mailoutbox)}
    state.task.specific.on_action(state, animator, "reject", comment="Non.")

    assert told == {animator.email}
    assert [address for address, _subject in sent(mailoutbox)] == [space.writer.email]
