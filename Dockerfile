# Two images: `hub` (default) and `demo` (examples/shop under the hook, with simulated visitors).
#
#   docker build -t plainsight .                          the hub with its embedded store (chDB, 550 MB)
#   docker build --build-arg ENGINE=none -t plainsight .  the hub for a ClickHouse server (CLICKHOUSE_URL)
#   docker build --target demo -t plainsight-demo .
#
#   docker run -p 127.0.0.1:4318:4318 -p 127.0.0.1:4317:4317 -v plainsight:/data -e PLAINSIGHT_TOKEN --stop-timeout 15 plainsight
#
# All commands run on the builder's platform: the last stages only copy, so that images for other platforms need no emulation.
# The base is pinned by its full version. You can add its digest (docker buildx imagetools inspect node:...): Dependabot then updates it.

# Embedded store of the hub: chdb or none.
ARG ENGINE=chdb

FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY . .
# The unpacked npm tarball: the image has exactly what is published.
RUN npm run build \
  && npm pack --silent --pack-destination /tmp \
  && mkdir -p /data /packed/plainsight /packed/.bin \
  && tar -xzf /tmp/plainsight-*.tgz --strip-components=1 --no-same-owner -C /packed/plainsight \
  && ln -s ../plainsight/dist/cli/main.js /packed/.bin/plainsight

# Runtime dependencies, exactly as in package-lock.json. None is compiled, so one folder serves all platforms.
FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /dependencies
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts

# Independent of our code, so that its layer stays the same between releases.
FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim AS engine
ARG CHDB=3.4.0
ARG TARGETARCH
WORKDIR /engine
RUN --mount=type=cache,target=/root/.npm \
  npm install --no-save --no-audit --no-fund --ignore-scripts \
  --os=linux --libc=glibc --cpu="$(echo "$TARGETARCH" | sed s/amd64/x64/)" "chdb@$CHDB"

# The shop's own packages, in the tested versions.
FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim AS shop
WORKDIR /shop
COPY package-lock.json /root/package-lock.json
RUN --mount=type=cache,target=/root/.npm \
  npm install --no-save --no-audit --no-fund --ignore-scripts $(node -p \
  "const { packages } = require('/root/package-lock.json'); \
  ['express', 'fastify', 'pino'].map((name) => name + '@' + packages['node_modules/' + name].version).join(' ')")

FROM node:24.21.0-bookworm-slim AS base
ENV NODE_ENV=production PATH=/app/node_modules/.bin:$PATH
WORKDIR /app
COPY docker/healthy.mjs ./

FROM base AS with-none

FROM base AS with-chdb
COPY --from=engine /engine/node_modules ./node_modules

FROM base AS demo
LABEL org.opencontainers.image.title="plainsight demo" \
  org.opencontainers.image.description="Two services under the hook of plainsight, with a little traffic" \
  org.opencontainers.image.licenses="MIT"
COPY --from=dependencies /dependencies/node_modules ./node_modules/plainsight/node_modules
COPY --from=shop /shop/node_modules ./node_modules
COPY --from=build /packed ./node_modules
COPY examples/shop ./shop
WORKDIR /app/shop
ENV PORT=3000 \
  PLAINSIGHT_ENVIRONMENT=demo \
  OTEL_EXPORTER_PROMETHEUS_HOST=0.0.0.0 \
  NODE_OPTIONS="--import plainsight/register"
USER 10001:10001
# Metrics of the shop and of its payments. The shop itself listens on loopback: its visitors run in the container.
EXPOSE 9464 9465
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["env", "--unset=NODE_OPTIONS", "node", "/app/healthy.mjs", "3000", "3001"]
# Telemetry goes to OTEL_EXPORTER_OTLP_ENDPOINT, or to the endpoint in the file that docker-compose.yml provides.
CMD ["node", "--env-file-if-exists=/routes/demo.env", "main.js"]

FROM with-${ENGINE} AS hub
LABEL org.opencontainers.image.title="plainsight" \
  org.opencontainers.image.description="Traces, logs, metrics and usage analytics of any Node app: the hub" \
  org.opencontainers.image.licenses="MIT"
COPY --from=dependencies /dependencies/node_modules ./node_modules/plainsight/node_modules
COPY --from=build /packed ./node_modules
# Empty and owned by the user below: a new volume inherits both.
COPY --from=build --chown=10001:10001 /data /data
ENV PLAINSIGHT_HOST=0.0.0.0 \
  PLAINSIGHT_DATA_DIR=/data \
  UV_THREADPOOL_SIZE=16
USER 10001:10001
VOLUME /data
EXPOSE 4318 4317
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "/app/healthy.mjs"]
ENTRYPOINT ["node", "/app/node_modules/plainsight/dist/cli/main.js"]
CMD ["up"]
