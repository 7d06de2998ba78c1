"""The rights of a partner's people: what they should be, what they are, and the way between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import F, Value
from django.db.models.functions import Concat
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from hub.models import JointPartner, Partner

SHARED_COLLECTION = "Commun"
FILES = ["wagtaildocs.{}_document", "wagtailimages.{}_image"]


@dataclass(frozen=True)
class Rights:
    """Permissions such as "hub.view_partner": alone, on a page's branch, on a collection's."""

    models: frozenset[str] = frozenset()
    pages: frozenset[tuple[int, str]] = frozenset()
    files: frozenset[tuple[int, str]] = frozenset()

    def __sub__(self, other: Rights) -> Rights:
        pairs = [(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)]
        return Rights(*[mine - others for mine, others in pairs])

    def __bool__(self) -> bool:
        return bool(self.models or self.pages or self.files)


NONE = Rights()


def on_files(collection: int, *actions: str) -> frozenset[tuple[int, str]]:
    """Return the rights to do ``actions`` with the documents and images of a collection."""
    return frozenset(
        (collection, permission.format(action)) for permission in FILES for action in actions
    )


def due(partner: Partner, shared: Collection, joint: Iterable[int] = ()) -> Rights:
    """Return what both groups of ``partner`` should hold: nothing while it is suspended.

    ``joint`` are the pages of others that its people may change.
    """
    if partner.suspended_at or partner.page_id is None or partner.collection_id is None:
        return NONE
    return Rights(
        models=frozenset({"wagtailadmin.access_admin", "hub.view_partner"}),
        pages=frozenset((partner.page_id, f"hub.{action}_hubpage") for action in ("add", "change"))
        | frozenset((page, "hub.change_hubpage") for page in joint),
        files=on_files(partner.collection_id, "add", "change", "choose")
        | on_files(shared.pk, "choose"),
    )


def joint_rights(partners: Iterable[Partner]) -> dict[int, set[int]]:
    """Return by partner the pages of others that its people may change; one query.

    A suspended partner has none.
    """
    rows = JointPartner.objects.filter(
        partner__in=list(partners), partner__suspended_at=None, may_edit=True
    )
    rights: dict[int, set[int]] = defaultdict(set)
    for partner, page in rows.values_list("partner", "page"):
        rights[partner].add(page)
    return rights


def in_force(groups: Iterable[int]) -> dict[int, Rights]:
    """Return what each of these groups holds. Three queries, whatever their number."""
    wanted = list(groups)
    name = Concat(F("permission__content_type__app_label"), Value("."), F("permission__codename"))
    found: dict[str, dict[int, set]] = {f.name: defaultdict(set) for f in fields(Rights)}
    memberships: Any = Group.permissions.through.objects
    for group, permission in (
        memberships.filter(group__in=wanted).annotate(name=name).values_list("group", "name")
    ):
        found["models"][group].add(permission)
    for group, page, permission in (
        GroupPagePermission.objects.filter(group__in=wanted)
        .annotate(name=name)
        .values_list("group", "page", "name")
    ):
        found["pages"][group].add((page, permission))
    for group, collection, permission in (
        GroupCollectionPermission.objects.filter(group__in=wanted)
        .annotate(name=name)
        .values_list("group", "collection", "name")
    ):
        found["files"][group].add((collection, permission))
    return {group: Rights(*[frozenset(kind[group]) for kind in found.values()]) for group in wanted}


def permissions() -> dict[str, int]:
    """Return the number of every permission by its whole name."""
    rows = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    return {f"{app}.{codename}": pk for app, codename, pk in rows}


def grant(group: Group, rights: Rights) -> None:
    """Give ``group`` the ``rights`` that it does not hold."""
    if not rights:
        return
    numbers = permissions()
    group.permissions.add(*[numbers[name] for name in rights.models])
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page_id=page, permission_id=numbers[name])
            for page, name in sorted(rights.pages)
        ]
    )
    GroupCollectionPermission.objects.bulk_create(
        [
            GroupCollectionPermission(
                group=group, collection_id=collection, permission_id=numbers[name]
            )
            for collection, name in sorted(rights.files)
        ]
    )


def revoke(group: Group, rights: Rights) -> None:
    """Take the ``rights`` from ``group``."""
    if not rights:
        return
    numbers = permissions()
    group.permissions.remove(*[numbers[name] for name in rights.models])
    for page, name in rights.pages:
        GroupPagePermission.objects.filter(
            group=group, page=page, permission=numbers[name]
        ).delete()
    for collection, name in rights.files:
        GroupCollectionPermission.objects.filter(
            group=group, collection=collection, permission=numbers[name]
        ).delete()
