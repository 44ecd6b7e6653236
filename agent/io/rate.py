"""How often something may come from one peer."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable


class Rate:
    """At most `times` within any `window_s`."""

    def __init__(self, times: int, window_s: float, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._window_s = window_s
        self._clock_s = clock_s
        self._came_s: deque[float] = deque(maxlen=times + 1)

    def exceeded(self) -> bool:
        """Note one more; is it one too many?"""
        self._came_s.append(self._clock_s())
        full = len(self._came_s) == self._came_s.maxlen
        return full and self._came_s[-1] - self._came_s[0] < self._window_s
