/** What is looked through before anything is built from it may have no more. */
export interface TextBounds {
  readonly depth: number
  /** Characters of one string. */
  readonly string: number
  /** Values and names in all. */
  readonly values: number
}

/**
 * The deepest answer of the venue nests six times, descriptions of markets are some thousand characters long, and a page of
 * a thousand trades with all their makers has some ten thousand values.
 */
const OF_AN_ANSWER: TextBounds = { depth: 32, string: 100_000, values: 300_000 }
/** A 256-bit number has 78 digits. */
const MAX_DIGITS = 100

/** JSON within bounds, or which bound it exceeds, null where it is not JSON: looked through once, before anything is built from it. */
export function parseBounded(
  text: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string | null } {
  const excess = excessOf(text, OF_AN_ANSWER)
  if (excess !== null) return { ok: false, why: excess.why }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false, why: null }
  }
}

const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44
const OPEN = [91, 123]
const CLOSE = [93, 125]

/** Which bound a text exceeds, and where. */
export interface Excess {
  readonly of: 'digits' | 'string' | 'values' | 'depth'
  readonly why: string
  /** Offset in the text: of the number, the string, the comma or the bracket that is too much. */
  readonly at: number
}

/** The first bound that the text exceeds, null within all: what is not JSON at all is found by parsing. */
export function excessOf(text: string, bounds: TextBounds): Excess | null {
  let depth = 0
  let values = 0
  let digits = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    digits = code >= 48 && code <= 57 ? digits + 1 : 0
    if (digits > MAX_DIGITS)
      return { of: 'digits', why: `a number of more than ${MAX_DIGITS} digits`, at: at - MAX_DIGITS }
    if (code === QUOTE) {
      const end = endOfString(text, at, bounds.string)
      if (end - at > bounds.string)
        return { of: 'string', why: `a string of more than ${bounds.string} characters`, at }
      at = end
    } else if (code === COMMA) {
      values += 1
      if (values > bounds.values) return { of: 'values', why: `more than ${bounds.values} values`, at }
    } else if (OPEN.includes(code)) {
      depth += 1
      if (depth > bounds.depth) return { of: 'depth', why: `nested deeper than ${bounds.depth}`, at }
    } else if (CLOSE.includes(code)) depth -= 1
  }
  return null
}

/** The closing quote, or as far as a string may go. */
function endOfString(text: string, start: number, most: number): number {
  const last = Math.min(text.length, start + most + 2)
  for (let at = start + 1; at < last; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) at += 1
  }
  return last
}
