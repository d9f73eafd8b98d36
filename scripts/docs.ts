// Writes the documents that are generated from code. With `--check` writes nothing and fails when one differs.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toConfigurationDoc } from './docs/configuration.ts'
import { toErrorsDoc } from './docs/errors.ts'
import { toEventsDoc } from './docs/events.ts'
import { toLicencesDoc } from './docs/licences.ts'
import { toPrivacyDoc } from './docs/privacy.ts'

const folder = join(import.meta.dirname, '../docs')
const documents: Readonly<Record<string, () => string | Promise<string>>> = {
  'configuration.md': toConfigurationDoc,
  'errors.md': toErrorsDoc,
  'events.md': toEventsDoc,
  'licences.md': toLicencesDoc,
  'privacy.md': toPrivacyDoc,
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

for (const [name, print] of Object.entries(documents)) {
  const path = join(folder, name)
  const text = await print()
  if (read(path) === text) continue
  if (process.argv.includes('--check')) {
    console.error(`docs/${name} differs from the code. Run: npm run docs`)
    process.exitCode = 1
  } else {
    writeFileSync(path, text)
    console.log(`docs/${name} written`)
  }
}
