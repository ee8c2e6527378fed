import type { Assets } from '../report/page/assets.ts'
import { html, raw } from '../report/page/html.ts'
import { policy } from '../report/page/policy.ts'
import { themeSwitch } from '../report/page/themeSwitch.ts'

/** The page, whose figures all come by events, and what it may do: run its own scripts and ask its own server. */
export function renderWatch(assets: Assets): { readonly text: string; readonly policy: string } {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>Watching</title><link rel="icon" href="data:,">
<style>${raw(assets.style)}</style></head><body class="watch">
<header><div class="bar"><p class="kind" data-title>Connecting</p>${themeSwitch()}</div>
<div class="bar"><h1 aria-live="polite"><span data-mode>…</span><span data-stand></span></h1><p class="actions"><button type="button" data-act="halt">Halt</button> <button type="button" data-act="drain">Drain</button></p></div>
<p class="alarm" data-problem hidden role="alert"></p><p class="verdict" data-control aria-live="polite" hidden></p><p class="next" hidden>Next: <code data-next></code></p><p class="note" data-said aria-live="polite"></p></header>
<main><section class="card"><div class="scroll" tabindex="0" role="region" aria-label="All markets"><table class="figures" data-outcomes></table></div></section>
<section class="card run"><h2 data-chosen></h2><p class="note" data-orders hidden></p><div class="charts"></div></section>
<section class="card"><h2>Last events, UTC</h2><ol class="events" data-events tabindex="0" aria-label="Last events"></ol></section></main>
<noscript><p class="note">This page needs JavaScript: its figures come while it is open.</p></noscript>
${raw(`<!--\nuPlot:\n${assets.plotLicence.replaceAll('--', '- -')}\n-->`)}
<script>${raw(assets.plot)}</script><script>${raw(assets.script)}</script>
</body></html>
`
  const own = policy({ style: assets.style, scripts: [assets.plot, assets.script] })
  return { text: page.markup, policy: `${own}; connect-src 'self'; frame-ancestors 'none'` }
}
