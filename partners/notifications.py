"""The mail that tells a partner's reviewers that a page waits for them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier
from wagtail.models import TaskState

from hub.models import User
from partners.models import PartnerReviewTask


class PartnerReviewNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail's own notifier only knows tasks that name their groups."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return isinstance(instance, TaskState) and isinstance(
            instance.task.specific, PartnerReviewTask
        )

    def get_recipient_users(self, task_state: TaskState, **kwargs: Any) -> QuerySet[User]:
        people = task_state.task.specific.reviewers(task_state.workflow_state.content_object)
        user = kwargs.get("user")
        return people.exclude(pk=user.pk) if user else people


# At module level: signals hold weak references.
partner_review_notifier = PartnerReviewNotifier()
