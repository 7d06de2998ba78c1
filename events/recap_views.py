"""The screen « Publier le compte rendu »: text, figures, photos, files and replay in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events.models import EventPage, RecapPage
from events.recap_forms import (
    MAX_ROWS,
    FileRows,
    PhotoRows,
    RecapForm,
    ReplayForm,
    choosable,
    drop_errors,
    say,
)
from events.recap_publishing import (
    Decision,
    decisions,
    may_write,
    obstacle,
    presentation,
    publish_together,
    replay,
    section_of,
)
from events.recap_uploads import Taken, Zone, speakers_of, take
from hub.models import HubDocument, HubImage, User
from resources.models import ResourcePage

PREVIEW = "max-320x240"
UPLOAD = "new-"  # before a zone's name: the input that takes its files


class AdminRequest(HttpRequest):
    """A request to the admin, whose user Wagtail has checked."""

    user: User


def event_for(user: User, event_id: int) -> EventPage:
    """Return the event whose recap ``user`` may write; to others there is no such event."""
    event: EventPage = get_object_or_404(EventPage, pk=event_id)
    if not (may_write(event, user) and may_write(section_of(event), user)):
        raise Http404
    prefetch_related_objects([event], "speakers")
    return event


class Screen:
    """The forms of the screen, bound to what was sent, if anything was."""

    def __init__(self, event: EventPage, user: User, data: QueryDict | None = None) -> None:
        self.event, self.user = event, user
        people = [str(speaker.pk) for speaker in event.speakers.all()]
        title = _("Compte rendu : %(title)s") % {"title": event.title}
        recap = RecapPage(title=title[:255])
        recap.body = [("text", "")]
        self.recap = RecapForm(data, instance=recap, for_user=user)
        both = {"event": event, "user": user}
        self.files = FileRows(data, prefix=Zone.FILES, form_kwargs=both)
        self.photos = PhotoRows(data, prefix=Zone.PHOTOS, form_kwargs={"user": user})
        replay_title = _("Replay : %(title)s") % {"title": event.title}
        initial = {"title": replay_title[:255], "speakers": people}
        self.replay = ReplayForm(data, prefix="replay", initial=initial, **both)
        self.errors: list[str] = []
        self.refused: dict[str, list[str]] = {}

    @property
    def parts(self) -> list[Any]:
        return [self.recap, self.files, self.photos, self.replay]

    def is_valid(self, decision: Decision) -> bool:
        """Whether all can be saved; a draft may lack what a publication asks."""
        if decision == Decision.DRAFT:
            self.recap.defer_required_fields()
            for row in self.photos.forms:
                row.fields["alt_text"].required = False
        valid = [part.is_valid() for part in self.parts]  # each, so that all is said at once
        return all(valid)

    def pages(self, decision: Decision) -> tuple[RecapPage, list[ResourcePage]]:
        """Return the unsaved pages of forms that are valid; say beside the fields what misses."""
        recap: RecapPage = self.recap.save(commit=False)
        photos = [row.cleaned_data for row in self.photos.kept()]
        for photo in photos:
            recap.body.append(
                ("image", {name: photo[name] for name in ("image", "alt_text", "caption")})
            )
        recap.image = photos[0]["image"] if photos else None
        made: list[tuple[Any, Any]] = [(self.recap, recap)]
        for row in self.files.kept():
            fields = {name: row.cleaned_data[name] for name in ("document", "title", "licence")}
            made.append((row, presentation(self.event, **fields, speakers=row.chosen_speakers())))
        if self.replay.is_given:
            names = ("title", "url_elsewhere", "document", "duration", "captions", "transcript")
            fields = {name: self.replay.cleaned_data[name] for name in names}
            page = replay(self.event, **fields, speakers=self.replay.chosen_speakers())
            made.append((self.replay, page))
        if decision != Decision.DRAFT:
            for form, page in made:
                say(form, page.publication_errors())
        return recap, [page for _form, page in made[1:]]

    def is_refused(self) -> bool:
        """Whether something was said against the pages."""
        return any(not part.is_valid() for part in self.parts)

    def shown_errors(self) -> list[str]:
        """What is said above the form: what belongs to no field."""
        rows = [*self.files.forms, *self.photos.forms]
        said = [error for rows in (self.files, self.photos) for error in rows.non_form_errors()]
        for form in (self.recap, self.replay, *rows):
            said += form.non_field_errors()
            said += [e for field in form.hidden_fields() for e in field.errors]
        return [*self.errors, *dict.fromkeys(map(str, said))]

    def read_files(self) -> None:
        """Give each row the file that it names; read at once for each model."""
        rows = [(form, "document") for form in self.files.forms]
        rows += [(self.replay, "document"), (self.replay, "captions")]
        documents = _read(choosable(HubDocument, self.user), rows)
        photos = [(form, "image") for form in self.photos.forms]
        images = choosable(HubImage, self.user).prefetch_renditions(PREVIEW)
        found = documents | _read(images, photos) if photos else documents
        for form, name in [*rows, *photos]:
            setattr(form, f"{name}_here", found.get(form[name].html_name))


def _read(files: Any, rows: list[tuple[Any, str]]) -> dict[str, Any]:
    """Return those of ``files`` that the hidden fields of ``rows`` name, by the field's name."""
    sent = {form[name].html_name: str(form[name].value() or "") for form, name in rows}
    numbers = {key: int(n) for key, n in sent.items() if n.isdecimal() and len(n) < 19}
    found = {file.pk: file for file in files.filter(pk__in=set(numbers.values()))}
    return {key: found[number] for key, number in numbers.items() if number in found}


