"""The consent of the people who are seen or heard in a replay."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.permissions import page_permission_policy

from hub.models import User
from resources.admin_forms import ConsentForm

if TYPE_CHECKING:
    from resources.models.replay import ReplayPage


class RecordingConsentQuerySet(models.QuerySet["RecordingConsent"]):
    def ended(self, today: dt.date | None = None) -> RecordingConsentQuerySet:
        """Return the consents that allow nothing any more: withdrawn, or past their last day."""
        today = today or timezone.localdate()
        return self.filter(Q(withdrawn_on__isnull=False) | Q(until__lt=today))

    def of_recording(self, replay: ReplayPage) -> RecordingConsentQuerySet:
        """Return the consents to what ``replay`` shows, in its copies and aliases too."""
        same = Q(replay=replay.pk)
        if replay.document_id:
            same |= Q(replay__document=replay.document_id)
        if replay.url_elsewhere:
            same |= Q(replay__url_elsewhere=replay.url_elsewhere)
        return self.filter(same)

    def for_user(self, user: User) -> RecordingConsentQuerySet:
        """Return the consents that ``user`` may read: those of the replays that they may edit."""
        pages = page_permission_policy.instances_user_has_permission_for(user, "change")
        return self.filter(replay__in=pages.values("pk"))


class RecordingConsent(models.Model):
    """What one person who is seen or heard in a replay agreed to.

    Kept to prove the consent (GDPR, Regulation (EU) 2016/679, article 7(1)), which is the ground of
    the publication (article 6(1)(a)) together with the right to one's image (Code civil, article
    9), and which may be withdrawn at any time (article 7(3)). It is no part of the page: neither
    its revisions nor its copies hold personal data, and its readers are those who may edit the
    replay.
    """

    replay = models.ForeignKey(
        "resources.ReplayPage",
        verbose_name=_("replay"),
        on_delete=models.CASCADE,
        related_name="consents",
    )
    person = models.CharField(_("personne enregistrée"), max_length=160)
    given_on = models.DateField(_("donné le"))
    purpose = models.TextField(
        _("pour quoi"),
        max_length=1000,
        default=_("Image et voix, publiées sur ce site."),
        help_text=_("Ce que la personne a accepté : image, voix, nom ; sur quels supports."),
    )
    until = models.DateField(
        _("valable jusqu'au"),
        null=True,
        blank=True,
        help_text=_("Compris. Vide : tant que la personne ne le retire pas."),
    )
    proof = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        verbose_name=_("preuve"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("L'autorisation signée ; seules les personnes qui lisent ceci la lisent."),
    )
    withdrawn_on = models.DateField(
        _("retiré le"),
        null=True,
        blank=True,
        help_text=_("À remplir quand la personne le demande : le replay quitte le site aussitôt."),
    )

    base_form_class = ConsentForm
    panels = [
        PageChooserPanel("replay", "resources.ReplayPage"),
        MultiFieldPanel(
            ["person", "purpose", FieldRowPanel(["given_on", "until"]), "proof"],
            heading=_("Ce qui a été accepté"),
        ),
        MultiFieldPanel([FieldPanel("withdrawn_on")], heading=_("Retrait")),
    ]

    objects = RecordingConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consentement")
        verbose_name_plural = _("consentements")
        ordering = ["-given_on", "-pk"]

    def __str__(self) -> str:
        """Name no one: the audit log and the lists of uses have other readers."""
        return gettext("Consentement %(number)s") % {"number": self.pk or ""}

    @property
    def has_ended(self) -> bool:
        """Whether it allows nothing any more."""
        return self.withdrawn_on is not None or (
            self.until is not None and self.until < timezone.localdate()
        )

    @property
    def state_label(self) -> str:
        """« en cours », « retiré » or « arrivé à son terme »."""
        if self.withdrawn_on is not None:
            return gettext("retiré")
        return gettext("arrivé à son terme") if self.has_ended else gettext("en cours")
