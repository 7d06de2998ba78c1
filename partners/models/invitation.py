"""The link by which the person of a new account chooses their password."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models import Partner, User

DAYS = 7  # during which a link is good


def digest_of(key: str) -> str:
    """Return what is kept of a link's ``key``: who reads the database cannot use the link."""
    return hashlib.sha256(key.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def recent(self) -> InvitationQuerySet:
        """Return those that have not expired."""
        return self.filter(sent_at__gt=timezone.now() - dt.timedelta(days=DAYS))

    def of_key(self, key: str) -> Invitation | None:
        """Return the invitation whose link holds ``key``, if that link is still good.

        It is not once it has expired, has served or was replaced; nor where the account has a
        password from elsewhere, was closed, or belongs to no partner whose access is open.
        """
        found = (
            self.recent()
            .filter(digest=digest_of(key), user__is_active=True)
            .select_related("user")
            .first()
        )
        if found is None or found.user.has_usable_password() or not found.partners():
            return None
        return found


class Invitation(models.Model):
    """The last invitation of an account that has no password yet; it goes when one is chosen.

    A new one replaces it, and its link with it.
    """

    wagtail_reference_index_ignore = True

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitation"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(_("envoyée le"))
    digest = models.CharField(max_length=64, unique=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def expires_at(self) -> dt.datetime:
        return self.sent_at + dt.timedelta(days=DAYS)

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    def partners(self) -> list[Partner]:
        """Return the partners whose space the person is to enter."""
        return list(Partner.objects.for_user(self.user))


def renew(user: User, by: User | None) -> str:
    """Make the invitation of ``user`` anew; return the key of its link, which is kept nowhere."""
    key = secrets.token_urlsafe(32)
    Invitation.objects.update_or_create(
        user=user,
        defaults={"sent_by": by, "sent_at": timezone.now(), "digest": digest_of(key)},
    )
    return key
