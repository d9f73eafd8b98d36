import type { OptionSpec } from './option.ts'

const hidden = '***'

const maskPassword = (text: string): string => {
  const url = URL.parse(text)
  return url?.password ? text.replace(`:${url.password}@`, `:${hidden}@`) : text
}

const isEmpty = (value: unknown): boolean => typeof value === 'object' && Object.keys(value ?? {}).length === 0

/** A value as text for people: secrets and passwords in URLs are masked; what is not set is empty. */
export const toShown = (spec: OptionSpec, value: unknown): string => {
  if (value === undefined || isEmpty(value)) return ''
  if (spec.secret) return hidden
  if (spec.type === 'url') return maskPassword(String(value))
  if (Array.isArray(value)) return value.join(',')
  if (typeof value === 'object') {
    return Object.entries(value as object)
      .map(([key, item]) => `${key}=${encodeURIComponent(String(item))}`)
      .join(',')
  }
  return String(value)
}
