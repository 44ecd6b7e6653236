# docker build -t frontdesk .                      with the weights of the default settings inside
# docker build -t frontdesk --build-arg WEIGHTS= . without any: mount a folder of them at /weights
#
# Behind a mirror, add --build-arg PIP_INDEX_URL=... ; the hashes stay those of requirements.lock and of
# models/catalogue.toml. Who passes such an image on distributes piper-tts (GPL-3.0): see "Licences" in README.md.

FROM python:3.11.15-slim-bookworm AS build
WORKDIR /app
ARG PIP_INDEX_URL
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# The packages change less often than our code: their layer is kept until the lock changes.
COPY requirements.lock ./
RUN python3 -m venv .venv
RUN .venv/bin/pip install --quiet --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY agent agent
COPY audio audio
COPY benchmarks benchmarks
COPY models models
RUN .venv/bin/pip install --quiet --no-deps --no-build-isolation .

ARG WEIGHTS="whisper-tiny.en piper-en_US-joe-medium minilm-l6-int8"
ENV FRONTDESK_WEIGHTS_DIR=/weights
RUN mkdir -p /weights
RUN test -z "$WEIGHTS" || .venv/bin/frontdesk weights pull $WEIGHTS

FROM python:3.11.15-slim-bookworm
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/frontdesk frontdesk
# At the path where they were made: a virtual environment does not move.
COPY --from=build /app/.venv /app/.venv
COPY --from=build --chown=frontdesk:frontdesk /weights /weights
ENV PATH=/app/.venv/bin:$PATH \
    FRONTDESK_HOST=0.0.0.0 \
    FRONTDESK_PORT=8080 \
    FRONTDESK_DATA_DIR=/var/lib/frontdesk \
    FRONTDESK_WEIGHTS_DIR=/weights \
    FRONTDESK_LOG_FORMAT=json
USER frontdesk
WORKDIR /var/lib/frontdesk
EXPOSE 8080
# Loading the models takes seconds; a server that lets its last calls end says 503 here, and nobody need act on it.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=4)"]
ENTRYPOINT ["frontdesk"]
CMD ["serve"]
