"""What the presentation of a difference of two rulebooks says, in Danish and English."""

from __future__ import annotations

DIFFERENCE_WORDS: dict[str, tuple[str, str]] = {
    "comparing_rulebooks": ("sammenligner", "comparing"),
    "differences": ("Forskelle mellem to regelsamlinger", "Differences between two rulebooks"),
    "differences_sides": (
        "Før: regelsamling {0}. Efter: regelsamling {1}. Lovindstilling: {2}.",
        "Before: rulebook {0}. After: rulebook {1}. Law setting: {2}.",
    ),
    "differences_none": (
        "Bevist lige: ingen borger får på nogen dag et andet svar.",
        "Proved equal: no citizen is answered otherwise on any day.",
    ),
    "differences_lead": (
        "{0} emner bygger på intet, der er ændret, og er derfor ens. Af de øvrige er {1} bevist ens, {2} forskellige "
        "og {3} uafgjorte, på {4} sekunder i alt.",
        "{0} findings rest on nothing that differs, and so are equal. Of the others {1} are proved equal, {2} differ "
        "and {3} are left open, in {4} seconds in all.",
    ),
    "differences_from": ("Der er kun spurgt om dage fra {0}.", "Only days from {0} were asked about."),
    "differences_until": ("Der er kun spurgt om dage til og med {0}.", "Only days up to {0} were asked about."),
    "only_before": ("Kun i regelsamlingen før: {0}", "Only in the rulebook before: {0}"),
    "only_after": ("Kun i regelsamlingen efter: {0}", "Only in the rulebook after: {0}"),
    "compared_findings": ("Hvad der kan være ændret", "What may have changed"),
    "compared_equal": ("bevist ens", "proved equal"),
    "compared_alike": (
        "bevist ens: alt, det bygger på, er bevist ens",
        "proved equal: all that it rests on is proved equal",
    ),
    "compared_by_cases": (
        "bevist ens for alle, om hvem ja og nej og valg mellem faste svar er kendt; hvor de mangler, svares der, når "
        "svaret er det samme uanset",
        "proved equal for all of whom each yes or no and each choice of a closed set is known; where these are "
        "missing, an answer is given when it is the same whatever they are",
    ),
    "compared_differs": ("forskellige", "differ"),
    "compared_open": ("uafgjort", "left open"),
    "possible_days": ("Mulige dage", "Possible days"),
    "days_from": ("fra {0}", "from {0}"),
    "days_between": ("{0} til {1}", "{0} to {1}"),
    "difference_witness": (
        "Det viser borgeren i sagsfilen nedenfor, den {0}, efter loven til og med: {1}.",
        "The citizen of the case file below shows it, on {0}, by the law down to: {1}.",
    ),
    "difference_sides": ("Hvad de to regelsamlinger siger", "What the two rulebooks say"),
    "proofs_in_doubt": (
        "kun hvor noget mangler eller loven er åben, og ingen borger, som det kan ses på",
        "only where something is missing or the law is open, and no citizen on whom it can be seen",
    ),
    "of_value": ("et andet svar", "another answer"),
    "of_begins": ("et svar, hvor der før intet var", "an answer where there was none before"),
    "of_ends": ("intet svar, hvor der før var et", "no answer where there was one before"),
    "of_opens": ("uafklaret, hvor der før var et svar", "undetermined where it was answered before"),
    "of_settles": ("et svar, hvor det før var uafklaret", "an answer where it was undetermined before"),
    "of_reason": ("uafklaret af en anden grund", "undetermined for another reason"),
    "of_lifted": ("pligten er nu fraveget", "the obligation is now lifted"),
    "of_bound": ("pligten er ikke længere fraveget", "the obligation is lifted no more"),
    "of_required": ("et andet antal", "another number"),
    "of_counted_from": ("regnet fra en anden dag", "counted from another day"),
    "of_deadline": ("en anden frist", "another deadline"),
    "of_first_by": ("en anden frist for den første", "another deadline of the first"),
    "of_counting": ("andet tæller med", "other things count"),
    "only_conclusions": ("emner: {0}", "findings: {0}"),
    "only_terms": ("mellemregninger: {0}", "steps on the way: {0}"),
    "only_facts": ("oplysninger: {0}", "facts: {0}"),
    "only_parameters": ("tal: {0}", "numbers: {0}"),
}
