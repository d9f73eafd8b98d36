import { spanField } from '../../otlp-fields.ts'
import { writeAttribute } from '../otlp/any-value.ts'
import { createProtobufWriter, toBytes, writeString, writeUint } from '../otlp/protobuf-writer.ts'
import { statusCode, writeStatus } from '../otlp/span-fields.ts'
import type { ActiveTemplate, SpanTemplate } from './request-template.ts'
import { takesEveryPath } from './routes.ts'

type TemplateFacts = {
  readonly active: ActiveTemplate
  readonly route: string | undefined
  /** 0 when no response was begun. */
  readonly statusCode: number
  readonly protocolVersion: string
  /** `Host` header. */
  readonly host: string | undefined
  readonly errorType: string | undefined
}

/** Finds the template of a request, or makes it. */
export type Templates = (
  active: ActiveTemplate,
  route: string | undefined,
  status: number,
  protocolVersion: string,
  host: string | undefined,
  errorType: string | undefined,
) => SpanTemplate

const serverKind = 2
/** Combinations that are kept. A flood of Host headers must not fill memory: further ones are created each time. */
const maxTemplates = 4000

type Level<K, V> = Map<K, V>
type Tree = Level<string | undefined, Level<string | undefined, Level<ActiveTemplate, Level<number, SpanTemplate>>>>

/**
 * Keeps one template per combination seen, found by small lookups one after another: joining the parts to one key would
 * make and hash a new string per request.
 */
export const createTemplates = (): Templates => {
  const trees: Readonly<Record<string, Tree>> = { '1.1': new Map(), '2': new Map() }
  const odd = new Map<string, SpanTemplate>()
  let count = 0
  const keep = <K>(level: Level<K, SpanTemplate>, key: K, made: SpanTemplate): SpanTemplate => {
    if (count++ < maxTemplates) level.set(key, made)
    return made
  }
  return (active, route, status, protocolVersion, host, errorType) => {
    const make = (): SpanTemplate => toTemplate({ active, route, statusCode: status, protocolVersion, host, errorType })
    const tree = trees[protocolVersion]
    if (errorType !== undefined || tree === undefined) {
      const key = JSON.stringify([active.method, active.scheme, route, status, protocolVersion, host, errorType])
      return odd.get(key) ?? keep(odd, key, make())
    }
    if (count >= maxTemplates && !tree.has(host)) return make()
    const leaves = descend(descend(descend(tree, host), route), active)
    return leaves.get(status) ?? keep(leaves, status, make())
  }
}

const descend = <K, K2, V>(level: Level<K, Level<K2, V>>, key: K): Level<K2, V> => {
  let next = level.get(key)
  if (next === undefined) {
    next = new Map()
    level.set(key, next)
  }
  return next
}

const toTemplate = (given: TemplateFacts): SpanTemplate => {
  const facts = takesEveryPath(given.route) ? { ...given, route: undefined } : given
  const { active, route, protocolVersion } = facts
  const errorType = facts.errorType ?? (facts.statusCode >= 500 ? String(facts.statusCode) : undefined)
  const method = active.method === '_OTHER' ? 'HTTP' : active.method
  const name = route === undefined ? method : `${method} ${route}`
  const attributes = toAttributes(facts, errorType)
  // An error type is there for 5xx, and for what failed with any status or none.
  const failed = errorType !== undefined
  return {
    method: active.method,
    route,
    statusCode: facts.statusCode,
    scheme: active.scheme,
    protocolVersion,
    errorType,
    series: undefined,
    name,
    attributes,
    failed,
    bytes: toTemplateBytes(name, attributes, failed),
  }
}

const toTemplateBytes = (name: string, attributes: SpanTemplate['attributes'], failed: boolean): Buffer => {
  const writer = createProtobufWriter(512)
  writeString(writer, spanField.name, name)
  writeUint(writer, spanField.kind, serverKind)
  for (const key of Object.keys(attributes)) writeAttribute(writer, spanField.attributes, key, attributes[key])
  if (failed) writeStatus(writer, statusCode.error, undefined)
  return toBytes(writer)
}

/** Attributes of the stable HTTP conventions. @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
const toAttributes = (facts: TemplateFacts, errorType: string | undefined): Record<string, string | number> => ({
  'http.request.method': facts.active.method,
  'url.scheme': facts.active.scheme,
  ...toServerAddress(facts),
  ...(facts.route === undefined ? {} : { 'http.route': facts.route }),
  ...(facts.statusCode === 0 ? {} : { 'http.response.status_code': facts.statusCode }),
  'network.protocol.version': facts.protocolVersion,
  ...(errorType === undefined ? {} : { 'error.type': errorType }),
})

const hostForm = /^(\[[0-9a-fA-F:.]+\]|[^:@/\s]+)(?::(\d{1,5}))?$/

const toServerAddress = (facts: TemplateFacts): Record<string, string | number> => {
  const match = facts.host === undefined ? null : hostForm.exec(facts.host)
  if (!match?.[1]) return {}
  const standard = facts.active.scheme === 'https' ? 443 : 80
  return { 'server.address': match[1], 'server.port': match[2] ? Number(match[2]) : standard }
}
