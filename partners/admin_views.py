"""The pages of the register of partners: creation, a partner and its people, access, import."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import yesno
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.log_actions import log
from wagtail_modeladmin.views import (
    CreateView,
    DeleteView,
    HistoryView,
    InspectView,
    InstanceSpecificView,
    WMABaseView,
)

from hub.models import Partner, User
from partners import importing
from partners.enums import Role
from partners.forms import AddressesField, ImportForm, InviteForm, refuse
from partners.models import PartnerIndexPage
from partners.people import (
    Arrival,
    change_role,
    invite,
    keeps_people,
    may_touch,
    people_of,
    refusal,
    remove,
    role_of,
)
from partners.register import state, with_figures
from partners.rights import SHARED_COLLECTION, in_force
from partners.spaces import groups_of, open_space, resume, suspend

SUSPEND = "partners.suspend"  # the actions of the audit log
RESUME = "partners.resume"
SALT = "partners.import"
READ_WITHIN = 2 * 60 * 60  # seconds between the reading of an import and its confirmation


class PartnerCreateForm(WagtailAdminModelForm):
    """A partner and its first people."""

    writers_addresses = AddressesField(
        label=gettext_lazy("À la rédaction"),
        required=False,
        help_text=gettext_lazy("Une adresse par ligne. Chaque personne reçoit un lien, 7 jours."),
    )
    reviewers_addresses = AddressesField(
        label=gettext_lazy("À la relecture"),
        required=False,
        help_text=gettext_lazy("Ces personnes écrivent aussi ; nul ne relit son propre travail."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        writers = {address.lower() for address in cleaned.get("writers_addresses", [])}
        for field, role in FIRST_PEOPLE.items():
            refuse(self, field, role, lambda a, r: refusal(a, self.for_user, None, r))
        for address in cleaned.get("reviewers_addresses", []):
            if address.lower() in writers:
                self.add_error(
                    "reviewers_addresses", _("%s a deux rôles : un seul par partenaire.") % address
                )
        if not PartnerIndexPage.objects.exists():
            self.add_error(None, _("Le site n'est pas prêt : lancez « manage.py setup »."))
        return cleaned


FIRST_PEOPLE = {"writers_addresses": Role.WRITER, "reviewers_addresses": Role.REVIEWER}


class PartnerCreateView(CreateView):
    """A new partner has its space at once: page, collection, groups, rights and people."""

    def get_edit_handler(self) -> Any:
        people = MultiFieldPanel(
            [FieldPanel(field) for field in FIRST_PEOPLE], gettext_lazy("Ses premières personnes")
        )
        handler = ObjectList([*self.model.panels, people], base_form_class=PartnerCreateForm)
        return handler.bind_to_model(self.model)

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        open_space(self.instance, PartnerIndexPage.objects.get())
        arrivals = [
            invite(self.instance, address, role, self.request.user)
            for field, role in FIRST_PEOPLE.items()
            for address in form.cleaned_data[field]
        ]
        if arrivals:
            messages.success(self.request, told(arrivals))
        return response

    def get_success_url(self) -> str:
        return self.url_helper.get_action_url("inspect", self.instance.pk)


class PartnerDeleteView(DeleteView):
    """Its groups go with a partner: without it they would be nobody's."""

    def delete_instance(self) -> None:
        groups = groups_of(self.instance)
        super().delete_instance()
        for group in groups:
            group.delete()


class PartnerHistoryView(HistoryView):
    """The history of a row; Wagtail's own asks for no right."""

    def check_action_permitted(self, user: User) -> bool:
        return bool(self.permission_helper.user_can_inspect_obj(user, self.instance))


