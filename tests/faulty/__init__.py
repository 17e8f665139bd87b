"""Rulebooks and cases with something wrong in them, each with the message that names it."""
