import { latestRows, type Query, series } from './queries.ts'

/** Labels that the recorded series of the chosen services have. */
export const chosenServices = 'service_name=~"$service", deployment_environment_name=~"$environment"'

/** Of one service, for its routes. */
export const chosenRoutes = 'service_name="$service", deployment_environment_name=~"$environment", http_route=~"$route"'

/** Recorded names end in their window. */
export const requests = (level: string, selector: string): string => `${level}:http_requests:rate5m{${selector}}`

export const errors = (level: string, selector: string): string => `${level}:http_request_errors:rate5m{${selector}}`

export const percentile = (level: string, p: 50 | 95 | 99, selector: string): string =>
  `${level}:http_request_duration_seconds:p${p}_5m{${selector}}`

/**
 * The p99 of the last five minutes of the range, of the slowest where there are several, as one dashed line: read once,
 * however long the range is. Recorded series have no exemplars, so this is also where the points that lead to traces
 * come from.
 */
export const exemplars = (selector: string, by = ''): Query =>
  series(
    `max(histogram_quantile(0.99, sum by (le${by && `, ${by}`}) (rate(http_server_request_duration_seconds_bucket{${selector}}[5m] @ end()))))`,
    'p99 now',
    { exemplar: true },
  )

/** Number columns that a table of services or routes has: requests, errors, percentiles. */
export const redRows = (level: string, labels: string, selector: string): Query[] => [
  latestRows(`sum by (${labels}) (${requests(level, selector)})`),
  latestRows(
    `sum by (${labels}) (${errors(level, selector)}) / (sum by (${labels}) (${requests(level, selector)}) > 0)`,
  ),
  latestRows(`max by (${labels}) (${percentile(level, 50, selector)})`),
  latestRows(`max by (${labels}) (${percentile(level, 95, selector)})`),
  latestRows(`max by (${labels}) (${percentile(level, 99, selector)})`),
]
