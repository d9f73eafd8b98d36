import type { agentClasses } from '../../config/pattern-words.ts'

/** The kind of program that a client is, by its user agent. */
export type AgentClass = (typeof agentClasses)[number]

/** Health checks of platforms and of monitoring. */
const probes =
  /^(?:kube-probe|ELB-HealthChecker|GoogleHC|Prometheus|Consul Health|Envoy\/HC|HealthCheck|Route53|Amazon-Route53|Azure Traffic Manager|AlwaysOn|DigitalOcean|Fly-HealthCheck|Render\/|Traefik)|uptime|pingdom|statuscake|site24x7|datadog.*synthetic|checkly/i
const bots = /bot\b|bot[/;)]|crawl|spider|slurp|facebookexternalhit|preview|lighthouse|headless|scan|archiver/i

/** Only this many characters of the header are examined. */
const maxLength = 512

/** The class of a `User-Agent` header. */
export const toAgentClass = (userAgent: string | undefined): AgentClass => {
  const text = userAgent?.slice(0, maxLength).trim() ?? ''
  if (text === '') return 'none'
  if (probes.test(text)) return 'probe'
  if (bots.test(text)) return 'bot'
  return /^(?:Mozilla|Opera)\//.test(text) ? 'browser' : 'tool'
}
