"""What the network publishes before its review, and why."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from hub.models import HubPage, User
from partners.messages import tell

URGENT_PUBLICATION = "partners.urgent_publication"  # the action of the audit log


def may_publish_urgently(user: User, page: HubPage) -> bool:
    """Whether ``user`` may publish the latest draft of ``page`` at once: the network, on a page
    that has something to publish."""
    has_draft = not page.live or page.has_unpublished_changes
    return bool(has_draft and page.permissions_for_user(user).can_publish())


@transaction.atomic
def publish_urgently(page: HubPage, user: User, reason: str) -> None:
    """Publish the latest draft of ``page``; its review, if it waits for one, ends there."""
    revision = page.get_latest_revision()
    log(
        instance=page,
        action=URGENT_PUBLICATION,
        user=user,
        revision=revision,
        data={"comment": reason},
    )
    people = {page.owner}
    if workflow := page.current_workflow_state:
        people.add(workflow.requested_by)
    revision.publish(user=user)
    tell(people - {user}, "urgent", page, by=user, comment=reason)
