import { hash } from 'node:crypto'

const written = new WeakMap<object, string>()

/** Tells values apart. Immutable parts are shared between worlds, so each is written out once; long ones as a digest. */
export function jsonOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const known = written.get(value)
  if (known !== undefined) return known
  const json = JSON.stringify(value)
  const short = json.length > 64 ? digest(json) : json
  written.set(value, short)
  return short
}

export const digest = (text: string): string => hash('md5', text, 'base64')
