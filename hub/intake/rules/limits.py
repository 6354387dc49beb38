"""How long a text of a submission may be, in characters."""

REFERENCE = 64
OFFENCE_CODE = 16
LANGUAGE = 35
NAME = 100
REASON = 500
ADDRESS = 500
SUMMARY = 2000
POSTCODE = 16
PHONE = 32
EMAIL = 254
