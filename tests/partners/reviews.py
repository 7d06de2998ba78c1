"""Pages in their review: submitted, at which step they wait, decided by its buttons."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from home.models import ArticlePage
from hub.models import HubPage, User
from tests.conftest import Space
from tests.editor import SUBMIT, add_url, edit_url, send
from tests.lists import visible_text

PARTNER_STEP = "Relecture par le partenaire"
NETWORK_STEP = "Validation par le réseau"


def submitted(space: Space, client: Client, title: str = "Un récit du Bray") -> ArticlePage:
    """Write a page as the partner's writer and submit it."""
    answer = send(client, add_url(ArticlePage, space.page), SUBMIT, title=title, slug="recit")
    assert answer.status_code == 302
    return ArticlePage.objects.get(title=title)


def step(page: HubPage) -> str:
    """Return the name of the step at which the page waits, or an empty string."""
    page = HubPage.objects.get(pk=page.pk)
    return page.current_workflow_task.name if page.current_workflow_task else ""


def act(client: Client, page: ArticlePage, action: str, comment: str = "") -> Any:
    """Press a button of moderation."""
    state = page.current_workflow_task_state
    return client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk]),
        {"comment": comment},
        HTTP_X_REQUESTED_WITH="XMLHttpRequest",
    )


def actions(page: ArticlePage, user: User) -> list[str]:
    """Return the buttons of moderation that the editor offers to ``user``."""
    page = ArticlePage.objects.get(pk=page.pk)
    return [name for name, *_ in page.current_workflow_task.get_actions(page, user)]


def decided_in_editor(client: Client, page: HubPage, action: str, comment: str = "") -> str:
    """Decide in the page's editor, as its menu does; return the words of the next page."""
    decision = {
        "action-workflow-action": "true",
        "workflow-action-name": action,
        "workflow-action-extra-data": json.dumps({"comment": comment}),
    }
    answer = send(client, edit_url(page), decision)
    return visible_text(client.get(answer["Location"]))
