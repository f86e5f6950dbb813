"""Where things are: the project, its Python, and the folder that everything is written to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from launcher.trouble import Trouble

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


def data_folder() -> Path:
    """The absolute path that HINDCAST_DATA names, `var/` of the project without it. It need not exist."""
    return Path(os.environ.get("HINDCAST_DATA") or ROOT / "var").expanduser().absolute()


def shown(path: Path) -> str:
    """The path as a person in the project's folder would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def make_writable(folder: Path) -> None:
    """Create the folder where it is missing. Raises `Trouble` where it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Trouble(
            f"Cannot write to the data folder {shown(folder)} ({error.strerror}); give this user the right to write "
            "there, or set HINDCAST_DATA to another folder."
        ) from error
