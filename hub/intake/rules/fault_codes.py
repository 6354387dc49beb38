"""The closed list of what can be wrong with one field of a submission."""

from enum import StrEnum


class FaultCode(StrEnum):
    """What a program may do something about; the sentence beside it is for people."""

    UNKNOWN_FIELD = "unknown_field"
    REQUIRED = "required"
    WRONG_TYPE = "wrong_type"
    NOT_ALLOWED_VALUE = "not_allowed_value"
    REPEATED_VALUE = "repeated_value"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    OUT_OF_RANGE = "out_of_range"
    BAD_TEXT = "bad_text"
    BAD_DATE = "bad_date"
    BAD_TIME = "bad_time"
    BAD_INSTANT = "bad_instant"
    IN_THE_FUTURE = "in_the_future"
    BAD_PHONE = "bad_phone"
    BAD_EMAIL = "bad_email"
    BAD_CONTACT = "bad_contact"
    BAD_POSTCODE = "bad_postcode"
    BAD_LANGUAGE = "bad_language"
    CONTRADICTION = "contradiction"
    BOROUGH_CONTRADICTS_POSTCODE = "borough_contradicts_postcode"
    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_UNIT = "unknown_unit"
    BAND_BELOW_SCORE = "band_below_score"
    BAND_ABOVE_SCORE = "band_above_score"
