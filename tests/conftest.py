from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

# Whoever starts uvicorn with settings of its own, also outside a test, changes these for all that follow.
_SHARED_LOGGERS = ("uvicorn", "uvicorn.error", "uvicorn.access")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Whatever was configured before, a test finds what pytest set up."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    for logger in map(logging.getLogger, _SHARED_LOGGERS):
        logger.handlers.clear()
        logger.filters.clear()
        logger.propagate, logger.disabled = True, False
        logger.setLevel(logging.NOTSET)
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()
