"""The form of a consent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import page_permission_policy, policy_registry

from hub.models import HubDocument, HubPage
from hub.references import refuse_strangers
from hub.text import without_controls
from partners.spaces import SHARED_COLLECTION


class ConsentForm(WagtailAdminModelForm):
    """The form of a consent: of a replay that its writer may edit, with a proof kept apart."""

    def clean_person(self) -> str:
        return without_controls(self.cleaned_data["person"])

    def clean_purpose(self) -> str:
        return without_controls(self.cleaned_data["purpose"])

    def clean_replay(self) -> HubPage:
        replay: HubPage = self.cleaned_data["replay"]
        policy = page_permission_policy
        if not policy.user_has_permission_for_instance(self.for_user, "change", replay):
            raise forms.ValidationError(_("Choisissez un replay que vous pouvez modifier."))
        return replay

    def clean_proof(self) -> HubDocument | None:
        proof: HubDocument | None = self.cleaned_data["proof"]
        if proof and proof.pk != self.instance.proof_id:
            policy = policy_registry.get_by_type(HubDocument)
            if not policy.user_has_permission_for_instance(self.for_user, "choose", proof):
                raise forms.ValidationError(_("Choisissez un fichier de votre collection."))
            if proof.collection.name == SHARED_COLLECTION:
                raise forms.ValidationError(
                    _("Rangez ce fichier ailleurs : tous les partenaires voient « Commun ».")
                )
        return proof

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        given, until, withdrawn = (data.get(name) for name in ("given_on", "until", "withdrawn_on"))
        if given and given > timezone.localdate():
            self.add_error("given_on", _("Cette date est dans l'avenir."))
        if given and until and until < given:
            self.add_error("until", _("Le terme précède l'accord."))
        if withdrawn and withdrawn > timezone.localdate():
            self.add_error("withdrawn_on", _("Cette date est dans l'avenir."))
        if given and withdrawn and withdrawn < given:
            self.add_error("withdrawn_on", _("Le retrait précède l'accord."))
        return data

    def _post_clean(self) -> None:
        refuse_strangers(self, self.for_user)  # and name none of it in the form shown again
        super()._post_clean()
