import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** Debian's Chromium; where it is missing, the suites that need it are reported by name as not run. */
export const chromiumPath = '/usr/bin/chromium'
export const hasChromium: boolean = existsSync(chromiumPath)

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A real browser, headless. */
export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath, args })

/** A tab, and everything that went wrong in it: console errors, exceptions, requests to elsewhere. */
export type Tab = { readonly page: Page; readonly context: BrowserContext; readonly faults: string[] }

export type TabOptions = { readonly width?: number; readonly height?: number; readonly scheme?: 'light' | 'dark' }

/** Opens a tab of a size and colour scheme. */
export const openTab = async (
  browser: Browser,
  { width = 1440, height = 900, scheme = 'light' }: TabOptions = {},
): Promise<Tab> => {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    timezoneId: 'Europe/Berlin',
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1[:/]|data:|blob:)/.test(request.url())) faults.push(`asked ${request.url()}`)
  })
  return { page, context, faults }
}
