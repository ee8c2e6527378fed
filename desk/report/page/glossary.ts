import { MIN_TAPES, MIN_TRIPS } from '../../verdict/verdict.ts'
import { type Html, html } from './html.ts'

/** What the words on the page mean; docs/report.md has the formulae. */
export const glossary =
  (): Html => html`<details class="card"><summary><h3>What the figures mean</h3></summary>
<dl class="glossary">
<dt>fill models</dt><dd>A recorded market does not contain our orders. <b>touch</b> fills at the first trade at our price, which nobody gets. The two queues put us behind the size displayed when we joined; they differ in whether cancels ahead of us count. The true result is probably at or below the pessimistic one.</dd>
<dt>verdict</dt><dd>It judges the total: the result of every round trip, including fees and rebates, and the value of what is still held as one more. Below ${MIN_TRIPS} round trips it says nothing.</dd>
<dt>interval</dt><dd>95 % of the total, by a studentised bootstrap over blocks of neighbouring round trips; over several tapes a tape is a block, and it takes ${MIN_TAPES}. If no position was lost entirely, it reaches down to what a few such losses would leave. It describes only these records, not other days.</dd>
<dt>60-s edge</dt><dd>(price 60 s after the fill − our price) for a BUY, the reverse for a SELL, averaged over the shares filled: <i>gross</i>. Less fees, plus rebates: the edge. A round trip earns it twice, once for each side. It says nothing about what happened to the shares later.</dd>
<dt>price later</dt><dd>The first believed mid from 60 s on. If the book is not believed for three minutes, what its bids pay; such a fill is marked.</dd>
<dt>profit and loss</dt><dd>total = spread captured + 60-s markout + inventory drift + drift across gaps − fees + rebates, to the micro-dollar. What is still held counts at the last believed mid; once that is three minutes old, at what the bids pay; once resolved, at the payout.</dd>
<dt>rewards</dt><dd>Our part of all scores by the venue’s published formula, the daily sum spread evenly over the day. A book does not show how the crowd’s scores are spread over makers, and the venue does not say which mid it means: the bounds hold for any spread, and for both mids. An estimate, never part of a total.</dd>
<dt>round trip</dt><dd>From flat to less than the smallest order, which cannot be sold by itself. A session’s own count requires exactly zero.</dd>
<dt>exposure</dt><dd>Shares held × mid, buys that have matched and buys that may still fill. The cap bounds it.</dd>
<dt>gaps</dt><dd>Hatched: nothing is known there. There are no ticks in it, orders end where it begins, and no markout extends across it.</dd>
</dl></details>`
