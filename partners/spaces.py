"""The space of each partner, the network's team and the workflow that joins them.

All functions are idempotent: run again, they restore what is missing and change nothing else.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import F
from django.utils.text import Truncator
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from hub.models import HubPage, Partner
from partners.models import (
    JointReviewTask,
    NetworkReviewTask,
    PartnerIndexPage,
    PartnerPage,
    PartnerReviewTask,
)

NETWORK_TEAM = "Animation du réseau"
SHARED_COLLECTION = "Commun"
WORKFLOW = "Publication"

FILE_MODELS = [("wagtaildocs", "document"), ("wagtailimages", "image")]
PAGE_ACTIONS_OF_TEAM = ["add", "change", "publish", "bulk_delete", "lock", "unlock"]
# What the team does beside pages and files; the accounts stay with the administrators.
MODELS_OF_TEAM = [
    ("hub", "partner", ["add", "change", "delete", "view"]),
    ("hub", "theme", ["add", "change", "delete", "view"]),
    ("hub", "networksettings", ["change"]),
    ("wagtailredirects", "redirect", ["add", "change", "delete"]),
]


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _allow_pages(group: Group, page: HubPage, actions: list[str]) -> None:
    for action in actions:
        GroupPagePermission.objects.get_or_create(
            group=group, page_id=page.pk, permission=_permission("hub", f"{action}_hubpage")
        )


def _allow_files(group: Group, collection: Collection, actions: list[str]) -> None:
    for app, model in FILE_MODELS:
        for action in actions:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=_permission(app, f"{action}_{model}")
            )


def _collection(name: str) -> Collection:
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=name).first()
    return found or root.add_child(name=name)


def remove_stock_groups() -> None:
    """Delete the groups that Wagtail makes with rights over the whole site, and their workflow."""
    Workflow.objects.filter(name="Moderators approval").delete()
    GroupApprovalTask.objects.filter(name="Moderators approval").delete()
    Group.objects.filter(name__in=["Editors", "Moderators"], user=None).delete()


def network_team() -> Group:
    """Return the group of the network's team: everything but the accounts."""
    group, _created = Group.objects.get_or_create(name=NETWORK_TEAM)
    group.permissions.add(_permission("wagtailadmin", "access_admin"))
    for app, model, actions in MODELS_OF_TEAM:
        group.permissions.add(*[_permission(app, f"{action}_{model}") for action in actions])
    for home in HubPage.get_first_root_node().get_children():
        _allow_pages(group, home, PAGE_ACTIONS_OF_TEAM)
    _allow_files(group, Collection.get_first_root_node(), ["add", "change", "delete", "choose"])
    return group


@transaction.atomic
def moderation(home: HubPage) -> Workflow:
    """Return the workflow of the site under ``home``.

    The partner's reviewers, those of the partners that the page is made with, then the network.
    """
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW)
    by_partner, _created = PartnerReviewTask.objects.get_or_create(
        name="Relecture par le partenaire"
    )
    by_network, _created = NetworkReviewTask.objects.get_or_create(name="Validation par le réseau")
    by_network.groups.add(network_team())
    for order, task in enumerate([by_partner, by_network]):
        WorkflowTask.objects.get_or_create(
            workflow=workflow, task=task.task_ptr, defaults={"sort_order": order}
        )
    joint, _created = JointReviewTask.objects.get_or_create(name="Accord des partenaires")
    _insert_before(workflow, by_network, joint)
    WorkflowPage.objects.get_or_create(page_id=home.pk, defaults={"workflow": workflow})
    return workflow


def _insert_before(workflow: Workflow, later: Task, task: Task) -> None:
    """Put ``task`` just before ``later`` in ``workflow``, where it is not in it."""
    steps = WorkflowTask.objects.filter(workflow=workflow)
    if steps.filter(task=task.pk).exists():
        return
    place = steps.get(task=later.pk).sort_order
    steps.filter(sort_order__gte=place).update(sort_order=F("sort_order") + 1)
    WorkflowTask.objects.create(workflow=workflow, task_id=task.pk, sort_order=place)


@transaction.atomic
def open_space(partner: Partner, index: PartnerIndexPage) -> PartnerPage:
    """Give ``partner`` its page under ``index``, its collection, its two groups and their rights.

    Its people write and submit in their section; what they publish passes the workflow.
    """
    page = PartnerPage.objects.filter(partner=partner).first()
    if page is None:
        taken = index.get_children().filter(slug=partner.slug).exists()
        page = index.add_child(
            instance=PartnerPage(
                title=partner.name,
                slug="" if taken else partner.slug,
                partner=partner,
                territory=partner.territory,
                summary=partner.role,
            )
        )
        page.save_revision().publish()
    partner.page_id = page.pk
    if partner.collection is None:
        partner.collection = Collection.get_first_root_node().add_child(name=partner.name)
    partner.writers = partner.writers or _group(partner, "rédaction")
    partner.reviewers = partner.reviewers or _group(partner, "relecture")
    partner.save()
    for group in (partner.writers, partner.reviewers):
        group.permissions.add(
            _permission("wagtailadmin", "access_admin"), _permission("hub", "view_partner")
        )
        _allow_pages(group, page, ["add", "change"])
        _allow_files(group, partner.collection, ["add", "change", "choose"])
        _allow_files(group, _collection(SHARED_COLLECTION), ["choose"])
    return page


def _group(partner: Partner, role: str) -> Group:
    """Make a new group: one that exists belongs to somebody else, whatever its name."""
    name = f"{Truncator(partner.name).chars(120)} – {role}"
    if Group.objects.filter(name=name).exists():
        name = f"{name} ({partner.pk})"
    return Group.objects.create(name=name)
