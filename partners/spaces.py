"""The space of each partner, the network's team and the workflow that joins them.

All functions are idempotent: run again, they restore what is missing and change nothing else.
"""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import Truncator
from wagtail.log_actions import log
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Task,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.signals import page_published

from hub.models import HubPage, Partner, User
from partners.models import (
    JointReviewTask,
    NetworkReviewTask,
    PartnerIndexPage,
    PartnerPage,
    PartnerReviewTask,
)
from partners.rights import (
    SHARED_COLLECTION,
    Rights,
    due,
    grant,
    in_force,
    joint_rights,
    on_files,
    revoke,
)

NETWORK_TEAM = "Animation du réseau"
WORKFLOW = "Publication"
# What Wagtail makes, with rights over the whole site.
STOCK_GROUPS = ["Editors", "Moderators"]
STOCK_WORKFLOW = "Moderators approval"

PAGE_ACTIONS_OF_TEAM = ["add", "change", "publish", "bulk_delete", "lock", "unlock"]
# What the team does beside pages and files; the accounts stay with the administrators.
MODELS_OF_TEAM = [
    ("hub", "partner", ["add", "change", "delete", "view"]),
    ("hub", "theme", ["add", "change", "delete", "view"]),
    ("hub", "networksettings", ["change"]),
    ("wagtailredirects", "redirect", ["add", "change", "delete"]),
]


def find_shared_collection() -> Collection | None:
    """Return the collection whose files every partner may choose, if it has been made."""
    return Collection.get_first_root_node().get_children().filter(name=SHARED_COLLECTION).first()


def shared_collection() -> Collection:
    """Return the collection whose files every partner may choose; make it the first time."""
    found = find_shared_collection()
    return found or Collection.get_first_root_node().add_child(name=SHARED_COLLECTION)


def remove_stock_groups() -> None:
    """Delete the groups that Wagtail makes with rights over the whole site, and their workflow.

    A group in which there are people stays, without its rights over pages and files.
    """
    Workflow.objects.filter(name=STOCK_WORKFLOW).delete()
    GroupApprovalTask.objects.filter(name=STOCK_WORKFLOW).delete()
    GroupPagePermission.objects.filter(group__name__in=STOCK_GROUPS).delete()
    GroupCollectionPermission.objects.filter(group__name__in=STOCK_GROUPS).delete()
    Group.objects.filter(name__in=STOCK_GROUPS, user=None).delete()


def network_team() -> Group:
    """Return the group of the network's team: everything but the accounts."""
    group, _created = Group.objects.get_or_create(name=NETWORK_TEAM)
    root = Collection.get_first_root_node()
    models = {f"{app}.{a}_{model}" for app, model, actions in MODELS_OF_TEAM for a in actions}
    rights = Rights(
        models=frozenset(models | {"wagtailadmin.access_admin"}),
        pages=frozenset(
            (home.pk, f"hub.{action}_hubpage")
            for home in HubPage.get_first_root_node().get_children()
            for action in PAGE_ACTIONS_OF_TEAM
        ),
        files=on_files(root.pk, "add", "change", "delete", "choose"),
    )
    grant(group, rights - in_force([group.pk])[group.pk])
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
        page = _publish_page(partner, index)
    partner.page_id = page.pk
    if partner.collection is None:
        partner.collection = Collection.get_first_root_node().add_child(name=partner.name)
    partner.writers = partner.writers or _group(partner, "rédaction")
    partner.reviewers = partner.reviewers or _group(partner, "relecture")
    # Not ``save()``, which would index its words again: none of them has changed.
    Partner.objects.filter(pk=partner.pk).update(
        page=partner.page_id,
        collection=partner.collection,
        writers=partner.writers,
        reviewers=partner.reviewers,
    )
    give_rights(partner)
    return page


def _publish_page(partner: Partner, index: PartnerIndexPage) -> PartnerPage:
    """Make the page of ``partner``, published at once: of a new page, Wagtail's own publication of
    a revision writes and indexes the same row three times."""
    from wagtail.signal_handlers import disable_reference_index_auto_update  # once models are

    taken = index.get_children().filter(slug=partner.slug).exists()
    now = timezone.now()
    page: PartnerPage = index.add_child(
        instance=PartnerPage(
            title=partner.name,
            slug="" if taken else partner.slug,
            partner=partner,
            territory=partner.territory,
            summary=partner.role,
            first_published_at=now,
            last_published_at=now,
        )
    )
    with disable_reference_index_auto_update():
        page.live_revision = page.save_revision(changed=False, clean=False)
    HubPage.objects.filter(pk=page.pk).update(live_revision=page.live_revision)
    page_published.send(sender=PartnerPage, instance=page, revision=page.live_revision)
    log(page, "wagtail.publish", revision=page.live_revision, content_changed=True)
    return page


def give_rights(partner: Partner) -> None:
    """Give the groups of ``partner`` what they should hold and do not."""
    joint = joint_rights([partner]).get(partner.pk, set())
    rights = due(partner, shared_collection(), joint)
    groups = groups_of(partner)
    held = in_force([group.pk for group in groups])
    for group in groups:
        grant(group, rights - held[group.pk])


def groups_of(partner: Partner) -> list[Group]:
    """Return the groups that ``partner`` has."""
    return [group for group in (partner.writers, partner.reviewers) if group]


@transaction.atomic
def suspend(partner: Partner, by: User | None = None) -> None:
    """Close the access of the people of ``partner``; its pages stay.

    Its groups keep their people and hold no right any more. What waits for its reviewers passes to
    the next step, as where there is nobody to review.
    """
    partner.suspended_at = timezone.now()
    partner.save(update_fields=["suspended_at"])
    for pk, rights in in_force([group.pk for group in groups_of(partner)]).items():
        revoke(Group(pk=pk), rights)
    if partner.page is None:
        return
    section = HubPage.objects.descendant_of(partner.page, inclusive=True)
    waiting = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        task__in=PartnerReviewTask.objects.values("task_ptr"),
        workflow_state__object_id__in=[str(pk) for pk in section.values_list("pk", flat=True)],
    )
    for state in waiting.select_related("workflow_state"):
        state.status = TaskState.STATUS_SKIPPED
        state.finished_at = timezone.now()
        state.save(update_fields=["status", "finished_at"])
        state.workflow_state.update(user=by)


@transaction.atomic
def resume(partner: Partner) -> None:
    """Give the people of ``partner`` their access back."""
    partner.suspended_at = None
    partner.save(update_fields=["suspended_at"])
    give_rights(partner)


def _group(partner: Partner, role: str) -> Group:
    """Make a new group: one that exists belongs to somebody else, whatever its name."""
    name = f"{Truncator(partner.name).chars(120)} – {role}"
    if Group.objects.filter(name=name).exists():
        name = f"{name} ({partner.pk})"
    return Group.objects.create(name=name)
