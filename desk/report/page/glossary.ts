import { MIN_BLOCKS, MIN_FILLS } from '../edge.ts'
import { type Html, html } from './html.ts'

/** What the words on the page mean; docs/report.md has the formulae. */
export const glossary =
  (): Html => html`<details class="card"><summary><h3>What the figures mean</h3></summary>
<dl class="glossary">
<dt>fill models</dt><dd>A recorded market does not know of our orders. <b>touch</b> fills at the first trade at our price, which nobody gets. The two queues put us behind the size displayed when we joined; they differ in whether cancels ahead of us count. The true number lies with the pessimistic one or below it.</dd>
<dt>edge a share</dt><dd>(mid 60 s after the fill − our price) for a BUY, the reverse for a SELL, averaged over the shares filled: <i>gross</i>. Less fees, plus rebates: <i>net</i>. A round trip earns it twice, once for each side.</dd>
<dt>interval</dt><dd>Circular block bootstrap of the net edge: blocks of ten minutes are drawn again 2,000 times with a fixed seed, the interval holds the middle 95 %, a little widened because blocks are few. Below ${MIN_FILLS} fills in ${MIN_BLOCKS} blocks nothing is said. It tells of this record alone, not of other days.</dd>
<dt>profit and loss</dt><dd>total = spread captured + 60-s markout + inventory drift − fees + rebates, to the micro-dollar. What is still held counts at the last believable mid.</dd>
<dt>rewards</dt><dd>Our part of all scores by the venue’s published formula, the crowd taken for one maker, the whole daily sum spread evenly. An estimate, rather too high, and never in a total.</dd>
<dt>round trip</dt><dd>From flat to less than the smallest order, which cannot be sold by itself. A session’s own count wants exactly nothing left.</dd>
<dt>exposure</dt><dd>Shares held × mid, buys that have matched and buys that may still fill. The cap bounds it.</dd>
<dt>gaps</dt><dd>Hatched: nothing is known there. No tick fell into it, orders ended where it began, no markout reaches across.</dd>
</dl></details>`