class RecapView(WagtailAdminTemplateMixin, View):
    """Show the screen; take what it sends."""

    template_name = "events/admin/recap.html"
    page_title = _("Publier le compte rendu")

    def dispatch(self, request: Any, *args: Any, event_id: int) -> Any:
        self.event = event_for(request.user, event_id)
        if recap := RecapPage.objects.child_of(self.event).first():
            messages.info(request, _("Cet événement a déjà un compte rendu : le voici."))
            return redirect("wagtailadmin_pages:edit", recap.pk)
        if why := obstacle(self.event):
            messages.error(request, why)
            return redirect("wagtailadmin_pages:edit", self.event.pk)
        self.decisions = decisions(self.event, request.user)
        return super().dispatch(request, *args)

    def get(self, request: AdminRequest) -> HttpResponse:
        return self.show(Screen(self.event, request.user))

    def post(self, request: AdminRequest) -> HttpResponse:
        data, refused = self.with_uploads(request)
        screen = Screen(self.event, request.user, data)
        screen.refused = refused
        if request.FILES:  # without scripts the files come with the form, which is shown again
            for form in (screen.recap, screen.replay, *screen.files.forms, *screen.photos.forms):
                drop_errors(form)
            messages.info(
                request, _("Relisez ce qui est proposé pour chaque fichier, puis publiez.")
            )
            return self.show(screen)
        decision = next((d for d in self.decisions if f"action-{d}" in data), Decision.DRAFT)
        if not screen.is_valid(decision):
            return self.show_errors(screen)
        recap, resources = screen.pages(decision)
        if screen.is_refused():
            return self.show_errors(screen)
        try:
            publish_together(self.event, recap, resources, request.user, decision)
        except ValidationError as error:
            return self.show_errors(screen, error.messages)
        messages.success(request, said_of(decision, recap, len(resources)))
        return redirect("wagtailadmin_pages:edit", recap.pk)

    def with_uploads(self, request: AdminRequest) -> tuple[QueryDict, dict[str, list[str]]]:
        """Return what was sent with a row for each file that came with it, and the refusals."""
        data = request.POST.copy()
        for zone in (Zone.FILES, Zone.PHOTOS):
            for name in ("TOTAL_FORMS", "INITIAL_FORMS"):
                data.setdefault(f"{zone}-{name}", "0")
        refused: dict[str, list[str]] = {}
        for zone in Zone:
            for file in request.FILES.getlist(f"{UPLOAD}{zone}"):
                try:
                    taken = take(zone, file, self.event, request.user)
                except ValidationError as error:
                    said = f"{file.name} : {' '.join(error.messages)}"
                    refused.setdefault(str(zone), []).append(said)
                else:
                    add_row(data, zone, taken, self.event)
        return data, refused

    def show_errors(self, screen: Screen, errors: Sequence[str] = ()) -> HttpResponse:
        """Show again what was typed, with what misses."""
        screen.errors = [_("Rien n'a été enregistré : voyez ci-dessous ce qui manque."), *errors]
        return self.show(screen)

    def show(self, screen: Screen) -> HttpResponse:
        return self.render_to_response(self.get_context_data(screen=screen))

    def get_context_data(self, *, screen: Screen, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        screen.read_files()
        screen.recap.show_as_sent()
        return context | {
            "screen": screen,
            "event": self.event,
            "media": screen.recap.media + screen.replay.media,
            "form_is_multipart": True,
            "action_url": reverse("event_recap", args=[self.event.pk]),
            "upload_url": reverse("event_recap_upload", args=[self.event.pk]),
            "decisions": self.decisions,
            "max_rows": MAX_ROWS,
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.event.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit, "label": self.event.title},
            {"url": "", "label": self.page_title},
        ]


