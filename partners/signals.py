"""The rights over the pages of others, kept in step with what gives them."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.signals import post_page_move

from hub.models import HubPage, JointPartner, Partner
from partners.joint import keep_rights
from partners.models import partners_of_section


def on_joint_saved(instance: JointPartner, **kwargs: Any) -> None:
    keep_rights(instance, given=instance.may_edit and instance.partner.suspended_at is None)


def on_joint_deleted(instance: JointPartner, **kwargs: Any) -> None:
    keep_rights(instance, given=False)


def on_partner_saved(instance: Partner, **kwargs: Any) -> None:
    """Follow a suspension, its end, and the groups of a space that is opened."""
    for row in instance.joint_pages.filter(may_edit=True):
        row.partner = instance
        on_joint_saved(row)


def on_page_moved(instance: HubPage, **kwargs: Any) -> None:
    """Take from the pages that come into the section of a partner its place beside another."""
    moved = HubPage.objects.descendant_of(instance, inclusive=True)
    owners = partners_of_section(instance)
    for row in JointPartner.objects.filter(page__in=moved, partner__in=owners):
        row.delete()


post_save.connect(on_joint_saved, sender=JointPartner, dispatch_uid="joint_saved")
post_delete.connect(on_joint_deleted, sender=JointPartner, dispatch_uid="joint_deleted")
post_save.connect(on_partner_saved, sender=Partner, dispatch_uid="joint_of_partner")
post_page_move.connect(on_page_moved, dispatch_uid="joint_moved")
