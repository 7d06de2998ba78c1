"""The two steps of moderation, the partner's and the network's, and how long each may take."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from hub.models import HubPage, User
from hub.models.network import Partner
from partners.forms import ApprovalForm, ReturnForm
from partners.models.pages import PartnerPage, partners_of_section

# Workflow states keep the page's number as text.
PAGE_OF_STATE = Cast("workflow_state__object_id", models.BigIntegerField())


class Refused(PermissionDenied):
    """A decision that cannot be taken; its text says why, to who tried."""


class ReviewTaskState(TaskState):
    """A page that waits at a step, or went through it.

    Where the network's step was skipped because the partner is trusted, ``finished_at`` and
    ``finished_by`` say when and by whom of the network the page was seen afterwards.
    """

    due_at = models.DateTimeField(_("à relire avant le"), null=True, db_index=True)
    reminded_at = models.DateTimeField(_("relance envoyée le"), null=True)

    class Meta:
        verbose_name = _("étape d'une relecture")
        verbose_name_plural = _("étapes des relectures")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; what begins to wait has its term before those who review are told of it."""
        if self.due_at is None and self.status == TaskState.STATUS_IN_PROGRESS:
            self.due_at = timezone.now() + dt.timedelta(days=self.task.specific.days)
        super().save(*args, **kwargs)


