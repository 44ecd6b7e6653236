"""The published suites of the protocols we speak, run against our own server in a test configuration.

They are other people's code, so they are not in this repository. A suite whose folder is missing skips its
test and says so. Put them into the folder `conformance` of the cache (~/.cache/frontdesk/conformance):

    autobahn             python2.7 -m pip install --target autobahn autobahntestsuite
                         touch autobahn/zope/__init__.py
    engine.io-protocol   git clone of socketio/engine.io-protocol; npm ci in its test-suite
    socket.io-protocol   git clone of socketio/socket.io-protocol; npm ci in its test-suite
"""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest


def suite(name: str) -> Path:
    """The suite's folder; skips the test where there is none."""
    folder = Path(platformdirs.user_cache_dir("frontdesk")) / "conformance" / name
    if not folder.is_dir():
        pytest.skip(f"no {folder}; tests/conformance/__init__.py says how to get it")
    return folder
