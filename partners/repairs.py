"""What is wrong with the partners' spaces, and how each fault is mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
)

from hub.models import HubPage, Partner
from partners.models import PartnerIndexPage, PartnerPage
from partners.rights import Rights, due, grant, in_force, joint_rights, revoke
from partners.spaces import (
    NETWORK_TEAM,
    STOCK_GROUPS,
    STOCK_WORKFLOW,
    find_shared_collection,
    groups_of,
    moderation,
    open_space,
    remove_stock_groups,
    shared_collection,
)

ROUNDS = 4  # a page that is made again shows what else is missing
# The name that spaces give to their groups.
_GROUP = re.compile(r" – (rédaction|relecture)( \(\d+\))?$")


@dataclass(frozen=True)
class Repair:
    """A fault as a sentence, and what mends it."""

    said: str
    mend: Callable[[], Any]


def check(*, mend: bool) -> Iterator[str]:
    """Say what is wrong with the spaces, one sentence each; mend it all or, if it fails, nothing.

    The number of queries does not depend on that of the partners that are in order.
    """
    if not mend:
        for repair in faults():
            yield repair.said
        return
    with transaction.atomic():
        for _round in range(ROUNDS):
            found = faults()
            if not found:
                return
            for repair in found:
                repair.mend()
                yield repair.said


def faults() -> list[Repair]:
    """Return what is wrong now."""
    index = PartnerIndexPage.objects.first()
    if index is None:
        return []  # the site is not set up
    return [
        *_stock(),
        *_workflow(index),
        *_spaces(index),
        *_orphans(),
    ]


def _stock() -> Iterator[Repair]:
    groups = Group.objects.filter(name__in=STOCK_GROUPS)
    held = (
        groups.filter(user=None).exists()
        or GroupPagePermission.objects.filter(group__in=groups).exists()
        or GroupCollectionPermission.objects.filter(group__in=groups).exists()
        or Workflow.objects.filter(name=STOCK_WORKFLOW).exists()
    )
    if held:
        said = _("Les groupes d'origine de Wagtail et leurs droits sur tout le site sont retirés.")
        yield Repair(said, remove_stock_groups)


def _workflow(index: PartnerIndexPage) -> Iterator[Repair]:
    home = index.get_parent()
    if not WorkflowPage.objects.filter(page=home.pk, workflow__active=True).exists():
        yield Repair(
            _("Le circuit de validation est rattaché à la page d'accueil."),
            partial(_bind, home),
        )


def _bind(home: HubPage) -> None:
    WorkflowPage.objects.filter(page=home.pk, workflow__active=False).delete()
    moderation(home)
    Workflow.objects.filter(workflow_pages__page=home.pk).update(active=True)


def _spaces(index: PartnerIndexPage) -> Iterator[Repair]:
    partners = list(Partner.objects.select_related("page", "collection", "writers", "reviewers"))
    sections = PartnerPage.objects.defer_streamfields().in_bulk()
    held = in_force([group.pk for partner in partners for group in groups_of(partner)])
    shared = find_shared_collection()
    if shared is None and partners:
        yield Repair(_("La collection commune manque, refaite."), shared_collection)
    taken = {partner.page_id: partner for partner in partners if partner.page_id in sections}
    for number, partner in taken.items():
        if sections[number].partner_id != partner.pk:
            said = _("%(partner)s : sa page désigne de nouveau ce partenaire.")
            yield Repair(said % {"partner": partner}, partial(_name, sections[number], partner))
    free = {
        page.partner_id: page
        for page in sections.values()
        if page.partner_id and page.pk not in taken
    }
    joint = joint_rights(partners)
    for partner in partners:
        page = sections.get(partner.page_id or 0)
        if page is None and partner.pk in free:
            said = _("%(partner)s : son espace mène de nouveau à sa page.")
            yield Repair(said % {"partner": partner}, partial(_point, partner, free[partner.pk]))
        elif missing := list(_missing(partner, page)):
            said = _("%(partner)s : %(missing)s, refait.")
            words = {"partner": partner, "missing": ", ".join(missing)}
            yield Repair(said % words, partial(open_space, partner, index))
        elif page and shared:
            if not page.is_child_of(index):
                said = _("%(partner)s : sa page retourne dans la liste des partenaires.")
                yield Repair(said % {"partner": partner}, partial(_move, page, index))
            yield from _drift(partner, held, shared, joint.get(partner.pk, set()))


def _missing(partner: Partner, page: PartnerPage | None) -> Iterator[str]:
    if page is None:
        yield _("sa page manque")
    if partner.collection is None:
        yield _("sa collection manque")
    if partner.writers is None:
        yield _("son groupe de rédaction manque")
    if partner.reviewers is None:
        yield _("son groupe de relecture manque")


def _drift(
    partner: Partner, held: dict[int, Rights], shared: Collection, joint: set[int]
) -> Iterator[Repair]:
    """Yield what the groups of ``partner`` hold too little or too much."""
    rights = due(partner, shared, joint)
    for group in groups_of(partner):
        if missing := rights - held[group.pk]:
            said = _("%(group)s : rendu %(rights)s.")
            yield Repair(
                said % {"group": group, "rights": _listed(missing)}, partial(grant, group, missing)
            )
        if extra := held[group.pk] - rights:
            said = (
                _("%(group)s : retiré %(rights)s (accès suspendu).")
                if partner.suspended_at
                else _("%(group)s : retiré %(rights)s, en trop.")
            )
            yield Repair(
                said % {"group": group, "rights": _listed(extra)}, partial(revoke, group, extra)
            )


def _listed(rights: Rights) -> str:
    words = [
        right
        if isinstance(right, str)
        else _("%(right)s sur %(where)s n° %(number)d")
        % {"right": right[1], "where": where, "number": right[0]}
        for field, where in zip(fields(rights), ("", _("la page"), _("la collection")), strict=True)
        for right in sorted(getattr(rights, field.name))
    ]
    return ", ".join(words)


def _name(page: PartnerPage, partner: Partner) -> None:
    """Have ``page`` name ``partner`` again, its drafts too."""
    PartnerPage.objects.filter(pk=page.pk).update(partner=partner)
    if draft := page.latest_revision:
        draft.content["partner"] = partner.pk
        draft.save(update_fields=["content"])


def _point(partner: Partner, page: PartnerPage) -> None:
    Partner.objects.filter(pk=partner.pk).update(page_id=page.pk)


def _move(page: PartnerPage, index: PartnerIndexPage) -> None:
    page.move(index, pos="last-child")


def _orphans() -> Iterator[Repair]:
    """Yield the groups of spaces that belong to no partner any more, with their people."""
    groups = (
        Group.objects.filter(Q(writers_of=None), Q(reviewers_of=None))
        .exclude(name__in=[NETWORK_TEAM, *STOCK_GROUPS])
        .annotate(people=Count("user"))
    )
    for group in groups:
        if _GROUP.search(group.name):
            said = _("%(group)s : groupe sans partenaire, supprimé (personnes : %(people)d).")
            yield Repair(said % {"group": group, "people": group.people}, group.delete)
