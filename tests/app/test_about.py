"""The about box names everything that the product stands on."""

import re
import tomllib
from pathlib import Path

from app.windows.about import PARTS

PROJECT = Path(__file__).parent.parent.parent / "pyproject.toml"


def test_every_package_that_the_product_needs_is_named_with_its_licence():
    needed = tomllib.loads(PROJECT.read_text())["project"]["dependencies"]
    names = {re.match(r"[\w-]+", each).group() for each in needed}
    assert {name for name, licence, _ in PARTS if licence} == names
