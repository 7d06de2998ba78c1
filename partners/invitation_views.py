"""The page where an invited person chooses their password."""

from __future__ import annotations

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin import messages

from partners.forms import ChoosePasswordForm
from partners.models.invitation import Invitation
from partners.people import accept, contact


@never_cache
@sensitive_post_parameters()
@transaction.atomic
def choose_password(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for a password; reading the page changes nothing, as the filters of mails do.

    A link that is no longer good says whom to ask, the same whatever the reason.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).of_key(key)
    if invitation is None:
        gone = {"contact": contact()}
        return _private(render(request, "partners/admin/invitation_gone.html", gone, status=410))
    user = invitation.user
    names = {"first_name": user.first_name, "last_name": user.last_name}
    form = ChoosePasswordForm(user, request.POST or None, initial=names)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in names}
        accept(invitation, form.cleaned_data["new_password1"], **given)
        logout(request)  # of whoever was there before in this browser
        messages.success(request, _("Votre mot de passe est choisi. Identifiez-vous pour entrer."))
        return redirect("wagtailadmin_login")
    context = {"form": form, "invitation": invitation, "partners": invitation.partners()}
    return _private(render(request, "partners/admin/invitation.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """Tell no other site, and no search engine, the address of the page: it is a key."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
