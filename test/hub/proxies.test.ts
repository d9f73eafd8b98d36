import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HubInProcess, openHubInProcess } from './hub-in-process.ts'

const token = 'a-long-random-token'
let hub: HubInProcess
beforeAll(async () => {
  hub = await openHubInProcess({ token, trustedProxies: ['10.0.0.0/8'] })
})
afterAll(() => hub?.close())

const signIn = (given: string, remoteAddress: string, headers: Record<string, string>) =>
  hub.app.inject({ method: 'POST', url: '/api/session', payload: { token: given }, remoteAddress, headers })

test.each([
  ['through a proxy that ends TLS', '10.0.0.1', { 'x-forwarded-proto': 'https' }, true],
  ['through a proxy without TLS', '10.0.0.1', { 'x-forwarded-proto': 'http' }, false],
  ['from who only says that it was TLS', '192.0.2.1', { 'x-forwarded-proto': 'https' }, false],
])('the cookie of a sign-in %s: Secure or not', async (_what, peer, headers, isSecure) => {
  const cookie = String((await signIn(token, peer, headers)).headers['set-cookie'])
  expect(/; Secure$/.test(cookie)).toBe(isSecure)
})

test('wrong tokens are counted by client, not by proxy nor by what a client invents', async () => {
  const guess = async (client: string): Promise<number> =>
    (await signIn('guess', '10.0.0.1', { 'x-forwarded-for': client })).statusCode
  for (let tries = 0; tries < 10; tries++) expect(await guess(`1.1.1.${tries}, 198.51.100.7`)).toBe(401)
  expect(await guess('1.1.1.11, 198.51.100.7, 10.0.0.2')).toBe(429)
  expect(await guess('198.51.100.8')).toBe(401)
  expect(hub.logged.join('')).not.toContain('198.51.100')
})
