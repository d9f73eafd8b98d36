// How smoothly the page opens and scrolls a trace of ten thousand spans, in a real browser over a real hub.
// Usage: node bench/waterfall.ts [--runs 5]. Needs Chromium; nothing else should run meanwhile.
import { parseArgs } from 'node:util'
import type { CDPSession } from 'playwright-core'
import { openBrowser, openTab, type Tab } from '../test/page/browser.ts'
import { startPage } from '../test/page/start-page.ts'
import { bigTraceId, seedBigTraces } from '../test/page/traces-big-seed.ts'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } })

/** Runs in the page before all else: tasks that block it for 50 ms and more. */
const watchTasks = `window.longTasks = []
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration }))))
  .observe({ type: 'longtask', buffered: true })`

const frames = 90

/** Runs in the page: scrolls once a frame, as far as \`step\` says. */
const scroll = (step: string): string => `(async () => {
  const rows = document.querySelector('.wf-rows')
  rows.scrollTop = 0
  await new Promise((resolve) => setTimeout(resolve, 400))
  longTasks.length = 0
  const started = performance.now()
  for (let frame = 0; frame < ${frames}; frame++) {
    rows.scrollTop += ${step}
    await new Promise(requestAnimationFrame)
  }
  return performance.now() - started
})()`

const scrolls = {
  'a fling': scroll('2000 * Math.exp(-frame / 40)'),
  'a wheel': scroll('100'),
} as const

const parts = ['TaskDuration', 'ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'] as const
type Costs = Readonly<Record<(typeof parts)[number] | 'wall' | 'longest', number>>

const readCosts = async (session: CDPSession): Promise<number[]> => {
  const { metrics } = await session.send('Performance.getMetrics')
  return parts.map((part) => (metrics.find(({ name }) => name === part)?.value ?? 0) * 1000)
}

const findLongestTask = ({ page }: Tab, since: string): Promise<number> =>
  page.evaluate<number>(
    `Math.max(0, ...longTasks.filter(({ startTime, duration }) => startTime + duration > ${since}).map(({ duration }) => duration))`,
  )

const measureScroll = async (tab: Tab, session: CDPSession, script: string): Promise<Costs> => {
  const before = await readCosts(session)
  const wall = await tab.page.evaluate<number>(script)
  const after = await readCosts(session)
  await tab.page.waitForTimeout(300)
  const costs = parts.map((part, index) => [part, ((after[index] ?? 0) - (before[index] ?? 0)) / frames] as const)
  return { ...(Object.fromEntries(costs) as Costs), wall: wall / frames, longest: await findLongestTask(tab, '0') }
}

const arrived = `performance.getEntriesByType('resource').find(({ name }) => name.includes('trace-detail'))?.responseEnd ?? 0`

/** Opens the trace by its URL, and waits until the page is idle. */
const measureOpening = async (tab: Tab, session: CDPSession, url: string): Promise<Costs> => {
  await tab.page.goto(`${url}/trace?id=${bigTraceId}`)
  await tab.page.locator('.wf-row').first().waitFor()
  await tab.page.waitForTimeout(1000)
  const costs = await readCosts(session)
  return {
    ...(Object.fromEntries(parts.map((part, index) => [part, costs[index] ?? 0])) as Costs),
    wall: Number.NaN,
    longest: await findLongestTask(tab, arrived),
  }
}

const middle = (numbers: readonly number[]): string => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const [least, median, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((each) =>
    (each ?? 0).toFixed(1),
  )
  return median === 'NaN' ? '' : `${median} (${least}–${most})`
}

const report = (name: string, costs: readonly Costs[]): void => {
  const columns = [...parts, 'wall', 'longest'] as const
  console.log(`| ${name} | ${columns.map((column) => middle(costs.map((each) => each[column]))).join(' | ')} |`)
}

const main = async (): Promise<void> => {
  const hub = await startPage({ minutes: 90, traces: 500 })
  await seedBigTraces(hub.store, Date.now())
  const browser = await openBrowser()
  const opened: Costs[] = []
  const scrolled = Object.keys(scrolls).map((name) => [name, [] as Costs[]] as const)
  try {
    for (let run = 0; run < Number(values.runs); run++) {
      const tab = await openTab(browser)
      await tab.page.addInitScript(watchTasks)
      const session = await tab.context.newCDPSession(tab.page)
      await session.send('Performance.enable', { timeDomain: 'threadTicks' })
      opened.push(await measureOpening(tab, session, hub.url))
      for (const [name, costs] of scrolled)
        costs.push(await measureScroll(tab, session, scrolls[name as keyof typeof scrolls]))
      await tab.context.close()
    }
    console.log(
      'Milliseconds of the main thread: opening in all, scrolling a frame.\n| | all | script | style | layout | from frame to frame | longest task |\n|---|---|---|---|---|---|---|',
    )
    report('opening', opened)
    for (const [name, costs] of scrolled) report(name, costs)
  } finally {
    await browser.close()
    await hub.close()
  }
}

await main()
