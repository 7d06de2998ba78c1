"""The mails of the review: who is asked to read, who is told what is sent back."""

from __future__ import annotations

from typing import Any

from hub.models import User
from tests.conftest import Space
from tests.editor import edit_url
from tests.partners.reviews import act, submitted


def test_the_reviewers_of_the_partner_get_a_mail_in_french(
    space: Space,
    other_space: Space,
    animator: User,
    as_user: Any,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
    settings: Any,
) -> None:
    second = User.objects.create_user("autre@bray.example", "secret")
    second.groups.add(space.partner.reviewers)
    gone = User.objects.create_user("partie@bray.example", "secret", is_active=False)
    gone.groups.add(space.partner.reviewers)

    with django_capture_on_commit_callbacks(execute=True):
        page = submitted(space, as_user(space.writer))

    assert {address for mail in mailoutbox for address in mail.to} == {
        space.reviewer.email,
        second.email,
    }
    for mail in mailoutbox:
        assert "Un récit du Bray" in mail.subject
        assert "soumis" in mail.subject + mail.body
        assert "submitted" not in mail.subject + mail.body
        assert f"{settings.WAGTAILADMIN_BASE_URL}{edit_url(page)}" in mail.body


def test_who_submits_gets_no_mail_of_their_own_submission(
    space: Space,
    as_user: Any,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    second = User.objects.create_user("autre@bray.example", "secret")
    second.groups.add(space.partner.reviewers)

    with django_capture_on_commit_callbacks(execute=True):
        submitted(space, as_user(space.reviewer))

    assert {address for mail in mailoutbox for address in mail.to} == {second.email}


def test_the_network_gets_a_mail_at_its_step(
    space: Space,
    animator: User,
    as_user: Any,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = submitted(space, as_user(space.writer))
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        act(as_user(space.reviewer), page, "approve")

    asked = {mail.to[0] for mail in mailoutbox if mail.subject.startswith("À relire")}
    assert asked == {animator.email}


def test_the_writer_gets_the_comment_of_a_rejection(
    space: Space,
    as_user: Any,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = submitted(space, as_user(space.writer))
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        act(as_user(space.reviewer), page, "reject", "Il manque les chiffres.")

    assert {address for mail in mailoutbox for address in mail.to} == {space.writer.email}
    assert all("Il manque les chiffres." in mail.body for mail in mailoutbox)
