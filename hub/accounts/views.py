"""The security of one's account in the admin: the second factor and the open sessions.

All are behind Wagtail's ``require_admin_access``, by the hook that gives them their addresses.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from hub.accounts import second_factor
from hub.accounts.forms import CodeForm, NewApplicationForm, ProofForm
from hub.accounts.sessions import SECOND_FACTOR, end_session, end_sessions, open_sessions
from hub.mail import post
from hub.models import User

NEW_KEY = "second_factor_key"  # in the session: of the application being set up


class AccountView(WagtailAdminTemplateMixin):
    """The head of these pages."""

    request: Any
    header_icon = "lock"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_account"), "label": _("Compte")},
        ]
        if not isinstance(self, SecurityView):
            items.append({"url": reverse("account_security"), "label": SecurityView.page_title})
        return [*items, {"url": "", "label": self.get_page_title()}]


class SecurityView(AccountView, TemplateView):
    """What protects the account, and where it is open."""

    template_name = "hub/account/security.html"
    page_title = _("Sécurité du compte")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "has_second_factor": second_factor.has_one(user),
            "is_required": second_factor.is_required(user),
            "codes_left": second_factor.recovery_codes_left(user),
            "sessions": open_sessions(user, self.request.session.session_key),
        }


@method_decorator(sensitive_post_parameters(), name="dispatch")
class AccountFormView(AccountView, FormView[Any]):
    """A form of these pages, which leads back to the first one."""

    template_name = "hub/account/form.html"
    success_url = reverse_lazy("account_security")

    def show_codes(self, codes: list[str]) -> HttpResponse:
        """Return the page with the recovery codes, the only time that they are shown."""
        self.template_name = "hub/account/codes.html"
        return self.render_to_response(self.get_context_data(form=None, codes=codes))


class SetUpView(AccountFormView):
    """Set an application up, or another in place of the one before."""

    template_name = "hub/account/set_up.html"
    page_title = _("Régler la double authentification")

    def get_form(self, form_class: Any = None) -> NewApplicationForm:
        key = self.request.session.setdefault(NEW_KEY, second_factor.new_key())
        return NewApplicationForm(key, self.request, self.request.POST or None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if form := context["form"]:
            context["invitation"] = second_factor.invitation(self.request.user, form.key)
        return context

    def form_valid(self, form: NewApplicationForm) -> HttpResponse:
        user = self.request.user
        try:
            codes = second_factor.install(user, form.key, form.cleaned_data["code"])
        except ValidationError as error:  # its half minute has just ended
            form.add_error("code", error)
            return self.form_invalid(form)
        del self.request.session[NEW_KEY]
        self.request.session[SECOND_FACTOR] = True
        end_sessions(user, but=self.request.session.session_key)
        log(user, "hub.second_factor.set_up")
        return self.show_codes(codes)


class RecoveryCodesView(AccountFormView):
    """Make new recovery codes."""

    page_title = _("Nouveaux codes de secours")
    extra_context = {
        "intro": _("Les nouveaux codes remplacent les anciens, qui ne serviront plus."),
        "submit_label": _("Faire de nouveaux codes"),
    }

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not second_factor.has_one(request.user):
            return redirect("account_security")
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> CodeForm:
        return CodeForm(self.request.user, self.request.POST or None)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        codes = second_factor.new_recovery_codes(self.request.user)
        log(self.request.user, "hub.second_factor.codes")
        return self.show_codes(codes)


class RemoveView(AccountFormView):
    """Do without a second factor, where one may."""

    page_title = _("Retirer la double authentification")
    extra_context = {
        "intro": _("Votre mot de passe suffira de nouveau à ouvrir votre compte."),
        "submit_label": _("Retirer"),
    }

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if second_factor.is_required(request.user):
            messages.error(request, _("La double authentification est obligatoire pour vous."))
            return redirect("account_security")
        if not second_factor.has_one(request.user):
            return redirect("account_security")
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> ProofForm:
        return ProofForm(self.request, self.request.POST or None)

    def form_valid(self, form: ProofForm) -> HttpResponse:
        user = self.request.user
        second_factor.remove(user)
        log(user, "hub.second_factor.remove")
        _tell_end(user, by_oneself=True)
        messages.success(self.request, _("La double authentification est retirée."))
        return super().form_valid(form)


@require_POST
def close_sessions(request: Any) -> HttpResponse:
    """End the session whose number is sent, or all but this one."""
    number = request.POST.get("session")
    if not number:
        end_sessions(request.user, but=request.session.session_key)
        messages.success(request, _("Toutes les autres sessions sont fermées."))
    elif end_session(request.user, number):
        messages.success(request, _("La session est fermée."))
    else:
        messages.warning(request, _("Cette session était déjà fermée."))
    return redirect("account_security")


def reset(request: Any, user_id: int) -> HttpResponse:
    """Take another person's second factor away: they have lost their telephone and their codes."""
    policy = policy_registry.get_by_type(User)
    user = get_object_or_404(User, pk=user_id)
    may_change = policy.user_has_permission_for_instance(request.user, "change", user)
    if not may_change or (user.is_superuser and not request.user.is_superuser):
        raise PermissionDenied
    if user == request.user:
        return redirect("account_security")
    if request.method == "POST":
        if second_factor.remove(user):
            end_sessions(user)
            log(user, "hub.second_factor.reset")
            _tell_end(user, by_oneself=False)
        messages.success(
            request,
            _("%(person)s n'a plus de double authentification.") % {"person": user},
        )
        return redirect("wagtailusers_users:edit", user.pk)
    title = _("Réinitialiser la double authentification")
    context = {
        "breadcrumbs_items": [
            *AccountView.breadcrumbs_items,
            {"url": reverse("wagtailusers_users:edit", args=[user.pk]), "label": str(user)},
            {"url": "", "label": title},
        ],
        "header_title": title,
        "header_icon": AccountView.header_icon,
        "person": user,
        "has_second_factor": second_factor.has_one(user),
        "is_required": second_factor.is_required(user),
    }
    return TemplateResponse(request, "hub/account/reset.html", context)


def _tell_end(user: User, *, by_oneself: bool) -> None:
    context = {
        "by_oneself": by_oneself,
        "is_required": second_factor.is_required(user),
        "security_url": settings.BASE_URL + reverse("account_security"),
    }
    post([user.email], "hub/mail/second_factor_ended.txt", context)
