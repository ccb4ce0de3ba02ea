"""Writes TypeScript's types of the API from the routes themselves, or checks that they are up to date.

python tests/api_types.py FILE            write FILE
python tests/api_types.py --check FILE    fail where FILE is not what would be written
"""

import difflib
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from canvass.app import create_app  # noqa: E402
from hatch_build import npm_with_tools  # noqa: E402
from tests.conftest import make_settings  # noqa: E402


def describe_api(folder: Path) -> Path:
    """The API's description as the server would give it, in a file."""
    app = create_app(make_settings(folder / "instance"))
    answer = app.test_client().get("/api/openapi.json")
    path = folder / "openapi.json"
    path.write_text(json.dumps(answer.json))
    return path


def write_types(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        npm_with_tools(
            ROOT, "run", "api-types", "--silent", "--", str(describe_api(Path(folder))), "-o", str(target)
        )


def check_types(kept: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "api-types.d.ts"
        write_types(fresh)
        before, now = kept.read_text().splitlines(), fresh.read_text().splitlines()
    differences = list(difflib.unified_diff(before, now, "committed", "from the API", lineterm=""))
    if differences:
        print("\n".join(differences[:60]))
        print(f"{kept} is not what the API says. Run: make api-types")
    return 1 if differences else 0


if __name__ == "__main__":
    *flags, path = sys.argv[1:]
    file = (ROOT / path).resolve()
    sys.exit(check_types(file) if "--check" in flags else write_types(file))
