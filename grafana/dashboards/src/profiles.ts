/** Profiles of docker-compose.yml that a dashboard can need besides `monitoring`, which brings Grafana. */
export type Profiles = { readonly logging: boolean; readonly analytics: boolean }
