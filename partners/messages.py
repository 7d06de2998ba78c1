"""Messages to people about their pages: in French, at the pace that each one prefers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from hub.mail import post
from hub.models import HubPage, User
from partners.models.messages import MessagePreference, Pace, PendingMessage

DIGEST_HOUR = 8  # in Paris


def tell(people: Iterable[User | None], template: str, page: HubPage, **context: Any) -> None:
    """Write to ``people`` about ``page``; to each once, whatever the language of who acts.

    ``template`` is the name of one of ``partners/mail/``.
    """
    active = {user.pk: user for user in people if user and user.is_active and user.email}
    paces = dict(MessagePreference.objects.filter(user__in=active).values_list("user_id", "pace"))
    at_once, daily = [], []
    for pk, user in sorted(active.items()):
        pace = paces.get(pk, Pace.AT_ONCE)
        if pace == Pace.AT_ONCE:
            at_once.append(user.email)
        elif pace == Pace.DAILY:
            daily.append(user)
    name = f"partners/mail/{template}.txt"
    url = settings.BASE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk])
    context |= {
        "title": page.get_admin_display_title(),
        "kind": page.page_type_display_name,
        "url": url,
        "inbox_url": settings.BASE_URL + reverse("inbox"),
        "account_url": settings.BASE_URL + reverse("wagtailadmin_account"),
    }
    with override(settings.LANGUAGE_CODE):
        if at_once:
            post(at_once, name, context)
        if daily:
            sentence = render_to_string(name, context).strip().partition("\n")[0]
            PendingMessage.objects.bulk_create(
                PendingMessage(user=user, sentence=sentence[:400], url=url) for user in daily
            )


def send_digests(now: dt.datetime | None = None) -> None:
    """Send to each person, once a day, what was kept for them; for the periodic command.

    What is written after the hour waits for the next day's.
    """
    now = timezone.localtime(now)
    hour = now.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if now < hour:
        return
    due = PendingMessage.objects.filter(created_at__lt=hour)
    for user in User.objects.filter(pk__in=due.values("user")).select_related("message_preference"):
        _send_digest(user, hour)


@transaction.atomic
def _send_digest(user: User, before: dt.datetime) -> None:
    """Send and forget, together: neither twice nor never."""
    kept = PendingMessage.objects.select_for_update().filter(user=user, created_at__lt=before)
    lines = list(kept)
    preference = getattr(user, "message_preference", None)
    wanted = user.is_active and not (preference and preference.pace == Pace.NEVER)
    if lines and wanted:
        context = {
            "lines": lines,
            "inbox_url": settings.BASE_URL + reverse("inbox"),
            "account_url": settings.BASE_URL + reverse("wagtailadmin_account"),
        }
        with override(settings.LANGUAGE_CODE):
            post([user.email], "partners/mail/digest.txt", context)
    PendingMessage.objects.filter(pk__in=[line.pk for line in lines]).delete()
