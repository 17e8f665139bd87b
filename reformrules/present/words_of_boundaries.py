"""What the list of boundaries says, in Danish and English."""

from __future__ import annotations

BOUNDARY_WORDS: dict[str, tuple[str, str]] = {
    "boundaries": ("Skel i reglerne", "Boundaries of the rules"),
    "boundaries_lead": (
        "{0} datoer, {1} grænser og {2} mærkedage; lovindstilling: {3}; regelsamling {4}",
        "{0} dates, {1} thresholds and {2} anniversaries; law setting: {3}; rulebook {4}",
    ),
    "boundaries_foot": (
        "Mellem to naboer ændrer intet svar sig; et svar, der regnes ud af et tal, følger tallet.",
        "Between two neighbours no answer changes; an answer that is worked out from a number follows the number.",
    ),
    "boundary_dates": ("Datoer, hvor loven vender", "Dates on which the law turns"),
    "boundary_thresholds": (
        "Grænser: et tal eller en dato hos borgeren mod loven",
        "Thresholds: a number or date of the citizen against the law",
    ),
    "boundary_anniversaries": (
        "Mærkedage: en dato hos borgeren, flyttet med en tid",
        "Anniversaries: a date of the citizen, moved by a time",
    ),
    "boundary_standing": ("Sager med en forventning på hver side", "Cases with an expectation on each side"),
    "boundary_what": ("Hvad", "What"),
    "boundary_turns": ("Hvad der sker", "What happens"),
    "boundary_limit": ("Grænse", "Limit"),
    "boundary_against": ("Mod", "Against"),
    "boundary_value": ("Værdi", "Value"),
    "boundary_side": ("Grænsen selv", "The limit itself"),
    "boundary_upper": ("hører til fra og med", "belongs to what is above"),
    "boundary_lower": ("hører til indtil og med", "belongs to what is below"),
    "boundary_alone": ("står alene", "stands alone"),
    "boundary_rules": ("Regler", "Rules"),
    "boundary_compared": ("sammenlignes med {0}", "is compared with {0}"),
    "boundary_since": ("{0} fra {1}", "{0} from {1}"),
    "boundary_below": ("Under", "Below"),
    "boundary_at": ("På", "At"),
    "boundary_above": ("Over", "Above"),
    "boundary_untested_lead": (
        "{0} af {1} skel, som regler sætter, mangler en sag på mindst et af de tre steder; {2} prøves slet ikke",
        "{0} of {1} boundaries that rules set lack a case in at least one of the three places; {2} are not met at all",
    ),
    "boundary_first_day": ("første dag", "first day"),
    "boundary_last_day": ("sidste dag", "last day"),
    "boundary_day": ("dag", "day"),
}
