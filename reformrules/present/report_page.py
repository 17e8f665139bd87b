"""A report as one self-contained page: every table, and beside it the chart of the same numbers."""

from __future__ import annotations

from markupsafe import Markup

from reformrules.present.environment import environment
from reformrules.present.report_charts import svg
from reformrules.present.sheets import Bars, Flow, Report
from reformrules.present.words import say


def render(report: Report) -> str:
    """The page as HTML, with nothing to fetch."""
    return (
        environment("reformrules.present")
        .get_template("report.html")
        .render(report=report, drawn=lambda chart: _drawn(chart, report.lang), say=say)
    )


def _drawn(chart: Bars | Flow, lang: str) -> Markup:
    return Markup(svg(chart, lang))  # made by Vega from our own numbers, every text escaped
