"""The mail that tells those who review that a page waits for them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier

from hub.models import User
from partners.models import ReviewTaskState


class ReviewNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail's own notifier only knows its own tasks."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return isinstance(instance, ReviewTaskState)

    def get_template_base_prefix(self, instance: Any, **kwargs: Any) -> str:
        return "task_state_"

    def get_recipient_users(self, task_state: ReviewTaskState, **kwargs: Any) -> QuerySet[User]:
        workflow = task_state.workflow_state
        return task_state.task.specific.deciders(workflow.content_object, workflow.requested_by_id)


# At module level: signals hold weak references.
review_notifier = ReviewNotifier()
