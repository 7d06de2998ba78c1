"""Mails: the queue, from a request to a mail server that may fail."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import transaction
from django.template import engines
from django.utils import timezone
from post_office.models import STATUS, Email

from hub.mail import post

TEXT = """{% autoescape off %}Bonjour <b> & « vous »

Lisez {{ base_url }}/agenda/ : {{ title }}{% endautoescape %}"""


class Broken(BaseEmailBackend):
    """A mail server that answers nothing good."""

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError("no mail server")


@pytest.fixture
def template(settings: Any) -> str:
    """A template of a mail, among those of the site."""
    name = "mail.txt"
    loaders: list[Any] = [("django.template.loaders.locmem.Loader", {name: TEXT})]
    loaders += ["django.template.loaders.filesystem.Loader"]
    [templates] = settings.TEMPLATES
    options = templates["OPTIONS"] | {"loaders": loaders}
    settings.TEMPLATES = [templates | {"APP_DIRS": False, "OPTIONS": options}]
    engines._engines.clear()
    return name


@pytest.fixture
def queue(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue that production uses, whose thread is left out."""
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    locmem = "django.core.mail.backends.locmem.EmailBackend"
    settings.POST_OFFICE = settings.POST_OFFICE | {"BACKENDS": {"default": locmem}}


def test_a_mail_is_text_and_html_to_each_address(db: None, template: str) -> None:
    post(["a@example.org", "b@example.org"], template, {"title": "<i>été</i>"})

    assert [message.to for message in mail.outbox] == [["a@example.org"], ["b@example.org"]]
    [(html, kind)] = mail.outbox[0].alternatives
    assert mail.outbox[0].subject == "Bonjour <b> & « vous »"
    assert mail.outbox[0].body == "Lisez http://localhost:8000/agenda/ : <i>été</i>"
    assert kind == "text/html"
    assert '<a href="http://localhost:8000/agenda/"' in str(html)
    assert "&lt;i&gt;été&lt;/i&gt;" in str(html)


@pytest.mark.usefixtures("queue")
def test_a_mail_of_a_transaction_that_fails_does_not_exist(db: None, template: str) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post(["a@example.org"], template, {"title": ""})
        1 / 0  # noqa: B018

    assert Email.objects.count() == 0


@pytest.mark.usefixtures("queue", "structure")
def test_a_failing_mail_server_loses_nothing(settings: Any, template: str) -> None:
    works = settings.POST_OFFICE
    settings.POST_OFFICE = works | {"BACKENDS": {"default": f"{__name__}.Broken"}}
    post(["a@example.org"], template, {"title": "une décision"})
    call_command("maintain")
    assert Email.objects.get().status == STATUS.requeued
    assert mail.outbox == []

    settings.POST_OFFICE = works
    Email.objects.update(scheduled_time=timezone.now())
    call_command("maintain")

    assert Email.objects.get().status == STATUS.sent
    assert [message.to for message in mail.outbox] == [["a@example.org"]]
