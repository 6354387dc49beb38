"""The closed values of the field, as they travel in requests, rows and reports."""

from enum import StrEnum


class CrimeType(StrEnum):
    """What was done, by Home Office counting class or by need; also an aspect when given as a flag."""

    DOMESTIC_ABUSE = "domestic_abuse"
    SEXUAL_OFFENCE = "sexual_offence"
    HATE_CRIME = "hate_crime"
    CHILD_SEXUAL_EXPLOITATION = "child_sexual_exploitation"
    CHILD_CRIMINAL_EXPLOITATION = "child_criminal_exploitation"
    HOMICIDE = "homicide"
    CULPABLE_ROAD_DEATH = "culpable_road_death"
    STALKING_HARASSMENT = "stalking_harassment"
    HONOUR_BASED_ABUSE = "honour_based_abuse"
    MODERN_SLAVERY = "modern_slavery"
    VIOLENCE = "violence"
    ROBBERY = "robbery"
    BURGLARY = "burglary"
    THEFT = "theft"
    VEHICLE_CRIME = "vehicle_crime"
    CRIMINAL_DAMAGE_ARSON = "criminal_damage_arson"
    FRAUD_CYBER = "fraud_cyber"
    ANTISOCIAL_BEHAVIOUR = "antisocial_behaviour"
    PUBLIC_ORDER = "public_order"
    OTHER = "other"


class PersonFlag(StrEnum):
    """What is known of the person beside the crime; every crime type may be a flag too."""

    VULNERABLE = "vulnerable"
    PERSISTENTLY_TARGETED = "persistently_targeted"
    MISSING_FROM_HOME = "missing_from_home"
    WANTS_SUPPORT = "wants_support"


Flag = StrEnum("Flag", {value.name: value.value for group in (CrimeType, PersonFlag) for value in group})  # type: ignore[misc]  # mypy reads literals only
"""Every value that `crime.flags` may hold."""

FLAGS = frozenset(str(value) for value in Flag)


class HateStrand(StrEnum):
    """The monitored strands of hate crime, with the local one for sex workers."""

    RACE = "race"
    RELIGION = "religion"
    SEXUAL_ORIENTATION = "sexual_orientation"
    DISABILITY = "disability"
    TRANSGENDER_IDENTITY = "transgender_identity"
    SEX_WORKER = "sex_worker"


class Borough(StrEnum):
    """The five boroughs of Merseyside, with elsewhere and not known as values of their own."""

    KNOWSLEY = "knowsley"
    LIVERPOOL = "liverpool"
    SEFTON = "sefton"
    ST_HELENS = "st_helens"
    WIRRAL = "wirral"
    OUTSIDE = "outside"
    NOT_KNOWN = "not_known"


MERSEYSIDE = frozenset(
    {Borough.KNOWSLEY, Borough.LIVERPOOL, Borough.SEFTON, Borough.ST_HELENS, Borough.WIRRAL}
)


class AgeBand(StrEnum):
    """Age on the day of receipt, cut where consent, coverage or reports differ."""

    UNDER_13 = "under_13"
    AGE_13_TO_15 = "13_to_15"
    AGE_16_TO_17 = "16_to_17"
    AGE_18_TO_24 = "18_to_24"
    AGE_25_TO_59 = "25_to_59"
    AGE_60_AND_OVER = "60_and_over"
    NOT_KNOWN = "not_known"


class RiskBand(StrEnum):
    """The band that both MeRIT and DASH map to."""

    HIGH = "high"
    MEDIUM = "medium"
    STANDARD = "standard"
    NOT_KNOWN = "not_known"


class Relationship(StrEnum):
    """Who the person is to the crime."""

    VICTIM = "victim"
    BEREAVED_RELATIVE = "bereaved_relative"
    WITNESS = "witness"
    SPOKESPERSON = "spokesperson"


