# Two images: `hub` (default) and `demo` (examples/shop under the hook, with its visitors).
#
#   docker build -t plainsight .                          the hub with its embedded store (chDB, 550 MB)
#   docker build --build-arg ENGINE=none -t plainsight .  the hub for a ClickHouse server (CLICKHOUSE_URL)
#   docker build --target demo -t plainsight-demo .
#
#   docker run -p 127.0.0.1:4318:4318 -p 127.0.0.1:4317:4317 -v plainsight:/data -e PLAINSIGHT_TOKEN --stop-timeout 15 plainsight
#
# All that runs here runs on the processor of the builder: the last stages only copy, so that images of another need no emulation.
# The base is pinned by its whole version. Its digest may stand behind it (docker buildx imagetools inspect node:...): Dependabot moves it then.

# Embedded store of the hub: chdb or none.
ARG ENGINE=chdb

FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY . .
# The tarball that npm would get, unpacked: the image holds what is published.
RUN npm run build \
  && npm pack --silent --pack-destination /tmp \
  && mkdir -p /data /packed/plainsight /packed/.bin \
  && tar -xzf /tmp/plainsight-*.tgz --strip-components=1 --no-same-owner -C /packed/plainsight \
  && ln -s ../plainsight/dist/cli/main.js /packed/.bin/plainsight

# What plainsight needs at run time, exactly as package-lock.json says. None of it is compiled, so one folder does for all processors.
FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /dependencies
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts

# Depends on nothing of ours, so that its layer stays the same from release to release.
FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim AS engine
ARG CHDB=3.4.0
ARG TARGETARCH
WORKDIR /engine
RUN --mount=type=cache,target=/root/.npm \
  npm install --no-save --no-audit --no-fund --ignore-scripts \
  --os=linux --libc=glibc --cpu="$(echo "$TARGETARCH" | sed s/amd64/x64/)" "chdb@$CHDB"

# The shop's own packages, in the versions that the tests ran with.
FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim AS shop
WORKDIR /shop
COPY package.json /root/package.json
RUN --mount=type=cache,target=/root/.npm \
  npm install --no-save --no-audit --no-fund --ignore-scripts $(node -p \
  "const { dependencies, devDependencies } = require('/root/package.json'); const all = { ...devDependencies, ...dependencies }; \
  ['express', 'fastify', 'pino'].map((name) => name + '@' + all[name]).join(' ')")

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
# Metrics of the shop and of its payments. The shop itself listens on loopback: its visitors are in the container.
EXPOSE 9464 9465
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["env", "--unset=NODE_OPTIONS", "node", "/app/healthy.mjs", "3000", "3001"]
# Where telemetry goes: OTEL_EXPORTER_OTLP_ENDPOINT, or the file that docker-compose.yml provides.
CMD ["node", "--env-file-if-exists=/routes/demo.env", "main.js"]

FROM with-${ENGINE} AS hub
LABEL org.opencontainers.image.title="plainsight" \
  org.opencontainers.image.description="Traces, logs, metrics and usage analytics of any Node app: the hub" \
  org.opencontainers.image.licenses="MIT"
COPY --from=dependencies /dependencies/node_modules ./node_modules/plainsight/node_modules
COPY --from=build /packed ./node_modules
# Empty, and of the user below: a volume that is made for it gets both.
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
