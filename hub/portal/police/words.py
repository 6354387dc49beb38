"""What a referring unit reads: statuses as it may know them, and what to do about what came back."""

from collections.abc import Mapping

from hub.domain.codes import ReturnReason, UnitTask
from hub.intake.rules.urgency import Urgency
from hub.portal.police.questions import Step
from hub.portal.police.writing import Progress

ASSIGNMENT: Mapping[str, tuple[str, str]] = {
    "queued": ("Being sent", "waiting"),
    "delivered": ("Sent, no answer yet", "waiting"),
    "undeliverable": ("Could not be sent", "bad"),
    "accepted": ("Accepted", "good"),
    "declined": ("Declined", "warning"),
    "ended": ("Ended", "over"),
}
"""The text and the look of what a referrer may know of an assignment (hub.sight.referrals)."""

TO_DO: Mapping[ReturnReason, str] = {
    ReturnReason.CONSENT_NEEDED: (
        "Ask the person, or whoever may agree for them. Then record who agreed, how and when."
    ),
    ReturnReason.CONSENT_REFUSED: "There is nothing to do. We counted it and kept nothing about the person.",
    ReturnReason.NO_SAFE_CONTACT: (
        "Find one way to reach the person that they say is safe, or somebody they trust who can stand "
        "between. Until then nobody may ring them."
    ),
    ReturnReason.OUTSIDE_AREA: (
        "Refer the person to the victim service of the area where they live: no service here does it for "
        "you. If they have moved to Merseyside, correct the borough."
    ),
    ReturnReason.INSUFFICIENT_INFORMATION: "Add what is missing, first of all a way to reach the person.",
    ReturnReason.WRONG_DETAILS: "Check the person's name, date of birth and contact details with them.",
    ReturnReason.RETURNED_BY_COORDINATOR: "Ring the referral coordinator, who knows why it came back.",
}
"""What the unit does about each reason."""

HELD_BY_THE_UNIT = (
    "The risk is high and no service has this referral. Until one has it your unit keeps the person safe. If "
    "they are in danger, call 999."
)
"""What stands wherever a referral at high risk came back, or would."""

MENDED_IN: Mapping[ReturnReason, Step] = {
    ReturnReason.CONSENT_NEEDED: Step.CONSENT,
    ReturnReason.NO_SAFE_CONTACT: Step.SAFE_CONTACT,
    ReturnReason.OUTSIDE_AREA: Step.PERSON,
    ReturnReason.INSUFFICIENT_INFORMATION: Step.SAFE_CONTACT,
    ReturnReason.WRONG_DETAILS: Step.PERSON,
}
"""On which page of the form a reason is put right."""

TASKS: Mapping[UnitTask, str] = {
    UnitTask.REFER_TO_MARAC: (
        "Refer the person to the St Helens MARAC within 24 hours. The IDVA there takes referrals only "
        "from it."
    ),
}

PROGRESS: Mapping[Progress, tuple[str, str]] = {
    Progress.DONE: ("Completed", "good"),
    Progress.EMPTY: ("Nothing answered", "over"),
    Progress.FAULTY: ("Something to put right", "warning"),
    Progress.OPEN: ("Not started", "waiting"),
    Progress.LATER: ("Cannot start yet", "over"),
}

SECTIONS: Mapping[Urgency, tuple[str, str]] = {
    Urgency.CRITICALLY_OVERDUE: (
        "Critically overdue",
        "Waiting for twice its time limit or more, or late at high risk. Act now.",
    ),
    Urgency.OVERDUE: ("Overdue", "Past its time limit."),
    Urgency.DUE_SOON: ("Due soon", "Due within the next 4 working hours."),
    Urgency.NOT_DUE: (
        "Not due",
        "Nothing for you to do in the next 4 working hours.",
    ),
    Urgency.FINISHED: ("Finished", "Supported, stopped, not sent again, or ended in another way."),
}
"""What each section of the list is called, and what it means."""

SECTION_LOOKS: Mapping[Urgency, str] = {
    Urgency.CRITICALLY_OVERDUE: "bad",
    Urgency.OVERDUE: "warning",
    Urgency.DUE_SOON: "waiting",
}
