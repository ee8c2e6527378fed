/** The deepest answer of the venue nests six times. */
const MAX_DEPTH = 32
/** Descriptions of markets are some thousand characters long. */
const MAX_STRING = 100_000
/** A 256-bit number has 78 digits. */
const MAX_DIGITS = 100
/** Values and names in one answer: a page of a thousand trades with all their makers has some ten thousand. */
const MAX_VALUES = 300_000

/** JSON within bounds, or which bound it exceeds, null where it is not JSON: looked through once, before anything is built from it. */
export function parseBounded(
  text: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string | null } {
  const why = boundOf(text)
  if (why !== null) return { ok: false, why }
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

/** Which bound the text exceeds, null within all: what is not JSON at all is found by parsing. */
export function boundOf(text: string): string | null {
  let depth = 0
  let values = 0
  let digits = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    digits = code >= 48 && code <= 57 ? digits + 1 : 0
    if (digits > MAX_DIGITS) return `a number of more than ${MAX_DIGITS} digits`
    if (code === QUOTE) {
      const end = endOfString(text, at)
      if (end - at > MAX_STRING) return `a string of more than ${MAX_STRING} characters`
      at = end
    } else if (code === COMMA) {
      values += 1
      if (values > MAX_VALUES) return `more than ${MAX_VALUES} values`
    } else if (OPEN.includes(code)) {
      depth += 1
      if (depth > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH}`
    } else if (CLOSE.includes(code)) depth -= 1
  }
  return null
}

/** The closing quote, or as far as a string may go. */
function endOfString(text: string, start: number): number {
  const last = Math.min(text.length, start + MAX_STRING + 2)
  for (let at = start + 1; at < last; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) at += 1
  }
  return last
}
