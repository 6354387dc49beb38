"""A quarter's report as the tables of its page; every counted number leads to its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.domain.codes import Clock
from hub.domain.quarter import Quarter
from hub.monitoring.rules import (
    ALL,
    PERCENTILES,
    AssignmentMeasure,
    Axis,
    ClockMeasure,
    Counted,
    CountMeasure,
    Cut,
    Movement,
    ReferralMeasure,
    ReportedMeasure,
    Section,
)
from hub.portal.commissioner.naming import of_code, on_axis
from hub.portal.commissioner.traced_figure import TracedFigure
from hub.portal.filters import duration
from hub.portal.words import label
from hub.sight.naming import Names

A = AssignmentMeasure
R = ReferralMeasure

SPLIT_REFERRALS = (R.RECEIVED, R.INFORMATION_ONLY, R.RETURNED, R.AWAITING_TRIAGE, R.NO_SERVICE, R.WITHDRAWN)
ANSWERS = (A.RECEIVED, A.MOVED_IN, A.HANDED_OVER, A.ACKNOWLEDGED, A.ACCEPTED, A.DECLINED)
ENDS = (A.CONTACT_MADE, A.COMPLETED, A.RELEASED, A.RECALLED, A.WITHDRAWN)
PRESSED = (A.CHASED, A.ESCALATED, A.BREACHED)
SPLIT_ASSIGNMENTS = (("Answers", ANSWERS), ("Work and ends", ENDS), ("Reminders and breaches", PRESSED))
"""Three tables, since all of it would not fit on a sheet of paper."""

TERMS = {
    Counted.REFERRALS: tuple(term for term in Movement if term is not Movement.MOVED_OUT),
    Counted.ASSIGNMENTS: tuple(Movement),
}
"""A referral keeps its borough and crime type, so none of them moves out."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value of a table, with the address of the rows behind it where there are any."""

    text: str
    href: str | None = None


