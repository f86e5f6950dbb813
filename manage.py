#!/usr/bin/env python
"""Django's command line; `./hindcast manage` runs it inside the project's own environment."""

import gc
import os
import sys

# Modules that load make no garbage, and to look for it after every 700 objects costs a fifth of a start.
gc.set_threshold(50_000)

from django.core.management import execute_from_command_line  # noqa: E402  it loads half of Django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