class ReviewTask(Task):
    """A step at which others than who submits approve a page or send it back with a comment.

    Nobody decides of what they submitted, administrators included: who is alone to decide has the
    urgent publication, which keeps their reason.
    """

    days = models.PositiveSmallIntegerField(
        _("délai, en jours"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("Passé ce délai, les relecteurs reçoivent une relance."),
    )

    task_state_class = ReviewTaskState
    reads_again = False  # what a later step has sent back
    admin_form_fields = [*Task.admin_form_fields, "days"]

    class Meta:
        abstract = True

    def reviewers(self, page: HubPage) -> QuerySet[User]:
        """Return the active people who review ``page`` at this step."""
        raise NotImplementedError

    def deciders(self, page: HubPage, requested_by: int | None) -> QuerySet[User]:
        """Return those of them who did not submit the page, whose submitter's id is given."""
        people = self.reviewers(page)
        return people.exclude(pk=requested_by) if requested_by else people

    def is_needed(self, workflow_state: Any) -> bool:
        """Whether a page that comes to this step stops at it."""
        return True

    def start(self, workflow_state: Any, user: User | None = None) -> TaskState:
        """Begin the step, or skip it without telling anybody.

        Who submits again what was sent back answers for it from then on.
        """
        if user and self.sent_back(workflow_state):
            workflow_state.requested_by = user
            if earlier := self.asked_again(workflow_state):
                return earlier.start(workflow_state, user=user)
        if self.is_needed(workflow_state):
            return super().start(workflow_state, user=user)
        return ReviewTaskState.objects.create(
            workflow_state=workflow_state,
            revision=workflow_state.content_object.get_latest_revision(),
            task=self,
            status=TaskState.STATUS_SKIPPED,
        )

    def sent_back(self, workflow_state: Any) -> bool:
        """Whether the page was last sent back, and from here."""
        last = workflow_state.task_states.order_by("-pk").first()
        rejected = TaskState.STATUS_REJECTED
        return bool(last and last.status == rejected and last.task_id == self.pk)

    def asked_again(self, workflow_state: Any) -> ReviewTask | None:
        """Return the step before this one that reads again what changed since it was sent back."""
        steps = Task.objects.filter(workflow_tasks__workflow=workflow_state.workflow, active=True)
        for step in steps.order_by("workflow_tasks__sort_order").specific():
            if step.pk == self.pk:
                break
            if isinstance(step, ReviewTask) and step.reads_again:
                return step
        return None

    def decides(self, page: HubPage, user: User) -> bool:
        """Whether ``user`` may decide of ``page`` while it waits here."""
        state = page.current_workflow_state
        if state and state.requested_by_id == user.pk:
            return False
        return user.is_superuser or self.reviewers(page).filter(pk=user.pk).exists()

    def user_can_access_editor(self, obj: HubPage, user: User) -> bool:
        return self.decides(obj, user)

    def locked_for_user(self, obj: HubPage, user: User) -> bool:
        return not self.decides(obj, user)

    def get_actions(self, obj: HubPage, user: User) -> list[tuple[str, Any, bool]]:
        if not self.decides(obj, user):
            return []
        return [
            ("reject", _("Renvoyer avec un commentaire"), True),
            ("approve", _("Approuver"), False),
        ]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return ReturnForm if action == "reject" else ApprovalForm

    @transaction.atomic
    def on_action(
        self, task_state: TaskState, user: User, action_name: str, comment: str = "", **kwargs: Any
    ) -> None:
        """Take the decision; raise ``Refused`` where it cannot be taken.

        Raises ``ValidationError`` with what misses to an approved page, or to what comes with it.

        Wagtail asks the rights over the page that the address names, which may not be that of the
        state, and takes any comment from the editor's form: both are asked here.
        """
        page = task_state.workflow_state.content_object
        now = ReviewTaskState.objects.select_for_update().get(pk=task_state.pk)
        if now.status != TaskState.STATUS_IN_PROGRESS:
            raise Refused(_("Cette page n'attend plus : une décision vient d'être prise."))
        if action_name not in [name for name, *_rest in self.get_actions(page, user)]:
            raise Refused(_("Cette page n'attend pas votre décision."))
        form = self.get_form_for_action(action_name)({"comment": comment})
        if not form.is_valid():
            raise Refused(form.errors["comment"][0])
        draft = page.get_latest_revision_as_object()
        if action_name != "reject" and (missing := draft.missing()):
            raise ValidationError(missing)
        self.decide(now, user, action_name, form.cleaned_data["comment"])

    def decide(self, task_state: TaskState, user: User, action_name: str, comment: str) -> None:
        """Do what was decided, which may be."""
        super().on_action(task_state, user, action_name, comment=comment)

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        return waiting_for(user, role_of(user)).filter(task=self)


class PartnerReviewTask(ReviewTask):
    """The review by the partner's own reviewers, found from the page.

    A page passes to the next step where its partner does not want one, or has nobody else to do it.
    """

    class Meta:
        verbose_name = _("relecture par le partenaire")
        verbose_name_plural = _("relectures par les partenaires")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Les relecteurs du partenaire de la page l'approuvent ou la renvoient."))

    def reviewers(self, page: HubPage) -> QuerySet[User]:
        """Return the active people who review for the section in which the page stands."""
        partners = partners_of_section(page).filter(suspended_at=None)
        return User.objects.filter(is_active=True, groups__reviewers_of__in=partners).distinct()

    def is_needed(self, workflow_state: Any) -> bool:
        page = workflow_state.content_object
        if not partners_of_section(page).filter(own_review=True).exists():
            return False
        return self.deciders(page, workflow_state.requested_by_id).exists()


class NetworkReviewTask(ReviewTask):
    """The last word of the network; a trusted partner's reviewers have had it before."""

    groups = models.ManyToManyField(Group, verbose_name=_("groupes qui relisent"))

    admin_form_fields = [*ReviewTask.admin_form_fields, "groups"]
    admin_form_widgets = {"groups": forms.CheckboxSelectMultiple}

    class Meta:
        verbose_name = _("relecture par le réseau")
        verbose_name_plural = _("relectures par le réseau")

    @classmethod
    def get_description(cls) -> str:
        return str(
            _("Les groupes choisis ont le dernier mot ; un partenaire de confiance s'en passe.")
        )

    def reviewers(self, page: HubPage) -> QuerySet[User]:
        """Return the active people of the groups, whatever the page."""
        return User.objects.filter(is_active=True, groups__in=self.groups.all()).distinct()

    def is_needed(self, workflow_state: Any) -> bool:
        """Whether nobody of a trusted partner has approved the page: four eyes have not seen it."""
        partners = partners_of_section(workflow_state.content_object)
        approved = workflow_state.task_states.filter(
            status=TaskState.STATUS_APPROVED,
            task__in=PartnerReviewTask.objects.values("pk"),
        )
        return not (is_trusted(partners) and approved.exists())


def is_trusted(partners: QuerySet[Partner]) -> bool:
    """Whether all of these partners, and there is one, publish by themselves."""
    trusted = set(partners.filter(suspended_at=None).values_list("trusted", flat=True))
    return trusted == {True}


class Role(NamedTuple):
    """For whom somebody reviews: the network, partners, in sections at these paths of the tree."""

    network: bool
    partners: list[int]
    sections: list[str]


def role_of(user: User) -> Role:
    """Return for whom ``user`` reviews. One query."""
    if user.is_superuser:
        return Role(True, [], [])
    columns = ("networkreviewtask", "reviewers_of", "reviewers_of__page__path")
    rows = list(user.groups.filter(reviewers_of__suspended_at=None).values_list(*columns))
    return Role(
        network=any(task for task, *_partner in rows),
        partners=[partner for _task, partner, _path in rows if partner],
        sections=[path for *_partner, path in rows if path],
    )


def waiting_for(user: User, role: Role) -> QuerySet[TaskState]:
    """Return the states that wait for ``user`` to decide, whose ``role`` is known."""
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).exclude(
        workflow_state__requested_by=user
    )
    if user.is_superuser:  # who answers for no partner
        return waiting.filter(reviewtaskstate__joint_approvals=None)
    steps = NetworkReviewTask.objects.filter(pk=OuterRef("task"), groups__user=user)
    if not role.partners:
        return waiting.filter(Exists(steps))
    sections = PartnerPage.objects.annotate(
        below=ExpressionWrapper(OuterRef("path"), CharField())
    ).filter(below__startswith=F("path"))
    here = Q(partner__in=role.partners) & Q(~Exists(sections))  # the cheaper question first
    for path in role.sections:
        here |= Q(path__startswith=path)
    pages = HubPage.objects.filter(here, pk=OuterRef("page_pk"))
    by_partner = PartnerReviewTask.objects.filter(pk=OuterRef("task"))
    asked = ReviewTaskState.objects.filter(
        pk=OuterRef("pk"),
        joint_approvals__answered_at=None,
        joint_approvals__partner__in=role.partners,
    )
    return waiting.alias(page_pk=PAGE_OF_STATE).filter(
        Exists(steps) | Q(Exists(by_partner), Exists(pages)) | Exists(asked)
    )
