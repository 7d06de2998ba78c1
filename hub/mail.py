"""Mails: written once as text, queued in the database, sent beside the requests and sent again.

Every mail of the site, Wagtail's too, passes through the queue of django-post-office: a mail server
that fails holds up no request and loses nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from post_office.lockfile import FileLock, FileLocked
from post_office.mail import default_lockfile, get_queued, send_queued
from post_office.utils import cleanup_expired_mails

KEPT = 30  # days that a mail that was sent stays in the table, with its address

_delivering = Lock()  # the lock of a file keeps processes apart, and not threads


def post(to: Iterable[str], template: str, context: dict[str, Any]) -> None:
    """Queue a mail to each address of ``to``, as text and as HTML.

    ``template`` is that of the text, whose first line is the subject; it names its own site with
    ``base_url``. The mails are of the present transaction: if it fails, there were none.
    """
    whole = render_to_string(template, context | {"base_url": settings.BASE_URL}).strip()
    subject, _line_end, text = whole.partition("\n")
    html = render_to_string("hub/mail.html", {"subject": subject, "text": text.strip()})
    messages = []
    for address in to:
        message = EmailMultiAlternatives(" ".join(subject.split()), text.strip(), to=[address])
        message.attach_alternative(html, "text/html")
        messages.append(message)
    if messages:
        get_connection().send_messages(messages)


def deliver_at_commit(**kwargs: Any) -> None:
    """Have the queue sent once what is queued is committed; the receiver of ``email_queued``."""
    transaction.on_commit(deliver_soon)


def deliver_soon() -> None:
    """Send the queue in a thread of its own: no request waits for a mail server."""
    Thread(target=_deliver_in_thread, name="mail", daemon=True).start()


def _deliver_in_thread() -> None:
    try:
        _send_all()
    finally:
        connection.close()


def _send_all() -> None:
    """Send batch after batch; leave it to another process that does so already."""
    with _delivering, suppress(FileLocked), FileLock(default_lockfile):
        while get_queued().exists():
            send_queued()


def deliver() -> None:
    """Send what waits, again where it failed; forget what was sent. For the periodic command."""
    _send_all()
    cleanup_expired_mails(timezone.now() - dt.timedelta(days=KEPT))
