"""Who is told of what in a review: at its submission, its decisions, its delay."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_approved, task_submitted, workflow_approved, workflow_rejected

from hub.models import HubPage, User
from partners.messages import tell
from partners.models import NetworkReviewTask, ReviewTaskState


def page_waits(instance: ReviewTaskState, user: User | None = None, **kwargs: Any) -> None:
    """Tell those who may decide of the page at this step."""
    workflow = instance.workflow_state
    page = workflow.content_object
    people = instance.task.specific.deciders(page, workflow.requested_by_id)
    tell(people, "submitted", page, by=workflow.requested_by, due_at=instance.due_at)


def page_sent_back(instance: WorkflowState, user: User | None = None, **kwargs: Any) -> None:
    """Tell who submitted it why."""
    comment = instance.current_task_state.comment
    people = {instance.requested_by} - {user}
    tell(people, "sent_back", instance.content_object, by=user, comment=comment)


def step_approved(instance: ReviewTaskState, user: User | None = None, **kwargs: Any) -> None:
    """Tell who submitted it that another step begins; the last one publishes and says that."""
    workflow = instance.workflow_state
    if workflow.status != WorkflowState.STATUS_IN_PROGRESS:
        return
    step = workflow.current_task_state.task.name
    people = {workflow.requested_by} - {user}
    tell(people, "approved", workflow.content_object, by=user, step=step, comment=instance.comment)


def page_published(instance: WorkflowState, user: User | None = None, **kwargs: Any) -> None:
    """Tell who submitted it and who began it."""
    page = HubPage.objects.get(pk=instance.object_id)  # as the publication has just left it
    people = {instance.requested_by, page.owner} - {user}
    context = {"live": page.live, "page_url": page.full_url, "go_live_at": page.go_live_at}
    tell(people, "published", page, **context)


def remind_overdue() -> None:
    """Tell, once, who has not reviewed in time, and the network of a partner's; the periodic
    command."""
    late = ReviewTaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, due_at__lt=timezone.now(), reminded_at=None
    )
    for pk in late.values_list("pk", flat=True):
        _remind(pk)


@transaction.atomic
def _remind(pk: int) -> None:
    """Say it and note it, together."""
    state = ReviewTaskState.objects.select_for_update(of=("self",)).get(pk=pk)
    if state.reminded_at or state.status != TaskState.STATUS_IN_PROGRESS:
        return
    state.reminded_at = timezone.now()
    state.save(update_fields=["reminded_at"])
    workflow, task = state.workflow_state, state.task.specific
    page = workflow.content_object
    context = {"by": workflow.requested_by, "due_at": state.due_at}
    people = set(task.deciders(page, workflow.requested_by_id))
    tell(people, "overdue", page, **context)
    if isinstance(task, NetworkReviewTask):
        return
    network: set[User] = set()
    for step in NetworkReviewTask.objects.filter(workflow_tasks__workflow=workflow.workflow):
        network |= set(step.deciders(page, workflow.requested_by_id))
    tell(network - people, "overdue_at_partner", page, **context)


task_submitted.connect(page_waits, sender=ReviewTaskState, dispatch_uid="message_submitted")
task_approved.connect(step_approved, sender=ReviewTaskState, dispatch_uid="message_approved")
workflow_rejected.connect(page_sent_back, sender=WorkflowState, dispatch_uid="message_sent_back")
workflow_approved.connect(page_published, sender=WorkflowState, dispatch_uid="message_published")