class YesNo(StrEnum):
    """An answer that may be unknown; unknown is an answer."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


class ConsentBasis(StrEnum):
    """On what ground the person's details pass on."""

    OPT_OUT_DEFAULT = "opt_out_default"
    EXPLICIT = "explicit"
    WITHOUT_CONSENT_JUSTIFIED = "without_consent_justified"
    REFUSED = "refused"


class ConsentScope(StrEnum):
    """How far a consent reaches."""

    NAMED_SERVICES = "named_services"
    ANY_SUITABLE_SERVICE = "any_suitable_service"


class GivenBy(StrEnum):
    """Who gave the consent."""

    SELF = "self"
    PARENT_OR_GUARDIAN = "parent_or_guardian"
    RESPONSIBLE_ADULT = "responsible_adult"
    SOCIAL_WORKER = "social_worker"


class ConsentHow(StrEnum):
    """How the consent was given."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    ONLINE = "online"
    WRITTEN = "written"


class AssignmentRole(StrEnum):
    """Whether a service leads the support of one referral or adds to it."""

    LEAD = "lead"
    ADDITIONAL = "additional"


class ReferralStatus(StrEnum):
    """Where a referral as a whole stands; it follows from its rows."""

    PLACED = "placed"
    AWAITING_TRIAGE = "awaiting_triage"
    INFORMATION_ONLY = "information_only"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    VOID = "void"


OPEN_STATUSES = frozenset({ReferralStatus.PLACED, ReferralStatus.AWAITING_TRIAGE})
"""A referral in one of these is open in the quarter's balance."""


class ReturnReason(StrEnum):
    """Why a referral went back to the referring unit."""

    CONSENT_REFUSED = "consent_refused"
    CONSENT_NEEDED = "consent_needed"
    NO_SAFE_CONTACT = "no_safe_contact"
    OUTSIDE_AREA = "outside_area"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    WRONG_DETAILS = "wrong_details"
    RETURNED_BY_COORDINATOR = "returned_by_coordinator"


class DeclineReason(StrEnum):
    """Why a service, or the victim through it, declined."""

    CAPACITY = "capacity"
    OUT_OF_AREA = "out_of_area"
    AGE = "age"
    NOT_COMMISSIONED = "not_commissioned"
    RISK_TOO_HIGH = "risk_too_high"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    DUPLICATE = "duplicate"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    NO_SAFE_CONTACT = "no_safe_contact"
    LANGUAGE_OR_ACCESS = "language_or_access"
    MISDIRECTED = "misdirected"
    VICTIM_DECLINED = "victim_declined"
    OTHER = "other"


class Outcome(StrEnum):
    """How a service's work with the person ended."""

    SUPPORTED = "supported"
    ONE_OFF_ADVICE = "one_off_advice"
    DECLINED_BY_VICTIM = "declined_by_victim"
    COULD_NOT_CONTACT = "could_not_contact"
    UNSAFE_TO_CONTACT = "unsafe_to_contact"
    REFERRED_ON = "referred_on"
    SAFEGUARDING = "safeguarding"
    MOVED_AWAY = "moved_away"
    OTHER = "other"


class ContactChannel(StrEnum):
    """A way to reach the person, each with its own safety."""

    PHONE = "phone"
    VOICEMAIL = "voicemail"
    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"
    THROUGH = "through"


class ContactResult(StrEnum):
    """What came of one try to reach the person."""

    SPOKE = "spoke"
    MESSAGE_LEFT_SAFELY = "message_left_safely"
    NO_ANSWER = "no_answer"
    SOMEONE_ELSE_ANSWERED = "someone_else_answered"
    WRONG_NUMBER = "wrong_number"
    TEXT_SENT = "text_sent"
    LETTER_SENT = "letter_sent"
    STOPPED_UNSAFE = "stopped_unsafe"


class HoldReason(StrEnum):
    """The only reasons that pause a clock; a waiting list or a lack of staff never does."""

    VICTIM_ASKED = "victim_asked"
    NEXT_SAFE_TIME = "next_safe_time"
    IN_HOSPITAL_OR_ABROAD = "in_hospital_or_abroad"
    POLICE_OR_SAFEGUARDING_REQUEST = "police_or_safeguarding_request"


