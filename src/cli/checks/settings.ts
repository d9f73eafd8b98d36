import { toFaultLine } from '../../config/config-error.ts'
import type { Check } from './check.ts'

export const checkSettings: Check = async ({ faults, file }) => {
  const name = 'Settings'
  if (faults.length === 0)
    return [{ name, state: 'ok', message: file ? `read from ${file}` : 'no configuration file in this folder' }]
  return faults.map((fault) => ({
    name,
    state: 'wrong',
    message: toFaultLine(fault),
    fix: 'Fix or remove it; `plainsight env` shows all settings.',
  }))
}
