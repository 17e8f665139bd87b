"""The words of what a municipality decides for itself: its initiatives and its figures."""

from __future__ import annotations

LAYER_WORDS: dict[str, tuple[str, str]] = {
    "one_initiative": ("Indsats", "Initiative"),
    "proposed_for": ("Foreslået", "Proposed"),
    "cited": ("Kilde", "Source"),
    "initiatives_of": ("Lokale indsatser: {0}", "Local initiatives: {0}"),
    "expiring": ("Hvad løber hvornår", "What runs until when"),
    "addressee": ("Til", "For"),
    "runs_until": ("Løber til og med", "Runs until"),
    "assessment": ("Forvaltningens vurdering", "The administration's assessment"),
    "kind_citizen": ("borgere", "citizens"),
    "kind_mixed": ("borgere og andre", "citizens and others"),
    "kind_not_citizen": ("ikke borgere", "not citizens"),
    "kind_unknown": ("ikke oplyst", "not stated"),
    "continue_unchanged": ("fortsætter uændret", "goes on unchanged"),
    "continue_adjusted": ("fortsætter ændret", "goes on adjusted"),
    "continue_scaled_down": ("fortsætter mindre", "goes on scaled down"),
    "stop": ("stopper", "stops"),
    "not_decided": ("ikke afgjort", "not decided"),
    "year": ("År", "Year"),
    "money_granted": ("Bevilget, kr.", "Granted, kr."),
    "money_asked": ("Søgt, kr.; om det er bevilget, fremgår ikke", "Asked for, kr.; whether granted cannot be seen"),
    "money_proposed": ("Foreslået, kr.; ikke vedtaget", "Proposed, kr.; not decided"),
    "money_note": (
        "`-` er beløb, der ikke er fordelt på år; et beløb, der indgår i et andet, er ikke lagt til",
        "`-` are amounts not given by the year; an amount that is part of another is not added",
    ),
    "could_serve": ("Hvem indsatserne kan hjælpe", "Whom they could serve"),
    "served_note": (
        "Af {0} borgere. Uden dækning: af dem, der kan henvises, dem som ingen indsats er åben for dagen efter den "
        "sidste. Foreslået: af dem igen dem, som indsatsen er foreslået videreført for.",
        "Of {0} citizens. Uncovered: of those who can be referred, those to whom no initiative is open on the day "
        "after the last. Proposed: of these, those for whom it is proposed to go on.",
    ),
    "can_be_referred": ("Kan henvises", "Can be referred"),
    "in_doubt": ("Uafklaret", "Undetermined"),
    "left_uncovered": ("Uden dækning", "Uncovered"),
    "proposed_to_them": ("Foreslået", "Proposed"),
    "serve_nobody": ("Ingen i sagsbestanden", "Nobody in the caseload"),
    "not_told": (
        "Ikke oplyst, og bringer derfor ingen i en målgruppe: {0}.",
        "Not given, and so brings nobody into a target group: {0}.",
    ),
    "conditional": ("betinget", "on a condition"),
    "kroner": ("kr.", "kr."),
    "kind_of_money": ("Slags", "Kind"),
    "who_decides": ("Hvem afgør", "Who decides"),
    "results": ("Resultater", "Results"),
    "reform_does": ("Hvad reformen gør ved dem", "What the reform does to them"),
    "figures": ("Nøgletal", "Key figures"),
    "figures_of": ("Nøgletal: {0}", "Key figures: {0}"),
    "one_figure": ("Nøgletal", "Key figure"),
    "in_caseload": ("I sagsbestanden", "In the caseload"),
    "of_whom": ("af {0}", "of {0}"),
    "heads_note": (
        "Sagsbestanden har {0} borgere, talt i hoveder den {1}; fuldtids- og helårspersoner er ikke hoveder.",
        "The caseload has {0} citizens, counted as heads on {1}; full-time and full-year persons are no heads.",
    ),
}