@dataclass(frozen=True, kw_only=True)
class FigureTable:
    """A table whose first column names its rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class QuarterPage:
    """Makes the tables of one report, given as `as_plain` writes it."""

    quarter: Quarter
    plain: Mapping[str, Any]
    names: Names

    @property
    def counts(self) -> list[dict[str, Any]]:
        """The three counts that are never mixed, as cards."""
        return [
            {
                "number": f"{self.plain['counts'][measure]:,}",
                "text": label(measure),
                "href": self._figure(Section.COUNTS, measure).address,
            }
            for measure in CountMeasure
        ]

    @property
    def referrals(self) -> tuple[FigureTable, ...]:
        """What became of referrals: over all, by reason, and along every axis."""
        whole = [each for each in R if isinstance(self.plain["referrals"]["all"][each], int)]
        axes = (Axis.SOURCE, Axis.BOROUGH, Axis.CRIME_TYPE, Axis.STRAND, Axis.AGE_BAND, Axis.RISK)
        return (
            self._whole("All referrals", Section.REFERRALS, whole),
            *self._breakdowns(Section.REFERRALS, (R.STATUS_AT_END, R.RETURNED_BY_REASON, R.TRIAGE_BY_REASON)),
            *(self._along(Section.REFERRALS, axis, SPLIT_REFERRALS) for axis in axes),
        )

    @property
    def assignments(self) -> tuple[FigureTable, ...]:
        """What services did: by provider and service, then by reason, result and outcome."""
        by_code = (
            *(A.DECLINED_BY_REASON, A.CONTACT_ATTEMPTS_BY_RESULT, A.COMPLETED_BY_OUTCOME),
            A.BREACHED_BY_CLOCK,
        )
        whole = [each for each in A if isinstance(self.plain["assignments"]["all"][each], int)]
        return (
            self._whole("All assignments", Section.ASSIGNMENTS, whole),
            *(
                self._along(Section.ASSIGNMENTS, axis, measures, what)
                for axis in (Axis.PROVIDER, Axis.SERVICE)
                for what, measures in SPLIT_ASSIGNMENTS
            ),
            *self._breakdowns(Section.ASSIGNMENTS, by_code),
        )

    @property
    def clocks(self) -> FigureTable:
        """How each clock went over all services."""
        rows = tuple(
            (
                label(clock),
                tuple(
                    self._cell(
                        self._figure(Section.CLOCKS, measure, clock=clock), self.plain["clocks"][clock]["all"]
                    )
                    for measure in ClockMeasure
                    if measure is not ClockMeasure.TIMED
                ),
            )
            for clock in Clock
        )
        columns = tuple(label(measure) for measure in ClockMeasure if measure is not ClockMeasure.TIMED)
        return FigureTable(caption="Clocks of all services", columns=("Clock", *columns), rows=rows)

    @property
    def reported(self) -> tuple[FigureTable, ...]:
        """How soon the police refer after the report."""
        section = Section.REPORTED_TO_RECEIVED
        return (
            self._whole("All reported crimes", section, ReportedMeasure),
            *(self._along(section, axis, tuple(ReportedMeasure)) for axis in (Axis.SOURCE, Axis.BOROUGH)),
        )

    @property
    def needs(self) -> FigureTable:
        """Where no commissioned service fitted."""
        rows = tuple(
            (
                on_axis(Axis.CRIME_TYPE, each["crime_type"], self.names),
                (
                    Cell(text=on_axis(Axis.BOROUGH, each["borough"], self.names)),
                    self._cell(
                        self._figure(
                            Section.NEEDS,
                            R.NO_SERVICE,
                            Cut(crime_type=each["crime_type"], borough=each["borough"]),
                        ),
                        {R.NO_SERVICE: each["referrals"]},
                    ),
                ),
            )
            for each in self.plain["needs_without_service"]
        )
        columns = ("Crime type", "Borough", "Referrals")
        return FigureTable(caption="Needs without a commissioned service", columns=columns, rows=rows)

    @property
    def balances(self) -> tuple[FigureTable, ...]:
        """What was open, came and went, and whether it adds up."""
        return tuple(
            self._balance(counted, axis)
            for counted, axes in (
                (Counted.REFERRALS, (Axis.BOROUGH, Axis.CRIME_TYPE)),
                (Counted.ASSIGNMENTS, (Axis.PROVIDER, Axis.SERVICE)),
            )
            for axis in axes
        )

    def _balance(self, counted: Counted, axis: Axis) -> FigureTable:
        split = self.plain["balance"][counted]
        lines = {"All": split["all"], **self._named(axis, split.get(axis, {}))}
        terms = TERMS[counted]
        return FigureTable(
            caption=f"Balance of {label(counted).lower()} by {label(axis).lower()}",
            columns=(label(axis), *(label(term) for term in terms), "Adds up"),
            rows=tuple(
                (
                    name,
                    (
                        *(Cell(text=f"{line[term]:,}") for term in terms),
                        Cell(text="Yes" if line["balanced"] else "No"),
                    ),
                )
                for name, line in lines.items()
            ),
        )

    def _whole(self, caption: str, section: Section, measures: Iterable[Any]) -> FigureTable:
        figures = self.plain[section]["all"]
        rows = tuple((label(each), (self._cell(self._figure(section, each), figures),)) for each in measures)
        return FigureTable(caption=caption, columns=("What", "Number"), rows=rows)

    def _breakdowns(self, section: Section, measures: Iterable[Any]) -> Iterable[FigureTable]:
        for measure in measures:
            counted: Mapping[str, int] = self.plain[section]["all"][measure]
            rows = tuple(
                (
                    of_code(measure, code),
                    (self._cell(self._figure(section, measure, code=code), {measure: value}),),
                )
                for code, value in sorted(counted.items(), key=lambda each: -each[1])
            )
            yield FigureTable(caption=label(measure), columns=("Which", "Number"), rows=rows)

    def _along(self, section: Section, axis: Axis, measures: tuple[Any, ...], what: str = "") -> FigureTable:
        split = self.plain[section].get(axis, {})
        rows = tuple(
            (
                on_axis(axis, code, self.names),
                tuple(
                    self._cell(self._figure(section, each, Cut.along(axis, code)), figures)
                    for each in measures
                ),
            )
            for code, figures in split.items()
        )
        return FigureTable(
            caption=f"{what or label(section)} by {label(axis).lower()}",
            columns=(label(axis), *(label(each) for each in measures)),
            rows=tuple(sorted(rows, key=lambda row: row[0])),
        )

    def _named(self, axis: Axis, split: Mapping[str, Any]) -> dict[str, Any]:
        named = {on_axis(axis, code, self.names): line for code, line in split.items()}
        return dict(sorted(named.items()))

    def _figure(self, section: Section, measure: str, cut: Cut = ALL, **more: Any) -> TracedFigure:
        return TracedFigure(quarter=self.quarter, section=section, measures=(measure,), cut=cut, **more)

    @staticmethod
    def _cell(figure: TracedFigure, figures: Mapping[str, Any]) -> Cell:
        (measure,) = figure.measures
        value = figures[measure]
        if value is None:
            return Cell(text="none")
        address = figure.address if figure.may_be_listed else None
        if measure in PERCENTILES:
            return Cell(text=duration(value), href=address)
        return Cell(text=f"{value:,}", href=address if value else None)
