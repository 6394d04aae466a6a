"""``python -m kotograph.server.editor`` says whether the query page has its editor."""

from __future__ import annotations

import sys

from kotograph.server.editor.files import describe_editor

sys.stderr.write(f"kotograph: {describe_editor()}\n")
