import { expect, test } from 'vitest'
import { findEngine } from '../engine/find-engine.ts'
import { eventually } from '../eventually.ts'
import { hasChromium } from './browser.ts'
import { useHub } from './use-hub.ts'

const { hub, open } = useHub({ minutes: 60, traces: 300 })

test.skipIf(!hasChromium)(
  'The page asks again by itself what the end of the store cut off, and shows no error',
  async () => {
    const { page } = await open()
    const cutOff: string[] = []
    page.on('response', (response) => response.status() === 503 && cutOff.push(response.url()))
    const engine = await eventually('an engine', () => findEngine(process.pid))
    process.kill(engine, 'SIGSTOP')
    const asked = page.waitForRequest(/request-series/)
    await page.goto(`${hub().url}/requests?from=now-1h&refresh=off`)
    await asked
    process.kill(engine, 'SIGKILL')
    await page.getByRole('link', { name: /^GET/ }).first().waitFor()
    expect(cutOff.length).toBeGreaterThan(0)
    expect(await page.getByText('The embedded store is restarting').count()).toBe(0)
  },
)
