import { createHash } from 'node:crypto'
import type { Assets, PlainAssets } from './assets.ts'
import { type Html, html, raw } from './html.ts'

/** A page that needs nothing else, and what it may do: run its own scripts, in its own style. */
export function pageOf(
  assets: PlainAssets | Assets,
  of: {
    readonly title: string
    readonly body: Html
    /** It is served, with its policy as a header; absent: the page states the policy itself. */
    readonly isServed?: true
  },
): { readonly text: string; readonly policy: string } {
  const { style } = assets
  const scripts = 'plot' in assets ? [assets.plot, assets.script] : [assets.script]
  const policy = policyOf(style, scripts)
  const stated = html`<meta http-equiv="Content-Security-Policy" content="${policy}">\n`
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
${of.isServed === true ? html`` : stated}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>${of.title}</title><link rel="icon" href="data:,">
<style>${raw(style)}</style></head><body${raw(of.isServed === true ? ' class="watch"' : '')}>
${of.body}
${raw('plot' in assets ? `<!--\nuPlot:\n${assets.plotLicence.replaceAll('--', '- -')}\n-->\n` : '')}${scripts.map((script) => html`<script>${raw(script)}</script>`)}
</body></html>
`
  return { text: page.markup, policy }
}

/** Nothing but what is in the page itself may run, and nothing at all may be fetched. */
function policyOf(style: string, scripts: readonly string[]): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return [
    "default-src 'none'",
    `script-src ${scripts.map(hash).join(' ')}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}
