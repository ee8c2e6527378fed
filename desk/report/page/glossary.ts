import { MIN_TAPES, MIN_TRIPS } from '../../verdict/verdict.ts'
import { type Html, html } from './html.ts'

/** What the words on the page mean; docs/report.md has the formulae. */
export const glossary =
  (): Html => html`<details class="card"><summary><h3>What the figures mean</h3></summary>
<dl class="glossary">
<dt>fill models</dt><dd>A recorded market does not know of our orders. <b>touch</b> fills at the first trade at our price, which nobody gets. The two queues put us behind the size displayed when we joined; they differ in whether cancels ahead of us count. The true number lies with the pessimistic one or below it.</dd>
<dt>verdict</dt><dd>On the total: what every round trip came to, fees and rebates included, and what is still held as one more, at its value. Below ${MIN_TRIPS} round trips nothing is said.</dd>
<dt>interval</dt><dd>95 % of the total, by a studentised bootstrap over blocks of neighbouring round trips; over several tapes a tape is a block, and it takes ${MIN_TAPES}. Where no position was lost whole, it reaches down to what a few such losses would leave. It reports these records alone, not of other days.</dd>
<dt>60-s edge</dt><dd>(price 60 s after the fill − our price) for a BUY, the reverse for a SELL, averaged over the shares filled: <i>gross</i>. Less fees, plus rebates: the edge. A round trip earns it twice, once for each side. It says nothing of what became of shares later.</dd>
<dt>price later</dt><dd>The first believed mid from 60 s on. Where the book is not believed for three minutes, what its bids pay: such a fill is marked.</dd>
<dt>profit and loss</dt><dd>total = spread captured + 60-s markout + inventory drift + drift across gaps − fees + rebates, to the micro-dollar. What is still held counts at the last believed mid; once that is three minutes old, at what the bids pay; once resolved, at the payout.</dd>
<dt>rewards</dt><dd>Our part of all scores by the venue’s published formula, the daily sum spread evenly over the day. A book does not show how the crowd’s scores are spread over makers, and the venue does not say which mid it means: the bounds hold for any spread, and for both mids. An estimate, and never in a total.</dd>
<dt>round trip</dt><dd>From flat to less than the smallest order, which cannot be sold by itself. A session’s own count wants exactly nothing left.</dd>
<dt>exposure</dt><dd>Shares held × mid, buys that have matched and buys that may still fill. The cap bounds it.</dd>
<dt>gaps</dt><dd>Hatched: nothing is known there. No tick fell into it, orders ended where it began, no markout reaches across.</dd>
</dl></details>`
