type Method = (this: unknown, ...args: never[]) => unknown

/**
 * Puts a method of ours before one of this object, and answers how to take it away again. The app may have a method of
 * its own there, and may put another one on top of ours meanwhile: both stay.
 */
export const replaceMethod = (target: object, name: string, around: (original: Method) => Method): (() => void) => {
  const own = Object.getOwnPropertyDescriptor(target, name)
  const known = target as Record<string, unknown>
  const replacement = around(known[name] as Method)
  const enumerable = own?.enumerable ?? false
  Object.defineProperty(target, name, { value: replacement, writable: true, configurable: true, enumerable })
  return () => {
    if (known[name] !== replacement) return
    if (own) Object.defineProperty(target, name, own)
    else Reflect.deleteProperty(target, name)
  }
}
