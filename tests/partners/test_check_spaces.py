"""The command that finds what drifted in the partners' spaces, and mends it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
)

from home.structure import Structure
from hub.models import HubPage, Partner, User
from partners.models import PartnerPage
from partners.repairs import faults
from partners.rights import due, in_force
from partners.spaces import groups_of, open_space, shared_collection
from tests.conftest import Space, make_space
from tests.queries import queries_of


def run(*options: str) -> list[str]:
    """Return the lines of the command."""
    out = io.StringIO()
    call_command("check_spaces", *options, stdout=out, no_color=True)
    return out.getvalue().splitlines()


def in_order(partner: Partner) -> bool:
    partner.refresh_from_db()
    held = in_force(group.pk for group in groups_of(partner))
    return len(held) == 2 and set(held.values()) == {due(partner, shared_collection())}


def permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def lose_page_rights(space: Space, other: Space) -> None:
    GroupPagePermission.objects.filter(group=space.partner.writers).delete()


def lose_file_rights(space: Space, other: Space) -> None:
    GroupCollectionPermission.objects.filter(group=space.partner.reviewers).delete()


def lose_the_admin(space: Space, other: Space) -> None:
    space.partner.writers.permissions.clear()


def publish_by_themselves(space: Space, other: Space) -> None:
    GroupPagePermission.objects.create(
        group=space.partner.writers, page=space.page, permission=permission("hub.publish_hubpage")
    )


def write_elsewhere(space: Space, other: Space) -> None:
    GroupPagePermission.objects.create(
        group=space.partner.writers, page=other.page, permission=permission("hub.change_hubpage")
    )


def read_elsewhere(space: Space, other: Space) -> None:
    GroupCollectionPermission.objects.create(
        group=space.partner.writers,
        collection=other.partner.collection,
        permission=permission("wagtaildocs.choose_document"),
    )


def keep_the_register(space: Space, other: Space) -> None:
    space.partner.writers.permissions.add(permission("hub.change_partner"))


def lose_the_collection(space: Space, other: Space) -> None:
    Partner.objects.filter(pk=space.partner.pk).update(collection=None)


def lose_a_group(space: Space, other: Space) -> None:
    space.partner.writers.delete()


def lose_the_page(space: Space, other: Space) -> None:
    Partner.objects.filter(pk=space.partner.pk).update(page=None)
    HubPage.objects.get(pk=space.page.pk).delete()


def forget_the_page(space: Space, other: Space) -> None:
    Partner.objects.filter(pk=space.partner.pk).update(page=None)


def name_nobody(space: Space, other: Space) -> None:
    PartnerPage.objects.filter(pk=space.page.pk).update(partner=None)


def move_the_page(space: Space, other: Space) -> None:
    PartnerPage.objects.get(pk=space.page.pk).move(other.page, pos="last-child")


DRIFTS: list[Callable[[Space, Space], None]] = [
    *(lose_page_rights, lose_file_rights, lose_the_admin, publish_by_themselves),
    *(write_elsewhere, read_elsewhere, keep_the_register, lose_the_collection, lose_a_group),
    *(lose_the_page, forget_the_page, name_nobody, move_the_page),
]


@pytest.mark.parametrize("drift", DRIFTS, ids=lambda drift: drift.__name__)
def test_each_drift_is_said_mended_and_said_once(
    space: Space, other_space: Space, structure: Structure, drift: Callable[[Space, Space], None]
) -> None:
    drift(space, other_space)

    dry = run("--dry-run")
    found = len(faults())
    mended = run()
    again = run()

    assert found > 0
    assert dry[-1].startswith("À réparer : ")
    assert all("Coop du Bray" in line for line in dry[:-1])
    assert set(dry[:-1]) <= set(mended)
    assert again == ["Rien à faire : tous les espaces sont en ordre."]
    assert in_order(space.partner)
    assert in_order(other_space.partner)
    page = PartnerPage.objects.get(partner=space.partner)
    assert page.is_child_of(structure.partners)
    assert space.partner.page_id == page.pk


def test_a_dry_run_changes_nothing(space: Space, other_space: Space) -> None:
    lose_page_rights(space, other_space)
    write_elsewhere(space, other_space)
    before = list(GroupPagePermission.objects.order_by("pk").values())

    run("--dry-run")

    assert list(GroupPagePermission.objects.order_by("pk").values()) == before


def test_spaces_in_order_are_left_alone(space: Space, other_space: Space) -> None:
    assert run() == ["Rien à faire : tous les espaces sont en ordre."]


def test_two_partners_that_took_each_others_page_get_theirs_back(
    space: Space, other_space: Space
) -> None:
    PartnerPage.objects.filter(pk=space.page.pk).update(partner=None)
    PartnerPage.objects.filter(pk=other_space.page.pk).update(partner=space.partner)
    PartnerPage.objects.filter(pk=space.page.pk).update(partner=other_space.partner)

    run()

    for each in (space, other_space):
        assert PartnerPage.objects.get(partner=each.partner).pk == each.page.pk
    assert faults() == []


def test_a_page_that_took_the_name_of_a_partner_without_page_gives_it_back(
    space: Space, structure: Structure
) -> None:
    newcomer = Partner.objects.create(name="Atelier", kind="pole", level="local")
    PartnerPage.objects.filter(pk=space.page.pk).update(partner=newcomer)

    run()

    newcomer.refresh_from_db()
    assert PartnerPage.objects.get(partner=space.partner).pk == space.page.pk
    assert PartnerPage.objects.get(partner=newcomer).pk == newcomer.page_id
    assert faults() == []


def test_the_groups_of_a_partner_that_is_gone_leave_nobody_inside(space: Space) -> None:
    user = User.objects.create_user("ada@pole.example")
    orphan = Group.objects.create(name="Ancien pôle – rédaction")
    orphan.permissions.add(permission("wagtailadmin.access_admin"))
    kept = Group.objects.create(name="Le bureau")
    user.groups.add(orphan, kept)

    lines = run()

    assert lines[0].startswith("Ancien pôle – rédaction : groupe sans partenaire, supprimé")
    assert "(personnes : 1)" in lines[0]
    assert list(user.groups.all()) == [kept]


def test_the_groups_of_wagtail_and_their_rights_go(space: Space) -> None:
    empty, peopled = (Group.objects.create(name=name) for name in ("Moderators", "Editors"))
    User.objects.create_user("ada@pole.example").groups.add(peopled)
    root, files = HubPage.get_first_root_node(), Collection.get_first_root_node()
    for group in (empty, peopled):
        GroupPagePermission.objects.create(
            group=group, page_id=root.pk, permission=permission("hub.change_hubpage")
        )
        GroupCollectionPermission.objects.create(
            group=group, collection=files, permission=permission("wagtaildocs.add_document")
        )

    lines = run()

    assert len(lines) == 2
    assert list(Group.objects.filter(name__in=["Editors", "Moderators"])) == [peopled]
    assert not GroupPagePermission.objects.filter(group=peopled).exists()
    assert not GroupCollectionPermission.objects.filter(group=peopled).exists()
    assert len(run()) == 1


@pytest.mark.parametrize("loss", ["unbound", "closed"])
def test_the_workflow_is_bound_again(space: Space, structure: Structure, loss: str) -> None:
    if loss == "unbound":
        WorkflowPage.objects.all().delete()
    else:
        Workflow.objects.update(active=False)

    lines = run()

    assert len(lines) == 2
    assert space.page.get_workflow().name == "Publication"


def test_a_workflow_that_an_administrator_chose_stays(space: Space, structure: Structure) -> None:
    own = Workflow.objects.create(name="Le nôtre", active=True)
    WorkflowPage.objects.filter(page=structure.home.pk).update(workflow=own)

    assert run() == ["Rien à faire : tous les espaces sont en ordre."]


def test_a_partner_without_space_gets_one(structure: Structure) -> None:
    partner = Partner.objects.create(name="Atelier", kind="pole", level="local")

    lines = run()

    assert any(line.startswith("Atelier : sa page manque, sa collection") for line in lines)
    assert in_order(partner)
    assert PartnerPage.objects.get(partner=partner).live


def test_a_site_that_is_not_set_up_has_nothing_to_check(bare: None) -> None:
    assert run() == ["Rien à faire : tous les espaces sont en ordre."]


def test_the_check_costs_the_same_for_3_and_10_partners(structure: Structure) -> None:
    def queries(number: int) -> int:
        for n in range(Partner.objects.count(), number):
            make_space(structure, f"Partenaire {n:02}")
        return queries_of(faults)

    assert queries(3) == queries(10) <= 20


def test_a_space_in_order_is_opened_again_in_few_queries(
    space: Space, structure: Structure
) -> None:
    assert queries_of(lambda: open_space(space.partner, structure.partners)) <= 12
