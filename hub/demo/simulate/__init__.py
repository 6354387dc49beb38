"""A past to look at: referrals drawn from recorded crime, played through the journey by a virtual clock.

Everybody in it is made up, and nothing is sent. Shares say how often what happens; a seed decides the rest.
"""

from hub.demo.simulate.cast import Cast, cast_of
from hub.demo.simulate.crimes import Crimes, read_crimes
from hub.demo.simulate.playing import play
from hub.demo.simulate.proportions import Shares, any_month
from hub.demo.simulate.schedule import Expected, Span, expect, last_days
from hub.demo.simulate.script import Play, Played
from hub.demo.simulate.stage import VirtualClock

__all__ = [
    "Cast",
    "Crimes",
    "Expected",
    "Play",
    "Played",
    "Shares",
    "Span",
    "VirtualClock",
    "any_month",
    "cast_of",
    "expect",
    "last_days",
    "play",
    "read_crimes",
]
