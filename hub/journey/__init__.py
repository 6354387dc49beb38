"""A referral's life: one short function an event, calling the stages in order.

It arrives (`submit`), is handed over (`deliver_due`), chased (`chase_due`), acknowledged, accepted or
declined, worked on, and ends; a coordinator resolves what the rules leave open (`hub.journey.resolving`).
"""

from hub.intake.actions.consenting import Yes
from hub.journey.agreeing import Agreed, agree
from hub.journey.answering import TooLate, accept, acknowledge
from hub.journey.arriving import Faulty, Incoming
from hub.journey.calendar import add_bank_holiday, recompute_clocks, remove_bank_holiday
from hub.journey.chasing import chase_due
from hub.journey.contract_ends import see_to_contract_ends
from hub.journey.declining import decline, release
from hub.journey.delivering import deliver_due
from hub.journey.ending import Wish, recall, withdraw
from hub.journey.finishing import Answered
from hub.journey.on_duty import see_to_duties
from hub.journey.overseeing import see_to_triage
from hub.journey.submitting import AlreadyHere, Taken, submit
from hub.journey.supporting import Try, assess, attempt_contact, complete, engage, hold, resume

__all__ = [
    "Agreed",
    "AlreadyHere",
    "Answered",
    "Faulty",
    "Incoming",
    "Taken",
    "TooLate",
    "Try",
    "Wish",
    "Yes",
    "accept",
    "acknowledge",
    "add_bank_holiday",
    "agree",
    "assess",
    "attempt_contact",
    "chase_due",
    "complete",
    "decline",
    "deliver_due",
    "engage",
    "hold",
    "recall",
    "recompute_clocks",
    "release",
    "remove_bank_holiday",
    "resume",
    "see_to_contract_ends",
    "see_to_duties",
    "see_to_triage",
    "submit",
    "withdraw",
]
