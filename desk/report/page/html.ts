/** Text that is markup already; everything else is escaped on its way in. */
export interface Html {
  readonly markup: string
}
type Part = Html | string | number | readonly Html[]

/**
 * Markup from a template. Whatever is put in is text, unless it came out of this very function: the questions of
 * markets are strangers' words.
 */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  markup: strings
    .map((text, index) => text + (index < parts.length ? markupOf(parts[index] ?? '') : ''))
    .join(''),
})

/** Markup of our own, as it is. */
export const raw = (markup: string): Html => ({ markup })

function markupOf(part: Part): string {
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return escaped(String(part))
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')

/** JSON inside of a script element: no "<" in it can end the element or begin a comment. */
export const jsonText = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')
