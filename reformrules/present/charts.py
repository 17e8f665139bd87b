"""Charts as SVG, drawn without a browser and without anything from outside."""

from __future__ import annotations

from typing import Any, Literal

FONT = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"
_LOCALES: dict[str, Literal["da-DK", "en-GB"]] = {"da": "da-DK", "en": "en-GB"}


def chart_of(rows: list[dict[str, Any]]) -> Any:
    """An Altair chart of some rows, still without marks."""
    import altair as alt

    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]  # altair leaves this one untyped


def as_svg(chart: Any, lang: str) -> str:
    """An Altair chart as SVG in the page's look; months and numbers in the language."""
    import altair as alt
    import vl_convert

    looking = chart.configure(
        font=FONT, background="transparent", padding={"left": 24, "right": 12, "top": 6, "bottom": 6}
    )
    looking = (
        looking.configure_view(stroke=None)
        .configure_axis(
            labelFontSize=12, labelColor="#1b2a33", gridColor="#e4e9e7", domainColor="#9aa7ad", tickColor="#9aa7ad"
        )
        .configure_legend(labelFontSize=12, labelColor="#1b2a33", columnPadding=18)
    )
    version = alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]
    return str(
        vl_convert.vegalite_to_svg(
            looking.to_dict(), vl_version=version, format_locale=_LOCALES[lang], time_format_locale=_LOCALES[lang]
        )
    )
