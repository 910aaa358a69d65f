"""Spoilt copies of modules, and whether the tests notice."""
