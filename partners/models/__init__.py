from partners.models.invitation import Invitation
from partners.models.pages import PartnerIndexPage, PartnerPage, partners_of_section
from partners.models.review import (
    NetworkReviewTask,
    PartnerReviewTask,
    ReviewTask,
    ReviewTaskState,
)

__all__ = [
    "Invitation",
    "NetworkReviewTask",
    "PartnerIndexPage",
    "PartnerPage",
    "PartnerReviewTask",
    "ReviewTask",
    "ReviewTaskState",
    "partners_of_section",
]
