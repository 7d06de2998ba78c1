from partners.models.joint import JointApproval, JointReviewTask
from partners.models.pages import PartnerIndexPage, PartnerPage, partners_of_section
from partners.models.review import (
    NetworkReviewTask,
    PartnerReviewTask,
    ReviewTask,
    ReviewTaskState,
)

__all__ = [
    "JointApproval",
    "JointReviewTask",
    "NetworkReviewTask",
    "PartnerIndexPage",
    "PartnerPage",
    "PartnerReviewTask",
    "ReviewTask",
    "ReviewTaskState",
    "partners_of_section",
]
