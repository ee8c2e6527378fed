import { createHash } from 'node:crypto'

/** Nothing but what is in the page itself may run, and nothing at all may be fetched. */
export function policy(of: { readonly style: string; readonly scripts: readonly string[] }): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return [
    "default-src 'none'",
    `script-src ${of.scripts.map(hash).join(' ')}`,
    `style-src ${hash(of.style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}
