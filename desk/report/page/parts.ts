import { formatCents, formatCount, formatDuration } from '../../verdict/format.ts'
import type { ReplayRun } from '../result.ts'
import type { Indexed } from '../tapesOf.ts'
import { bar } from './bar.ts'
import { figure } from './figure.ts'
import { type Html, html } from './html.ts'

type Part = readonly [name: string, path: string, micros: number, meaning: string]

/** The P&L in its parts, which add up to the total; liquidity rewards are apart. */
export function partsOfPnl({ run, index }: Indexed): Html {
  const { pnl } = run
  // Over the shares that the verdict divides by: one page has one c a share.
  const { sharesMicros } = run.verdict
  const parts: readonly Part[] = [
    ['spread captured', 'spreadMicros', pnl.spreadMicros, 'the mid at the fill against our price'],
    ['60-s markout', 'markoutMicros', pnl.markoutMicros, 'how the mid moved in the minute after the fill'],
    ['inventory drift', 'driftMicros', pnl.driftMicros, 'all later moves of the shares held'],
    [
      'drift across gaps',
      'gapDriftMicros',
      pnl.gapDriftMicros,
      'how the mid moved where the tape has no data',
    ],
    ['fees', 'feesMicros', -pnl.feesMicros, 'paid as a taker'],
    ['rebates', 'rebatesMicros', pnl.rebatesMicros, 'the part of takers’ fees that makers get'],
  ]
  const most = Math.max(1, ...parts.map(([, , micros]) => Math.abs(micros)), Math.abs(pnl.totalMicros))
  const each = (micros: number): string =>
    sharesMicros === 0 ? '–' : formatCents(Math.round((micros * 1e6) / sharesMicros))
  const row = (
    [name, path, micros, meaning]: Part,
    kind: string,
  ): Html => html`<tr class="${kind}"><th scope="row" title="${meaning}">${name}</th>
<td class="n">${figure(`${path === 'feesMicros' ? '-' : ''}runs.${index}.pnl.${path}`, 'gain', micros)}</td>
<td class="n muted">${each(micros)}</td><td class="bar">${bar(micros, most)}</td></tr>`
  return html`<section class="card"><h3>Profit and loss by its parts</h3>
<table class="figures parts"><thead><tr><th scope="col"></th><th scope="col" class="n">USDC</th><th scope="col" class="n">c/share</th><th></th></tr></thead>
<tbody>${parts.map((part) => row(part, 'part'))}
${row(['total', 'totalMicros', pnl.totalMicros, 'realised, unrealised and rebates'], 'total')}</tbody></table>
${withoutMarkout(run)}
${rewardsOf({ run, index })}</section>`
}

const withoutMarkout = ({ pnl }: ReplayRun): Html =>
  html`${
    pnl.withoutMarkout === 0
      ? html``
      : html`<p class="note">${fills(pnl.withoutMarkout, 'has', 'have')} no known price a minute later (a gap, or the end): all of their later move counts as drift.</p>`
  }${
    pnl.valuedMarkouts === 0
      ? html``
      : html`<p class="note">${fills(pnl.valuedMarkouts, 'has', 'have')} a markout by valuation: no believed mid came in time.</p>`
  }`

const fills = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? `fill ${one}` : `fills ${many}`}`

function rewardsOf({ run, index }: Indexed): Html {
  const { rewards } = run
  if (rewards === null) {
    return html`<p class="note">Liquidity rewards: not estimated, because the market’s programme is not stated.</p>`
  }
  const at = (name: 'lowMicros' | 'highMicros'): Html =>
    figure(`runs.${index}.rewards.${name}`, 'gain', rewards[name])
  return html`<p class="note rewards"><b>Liquidity rewards, estimated: at least ${at('lowMicros')}, at most ${at('highMicros')} USDC</b>, not part of any sum here.
A quote of ours qualified for ${formatDuration(rewards.qualifyingMs)}, in a programme of ${figure(`runs.${index}.rewards.dailyMicros`, 'usdc', rewards.dailyMicros)} USDC a day. Both bounds treat a displayed level that is large enough as orders that are large enough. A day below 1 USDC pays nothing.</p>`
}