class Clock(StrEnum):
    """What is timed, each against a target of its own (domain: Victims' Code 4.5 and the contracts)."""

    HANDED_OVER = "handed_over"
    ACKNOWLEDGED = "acknowledged"
    DECIDED = "decided"
    FIRST_ATTEMPT = "first_attempt"
    CONTACT_MADE = "contact_made"
    NEEDS_ASSESSED = "needs_assessed"


class ChaseStep(StrEnum):
    """The ladder of a clock that is not answered."""

    REMINDER = "reminder"
    ESCALATION = "escalation"
    TRIAGE = "triage"
    TELL_COMMISSIONER = "tell_commissioner"
    TAKE_BACK = "take_back"
    RING_COORDINATOR = "ring_coordinator"


class DeliveryKind(StrEnum):
    """What a message is about."""

    REFERRAL = "referral"
    CHASE = "chase"
    ESCALATION = "escalation"
    STOP_NOTICE = "stop_notice"
    CONTACT_CHANGED = "contact_changed"
    CONTRACT_ENDING = "contract_ending"
    RETURNED = "returned"
    UNIT_NOTICE = "unit_notice"
    ALERT = "alert"
    PROVIDER_LATE = "provider_late"
    PHONE_TASK = "phone_task"
    DIGEST = "digest"
    TRIAGE_DIGEST = "triage_digest"
    COVER_ASKED = "cover_asked"
    COVER_MISSING = "cover_missing"
    ENDPOINT_ALERT = "endpoint_alert"
    TEST = "test"
    TRIAGE_OVERDUE = "triage_overdue"
    TRIAGE_ESCALATED = "triage_escalated"
    TRIAGE_ALARM = "triage_alarm"
    TRIAGE_CLEARED = "triage_cleared"


class DeliveryState(StrEnum):
    """Where one message stands."""

    HELD = "held"
    QUEUED = "queued"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    CANCELLED = "cancelled"


class AttemptOutcome(StrEnum):
    """What is known of one try; `unknown` until recorded, and for ever if the worker died."""

    UNKNOWN = "unknown"
    DELIVERED = "delivered"
    RETRYABLE = "retryable"
    PERMANENT = "permanent"


