"""What the web server loads before it forks can be shared by its workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from config.env import ROOT

LOADED = """
import json, sys, threading
import config.wsgi
from django.db import connections
print(json.dumps({
    "pages": "predictions.urls" in sys.modules,
    "connections": [one.alias for one in connections.all() if one.connection is not None],
    "threads": threading.active_count(),
}))
"""


def test_all_pages_are_loaded_and_nothing_is_open(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "HINDCAST_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    assert json.loads(done.stdout) == {"pages": True, "connections": [], "threads": 1}