class PartnerInspectView(InspectView):
    """A partner with its people, its rights and its figures; here its people are invited."""

    page_title = gettext_lazy("Partenaire")

    @cached_property
    def may_keep(self) -> bool:
        return keeps_people(self.request.user)

    def get_context_data(self, form: InviteForm | None = None, **kwargs: Any) -> dict[str, Any]:
        partner = with_figures(Partner.objects.filter(pk=self.instance.pk)).get()
        user = self.request.user
        people: list[Any] = list(people_of(partner))
        for person in people:
            may = user.is_superuser or not person.protected
            person.may_be_touched = self.may_keep and may
        return super().get_context_data(
            partner=partner,
            state=state(partner),
            people=people,
            may_keep=self.may_keep,
            rights=rights_in_words(partner),
            roles=Role.choices,
            form=form or self.invite_form(),
            **kwargs,
        )

    def get_field_display_value(self, field_name: str, field: Any = None) -> Any:
        value = super().get_field_display_value(field_name, field)
        return yesno(value, _("oui,non")) if isinstance(value, bool) else value

    def invite_form(self, data: Any = None) -> InviteForm:
        return InviteForm(
            data, refusal=lambda a, role: refusal(a, self.request.user, self.instance, role)
        )

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Invite; what cannot be is said beside the addresses, which stay in the form."""
        if not self.may_keep:
            raise PermissionDenied
        if not is_open(request, self.instance):
            return redirect(request.path)
        form = self.invite_form(request.POST)
        if not form.is_valid():
            messages.error(request, _("Personne n'a été invité : voyez sous les adresses."))
            return self.render_to_response(self.get_context_data(form=form))
        with transaction.atomic():
            arrivals = [
                invite(self.instance, address, form.cleaned_data["role"], request.user)
                for address in form.cleaned_data["addresses"]
            ]
        messages.success(request, told(arrivals))
        return redirect(request.path)


def is_open(request: HttpRequest, partner: Partner) -> bool:
    """Whether people may enter the space of ``partner``; say why not."""
    if partner.suspended_at:
        messages.error(request, _("L'accès de ce partenaire est suspendu : rouvrez-le d'abord."))
    elif not (partner.writers and partner.reviewers):
        messages.error(
            request, _("Ce partenaire n'a pas d'espace : lancez « manage.py check_spaces ».")
        )
    else:
        return True
    return False


def told(arrivals: list[Arrival]) -> str:
    """Return what became of the addresses, in a sentence or two."""
    new = [arrival.user.email for arrival in arrivals if not arrival.has_account]
    known = [arrival for arrival in arrivals if arrival.has_account]
    sentences = []
    if new:
        sentence = ngettext("Invitation envoyée à %s.", "Invitations envoyées à %s.", len(new))
        sentences.append(sentence % ", ".join(new))
    for arrival in known:
        sentences.append(
            _("%s a déjà un compte : son mot de passe ne change pas, et un courriel le lui dit.")
            % arrival.user.email
        )
    for arrival in arrivals:
        if arrival.elsewhere:
            sentences.append(
                _("%(person)s est aussi de : %(partners)s.")
                % {"person": arrival.user.email, "partners": ", ".join(arrival.elsewhere)}
            )
    return " ".join(sentences)


def rights_in_words(partner: Partner) -> list[tuple[str, list[str]]]:
    """Return what each group of ``partner`` may do now, read from the rights themselves."""
    held = in_force([group.pk for group in groups_of(partner)])
    said = []
    for group in groups_of(partner):
        rights = held[group.pk]
        on_pages = {name for page, name in rights.pages if page == partner.page_id}
        on_files = {name for c, name in rights.files if c == partner.collection_id}
        shared = any(collection != partner.collection_id for collection, _n in rights.files)
        words = {
            _("entrer dans l'administration"): "wagtailadmin.access_admin" in rights.models,
            _("écrire et soumettre dans sa section"): "hub.add_hubpage" in on_pages,
            _("déposer et modifier ses documents et ses images"): any(
                ".add_" in name for name in on_files
            ),
            _("choisir dans la collection « %s »") % SHARED_COLLECTION: shared,
            _("publier"): "hub.publish_hubpage" in on_pages,
        }
        said.append((group.name, [word for word, holds in words.items() if holds]))
    return said


class PersonView(InstanceSpecificView):
    """What is done with one person of a partner: invited again, moved, taken out."""

    def check_action_permitted(self, user: User) -> bool:
        return keeps_people(user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.back)

    @property
    def back(self) -> str:
        return self.url_helper.get_action_url("inspect", self.instance.pk)

    @transaction.atomic
    def post(self, request: Any, person: str, **kwargs: Any) -> HttpResponse:
        user = get_object_or_404(people_of(self.instance), pk=int(person))
        if not may_touch(request.user, user):
            raise PermissionDenied
        action = request.POST.get("action", "")
        if action == "remove":
            remove(self.instance, user, request.user)
            said = _("%s n'est plus de ce partenaire.")
        elif action in Role.values:
            change_role(self.instance, user, action, request.user)
            said = _("Le rôle de %s a changé.")
        elif action == "invite":
            role = role_of(self.instance, user)
            if user.has_usable_password() or not user.is_active or role is None:
                messages.error(request, _("Cette personne a déjà choisi son mot de passe."))
                return redirect(self.back)
            if not is_open(request, self.instance):
                return redirect(self.back)
            invite(self.instance, user.email, role, request.user)
            said = _("Nouvelle invitation envoyée à %s ; la précédente ne vaut plus.")
        else:
            messages.error(request, _("Cette action n'existe pas."))
            return redirect(self.back)
        messages.success(request, said % user)
        return redirect(self.back)


class AccessView(InstanceSpecificView):
    """Asks before it closes the access of a partner's people, or opens it again."""

    def check_action_permitted(self, user: User) -> bool:
        return keeps_people(user)

    def get_template_names(self) -> list[str]:
        return ["partners/admin/access.html"]

    def get_page_title(self) -> str:
        return _("Rouvrir l'accès") if self.instance.suspended_at else _("Suspendre l'accès")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.url_helper.get_action_url("inspect", self.instance.pk)
        people = people_of(self.instance).filter(is_active=True)
        return super().get_context_data(partner=self.instance, back=back, people=people, **kwargs)

    @transaction.atomic
    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was asked, once: a second click finds it done."""
        asked = request.POST.get("action")
        if asked == "suspend" and not self.instance.suspended_at:
            suspend(self.instance, request.user)
            log(self.instance, SUSPEND, user=request.user)
            messages.success(request, _("L'accès est suspendu. Les pages restent en ligne."))
        elif asked == "resume" and self.instance.suspended_at:
            resume(self.instance)
            log(self.instance, RESUME, user=request.user)
            messages.success(request, _("L'accès est rouvert."))
        return redirect(self.url_helper.get_action_url("inspect", self.instance.pk))


class ImportView(WMABaseView):
    """Partners from a table: read and shown first, written once confirmed.

    What is confirmed is what was shown: the cells come back signed, and are checked again.
    """

    page_title = gettext_lazy("Importer des partenaires")

    def check_action_permitted(self, user: User) -> bool:
        return bool(self.permission_helper.user_can_create(user) and keeps_people(user))

    def get_template_names(self) -> list[str]:
        return ["partners/admin/import.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ImportForm())
        return super().get_context_data(
            columns=list(importing.COLUMNS),
            model_url=reverse("partners_import_model"),
            most=importing.MOST_LINES,
            **kwargs,
        )

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "read" in request.POST:
            return self.confirmed(request.POST["read"])
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            content = form.cleaned_data["file"].read(importing.LARGEST + 1)
            update = form.cleaned_data["existing"] == "update"
            try:
                return self.show(importing.cells_of(content), update)
            except importing.UnreadableError as error:
                form.add_error("file", str(error))
        return self.render_to_response(self.get_context_data(form=form))

    def show(self, rows: list[list[str]], update: bool) -> HttpResponse:
        """Show what the rows would make; nothing is written."""
        lines = importing.lines_of(rows, self.request.user, update=update)
        read = {"rows": rows, "update": update, "by": self.request.user.pk}
        return self.render_to_response(
            self.get_context_data(
                lines=lines,
                update=update,
                faulty=[line for line in lines if line.faults],
                new=sum(not line.exists for line in lines),
                known=sum(line.exists for line in lines),
                invited=sum(line.invited for line in lines),
                read=signing.dumps(read, salt=SALT, compress=True),
            )
        )

    def confirmed(self, read: str) -> HttpResponse:
        """Write what was shown, all or nothing; show it again where something has changed since."""
        try:
            asked = signing.loads(read, salt=SALT, max_age=READ_WITHIN)
        except signing.BadSignature:
            asked = {}
        if asked.get("by") != self.request.user.pk:
            messages.error(
                self.request, _("Cette lecture a expiré : envoyez de nouveau le fichier.")
            )
            return redirect("partners_import")
        index = PartnerIndexPage.objects.first()
        if index is None:
            messages.error(self.request, _("Le site n'est pas prêt : lancez « manage.py setup »."))
            return redirect("partners_import")
        with transaction.atomic():
            lines = importing.lines_of(asked["rows"], self.request.user, update=asked["update"])
            if any(line.faults for line in lines):
                messages.error(self.request, _("Rien n'a été importé : il reste des fautes."))
                return self.show(asked["rows"], asked["update"])
            done = [line for line in lines if asked["update"] or not line.exists]
            importing.write(done, index, self.request.user, noted=self.note)
        messages.success(
            self.request,
            _("Import fait. Partenaires : %(partners)d ; invitations : %(people)d.")
            % {"partners": len(done), "people": sum(line.invited for line in done)},
        )
        return redirect(self.index_url)

    def note(self, partner: Partner, new: bool) -> None:
        action = "wagtail.create" if new else "wagtail.edit"
        log(partner, action, user=self.request.user, content_changed=True)


def import_model(request: HttpRequest) -> HttpResponse:
    """Answer with the table to fill in."""
    if not keeps_people(request.user):
        raise PermissionDenied
    response = HttpResponse(importing.model_file(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="modele-partenaires.csv"'
    return response
