"""Pages with several partners, made and moved through their review."""

from __future__ import annotations

from typing import Any

from home.models import ArticlePage
from hub.models import HubPage, JointPartner, User
from partners.models.joint import AGREE
from tests.conftest import Space
from tests.factories import make_article
from tests.partners.reviews import step

JOINT_STEP = "Accord des partenaires"


def join(page: HubPage, space: Space, **fields: Any) -> JointPartner:
    """Make ``space`` a partner of the page."""
    return JointPartner.objects.create(page_id=page.pk, partner=space.partner, **fields)


def submit(page: HubPage, user: User) -> None:
    """Submit the page, and have it pass its own partner's review."""
    page = HubPage.objects.get(pk=page.pk).specific
    page.get_workflow().start(page, user)


def decide(page: HubPage, user: User, action: str, comment: str = "") -> None:
    """Press a button: that of the agreement where the page waits for it."""
    if action == "approve" and step(page) == JOINT_STEP:
        action = AGREE
    page = HubPage.objects.get(pk=page.pk)
    state = page.current_workflow_task_state
    page.current_workflow_task.on_action(state, user, action, comment=comment)


def waiting_for_agreement(space: Space, *partners: Space, **fields: Any) -> ArticlePage:
    """Return a draft that waits for the agreement of ``partners``."""
    page = make_article(space.page, live=False, title="Une journée à deux")
    for partner in partners:
        join(page, partner, must_approve=True, **fields)
    submit(page, space.writer)
    decide(page, space.reviewer, "approve")
    return page