def add_row(data: QueryDict, zone: Zone, taken: Taken, event: EventPage) -> int:
    """Write in ``data`` what the row of a file says at first; return the row's place."""
    if zone in {Zone.FILM, Zone.CAPTIONS}:
        name = "document" if zone == Zone.FILM else "captions"
        data[f"replay-{name}"] = str(taken.file.pk)
        return 0
    sent = data.get(f"{zone}-TOTAL_FORMS", "0")
    place = int(sent) if sent.isdecimal() and len(sent) < 6 else 0
    data[f"{zone}-TOTAL_FORMS"] = str(place + 1)
    data.setdefault(f"{zone}-INITIAL_FORMS", "0")
    row = f"{zone}-{place}"
    if zone == Zone.PHOTOS:
        data[f"{row}-image"] = str(taken.file.pk)
        return place
    data[f"{row}-document"] = str(taken.file.pk)
    data[f"{row}-title"] = taken.title
    data[f"{row}-note"] = taken.note
    data.setlist(f"{row}-speakers", [str(pk) for pk in speakers_of(taken, event)])
    return place


@require_POST
def upload(request: AdminRequest, event_id: int) -> HttpResponse:
    """Take a file that was dropped; answer with its row, or with why it is refused."""
    event = event_for(request.user, event_id)
    zone, file = request.POST.get("zone", ""), request.FILES.get("file")
    if zone not in Zone.values or file is None or obstacle(event):
        raise Http404
    try:
        taken = take(Zone(zone), file, event, request.user)
    except ValidationError as error:
        said = " ".join(error.messages)
        return HttpResponse(said, status=422, content_type="text/plain; charset=utf-8")
    data = QueryDict(mutable=True)
    sent = request.POST.get("place", "")
    data[f"{zone}-TOTAL_FORMS"] = sent if sent.isdecimal() and int(sent[:6]) < MAX_ROWS else "0"
    place = add_row(data, Zone(zone), taken, event)
    screen = Screen(event, request.user, data)
    rows = {Zone.FILES: screen.files, Zone.PHOTOS: screen.photos}.get(Zone(zone))
    form = screen.replay if rows is None else rows.forms[place]
    drop_errors(form)
    screen.read_files()
    return render(request, f"events/admin/recap_{zone}_row.html", {"form": form})


def said_of(decision: Decision, recap: RecapPage, count: int) -> str:
    """Return what is said once all is made."""
    done = {
        Decision.DRAFT: _("Le compte rendu « %(title)s » est enregistré"),
        Decision.SUBMIT: _("Le compte rendu « %(title)s » est soumis à la relecture"),
        Decision.PUBLISH: _("Le compte rendu « %(title)s » est publié"),
    }[decision] % {"title": recap.title}
    if not count:
        return f"{done}."
    more = ngettext("avec une ressource.", "avec %(count)s ressources.", count)
    return f"{done}, {more % {'count': count}}"
