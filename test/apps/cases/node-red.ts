import type { AppCase } from '../app-case.ts'

const node = (id: string, type: string, wires: readonly string[], more: object = {}): object => ({
  id,
  type,
  z: 'flow',
  name: '',
  x: 0,
  y: 0,
  wires: wires.length > 0 ? [wires] : [],
  ...more,
})

const flows = [
  { id: 'flow', type: 'tab', label: 'Shop' },
  node('in-get', 'http in', ['find'], { url: '/orders/:id', method: 'get' }),
  node('find', 'function', ['answer'], {
    func: 'node.warn("order " + msg.req.params.id); msg.payload = { id: msg.req.params.id }; return msg',
    outputs: 1,
  }),
  node('in-post', 'http in', ['slow'], { url: '/orders', method: 'post' }),
  node('slow', 'delay', ['log'], { pauseType: 'delay', timeout: '20', timeoutUnits: 'milliseconds' }),
  node('log', 'function', ['answer'], { func: 'node.warn("paid " + msg.payload.total); return msg', outputs: 1 }),
  node('in-around', 'http in', ['where'], { url: '/around/:id', method: 'get' }),
  node('where', 'function', ['call'], {
    func: 'msg.url = "http://127.0.0.1:" + env.get("PORT") + "/orders/9"; return msg',
    outputs: 1,
  }),
  node('call', 'http request', ['answer'], { method: 'GET', ret: 'txt', url: '' }),
  node('in-broken', 'http in', ['throw'], { url: '/broken', method: 'get' }),
  node('throw', 'function', ['answer'], { func: 'throw new Error("broken")', outputs: 1 }),
  node('catch', 'catch', ['sorry'], { scope: null, uncaught: false }),
  node('sorry', 'change', ['answer'], {
    rules: [
      { t: 'set', p: 'statusCode', pt: 'msg', to: '500', tot: 'num' },
      { t: 'set', p: 'payload', pt: 'msg', to: 'sorry', tot: 'str' },
    ],
  }),
  node('answer', 'http response', [], { statusCode: '', headers: {} }),
]

const settings = `module.exports = {
  flowFile: 'flows.json',
  credentialSecret: false,
  userDir: __dirname,
  uiHost: '127.0.0.1',
  uiPort: process.env.PORT,
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { autoInstall: false, palette: { allowInstall: false } },
}`

export const nodeRed: AppCase = {
  name: 'Node-RED',
  packages: ['node-red@5.0.7'],
  files: { 'settings.js': settings, 'flows.json': JSON.stringify(flows) },
  start: ['node_modules/node-red/red.js', '--settings', 'settings.js'],
  ready: 'Started flows',
  // Its server and its flows start side by side.
  inAnyOrder: true,
  requests: [
    { path: '/orders/7', status: 200, route: '/orders/:id', log: 'order 7' },
    {
      path: '/orders',
      body: '{"total":5}',
      headers: { 'content-type': 'application/json' },
      status: 200,
      route: '/orders',
      log: 'paid 5',
    },
    { path: '/around/8', status: 200, route: '/around/:id', log: 'order 9', inner: ['GET', 'GET /orders/:id'] },
    { path: '/broken', status: 500, route: '/broken' },
    { path: '/', status: 200, route: '/' },
    { path: '/settings', status: 200, route: '/settings' },
    { path: '/flows', status: 200, route: '/flows' },
    { path: '/nodes', headers: { accept: 'application/json' }, status: 200, route: '/nodes' },
    { path: '/nowhere', status: 404 },
  ],
  varies: [/^\d+ \w+ [\d:]+ - /gm],
}
