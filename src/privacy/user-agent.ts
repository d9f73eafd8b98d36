/** What is kept of a user agent: enough to see which browsers have problems, too little to recognize a person. */
export type CoarseUserAgent = {
  /** Common name of the product: `Chrome`, `Safari`, `curl`; `Other` when none is found. */
  readonly name: string
  /** Major version only; empty when there is none. */
  readonly version: string
  /** `Windows`, `macOS`, `iOS`, `Android`, `ChromeOS`, `Linux`; empty when unknown. */
  readonly os: string
}

/** Names whose values are a raw user agent. */
export const userAgentNames: readonly string[] = [
  'user_agent.original',
  'http.user_agent',
  'http.request.header.user-agent',
  'http.request.header.user_agent',
  'browser.user_agent',
  'user-agent',
  'user_agent',
  'userAgent',
]

/** Browsers by a distinctive token, most specific first: nearly all of them also contain Chrome and Safari. */
const browsers: readonly (readonly [word: string, name: string])[] = [
  ['Edg/', 'Edge'],
  ['EdgA/', 'Edge'],
  ['EdgiOS/', 'Edge'],
  ['Edge/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Opera/', 'Opera'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['YaBrowser/', 'Yandex'],
  ['Vivaldi/', 'Vivaldi'],
  ['UCBrowser/', 'UC Browser'],
  ['DuckDuckGo/', 'DuckDuckGo'],
  ['FxiOS/', 'Firefox'],
  ['Firefox/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['HeadlessChrome/', 'Headless Chrome'],
  ['Chrome/', 'Chrome'],
  ['Chromium/', 'Chromium'],
  ['Trident/', 'Internet Explorer'],
]

/** Operating systems by a token; user agents of iPhones and iPads also contain Mac OS X, those of Android Linux. */
const systems: readonly (readonly [word: string, name: string])[] = [
  ['Windows', 'Windows'],
  ['iPhone', 'iOS'],
  ['iPad', 'iOS'],
  ['Android', 'Android'],
  ['CrOS', 'ChromeOS'],
  ['Mac OS X', 'macOS'],
  ['Macintosh', 'macOS'],
  ['Linux', 'Linux'],
]

/** Only this many characters of a user agent are examined. */
const maxLength = 1024

/** Turns a raw user agent into its coarse form. Never throws. */
export const toCoarseUserAgent = (raw: string): CoarseUserAgent => {
  const text = raw.length > maxLength ? raw.slice(0, maxLength) : raw
  const os = systems.find(([word]) => text.includes(word))?.[1] ?? ''
  const bot = toBotName(text)
  if (bot !== undefined) return { name: bot, version: '', os: '' }
  for (const [word, name] of browsers) {
    const at = text.indexOf(word)
    if (at >= 0) return { name, version: toMajor(text, at + word.length), os }
  }
  const safari = text.includes('Safari/') ? text.indexOf('Version/') : -1
  if (safari >= 0) return { name: 'Safari', version: toMajor(text, safari + 8), os }
  return { ...toFirstProduct(text), os }
}

/** Digits at a position, at most three. */
const toMajor = (text: string, at: number): string => /^\d{1,3}/.exec(text.slice(at, at + 3))?.[0] ?? ''

/** `Googlebot/2.1` and similar: the word that contains bot, crawler or spider. */
const toBotName = (text: string): string | undefined => /\b[a-z]{0,30}(?:bot|crawler|spider)\b/i.exec(text)?.[0]

/** Programs start with their own name: `curl/8.1.2`, `python-requests/2.31`, `node`. */
const toFirstProduct = (text: string): { name: string; version: string } => {
  const product = /^([A-Za-z][A-Za-z_-]{0,39})(?:\/(\d{1,3}))?(?![\w@])/.exec(text)
  if (product === null || product[1] === 'Mozilla') return { name: 'Other', version: '' }
  return { name: product[1]!, version: product[2] ?? '' }
}
