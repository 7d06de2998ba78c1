"""The people of a partner: who enters its space, in which role, and who leaves it.

The network's team keeps them, and may touch no account that has rights beyond the partners' spaces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.db import IntegrityError, transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site
from wagtail.users.models import UserProfile

from hub.mail import post
from hub.models import NetworkSettings, Partner, User
from hub.register import sees_all_partners
from partners.enums import Role
from partners.models.invitation import DAYS, Invitation, renew

# The actions of the audit log; their entries name the person by number, never by address.
INVITE = "partners.invite"
JOIN = "partners.join"
REMOVE = "partners.remove"
CHANGE_ROLE = "partners.change_role"


@dataclass(frozen=True)
class Arrival:
    """What an invitation did."""

    user: User
    has_account: bool  # had a password already: told, not asked to choose one
    elsewhere: tuple[str, ...]  # the other partners of the same person


def keeps_people(user: User | AnonymousUser) -> bool:
    """Whether ``user`` keeps the people of the partners: the network's team, the administration."""
    return sees_all_partners(user)


def _protected() -> Q:
    """Return the condition of accounts that have rights beyond the partners' spaces."""
    own = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
    other = User.groups.through.objects.filter(
        user=OuterRef("pk"), group__writers_of=None, group__reviewers_of=None
    )
    return Q(is_superuser=True) | Q(is_staff=True) | Q(Exists(own)) | Q(Exists(other))


def is_protected(user: User) -> bool:
    """Whether an account has, or may have, rights beyond the partners' spaces."""
    return User.objects.filter(_protected(), pk=user.pk).exists()


def may_touch(by: User | None, user: User) -> bool:
    """Whether ``by``, who keeps the people, may change what ``user`` belongs to."""
    return by is None or by.is_superuser or not is_protected(user)


def people_of(partner: Partner) -> QuerySet[User]:
    """Return the people of ``partner`` with their invitation.

    Each says whether it ``reviews``, and whether the account is ``protected`` from the team.
    """
    memberships = User.groups.through.objects.filter(user=OuterRef("pk"))
    groups = [group.pk for group in (partner.writers, partner.reviewers) if group]
    return (
        User.objects.filter(Exists(memberships.filter(group__in=groups)))
        .annotate(
            reviews=Exists(memberships.filter(group=partner.reviewers_id)),
            protected=ExpressionWrapper(_protected(), output_field=BooleanField()),
        )
        .select_related("invitation")
        .order_by("last_name", "first_name", "email")
    )


def role_of(partner: Partner, user: User) -> Role | None:
    """Return the role of ``user`` with ``partner``, that of a reviewer before any other."""
    groups = set(user.groups.values_list("pk", flat=True))
    if partner.reviewers_id in groups:
        return Role.REVIEWER
    return Role.WRITER if partner.writers_id in groups else None


def group_of(partner: Partner, role: str) -> Group:
    group = partner.reviewers if role == Role.REVIEWER else partner.writers
    assert group, "the space is open"
    return group


def account_of(address: str) -> User | None:
    """Return the account of an e-mail, whatever its case."""
    return User.objects.filter(email__iexact=address).first()


def refusal(address: str, by: User | None, partner: Partner | None, role: str) -> str | None:
    """Return why ``by`` may not invite ``address`` to ``partner``; ``None`` where nothing stands.

    ``partner`` is ``None`` while it is not made yet.
    """
    user = account_of(address)
    if user is None:
        return None
    if not may_touch(by, user):
        return _("Ce compte est celui de l'équipe ou de l'administration : elle seule y touche.")
    if not user.is_active:
        return _("Ce compte est fermé : l'administration seule peut le rouvrir.")
    held = role_of(partner, user) if partner else None
    if held and held != role:
        return _("Cette personne est déjà de la %(role)s : changez son rôle dans la liste.") % {
            "role": held.label
        }
    if held and user.has_usable_password():
        return _("Cette personne est déjà de la %(role)s.") % {"role": held.label}
    return None


@transaction.atomic
def invite(partner: Partner, address: str, role: str, by: User | None = None) -> Arrival:
    """Let the person of ``address`` into the space of ``partner``; write to them.

    A new address has an account without password, and a link to choose one; an address that has a
    password is told where to log in. What ``refusal`` refuses is the caller's to keep out.
    """
    assert partner.suspended_at is None, "nobody enters a space that is closed"
    user = account_of(address) or _new_account(address)
    elsewhere = tuple(p.name for p in Partner.objects.for_user(user).exclude(pk=partner.pk))
    user.groups.add(group_of(partner, role))
    has_account = user.has_usable_password()
    context = {
        "partner": partner,
        "elsewhere": elsewhere,
        "reviews": role == Role.REVIEWER,
        "days": DAYS,
        "contact": contact(),
    }
    if has_account:
        context["url"] = settings.BASE_URL + reverse("wagtailadmin_login")
        post([user.email], "partners/mail/welcome.txt", context)
    else:
        key = renew(user, by)
        context["url"] = settings.BASE_URL + reverse("invitation", args=[key])
        post([user.email], "partners/mail/invitation.txt", context)
    log(partner, INVITE, user=by, data={"person": user.pk, "role": role})
    return Arrival(user, has_account, elsewhere)


def _new_account(address: str) -> User:
    """Make an account without password; that of another request, if it came first."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(address)
    except IntegrityError:
        return User.objects.get(email__iexact=address)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "fr"  # else a mail is in the language of whoever acts
    profile.save()
    return user


@transaction.atomic
def remove(partner: Partner, user: User, by: User | None = None) -> None:
    """Take ``user`` out of the space of ``partner``.

    An account that nobody ever opened and that leads nowhere any more goes with the invitation:
    its address may have been a mistake.
    """
    user.groups.remove(*[g for g in (partner.writers_id, partner.reviewers_id) if g])
    log(partner, REMOVE, user=by, data={"person": user.pk})
    pending = Invitation.objects.filter(user=user)
    if not pending.exists() or user.groups.exists() or is_protected(user):
        return
    pending.delete()
    if not user.has_usable_password() and user.last_login is None:
        user.delete()


@transaction.atomic
def change_role(partner: Partner, user: User, role: str, by: User | None = None) -> None:
    """Give ``user`` the ``role`` with ``partner``, instead of the other."""
    user.groups.remove(*[g for g in (partner.writers_id, partner.reviewers_id) if g])
    user.groups.add(group_of(partner, role))
    log(partner, CHANGE_ROLE, user=by, data={"person": user.pk, "role": role})


@transaction.atomic
def accept(invitation: Invitation, password: str, **names: Any) -> None:
    """Give the account its password; its link is of no use any more."""
    user = invitation.user
    user.set_password(password)
    for field, value in names.items():
        setattr(user, field, value)
    user.save(update_fields=["password", *names])
    partners = invitation.partners()
    invitation.delete()
    for partner in partners:
        log(partner, JOIN, user=user, data={"person": user.pk})


def contact() -> str:
    """Return the network's address, to whom people write; empty where it has none."""
    site = Site.objects.filter(is_default_site=True).first()
    return str(NetworkSettings.for_site(site).contact_email) if site else ""
