"""Python values as the values of a scenario, which are those of TOML."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any


def toml(value: Any) -> str:
    """Write a value as TOML, on one line.

    Texts stay texts (``"45 min"``), ``dict`` becomes an inline table and any sequence an array.
    Whole numbers of NumPy and pandas are accepted as numbers. ``None`` is no value of TOML.
    """
    if isinstance(value, str):
        # the escapes of JSON are escapes of TOML, but for the delete character
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            raise ValueError(f"{value!r} has a time zone, and scenarios have local times: leave it out")
        return value.isoformat(timespec="microseconds" if value.microsecond else "seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        inside = ", ".join(f"{json.dumps(str(key), ensure_ascii=False)} = {toml(item)}" for key, item in value.items())
        return "{ " + inside + " }" if inside else "{}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if hasattr(value, "tolist"):
        return toml(value.tolist())
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value!r} is not a number that a scenario can hold")
        return repr(value)
    raise TypeError(f"{value!r} ({type(value).__name__}) has no form in a scenario: use numbers, texts, lists or dicts")
