"""The partners that a page is made with: who names them, and what their people may do there."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, Permission
from wagtail.models import GroupPagePermission

from hub.models import HubPage, JointPartner, Partner, User
from hub.register import sees_all_partners
from partners.models import JointApproval, JointReviewTask, PartnerPage, partners_of_section

LIST_CHANGED = "partners.joint_partners"  # the action of the audit log
RIGHT = "change_hubpage"  # all that is given over another's page


def keep_rights(row: JointPartner, *, given: bool) -> None:
    """Give the people of the partner the right over the page, or take it back."""
    groups = [g for g in (row.partner.writers_id, row.partner.reviewers_id) if g]
    rights = GroupPagePermission.objects.filter(
        page=row.page_id, permission__codename=RIGHT, group__in=groups
    )
    if not given:
        rights.delete()
        return
    permission = Permission.objects.get(content_type__app_label="hub", codename=RIGHT)
    for group in groups:
        GroupPagePermission.objects.get_or_create(
            group_id=group, page_id=row.page_id, permission=permission
        )


def can_be_joint(page: HubPage) -> bool:
    """Whether a page may have several partners: a section or a list of the site may not."""
    cls = page.specific_class
    return page.depth > 2 and not issubclass(cls, PartnerPage) and cls.max_count != 1


def may_name_partners(user: User | AnonymousUser, page: HubPage) -> bool:
    """Whether ``user`` may say with whom ``page`` is made: the network, or the section's people."""
    if not can_be_joint(page) or not page.permissions_for_user(user).can_edit():
        return False
    if sees_all_partners(user):
        return True
    if not PartnerPage.objects.ancestor_of(page).exists():
        return False
    mine = Partner.objects.for_user(user).filter(suspended_at=None)
    return mine.filter(pk__in=partners_of_section(page)).exists()


def is_settled(user: User | AnonymousUser, page: HubPage) -> bool:
    """Whether the list is closed to ``user``: while the page waits, the network alone changes it.

    Its own people would take away a partner whose agreement is waited for.
    """
    return bool(page.workflow_in_progress) and not sees_all_partners(user)


@dataclass(frozen=True)
class Line:
    """A partner of a page, and its last answer where its agreement was asked."""

    row: JointPartner
    approval: JointApproval | None
    waits: bool  # for its answer, now


def lines(page: HubPage) -> list[Line]:
    """Return the partners of ``page`` with the answers of its latest submission."""
    rows = list(page.joint_partners.select_related("partner"))
    if not rows:
        return []
    latest = (
        JointApproval.objects.filter(
            task_state__workflow_state__object_id=str(page.pk),
            task_state__task__in=JointReviewTask.objects.values("pk"),
        )
        .order_by("-task_state")
        .values_list("task_state", flat=True)[:1]
    )
    approvals = {
        approval.partner_id: approval
        for approval in JointApproval.objects.filter(task_state__in=list(latest)).select_related(
            "task_state"
        )
    }
    return [
        Line(row, approval, approval is not None and approval.is_open)
        for row in rows
        for approval in [approvals.get(row.partner_id)]
    ]


def has_reviewers(partner: Partner) -> bool:
    """Whether ``partner`` has somebody with an account to agree to a page."""
    return User.objects.filter(is_active=True, groups__reviewers_of=partner).exists()
