import type { AppCase } from '../app-case.ts'

const tiddler = JSON.stringify({ title: 'Note', text: 'hello', type: 'text/vnd.tiddlywiki' })
/** Its protection from forged requests. */
const own = { 'content-type': 'application/json', 'x-requested-with': 'TiddlyWiki' }

export const tiddlywiki: AppCase = {
  name: 'TiddlyWiki',
  packages: ['tiddlywiki@5.4.1'],
  files: {
    'wiki/tiddlywiki.info': JSON.stringify({
      plugins: ['tiddlywiki/tiddlyweb', 'tiddlywiki/filesystem'],
      themes: ['tiddlywiki/vanilla', 'tiddlywiki/snowwhite'],
    }),
    'wiki/tiddlers/Start.tid': 'title: Start\n\nhello\n',
  },
  data: 'wiki',
  last: "Dispatching 'delete' task: Note",
  start: ['node_modules/tiddlywiki/tiddlywiki.js', 'wiki', '--listen', 'port=PORT', 'host=127.0.0.1'],
  requests: [
    { path: '/status', status: 200 },
    { path: '/', status: 200 },
    { path: '/', headers: { 'accept-encoding': 'gzip' }, status: 200 },
    { path: '/Start', status: 200 },
    { path: '/recipes/default/tiddlers.json', status: 200 },
    { path: '/recipes/default/tiddlers/Start', status: 200 },
    { path: '/recipes/default/tiddlers/Note', method: 'PUT', body: tiddler, headers: own, status: 204 },
    { path: '/recipes/default/tiddlers/Note', status: 200 },
    { path: '/bags/default/tiddlers/Note', method: 'DELETE', headers: own, status: 204 },
    { path: '/recipes/default/tiddlers/Note', status: 404 },
    { path: '/recipes/default/tiddlers/Other', method: 'PUT', body: tiddler, status: 403 },
    { path: '/favicon.ico', status: 200 },
  ],
}
