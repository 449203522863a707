"""Proof of what the README claims; `measure` prints it, and nothing at run time imports it."""
