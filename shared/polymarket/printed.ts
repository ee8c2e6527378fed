/** People do not read deeper, and neither does a walk that must end. */
const MAX_DEPTH = 6
const MAX_ENTRIES = 100

/**
 * Any value as text of at most about `most` characters. The walk stops there, and at a depth: what is printed is
 * often what could not be read, and may be of any size and shape.
 */
export function printed(
  value: unknown,
  most: number,
  show: (name: string, value: unknown) => unknown = (_, each) => each,
): string {
  const text = write(value, { most, show, depth: 0 })
  return text.length > most ? `${text.slice(0, most)}...` : text
}

interface Writing {
  readonly most: number
  readonly show: (name: string, value: unknown) => unknown
  readonly depth: number
}

function write(value: unknown, of: Writing): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, of.most))
  if (typeof value !== 'object' || value === null) return String(value).slice(0, of.most)
  const isList = Array.isArray(value)
  if (of.depth >= MAX_DEPTH) return isList ? '[...]' : '{...}'
  // Of a list no names are made: it may have a million entries.
  const first = isList ? [...value.slice(0, MAX_ENTRIES + 1).keys()] : Object.keys(value)
  let text = ''
  let entries = 0
  for (const key of first) {
    if (entries >= MAX_ENTRIES || text.length > of.most) {
      text += ',...'
      break
    }
    const name = String(key)
    const each = of.show(name, (value as Record<string, unknown>)[name])
    if (each === undefined) continue
    const shown = write(each, { ...of, depth: of.depth + 1 })
    text += `${entries === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(name.slice(0, 100))}:`}${shown}`
    entries += 1
  }
  return isList ? `[${text}]` : `{${text}}`
}
