"""The inbox on the admin's home, and the messages in somebody's account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab
from wagtail.users.models import UserProfile

from hub.models import Partner
from partners.models import MessagePreference
from partners.views import tabs_of


class InboxPanel(Component):
    """The first entries of each list, the empty ones of who writes left out; where to write."""

    name = "inbox"
    template_name = "partners/admin/inbox_panel.html"
    order = 100

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        request = parent_context["request"]
        return {
            "request": request,
            "tabs": tabs_of(request.user),
            "sections": Partner.objects.for_user(request.user).exclude(page=None),
            "csrf_token": parent_context["csrf_token"],
        }

    @property
    def media(self) -> forms.Media:
        return forms.Media(css={"all": ["partners/inbox.css"]})


class MessagePreferenceForm(forms.ModelForm):
    class Meta:
        model = MessagePreference
        fields = ["pace"]
        widgets = {"pace": forms.RadioSelect}


class MessagesPanel(BaseSettingsPanel):
    """At what pace the reviews are told to whoever opens their account."""

    name = "messages"
    title = _("Messages sur les relectures")
    tab = notifications_tab
    order = 90
    form_class = MessagePreferenceForm

    def get_form(self) -> forms.ModelForm:
        instance = MessagePreference.objects.filter(user=self.user).first()
        data = self.request.POST if self.request.method == "POST" else None
        return MessagePreferenceForm(
            data, instance=instance or MessagePreference(user=self.user), prefix=self.name
        )


class CommentsForm(forms.ModelForm):
    """What is left of Wagtail's notifications: those of the comments in the editor."""

    class Meta:
        model = UserProfile
        fields = ["updated_comments_notifications"]
