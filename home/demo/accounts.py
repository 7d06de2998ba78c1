"""The accounts of the demonstration: roles, never people."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from home.demo.context import Demo
from hub.models import User
from partners.spaces import network_team

PASSWORD = "demonstration-ptce"  # printed at each run; the command refuses to run in production
DOMAIN = "example.org"
ADMINISTRATION = f"administration@{DOMAIN}"
TEAM = f"animation@{DOMAIN}"
# The partners whose people log in, and how each is called in a name.
PARTNERS = {"irev": "IREV", "cress-hdf": "CRESS Hauts-de-France"}


def create_network_accounts() -> User:
    """Create the administrator and the network's team; return the account of the team."""
    _account(ADMINISTRATION, "Administration", "du site", is_staff=True, is_superuser=True)
    return _account(TEAM, "Animation", "du réseau", group=network_team())


def create_partner_accounts(demo: Demo) -> None:
    """Create a writer and a reviewer for each of the ``PARTNERS``."""
    for slug, name in PARTNERS.items():
        partner = demo.partners[slug]
        for role, label, group in (
            ("redaction", "Rédaction", partner.writers),
            ("relecture", "Relecture", partner.reviewers),
        ):
            key = f"{role}.{slug}"
            demo.users[key] = _account(f"{key}@{DOMAIN}", label, name, group=group)
    demo.report("Comptes", len(demo.users) + 2, len(demo.users) + 2)


def table() -> list[tuple[str, str]]:
    """Return who may log in, as name and e-mail, the widest rights first."""
    roles = [("Administration (tous les droits)", ADMINISTRATION), ("Animation du réseau", TEAM)]
    for slug, name in PARTNERS.items():
        roles.append((f"Rédaction, {name}", f"redaction.{slug}@{DOMAIN}"))
        roles.append((f"Relecture, {name}", f"relecture.{slug}@{DOMAIN}"))
    return roles


def _account(
    email: str, first_name: str, last_name: str, group: Group | None = None, **fields: bool
) -> User:
    user = User.objects.create(
        email=email,
        first_name=first_name,
        last_name=last_name,
        password=make_password(PASSWORD),
        **fields,
    )
    if group:
        user.groups.add(group)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "fr"
    profile.save()
    return user
