"""The admin of a network of 200 partners, each with 50 pages, for who writes, reviews, moderates.

A fifth of the pages waits for a review.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision, TaskState, Workflow, WorkflowState

from hub.models import HubPage, User
from partners.models import PartnerIndexPage, PartnerPage, ReviewTaskState
from partners.spaces import network_team, open_space
from tests.benchmarks.many import Network, make_resources
from tests.benchmarks.timing import timed

MOST_MS, MOST_QUERIES = 400, 25
PAGES = 50
WAITING = 10  # of each partner


def fill(network: Network) -> None:
    """Give each partner its space, its people's rights and its pages; a fifth of them waits."""
    index = PartnerIndexPage.objects.get()
    workflow = Workflow.objects.get()
    for number, partner in enumerate(network.partners):
        page = open_space(partner, index)
        own = Network([partner], network.territories, network.themes)
        pages = make_resources(page, PAGES, own)
        writer = User.objects.create_user(f"redaction{number}@bench.example")
        writer.groups.add(partner.writers)
        _submit(pages[:WAITING], workflow, writer, network_step=number % 2 == 0)
    for role in ("writers", "reviewers"):
        user = User.objects.create_user(f"{role}@bench.example")
        user.groups.add(getattr(network.partners[0], role))
    User.objects.create_user("team@bench.example").groups.add(network_team())


@transaction.atomic
def _submit(pages: list[HubPage], workflow: Workflow, writer: User, *, network_step: bool) -> None:
    """Write the rows of a submission of each page."""
    base = ContentType.objects.get_for_model(HubPage)
    kind = ContentType.objects.get_for_model(pages[0])
    tasks = list(workflow.tasks)
    task = tasks[1] if network_step else tasks[0]
    HubPage.objects.filter(pk__in=[page.pk for page in pages]).update(
        live=False, has_unpublished_changes=True, owner=writer
    )
    for page in pages:
        revision = Revision.objects.create(
            base_content_type=base,
            content_type=kind,
            object_id=str(page.pk),
            content=page.serializable_data(),
            user=writer,
        )
        state = WorkflowState.objects.create(
            base_content_type=base,
            content_type=kind,
            object_id=str(page.pk),
            workflow=workflow,
            requested_by=writer,
        )
        state.current_task_state = ReviewTaskState.objects.create(
            workflow_state=state,
            task=task,
            revision=revision,
            status=TaskState.STATUS_IN_PROGRESS,
            due_at=timezone.now() + dt.timedelta(days=page.pk % 9 - 4),
        )
        WorkflowState.objects.filter(pk=state.pk).update(
            current_task_state=state.current_task_state
        )


def measure() -> None:
    """Print the times of the explorer, the inbox and the page chooser."""
    section = PartnerPage.objects.order_by("pk").first()
    assert section
    index = PartnerIndexPage.objects.get()
    for role in ("writers", "reviewers", "team"):
        client = Client()
        client.force_login(User.objects.get(email=f"{role}@bench.example"))
        paths = [
            f"/admin/pages/{section.pk}/",
            f"/admin/pages/{section.pk}/?q=guide",
            f"/admin/pages/{section.pk}/?q=guide&search_all=1",
            "/admin/pages/search/?q=guide",
            "/admin/",
            "/admin/relectures/",
            "/admin/choose-page/",
            f"/admin/choose-page/{section.pk}/",
            f"/admin/choose-page/{index.pk}/",
            f"/admin/choose-page/{section.pk}/?page_type=events.eventpage",
            "/admin/choose-page/?page_type=partners.partnerpage",
            "/admin/choose-page/search/?q=guide",
            "/admin/choose-page/search/?q=rencontre&page_type=events.eventpage",
        ]
        if role == "team":
            paths.append(f"/admin/pages/{index.pk}/")
        for path in paths:
            timed(
                f"{role} {path.removeprefix('/admin')}",
                lambda client=client, path=path: _found(client, path),
                MOST_MS,
                MOST_QUERIES,
            )


def _found(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
