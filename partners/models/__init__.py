from partners.models.invitation import Invitation
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
