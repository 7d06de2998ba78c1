"""The partners of a page beside the one that answers for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hub.models.network import Partner
from hub.models.pages import HubPage


class JointPartner(models.Model):
    """A partner that another's page is made with, and what it may do there.

    Beside the page and not in it: rights have no place in revisions that the partners edit.
    """

    page = models.ForeignKey(
        HubPage, verbose_name=_("page"), on_delete=models.CASCADE, related_name="joint_partners"
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partenaire"),
        on_delete=models.CASCADE,
        related_name="joint_pages",
    )
    may_edit = models.BooleanField(
        _("peut modifier"),
        default=False,
        help_text=_("Ses rédacteurs et relecteurs modifient la page et la soumettent."),
    )
    must_approve = models.BooleanField(
        _("doit approuver"),
        default=False,
        help_text=_("Son accord est demandé avant la validation par le réseau."),
    )
    director_email = models.EmailField(
        _("adresse de sa direction"),
        blank=True,
        help_text=_("Pour une direction sans compte : elle répond par un lien, qui sert une fois."),
    )
    # What was never published with the page is not told: nobody has reviewed it.
    announced = models.BooleanField(_("nommé sur la page"), default=False, editable=False)

    class Meta:
        verbose_name = _("partenaire d'une page")
        verbose_name_plural = _("partenaires des pages")
        ordering = ["partner__name"]
        constraints = [
            models.UniqueConstraint(fields=["page", "partner"], name="joint_partner_once")
        ]

    def __str__(self) -> str:
        return str(self.partner)


def pages_with(partners: QuerySet[Partner], prefix: str = "") -> Q:
    """Return the condition on a page, reached through ``prefix``, that it is of ``partners``.

    They answer for it, or it names them beside who does; it is found once in both cases.
    """
    joint = JointPartner.objects.filter(partner__in=partners, announced=True)
    return Q(**{f"{prefix}partner__in": partners}) | Q(**{f"{prefix}pk__in": joint.values("page")})
