"""What the presentation of proofs says, in Danish and English."""

from __future__ import annotations

PROOF_WORDS: dict[str, tuple[str, str]] = {
    "enacted": ("gældende", "in force"),
    "proofs": ("Beviser", "Proofs"),
    "proofs_lead": (
        "{0} bevist, {1} modbevist, {2} uafgjort, på {3} sekunder i alt; regelsamling {4}; lovindstilling: {5}",
        "{0} proved, {1} refuted, {2} left open, in {3} seconds in all; rulebook {4}; law setting: {5}",
    ),
    "proving": ("beviser", "proving"),
    "proved": ("Bevist", "Proved"),
    "refuted": ("Modbevist", "Refuted"),
    "proofs_open": ("Uafgjort", "Left open"),
    "proofs_witness": (
        "Det kan ske: borgeren i sagsfilen nedenfor, den {0}, efter loven til og med: {1}.",
        "It can happen: the citizen of the case file below, on {0}, by the law down to: {1}.",
    ),
    "proofs_said": ("Hvad sagen giver", "What the case comes to"),
    "proofs_approximate": (
        "Disse størrelser måtte have enhver værdi, også nogle, som ingen sag kan vise; det, der er bevist, gælder "
        "desto mere: {0}",
        "These measures could have any value, some of which no case can show; what is proved holds all the more: {0}",
    ),
    "proofs_time_out": ("tiden slap op", "time ran out"),
    "proofs_not_replayed": (
        "løseren fandt en borger, men forklaringen bekræfter det ikke",
        "the solver found a citizen, but the explanation does not confirm it",
    ),
    "proofs_no_witness": (
        "intet bevis, og ingen borger med få oplysninger, som det sker for",
        "no proof, and no citizen with a few entries to whom it happens",
    ),
    "proofs_outcome": ("Svar", "Answer"),
    "kind_guarantee": ("garantier", "guarantees"),
    "looking_through_cases": ("ser sager igennem", "looking through cases"),
    "kind_contradiction": ("regler siger ikke hver sit om samme emne", "no two rules contradict each other"),
    "kind_gap": ("ingen, der skal have et svar, er udeladt", "nobody who is owed an answer is left out"),
    "kind_dead_rule": ("regler kan gælde for nogen", "rules can hold of somebody"),
    "kind_idle_part": ("dele af betingelser afgør noget", "parts of conditions decide something"),
    "kind_unread": ("hvad ingen regel læser, er meningen", "what no rule reads is meant so"),
    "kind_unused_value": ("værdier af parametre er i brug", "values of parameters are in use"),
    "proofs_asked": ("Spurgt og bevist", "Asked and proved"),
    "doubt_contradiction": (
        "Om {0} ({1}) siger regler, der gælder samtidig, hver sit.",
        "Of {0} ({1}), rules that hold together say different things.",
    ),
    "doubt_gap": (
        "Om {0} ({1}) gælder ingen regel, selv om borgeren skal have et svar, og alt er oplyst.",
        "Of {0} ({1}), no rule holds though an answer is owed and all that they read is known.",
    ),
    "doubt_gap_stale": (
        "Det er erklæret, at {0} ({1}) ikke skal give et svar, men der er intet sådant hul.",
        "It is declared that {0} ({1}) owes no answer, but there is no such gap.",
    ),
    "doubt_dead_rule": (
        "{0} ({1}) gælder aldrig for nogen, på nogen dag.",
        "{0} ({1}) never holds of anybody, on any day.",
    ),
    "doubt_dead_rule_stale": (
        "Det er erklæret, at {0} ({1}) aldrig gælder, men den kan gælde.",
        "It is declared that {0} ({1}) never holds, but it can.",
    ),
    "doubt_idle_part": (
        "I {0} ({1}) afgør denne del af betingelsen intet: {2}.",
        "In {0} ({1}), this part of the condition decides nothing: {2}.",
    ),
    "doubt_idle_part_stale": (
        "Det er erklæret, at denne del af {0} ({1}) intet afgør, men det gør den: {2}.",
        "It is declared that this part of {0} ({1}) decides nothing, but it does: {2}.",
    ),
    "doubt_unread": ("Ingen regel læser {0} ({1}).", "No rule reads {0} ({1})."),
    "doubt_unused_value": (
        "Af {0} ({1}) er værdien fra {2} aldrig i brug: ingen regel gælder på dens dage og læser den.",
        "Of {0} ({1}), the value from {2} is never in use: no rule that is in force on its days reads it.",
    ),
    "doubt_not_unread": (
        "Det er erklæret, at ingen regel læser {0} ({1}), men det gør en.",
        "It is declared that no rule reads {0} ({1}), but one does.",
    ),
}
