"""The web tests walk the same table of routes as the leak matrix."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "access"))
