"""May another call come in? Judged by how the speech workers keep up, so that nobody on the line suffers.

A burst of calls is let in before it can be felt; against that stands `max_calls`. Partial transcripts are
no load: the pools shed them first.
"""

from __future__ import annotations

from collections.abc import Iterable

from models.pool import Load

# Between the two nothing changes: a door that opened at the load at which it closes would flutter with
# every turn, and one call's way is longer than the ten seconds that the share looks back on.
CLOSES_AT_SHARE, OPENS_AT_SHARE = 0.7, 0.5  # BEHAVIOUR M-06
CLOSES_AT_WAIT_MS, OPENS_AT_WAIT_MS = 2000, 500  # BEHAVIOUR M-07


def admits(loads: Iterable[Load], admitting: bool) -> bool:
    """Whether a new call is taken, given whether the one before was (`admitting`)."""
    share_limit = CLOSES_AT_SHARE if admitting else OPENS_AT_SHARE
    wait_limit_ms = CLOSES_AT_WAIT_MS if admitting else OPENS_AT_WAIT_MS
    return all(load.busy_share < share_limit and load.oldest_wait_ms < wait_limit_ms for load in loads)
