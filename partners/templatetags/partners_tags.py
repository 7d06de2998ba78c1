"""What the templates ask of the partners."""

from __future__ import annotations

from typing import Any

from django import template

from hub.models import HubPage, User
from partners.joint import can_be_joint, lines, may_name_partners
from partners.models import JointReviewTask

register = template.Library()


@register.simple_tag
def joint_partners_of(page: HubPage, user: User) -> dict[str, Any] | None:
    """Return the lines of the partners of ``page`` and what ``user`` may do; none for a section."""
    if not can_be_joint(page):
        return None
    task = page.current_workflow_task
    return {
        "lines": lines(page),
        "may_change": may_name_partners(user, page),
        "may_answer": isinstance(task, JointReviewTask) and task.decides(page, user),
    }
