"""The step at which the partners that a page is made with agree to it."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.signing import TimestampSigner
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import TaskState

from hub.mail import post
from hub.models import HubPage, JointPartner, User
from hub.models.network import Partner
from partners.models.review import ReviewTask, ReviewTaskState

LINK_DAYS = 14  # that a director's link is good for
SALT = "partners.director"
AGREE = "agree"  # not "approve", which lets who has it withdraw the page from its review

# The actions of the audit log; their entries name partners, and never an address.
AGREED = "partners.joint_agreed"
SENT_BACK = "partners.joint_sent_back"
NOBODY_ASKED = "partners.joint_nobody"


def must_agree(page: HubPage) -> QuerySet[JointPartner]:
    """Return the partners of ``page`` whose agreement is wanted; a suspended one has no voice."""
    return JointPartner.objects.filter(
        page=page.pk, must_approve=True, partner__suspended_at=None
    ).select_related("partner")


def can_agree(page: HubPage, requested_by: int | None) -> QuerySet[JointPartner]:
    """Return those of them that have somebody to answer, who did not submit the page."""
    people = User.objects.filter(is_active=True, groups__reviewers_of=OuterRef("partner"))
    if requested_by:
        people = people.exclude(pk=requested_by)
    return must_agree(page).filter(Exists(people) | ~Q(director_email=""))


class JointReviewTask(ReviewTask):
    """Each partner that has to agree does, before the network sees the page.

    Nobody changes the page meanwhile: what one has agreed to is what the others read.
    """

    reads_again = True

    class Meta:
        verbose_name = _("accord des partenaires")
        verbose_name_plural = _("accords des partenaires")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Chaque partenaire de la page dont l'accord est demandé le donne."))

    def reviewers(self, page: HubPage) -> QuerySet[User]:
        """Return the active reviewers of the partners that have not answered yet."""
        answered = JointApproval.objects.filter(
            Q(partner=OuterRef("partner"), task_state__status=TaskState.STATUS_IN_PROGRESS),
            task_state__workflow_state__object_id=str(page.pk),
            task_state__task=self.pk,
            answered_at__isnull=False,
        )
        waiting = must_agree(page).filter(~Exists(answered)).values("partner")
        return User.objects.filter(is_active=True, groups__reviewers_of__in=waiting).distinct()

    def is_needed(self, workflow_state: Any) -> bool:
        page = workflow_state.content_object
        return can_agree(page, workflow_state.requested_by_id).exists()

    def start(self, workflow_state: Any, user: User | None = None) -> TaskState:
        """Begin the step, and ask each partner; say for good which had nobody to answer."""
        state = super().start(workflow_state, user=user)
        page = workflow_state.content_object
        asked = list(can_agree(page, workflow_state.requested_by_id))
        for row in must_agree(page).exclude(pk__in=[row.pk for row in asked]):
            log(page.specific, NOBODY_ASKED, user=user, data={"partner": str(row.partner)})
        if state.status == TaskState.STATUS_IN_PROGRESS:
            for row in asked:
                ask(state, row)
        return state

    def decides(self, page: HubPage, user: User) -> bool:
        """Whether ``user`` answers for a partner that has not yet: nobody else does in its name."""
        state = page.current_workflow_state
        if state and state.requested_by_id == user.pk:
            return False
        return self.reviewers(page).filter(pk=user.pk).exists()

    def get_actions(self, obj: HubPage, user: User) -> list[tuple[str, Any, bool]]:
        return [
            (AGREE if name == "approve" else name, label, modal)
            for name, label, modal in super().get_actions(obj, user)
        ]

    def locked_for_user(self, obj: HubPage, user: User) -> bool:
        return True

    def decide(self, task_state: TaskState, user: User, action_name: str, comment: str) -> None:
        """Write the answer of each partner that ``user`` reviews for."""
        waiting = JointApproval.objects.filter(
            task_state=task_state.pk, answered_at=None, partner__reviewers__user=user
        )
        approved = action_name == AGREE
        for approval in waiting.select_related("partner"):
            approval.answer(approved=approved, comment=comment, user=user)
        conclude(task_state, approved=approved, user=user)


class JointApproval(models.Model):
    """The answer of a partner, waited for or given, and the link by which a director gives it."""

    task_state = models.ForeignKey(
        ReviewTaskState, on_delete=models.CASCADE, related_name="joint_approvals"
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="+", verbose_name=_("partenaire")
    )
    approved = models.BooleanField(_("accord"), null=True)
    comment = models.TextField(_("commentaire"), blank=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True)
    user = models.ForeignKey(
        User,
        verbose_name=_("répondu par"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    by_link = models.BooleanField(_("répondu par le lien"), default=False)
    # The address is personal data, kept here alone and not in the log.
    director_email = models.EmailField(_("adresse de la direction"), blank=True)
    director_role = models.CharField(_("fonction déclarée"), max_length=120, blank=True)
    nonce = models.CharField(max_length=43, null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("accord d'un partenaire")
        verbose_name_plural = _("accords des partenaires")
        constraints = [
            models.UniqueConstraint(fields=["task_state", "partner"], name="joint_approval_once")
        ]

    def __str__(self) -> str:
        return str(self.partner)

    @property
    def page(self) -> HubPage:
        """The page that waits, or waited."""
        page: HubPage = self.task_state.workflow_state.content_object
        return page

    @property
    def is_open(self) -> bool:
        """Whether an answer is still waited for."""
        return self.answered_at is None and self.task_state.status == TaskState.STATUS_IN_PROGRESS

    @property
    def token(self) -> str:
        """The secret part of the director's link, dated and signed."""
        return TimestampSigner(salt=SALT).sign(self.nonce or "")

    def answer(
        self, *, approved: bool, comment: str, user: User | None = None, role: str = ""
    ) -> None:
        """Write the answer and log it; without a ``user`` it came by the link, from a ``role``."""
        self.approved, self.comment, self.user = approved, comment, user
        self.by_link, self.director_role = user is None, role
        self.answered_at = timezone.now()
        self.save()
        log(
            self.page.specific,
            AGREED if approved else SENT_BACK,
            user=user,
            revision=self.task_state.revision,
            data={"partner": str(self.partner), "by_link": self.by_link, "comment": comment},
        )


