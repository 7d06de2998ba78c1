from partners.models.invitation import Invitation
from partners.models.joint import JointApproval, JointReviewTask
from partners.models.messages import MessagePreference, Pace, PendingMessage
from partners.models.pages import PartnerIndexPage, PartnerPage, partners_of_section
from partners.models.review import (
    NetworkReviewTask,
    PartnerReviewTask,
    ReviewTask,
    ReviewTaskState,
)

__all__ = [
    "Invitation",
    "JointApproval",
    "JointReviewTask",
    "MessagePreference",
    "NetworkReviewTask",
    "Pace",
    "PartnerIndexPage",
    "PartnerPage",
    "PartnerReviewTask",
    "PendingMessage",
    "ReviewTask",
    "ReviewTaskState",
    "partners_of_section",
]
