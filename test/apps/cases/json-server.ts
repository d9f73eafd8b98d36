import type { AppCase } from '../app-case.ts'

const json = { 'content-type': 'application/json' }
const db = JSON.stringify({
  posts: [{ id: 1, title: 'first', author: 'ann' }],
  comments: [{ id: 1, body: 'nice', postId: 1 }],
  profile: { name: 'shop' },
})

export const jsonServer: AppCase = {
  name: 'json-server',
  packages: ['json-server@0.17.4'],
  files: { 'db.json': db },
  start: ['node_modules/json-server/lib/cli/bin.js', 'db.json', '--port', 'PORT', '--host', '127.0.0.1'],
  ready: 'Done',
  last: 'GET /nowhere 404',
  requests: [
    { path: '/', status: 200 },
    { path: '/posts', status: 200, route: '/posts' },
    { path: '/posts/1', status: 200, route: '/posts/:id' },
    { path: '/posts/1?_embed=comments', status: 200, route: '/posts/:id' },
    // It rewrites the URL and goes on with the route of that.
    { path: '/posts/1/comments', status: 200, route: '/comments' },
    { path: '/posts?_page=1&_limit=1&title_like=fi', status: 200, route: '/posts' },
    { path: '/posts', body: '{"title":"second"}', headers: json, status: 201, route: '/posts' },
    { path: '/posts/2', method: 'PATCH', body: '{"title":"third"}', headers: json, status: 200, route: '/posts/:id' },
    { path: '/posts/2', method: 'DELETE', status: 200, route: '/posts/:id' },
    { path: '/posts/9', status: 404, route: '/posts/:id' },
    { path: '/profile', status: 200, route: '/profile' },
    { path: '/posts', method: 'OPTIONS', headers: { origin: 'http://a.example' }, status: 204 },
    { path: '/nowhere', status: 404 },
  ],
  // Its log of requests has times.
  varies: [/ [\d.]+ ms - /g, /PORT/g],
}