def ask(state: TaskState, row: JointPartner) -> None:
    """Wait for the answer of a partner; write to its director, where it has the address."""
    approval = JointApproval.objects.create(
        task_state_id=state.pk,
        partner=row.partner,
        director_email=row.director_email,
        nonce=secrets.token_urlsafe(32) if row.director_email else None,
    )
    if row.director_email:
        context = {"approval": approval, "page": approval.page, "days": LINK_DAYS}
        context["path"] = reverse("director_answer", args=[approval.token])
        post([row.director_email], "partners/mail/director.txt", context)


def conclude(state: TaskState, *, approved: bool, user: User | None) -> None:
    """End the step at the first partner that sends the page back, or once all have agreed."""
    approvals = JointApproval.objects.filter(task_state=state.pk).select_related("partner")
    if not approved:
        words = [f"{a.partner} : {a.comment}" for a in approvals.filter(approved=False)]
        state.reject(user=user, comment="\n".join(words))
    elif not approvals.filter(answered_at=None).exists():
        state.approve(user=user)


@transaction.atomic
def follow_partners(page: HubPage, user: User) -> None:
    """Have the agreement that ``page`` waits for, if it does, follow a change of its partners.

    Those that are not asked any more are not waited for, their links die; new ones are asked.
    """
    workflow = page.current_workflow_state
    current = page.current_workflow_task_state
    if workflow is None or current is None:
        return
    if not isinstance(page.current_workflow_task, JointReviewTask):
        return
    state = ReviewTaskState.objects.select_for_update().get(pk=current.pk)
    if state.status != TaskState.STATUS_IN_PROGRESS:
        return
    asked = {row.partner_id: row for row in can_agree(page, workflow.requested_by_id)}
    for approval in state.joint_approvals.filter(answered_at=None):
        row = asked.get(approval.partner_id)
        if row is None or row.director_email != approval.director_email:
            approval.delete()
    known = set(state.joint_approvals.values_list("partner", flat=True))
    for number, row in asked.items():
        if number not in known:
            ask(state, row)
    conclude(state, approved=True, user=user)
