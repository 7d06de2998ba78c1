"""An event that its organiser cancels, postpones or maintains: at once, whatever is in review.

People are on their way: neither a draft nor a moderation holds this up. Only the status of the
event, or of one of its dates, reaches the published page.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision
from wagtail.signals import page_published, published

from events.enums import EventStatus
from events.models import EventPage, OccurrenceChange
from hub.models import User

ANNOUNCEMENT = "events.announcement"  # the action of the audit log


def may_announce(user: User, event: EventPage) -> bool:
    """Whether ``user`` may say of this published event that it does not take place: its writers."""
    return bool(
        event.live and not event.alias_of_id and event.permissions_for_user(user).can_edit()
    )


@transaction.atomic
def announce(
    event: EventPage, user: User, status: EventStatus, note: str, date: dt.date | None = None
) -> None:
    """Publish the ``status`` and its explanation; of one ``date`` of a repetition, where given.

    What waits behind the published page, a draft in review or a publication with a date, says it
    too, so that its approval does not bring the event back. It stays where it was otherwise.
    """
    live = EventPage.objects.select_for_update(of=("self",)).get(pk=event.pk)
    waiting = live.latest_revision if live.latest_revision_id != live.live_revision_id else None
    scheduled = live.revisions.filter(approved_go_live_at__isnull=False)
    _say(live, status, note, date)
    revision = live.save_revision(user=user, clean=False)
    live.live_revision = revision
    live.last_published_at = timezone.now()
    live.has_unpublished_changes = waiting is not None
    live.save(clean=False)  # an old page that misses something is cancelled all the same
    live.update_aliases(revision=revision)
    page_published.send(sender=EventPage, instance=live, revision=revision)
    published.send(sender=EventPage, instance=live, revision=revision)
    log(
        instance=live,
        action=ANNOUNCEMENT,
        user=user,
        revision=revision,
        data={"status": status, "comment": note, "date": date.isoformat() if date else None},
        content_changed=True,
    )
    for later in scheduled:
        _rewrite(later, status, note, date)
    if waiting:
        draft = waiting.as_object()
        _say(draft, status, note, date)
        draft.save_revision(user=user, clean=False)


def _say(event: EventPage, status: EventStatus, note: str, date: dt.date | None) -> None:
    """Write the status in ``event``; of one ``date`` of it, where given."""
    if date is None:
        event.status, event.status_note = status, note
        return
    changes = [change for change in event.changes.all() if change.original_date != date]
    if status == EventStatus.CANCELLED:
        changes.append(OccurrenceChange(original_date=date, cancelled=True, reason=note))
    event.changes.set(changes)


def _rewrite(revision: Revision, status: EventStatus, note: str, date: dt.date | None) -> None:
    """Write it in a revision in its place: its date of publication is its own."""
    event = revision.as_object()
    _say(event, status, note, date)
    revision.content = event.serializable_data()
    revision.save(update_fields=["content"])
