// `npm run collector`: writes collector/privacy.yaml from the hub's own lists, so that the same rules apply to data
// that bypasses the hub.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toCollectorPrivacy } from './collector/privacy.ts'

writeFileSync(join(import.meta.dirname, '../collector/privacy.yaml'), toCollectorPrivacy())
