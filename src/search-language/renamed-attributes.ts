/**
 * Attributes that OpenTelemetry has renamed, by the name of today, with the names before. Programs in use send either,
 * so that whatever is searched, counted or shown by one name is looked for under all of them.
 */
const renamed: Readonly<Record<string, readonly string[]>> = {
  'http.request.method': ['http.method'],
  'http.response.status_code': ['http.status_code'],
  'http.request.body.size': ['http.request_content_length'],
  'http.response.body.size': ['http.response_content_length'],
  'http.request.resend_count': ['http.resend_count', 'http.retry_count'],
  'url.full': ['http.url'],
  'url.scheme': ['http.scheme'],
  'user_agent.original': ['http.user_agent'],
  'client.address': ['http.client_ip'],
  'server.address': ['net.peer.name', 'net.host.name', 'http.server_name'],
  'server.port': ['net.peer.port', 'net.host.port'],
  'network.peer.address': ['net.sock.peer.addr'],
  'network.peer.port': ['net.sock.peer.port'],
  'network.protocol.name': ['net.protocol.name', 'net.app.protocol.name'],
  'network.protocol.version': ['net.protocol.version', 'http.flavor'],
  'network.transport': ['net.transport'],
  'db.query.text': ['db.statement'],
  'db.system.name': ['db.system'],
  'db.namespace': ['db.name'],
  'db.operation.name': ['db.operation'],
  'db.collection.name': ['db.sql.table', 'db.mongodb.collection'],
  'messaging.destination.name': ['messaging.destination'],
  'messaging.message.id': ['messaging.message_id'],
  'messaging.operation.type': ['messaging.operation'],
  'code.function.name': ['code.function'],
  'code.file.path': ['code.filepath'],
  'code.line.number': ['code.lineno'],
  'user.id': ['enduser.id'],
  'deployment.environment.name': ['deployment.environment'],
}

/** Of these, what is said of a resource; all others are attributes of spans and log records. */
const ofResources: ReadonlySet<string> = new Set(['deployment.environment.name'])

/** Each old name with the name of today. */
export const todaysNames: ReadonlyMap<string, string> = new Map(
  Object.entries(renamed).flatMap(([today, before]) => before.map((name) => [name, today] as const)),
)

/**
 * Where the value of an attribute may stand: under a name, or as a part of another value; `target` is put together of
 * path and query.
 */
export type AttributePlace = { readonly name: string; readonly part?: 'path' | 'query' | 'target' }

/** `http.target` has become two attributes. */
const parts: Readonly<Record<string, readonly AttributePlace[]>> = {
  'url.path': [{ name: 'url.path' }, { name: 'http.target', part: 'path' }],
  'url.query': [{ name: 'url.query' }, { name: 'http.target', part: 'query' }],
  'http.target': [{ name: 'http.target' }, { name: 'url.path', part: 'target' }],
}

/** Whether other names of an attribute are to be looked for in resources too. */
export const isOfResource = (name: string): boolean => ofResources.has(todaysNames.get(name) ?? name)

/** All places where the value of an attribute may stand, that of today first. */
export const placesOf = (name: string): readonly AttributePlace[] => {
  const today = todaysNames.get(name) ?? name
  return parts[name] ?? [today, ...(renamed[today] ?? [])].map((each) => ({ name: each }))
}
