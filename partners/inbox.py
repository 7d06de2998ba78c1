"""What waits for somebody: for who writes, their drafts and what was sent back; for who reviews,
what to decide, the overdue first.

Each list costs the same at one entry and at thirty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from hub.models import HubPage, Partner, User
from partners.models import (
    JointReviewTask,
    NetworkReviewTask,
    PartnerReviewTask,
    ReviewTaskState,
)
from partners.models.review import PAGE_OF_STATE, Role, waiting_for

SEEN = "partners.seen"  # the action of the audit log


@dataclass(frozen=True)
class Entry:
    """A page in one of the lists: since when it is there, by whose deed, until when."""

    page: HubPage
    since: dt.datetime | None
    by: User | None = None
    step: str = ""
    due_at: dt.datetime | None = None
    comment: str = ""
    state: int | None = None  # the number of the TaskState to decide of

    @property
    def is_overdue(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()

    @property
    def is_new(self) -> bool:
        """Whether it is there for less than a minute, the least that words count."""
        return self.since is not None and timezone.now() - self.since < dt.timedelta(minutes=1)

    @property
    def kind(self) -> str:
        """What type of page it is, as the editors call it."""
        return str(self.page.page_type_display_name)


class PartnerCount(NamedTuple):
    """How many pages of a partner wait, and how many of them for too long."""

    partner: Partner
    waiting: int
    overdue: int


# Who reviews


def to_review(user: User, role: Role) -> QuerySet[TaskState]:
    """Return the states that wait for ``user``, the overdue first, then the oldest."""
    return _in_order(waiting_for(user, role))


def at_the_partners() -> QuerySet[TaskState]:
    """Return the states that wait for a partner's reviewers, whichever."""
    theirs = Q(task__in=PartnerReviewTask.objects.values("pk")) | Q(
        task__in=JointReviewTask.objects.values("pk")
    )
    return _in_order(TaskState.objects.filter(theirs, status=TaskState.STATUS_IN_PROGRESS))


def _in_order(states: QuerySet[TaskState]) -> QuerySet[TaskState]:
    late = Case(When(reviewtaskstate__due_at__lt=timezone.now(), then=0), default=1)
    return (
        states.alias(page_pk=PAGE_OF_STATE)
        .filter(Exists(HubPage.objects.filter(pk=OuterRef("page_pk"))))
        .select_related("reviewtaskstate", "task", "workflow_state__requested_by")
        .order_by(late, "started_at", "pk")
    )


def published_unseen() -> QuerySet[TaskState]:
    """Return the states of what a trusted partner published and nobody of the network has seen."""
    return (
        TaskState.objects.filter(
            status=TaskState.STATUS_SKIPPED,
            task__in=NetworkReviewTask.objects.values("pk"),
            workflow_state__status=WorkflowState.STATUS_APPROVED,
            finished_at=None,
        )
        .select_related("reviewtaskstate", "task", "workflow_state__requested_by")
        .order_by("started_at", "pk")
    )


@transaction.atomic
def mark_seen(state: TaskState, user: User) -> None:
    """Keep who of the network has seen the page of ``state``, and when."""
    if not published_unseen().filter(pk=state.pk).exists():
        return
    state.finished_at, state.finished_by = timezone.now(), user
    state.save(update_fields=["finished_at", "finished_by"])
    log(instance=state.workflow_state.content_object, action=SEEN, user=user)


def of_partner(states: QuerySet[TaskState], partner: Partner | None) -> QuerySet[TaskState]:
    """Return those of the pages of ``partner``, where one is given."""
    if partner is None:
        return states
    pages = HubPage.objects.filter(pk=OuterRef("page_pk"), partner=partner)
    return states.alias(page_pk=PAGE_OF_STATE).filter(Exists(pages))


def counts_per_partner(states: QuerySet[TaskState]) -> list[PartnerCount]:
    """Return how many pages of each partner are among ``states``, the most overdue first."""
    partner = HubPage.objects.filter(pk=OuterRef("page_pk")).values("partner")
    overdue = Q(reviewtaskstate__due_at__lt=timezone.now())
    rows = list(
        states.order_by()
        .annotate(page_pk=PAGE_OF_STATE)
        .annotate(partner=Subquery(partner))
        .values("partner")
        .annotate(waiting=Count("pk"), overdue=Count("pk", filter=overdue))
        .values_list("partner", "waiting", "overdue")
    )
    partners = Partner.objects.in_bulk([pk for pk, *_counts in rows])
    found = [PartnerCount(partners[pk], *counts) for pk, *counts in rows if pk in partners]
    return sorted(found, key=lambda row: (-row.overdue, -row.waiting, row.partner.name))


