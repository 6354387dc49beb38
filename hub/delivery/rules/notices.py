"""How soon a notice must be acknowledged."""

from datetime import timedelta

from hub.domain.codes import DeliveryKind

NOTICES = frozenset({DeliveryKind.STOP_NOTICE, DeliveryKind.CONTACT_CHANGED})
"""The messages that a provider must say that it has read."""

ACKNOWLEDGE_WITHIN = timedelta(hours=1)
"""Day and night, from when the notice was made and not from when it arrived (domain 6)."""
