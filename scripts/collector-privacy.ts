// `npm run collector`: prints collector/privacy.yaml from the hub's own lists, so that data which goes around the hub
// is treated by the same rules.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toCollectorPrivacy } from './collector/privacy.ts'

writeFileSync(join(import.meta.dirname, '../collector/privacy.yaml'), toCollectorPrivacy())