# Who writes


def drafts(user: User) -> QuerySet[HubPage]:
    """Return the drafts that ``user`` began or touched last, and may still change."""
    pages = policy_registry.get_by_type(HubPage).instances_user_has_permission_for(user, "change")
    return (
        pages.filter(
            Q(owner=user) | Q(latest_revision__in=Revision.objects.filter(user=user).values("pk")),
            Q(live=False) | Q(has_unpublished_changes=True),
            ~Exists(_active_workflows()),
        )
        .select_related("partner")
        .order_by("-latest_revision_created_at", "-pk")
    )


def _active_workflows() -> QuerySet[WorkflowState]:
    number = Cast(OuterRef("pk"), models.CharField())
    pages = ContentType.objects.get_for_model(HubPage)  # the index begins with it
    return WorkflowState.objects.active().filter(base_content_type=pages, object_id=number)


def _workflows_of(user: User) -> QuerySet[WorkflowState]:
    """Return the active workflows that ``user`` asked for, or over a page that they began."""
    own = HubPage.objects.filter(owner=user, pk=OuterRef("page_pk"))
    return (
        WorkflowState.objects.active()
        .alias(page_pk=Cast("object_id", BigIntegerField()))
        .filter(Q(requested_by=user) | Exists(own))
        .select_related(
            "current_task_state__task",
            "current_task_state__reviewtaskstate",
            "current_task_state__finished_by",
        )
    )


def sent_back(user: User) -> QuerySet[WorkflowState]:
    """Return what was sent back to ``user``, the latest first."""
    return (
        _workflows_of(user)
        .filter(status=WorkflowState.STATUS_NEEDS_CHANGES)
        .order_by("-current_task_state__finished_at", "-pk")
    )


def in_review(user: User) -> QuerySet[WorkflowState]:
    """Return what ``user`` waits for, the oldest first."""
    return (
        _workflows_of(user)
        .filter(status=WorkflowState.STATUS_IN_PROGRESS)
        .order_by("current_task_state__started_at", "pk")
    )


# Entries


def entries_of_states(states: Iterable[TaskState]) -> list[Entry]:
    """Return what to show of states: who submitted the page, since when it waits, until when."""
    states = list(states)
    pages = _pages([state.workflow_state for state in states])
    return [
        Entry(
            page=pages[state.workflow_state.object_id],
            since=state.started_at,
            by=state.workflow_state.requested_by,
            step=state.task.name,
            due_at=_due_at(state),
            state=state.pk,
        )
        for state in states
        if state.workflow_state.object_id in pages
    ]


def entries_of_workflows(workflows: Iterable[WorkflowState]) -> list[Entry]:
    """Return what to show of workflows to who asked for them: the step, or who sent it back."""
    workflows = list(workflows)
    pages = _pages(workflows)
    found = []
    for workflow in workflows:
        state = workflow.current_task_state
        if state is None or workflow.object_id not in pages:
            continue
        finished = state.finished_at is not None
        found.append(
            Entry(
                page=pages[workflow.object_id],
                since=state.finished_at or state.started_at,
                by=state.finished_by,
                step=state.task.name,
                due_at=None if finished else _due_at(state),
                comment=state.comment,
            )
        )
    return found


def entries_of_pages(pages: Iterable[HubPage]) -> list[Entry]:
    """Return what to show of drafts."""
    return [Entry(page=page, since=page.latest_revision_created_at) for page in pages]


def _pages(workflows: list[WorkflowState]) -> dict[str, HubPage]:
    numbers = [int(workflow.object_id) for workflow in workflows]
    pages = HubPage.objects.filter(pk__in=numbers).select_related("partner")
    return {str(page.pk): page for page in pages}


def _due_at(state: TaskState) -> dt.datetime | None:
    review: Any = getattr(state, "reviewtaskstate", None)
    return review.due_at if isinstance(review, ReviewTaskState) else None
