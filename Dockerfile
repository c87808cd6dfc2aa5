# Two stages, so that the compiler stays behind. Needs no privilege and no writable root:
#   docker run --init --read-only --tmpfs /tmp -v sluice:/var/lib/sluice -p 3000:3000 --env-file .env sluice
FROM node:24-bookworm-slim AS build
WORKDIR /sluice
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY .ci/build.mjs .ci/build.mjs
COPY src src
# Optional packages stay: the compiler is one for each platform. `prepare` builds dist/.
RUN npm ci

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates git \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir -p /var/lib/sluice \
  && chown 10001:10001 /var/lib/sluice
WORKDIR /sluice
COPY package.json package-lock.json .npmrc ./
# The image has its Node; `prepare` has nothing to build from here.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
COPY --from=build /sluice/dist dist
COPY templates templates
COPY app.yml LICENSE ./
ENV NODE_ENV=production HOME=/tmp HOST=0.0.0.0 PORT=3000
# Without a DATABASE_URL the store is made here, in .sluice/store, and the mirrors beside it.
WORKDIR /var/lib/sluice
# A number, so that a cluster can tell that it is not root.
USER 10001:10001
VOLUME /var/lib/sluice
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "/sluice/dist/start.mjs", "serve"]
