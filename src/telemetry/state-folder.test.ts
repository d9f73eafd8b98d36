import { homedir } from 'node:os'
import { expect, test } from 'vitest'
import { findStateFolder } from './state-folder.ts'

const home = homedir()

test.each([
  ['Linux', 'linux', {}, `${home}/.local/state/acme/telemetry`],
  ['FreeBSD', 'freebsd', {}, `${home}/.local/state/acme/telemetry`],
  ['Linux with XDG_STATE_HOME', 'linux', { XDG_STATE_HOME: '/var/state' }, '/var/state/acme/telemetry'],
  ['a relative XDG_STATE_HOME', 'linux', { XDG_STATE_HOME: 'state' }, `${home}/.local/state/acme/telemetry`],
  ['an empty XDG_STATE_HOME', 'linux', { XDG_STATE_HOME: '' }, `${home}/.local/state/acme/telemetry`],
  ['macOS', 'darwin', {}, `${home}/Library/Application Support/acme/telemetry`],
  ['macOS with XDG_STATE_HOME', 'darwin', { XDG_STATE_HOME: '/var/state' }, '/var/state/acme/telemetry'],
  ['Windows', 'win32', { LOCALAPPDATA: '/c/Local' }, '/c/Local/acme/telemetry'],
  ['Windows without LOCALAPPDATA', 'win32', { XDG_STATE_HOME: '/x' }, `${home}/AppData/Local/acme/telemetry`],
] as const)('on %s', (_, platform, env, folder) => {
  expect(findStateFolder('acme', env, platform)).toBe(folder)
})