class ChannelKind(StrEnum):
    """A way out of the hub."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    PORTAL = "portal"
    """Nothing goes out: the message stands in the provider's inbox on the hub's own pages."""


class EndpointPurpose(StrEnum):
    """Whom an address of an agency reaches."""

    DUTY = "duty"
    MANAGER = "manager"
    UNIT = "unit"
    ON_CALL = "on_call"


class SuspensionCause(StrEnum):
    """Why an address is not used for the time being, or any more."""

    GONE = "gone"
    BY_HAND = "by_hand"
    REPLACED = "replaced"
    NOT_NAMED = "not_named"


class AgencyKind(StrEnum):
    """What an agency is to the hub."""

    REFERRING_UNIT = "referring_unit"
    PROVIDER = "provider"
    COORDINATOR = "coordinator"
    COMMISSIONER = "commissioner"
    OPERATOR = "operator"


class DirectoryKind(StrEnum):
    """What the directory keeps versions of."""

    AGENCY = "agency"
    AGREEMENT = "agreement"
    SERVICE = "service"
    CONTRACT = "contract"
    PAUSE = "pause"
    SUPPORT_AGENCY = "support_agency"


class PauseReason(StrEnum):
    """Why a service takes nobody new for a time."""

    FULL = "full"
    STAFF = "staff"
    PREMISES = "premises"
    FUNDING = "funding"
    QUALITY = "quality"
    PROVIDER_ASKED = "provider_asked"
    COMMISSIONER_DECIDED = "commissioner_decided"


class Role(StrEnum):
    """For whom a request or a task acts."""

    POLICE = "police"
    PROVIDER = "provider"
    COORDINATOR = "coordinator"
    COMMISSIONER = "commissioner"
    ADMINISTRATOR = "administrator"
    LINK = "link"
    HUB = "hub"


class CredentialKind(StrEnum):
    """In which way a person proves who they are."""

    PASSWORD = "password"  # noqa: S105  the name of a kind


class TriageReason(StrEnum):
    """Why a referral needs a person."""

    NO_FIT = "no_fit"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    UNDELIVERABLE = "undeliverable"
    OUTSIDE_CONSENT = "outside_consent"
    DECLINED = "declined"
    NOT_ANSWERED = "not_answered"
    LATE_ANSWER = "late_answer"
    RELEASED = "released"
    SUSPECTED_PARENT = "suspected_parent"
    UNSAFE_CONTACT = "unsafe_contact"
    CHECK_WITHDRAWAL = "check_withdrawal"
    RECLASSIFIED = "reclassified"
    CONTRACT_ENDED = "contract_ended"
    ANSWERED_BY_MAIL = "answered_by_mail"


class TriageResolution(StrEnum):
    """How a triage row ended."""

    ASSIGNED = "assigned"
    JOINED = "joined"
    RELEASED = "released"
    REDRIVEN = "redriven"
    RETURNED = "returned"
    CLOSED = "closed"
    ANSWERED = "answered"


class UnitTask(StrEnum):
    """What a referring unit is asked to do; never a triage row."""

    REFER_TO_MARAC = "refer_to_marac"


class Certainty(StrEnum):
    """How sure a fact of the directory is."""

    STATED = "S"
    PUBLIC = "X"
    INFERRED = "I"
    NOT_KNOWN = "U"


class ReturnedKind(StrEnum):
    """What a mail that came to the return address is; none of them is an answer of a provider."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    DELAYED = "delayed"
    ARRIVED = "arrived"
    AUTO_REPLY = "auto_reply"
    WRITTEN = "written"


class ReturnTrust(StrEnum):
    """Whether a mail to the return address proves that it is about a mail which the hub has sent."""

    PROVEN = "proven"
    NO_TOKEN = "no_token"  # noqa: S105  the name of a kind
    WRONG_TOKEN = "wrong_token"  # noqa: S105  the name of a kind
    NO_DELIVERY = "no_delivery"
    NEVER_TRIED = "never_tried"


class ReturnedEffect(StrEnum):
    """What the hub did about a mail that came to the return address."""

    SENT_ELSEWHERE = "sent_elsewhere"
    GIVEN_UP = "given_up"
    ASKED = "asked"
    NOTED = "noted"
    IGNORED = "ignored"


class ClockEventKind(StrEnum):
    """What happened to a clock; each is a row that is never changed."""

    STARTED = "started"
    STOPPED = "stopped"
    ENDED = "ended"
    PAUSED = "paused"
    RESUMED = "resumed"
    RECOMPUTED = "recomputed"
    BREACHED = "breached"
    LATE_EVIDENCE = "late_evidence"


class RecomputeReason(StrEnum):
    """Why the due instant of a running clock was worked out again."""

    CALENDAR = "calendar"
    RISK_RAISED = "risk_raised"


class WindowKind(StrEnum):
    """Why a stretch of time counted towards a limit, or did not."""

    RUNNING = "running"
    OPEN = "open"
    WORKING_DAY = "working_day"
    FIRST_DAY = "first_day"
    CLOSED = "closed"
    WEEKEND = "weekend"
    BANK_HOLIDAY = "bank_holiday"
    PAUSED = "paused"


class TriageStep(StrEnum):
    """Who is told that a triage row is overdue."""

    COORDINATOR = "coordinator"
    COMMISSIONER = "commissioner"


class TriageAlarm(StrEnum):
    """What is wrong with the triage list as a whole."""

    TOO_LONG = "too_long"
    TOO_LATE = "too_late"
