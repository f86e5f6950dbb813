"""What goes wrong outside the program, told to the person at the keyboard in one sentence."""

from __future__ import annotations


class Trouble(Exception):
    """Something only a person can put right. Its text is one sentence: what is wrong, where, what would be right."""
