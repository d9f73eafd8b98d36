/**
 * Sentry's OTLP endpoint of the project that a DSN names. Version 11 of Sentry's library has this as
 * `getOtlpTracesEndpoint`; version 10 does not.
 */
export const toTracesAddress = (dsn: string): { readonly url: string; readonly headers: Record<string, string> } => {
  const { origin, username, pathname } = new URL(dsn)
  const at = pathname.lastIndexOf('/')
  const url = `${origin}${pathname.slice(0, at)}/api${pathname.slice(at)}/integration/otlp/v1/traces/`
  return { url, headers: { 'X-Sentry-Auth': `Sentry sentry_version=7, sentry_key=${username}` } }
}
