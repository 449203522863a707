"""Hostile inputs, a module for each group of them."""
