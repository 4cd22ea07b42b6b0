# The service in a container; compose.yaml runs it beside its database. Nothing secret enters an image: keys and the
# password of the database come when it runs.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY constraints.txt .
# every package by its hash, as `make env`, and as wheels: nothing is compiled, here or later
RUN python -m pip download --quiet --disable-pip-version-check --require-hashes -r constraints.txt --only-binary :all: --dest wheels
COPY pyproject.toml README.md LICENSE ./
COPY graph graph
COPY cypher cypher
COPY loaders loaders
COPY api api
# of these wheels alone, what wangge needs to run: no package for its development, no pip
RUN python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-index --find-links wheels --wheel-dir wheels . \
    && python -m venv --without-pip /opt/wangge \
    && python -m pip --python /opt/wangge/bin/python install --quiet --disable-pip-version-check --no-index --find-links wheels wangge

FROM python:3.11-slim-bookworm
RUN useradd --system --user-group --no-create-home --home-dir /var/lib/wangge --shell /usr/sbin/nologin wangge \
    && install --directory --owner wangge --group wangge --mode 700 /var/lib/wangge
COPY --from=build /opt/wangge /opt/wangge
ENV PATH=/opt/wangge/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    WANGGE_HOME=/var/lib/wangge
USER wangge
WORKDIR /var/lib/wangge
VOLUME /var/lib/wangge
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000, timeout=3); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
# so that `docker compose run --rm service key create …` is the command, too
ENTRYPOINT ["wangge"]
CMD ["serve", "--host", "0.0.0.0"]
