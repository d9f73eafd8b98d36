import { shared } from '../shared.ts'

type Method = (this: unknown, ...args: never[]) => unknown

const patched = shared('patched methods', () => new WeakMap<object, Set<string>>())

/** Replaces a method of a prototype, once. `around` gets the original and returns the replacement. */
export const patchMethod = (target: unknown, name: string, around: (original: Method) => Method): void => {
  if ((typeof target !== 'object' && typeof target !== 'function') || target === null) return
  const original = (target as Record<string, unknown>)[name]
  const names = patched.get(target) ?? new Set()
  if (typeof original !== 'function' || names.has(name)) return
  patched.set(target, names.add(name))
  const replacement = around(original as Method)
  Object.defineProperty(replacement, 'name', { value: original.name, configurable: true })
  Object.defineProperty(replacement, 'length', { value: original.length, configurable: true })
  const { enumerable = false } = Object.getOwnPropertyDescriptor(target, name) ?? {}
  Object.defineProperty(target, name, { value: replacement, writable: true, configurable: true, enumerable })
}
