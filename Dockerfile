# syntax=docker/dockerfile:1
# One image per service: docker build --build-arg SERVICE=casework -t caseloop/casework .
# SERVICE=caseloop is the command line, for the migration job.
ARG NODE_IMAGE=node:20.20.2-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc nx.json tsconfig.base.json ./
COPY tools tools
COPY libs libs
COPY apps apps
RUN npm ci --no-audit --no-fund --omit=optional --include=dev
RUN NX_DAEMON=false npx nx run-many -t build --output-style=static

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY --from=build /app/package.json /app/package-lock.json /app/.npmrc ./
COPY --from=build /app/libs libs
COPY --from=build /app/apps apps
# Only what runs: no tools, no tests' packages, no embedded database.
RUN npm ci --no-audit --no-fund --omit=dev --omit=optional \
  && rm -rf libs/*/src libs/*/test apps/*/src apps/*/test libs/testing

FROM ${NODE_IMAGE}
ARG SERVICE
ENV NODE_ENV=production CASELOOP_SERVICE=${SERVICE} HTTP_PORT=4000
WORKDIR /app
COPY --from=packages /app ./
COPY packs packs
COPY docker/start.sh ./
# A number, so that Kubernetes can see that it is not root.
USER 1000:1000
EXPOSE 4000
ENTRYPOINT ["/app/start.sh"]
