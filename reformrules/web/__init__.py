"""A page for caseworkers and policy staff, served on the own machine: cases, agenda, rulebook, policy desk, API."""
