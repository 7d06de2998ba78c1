"""Logging in: the password, then the code where there is a second factor.

Nobody is logged in before both: between the two, the session only remembers who waits, for ten
minutes. No other view has to know that logins have two steps.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin.views.account import LoginView as WagtailLoginView
from wagtail.admin.views.account import PasswordResetView as WagtailPasswordResetView
from wagtail.log_actions import log

from hub.accounts import browsers, second_factor
from hub.accounts.forms import CodeForm, FirstCodeForm
from hub.accounts.sessions import SECOND_FACTOR, VISIT, end_sessions
from hub.accounts.throttling import refuse_reset
from hub.mail import post
from hub.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
WAITING = "login_waiting"
WAITS = 10 * 60  # seconds between the two steps


def enter(request: HttpRequest, user: User, *, remember: bool, with_code: bool) -> None:
    """Log ``user`` in, and tell them by mail if this browser is new to them."""
    is_new = user.last_login is not None and not browsers.is_known(request, user.email)
    login(request, user, backend=BACKEND)
    request.session[SECOND_FACTOR] = with_code
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if remember else 0)
    if is_new:
        context = {
            "browser": request.session[VISIT]["browser"],
            "moment": timezone.now(),
            "security_url": settings.BASE_URL + reverse("account_security"),
            "reset_url": settings.BASE_URL + reverse("wagtailadmin_password_reset"),
        }
        post([user.email], "hub/mail/new_browser.txt", context)


class LoginView(WagtailLoginView):
    """The first step: e-mail and password."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead on who is logged in; Wagtail looks for a word among the names of addresses."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return HttpResponseRedirect(self.get_success_url())
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        remember = bool(form.cleaned_data["remember"])
        if second_factor.has_one(user):
            step = "login_code"
        elif second_factor.is_required(user):
            step = "login_set_up"
        else:
            enter(self.request, user, remember=remember, with_code=False)
            response = HttpResponseRedirect(self.get_success_url())
            browsers.remember(response, user.email)
            return response
        self.request.session.cycle_key()
        self.request.session[WAITING] = {
            "user": user.pk,
            "password": user.get_session_auth_hash(),
            "since": time.time(),
            "remember": remember,
            "next": self.get_success_url(),
            "key": second_factor.new_key(),
        }
        return redirect(step)


def who_waits(request: HttpRequest) -> User | None:
    """Return who has given the right password here, and not yet a code.

    A new password, or an account that was closed meanwhile, ends the wait.
    """
    waiting = request.session.get(WAITING)
    if waiting is None or not 0 <= time.time() - waiting["since"] <= WAITS:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    if user and constant_time_compare(user.get_session_auth_hash(), waiting["password"]):
        return user
    return None


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class SecondStepView(FormView[Any]):
    """What both second steps share: somebody waits, else one begins again."""

    has_application: bool
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = who_waits(request)
        if user is None or second_factor.has_one(user) != self.has_application:
            return redirect("wagtailadmin_login")
        self.user = user
        return super().dispatch(request, *args, **kwargs)

    def enter(self) -> str:
        """Log in who waits; return where they were going."""
        waiting = self.request.session[WAITING]
        enter(self.request, self.user, remember=waiting["remember"], with_code=True)
        self.request.session.pop(WAITING, None)
        return waiting["next"]


class LoginCodeView(SecondStepView):
    """The second step: a code of the application, or a recovery code."""

    template_name = "hub/account/login_code.html"
    has_application = True

    def get_form(self, form_class: Any = None) -> CodeForm:
        return CodeForm(self.user, self.request.POST or None)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        response = HttpResponseRedirect(self.enter())
        browsers.remember(response, self.user.email)
        return response


class LoginSetUpView(SecondStepView):
    """The second step of who must have a second factor and has none: to set it up."""

    template_name = "hub/account/login_set_up.html"
    has_application = False

    @property
    def key(self) -> str:
        return self.request.session[WAITING]["key"]

    def get_form(self, form_class: Any = None) -> FirstCodeForm:
        return FirstCodeForm(self.key, self.request.POST or None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invitation = second_factor.invitation(self.user, self.key)
        return super().get_context_data(**kwargs) | {"invitation": invitation}

    def form_valid(self, form: FirstCodeForm) -> HttpResponse:
        try:
            codes = second_factor.install(self.user, self.key, form.cleaned_data["code"])
        except ValidationError as error:  # its half minute has just ended
            form.add_error("code", error)
            return self.form_invalid(form)
        end_sessions(self.user)
        destination = self.enter()
        log(self.user, "hub.second_factor.set_up", user=self.user)
        response = TemplateResponse(
            self.request, "hub/account/login_codes.html", {"codes": codes, "next": destination}
        )
        browsers.remember(response, self.user.email)
        return response


class PasswordResetView(WagtailPasswordResetView):
    """Asks for a new password, and not too often."""

    def form_valid(self, form: Any) -> HttpResponse:
        return refuse_reset(self.request) or super().form_valid(form)
