from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

# Whoever starts uvicorn in a test with settings of its own changes these for all that follow.
_SHARED_LOGGERS = ("uvicorn", "uvicorn.error", "uvicorn.access")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Whatever a test configures, the next one finds what pytest set up."""
    loggers = [logging.getLogger(), *map(logging.getLogger, _SHARED_LOGGERS)]
    found = [(logger.handlers[:], logger.level, logger.propagate, logger.filters[:]) for logger in loggers]
    yield
    for logger, (handlers, level, propagate, filters) in zip(loggers, found, strict=True):
        logger.handlers[:], logger.propagate, logger.filters[:] = handlers, propagate, filters
        logger.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()
