import type { Assets } from '../report/page/assets.ts'
import { html } from '../report/page/html.ts'
import { pageOf } from '../report/page/pageOf.ts'
import { themeSwitch } from '../report/page/themeSwitch.ts'

/** The page, whose figures all come by events, and what it may do: run its own scripts and ask its own server. */
export function renderWatch(assets: Assets): { readonly text: string; readonly policy: string } {
  const body = html`<header><div class="bar"><p class="kind" data-title>Connecting</p>${themeSwitch()}</div>
<div class="bar"><h1 aria-live="polite"><span data-mode>…</span><span data-stand></span></h1><p class="actions"><button type="button" data-act="halt">Halt</button> <button type="button" data-act="drain">Drain</button></p></div>
<p class="alarm" data-problem hidden role="alert"></p><p class="verdict" data-control aria-live="polite" hidden></p><p class="next" hidden>Next: <code data-next></code></p><p class="note" data-said aria-live="polite"></p></header>
<main><section class="card"><div class="scroll" tabindex="0" role="region" aria-label="All markets"><table class="figures" data-outcomes></table></div></section>
<section class="card run"><h2 data-chosen></h2><p class="note" data-orders hidden></p><div class="charts"></div></section>
<section class="card"><h2>Last events, UTC</h2><ol class="events" data-events tabindex="0" aria-label="Last events"></ol></section></main>
<noscript><p class="note">This page needs JavaScript: its figures come while it is open.</p></noscript>`
  const { text, policy } = pageOf(assets, { title: 'Watching', body, isServed: true })
  return { text, policy: `${policy}; connect-src 'self'; frame-ancestors 'none'` }
}
