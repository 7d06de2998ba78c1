"""The forms of a page's partners, and of their answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.models import HubPage, JointPartner, Partner
from partners.forms import COMMENT_LENGTH
from partners.joint import has_reviewers
from partners.models import partners_of_section

MAX_PARTNERS = 20  # beside the page's own
AGREE, SEND_BACK = "accord", "renvoi"


class JointPartnerForm(forms.ModelForm):
    """A partner of a page; which one it is does not change once it is there."""

    class Meta:
        model = JointPartner
        fields = ["partner", "may_edit", "must_approve", "director_email"]
        error_messages = {
            "partner": {
                "required": _("Choisissez une organisation."),
                "invalid_choice": _("Cette organisation n'est pas un partenaire du réseau."),
            },
            "director_email": {"invalid": _("Cette adresse électronique n'est pas complète.")},
        }

    def __init__(self, *args: Any, page: HubPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.page = page
        field = self.fields["partner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.empty_label = _("Choisir une organisation")
        field.disabled = self.instance.pk is not None

    def clean_partner(self) -> Partner:
        partner: Partner = self.cleaned_data["partner"]
        if self.instance.pk:
            return partner
        if partner in partners_of_section(self.instance.page):
            raise forms.ValidationError(_("Cette organisation répond déjà de la page."))
        if partner.suspended_at:
            raise forms.ValidationError(_("L'accès de cette organisation est suspendu."))
        return partner

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        partner, address = cleaned.get("partner"), cleaned.get("director_email")
        if address and not cleaned.get("must_approve"):
            sentence = _("Cochez « doit approuver » pour lui demander son accord.")
            self.add_error("director_email", sentence)
        asks = cleaned.get("must_approve") and "director_email" not in self.errors
        if asks and partner and not address and not has_reviewers(partner):
            sentence = _("Personne n'y relit : donnez l'adresse de sa direction.")
            self.add_error("director_email", sentence)
        return cleaned


class BaseJointPartnerFormSet(forms.BaseModelFormSet):
    """The partners of a page, each once."""

    def clean(self) -> None:
        seen = set()
        for form in self.forms:
            partner = form.cleaned_data.get("partner") if hasattr(form, "cleaned_data") else None
            if partner is None or form.cleaned_data.get("DELETE"):
                continue
            if partner in seen:
                form.add_error("partner", _("Cette organisation est déjà dans la liste."))
            seen.add(partner)

    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        if removal := form.fields.get("DELETE"):
            removal.label = _("Retirer ce partenaire de la page")


JointPartnerFormSet = forms.modelformset_factory(
    JointPartner,
    form=JointPartnerForm,
    formset=BaseJointPartnerFormSet,
    extra=1,
    can_delete=True,
    can_delete_extra=False,
    max_num=MAX_PARTNERS,
    validate_max=True,
)


class AnswerForm(forms.Form):
    """The answer of a partner: it agrees, or sends the page back with what has to change."""

    decision = forms.ChoiceField(
        label=_("Votre réponse"),
        choices=[(AGREE, _("J'approuve cette page")), (SEND_BACK, _("Je la renvoie"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Dites si vous approuvez la page ou si vous la renvoyez."),
            "invalid_choice": _("Choisissez l'une des deux réponses."),
        },
    )
    comment = forms.CharField(
        label=_("Commentaire"),
        required=False,
        max_length=COMMENT_LENGTH,
        help_text=_("Si vous renvoyez la page : ce qu'il faut y changer."),
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        sent_back = cleaned.get("decision") == SEND_BACK
        if sent_back and not cleaned.get("comment") and "comment" not in self.errors:
            sentence = _("Dites ce qu'il faut changer : qui a soumis la page le lira.")
            self.add_error("comment", sentence)
        return cleaned

    @property
    def approves(self) -> bool:
        return bool(self.cleaned_data["decision"] == AGREE)


class DirectorForm(AnswerForm):
    """The answer of who has no account: in what role is asked."""

    role = forms.CharField(
        label=_("Votre fonction"),
        max_length=120,
        help_text=_("Par exemple : directrice, président. Elle est gardée avec votre réponse."),
        error_messages={"required": _("Dites à quel titre vous répondez.")},
    )

    field_order = ["role", "decision", "comment"]
