"""What people from outside propose, with what they say of themselves: apart from the pages."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.enums import ProposalKind, ProposalOutcome

LINK_LIFE = dt.timedelta(hours=48)
UNCONFIRMED_KEPT = dt.timedelta(days=7)
PERSONAL_DATA_KEPT = dt.timedelta(days=30)  # after the decision


def digest(token: str) -> str:
    """Return what is stored of a link's token: who reads the table opens no link."""
    return hashlib.sha256(token.encode()).hexdigest()


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> ProposalQuerySet:
        """Return those that the network's team has to decide."""
        return self.filter(confirmed_at__isnull=False, decided_at=None)

    def unconfirmed(self) -> ProposalQuerySet:
        """Return those whose sender has not opened the link."""
        return self.filter(confirmed_at=None)

    def of_today(self) -> ProposalQuerySet:
        """Return those received since midnight in Paris."""
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return self.filter(created_at__gte=midnight)


class Proposal(models.Model):
    """An event or a pole that somebody proposes.

    The sender's personal data stands here only: neither in the page nor in its revisions. It is
    erased some days after the decision; the kind, the dates and the outcome stay.
    """

    kind = models.CharField(_("nature"), max_length=10, choices=ProposalKind.choices)
    payload = models.JSONField(_("texte"), default=dict)  # the fields of the page, as typed
    sender_name = models.CharField(_("nom"), max_length=120, blank=True)
    sender_email = models.EmailField(_("adresse électronique"), blank=True)
    sender_organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    note = models.TextField(_("mot à l'équipe"), max_length=1000, blank=True)
    # The form and all that it held, so that a double click proposes once.
    submission = models.CharField(max_length=64, unique=True, null=True, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    token_expires_at = models.DateTimeField(editable=False, default=timezone.now)
    created_at = models.DateTimeField(_("reçue le"), default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True, editable=False)
    decided_at = models.DateTimeField(_("décidée le"), null=True, editable=False)
    outcome = models.CharField(
        _("décision"), max_length=10, choices=ProposalOutcome.choices, blank=True
    )
    page = models.ForeignKey(
        settings.WAGTAIL_PAGE_MODEL,
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proposals",
    )

    objects = ProposalQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # partners' people read the lists of a page's uses

    class Meta:
        verbose_name = _("proposition")
        verbose_name_plural = _("propositions")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        """Name no one: the audit log has other readers."""
        return gettext("Proposition %(number)s") % {"number": self.pk or ""}

    @property
    def title(self) -> str:
        """The title of the page, or the one that was proposed while it is kept."""
        return self.page.title if self.page else str(self.payload.get("title", ""))

    @property
    def is_waiting(self) -> bool:
        """Whether the network's team has to decide."""
        return self.confirmed_at is not None and self.decided_at is None

    @property
    def is_expired(self) -> bool:
        """Whether the link to confirm is too old."""
        return self.confirmed_at is None and self.token_expires_at < timezone.now()

    @property
    def state_label(self) -> str:
        """« à confirmer », « à décider », « publiée » or « refusée »."""
        if self.outcome:
            return str(self.get_outcome_display())
        return (
            gettext("à confirmer par l'expéditeur") if not self.is_waiting else gettext("à décider")
        )

    def forget_sender(self) -> None:
        """Erase the personal data; call ``save`` after it."""
        blank: dict[str, Any] = {"payload": {}, "submission": None, "token_digest": None}
        blank |= dict.fromkeys(("sender_name", "sender_email", "sender_organisation", "note"), "")
        for name, value in blank.items():
            setattr(self, name, value)
