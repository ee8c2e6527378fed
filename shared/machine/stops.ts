import type { StopCode } from '../domain/control.ts'
import type { Side } from '../domain/order.ts'
import { watchBalance } from './balanceShort.ts'
import { FILL_FITS_ORDER, FILL_HAS_ID, type FillCondition } from './fillConditions.ts'
import { type ItemCheck, isOurs, isWhole } from './itemChecks.ts'
import { blindStop, exposureStop, lossStop, settlementStop } from './limits.ts'
import type { RejectCode } from './rejectCode.ts'
import { watchOpenOrders, watchPosition } from './suspicion.ts'
import type { Watch, Watched } from './watch.ts'

/** What finds it, and where it looks. */
export type Detector =
  /** What must hold of a fill before it is counted; `also`: what reconciling finds of those that were. */
  | { readonly looksAt: 'fill'; readonly conditions: readonly FillCondition[]; readonly also?: string }
  /** What must hold of the item before its tick. */
  | { readonly looksAt: 'item'; readonly checks: readonly ItemCheck[] }
  /** The facts of a tick, once they are reconciled: `finds` says why to stop, or null. */
  | { readonly looksAt: 'tick'; readonly finds: (of: Watched) => string | null }
  /** The same; what needs two looks keeps its first in the state's `suspicion`. */
  | { readonly looksAt: 'tick'; readonly watch: (of: Watched) => Watch }
  /** Refusals of a post that mean more than "not this quote". */
  | { readonly looksAt: 'answer'; readonly rejects: readonly RejectCode[]; readonly side?: Side }
  /** Nothing that the machine sees. */
  | { readonly looksAt: 'elsewhere'; readonly found: string }

export interface StopRow {
  /** The requirement's words, or where it comes from without them. */
  readonly says: string
  readonly detector: Detector
  /** For the operator: what it means, and the way out. The runbook prints both. */
  readonly means: string
  readonly remedy: string
  /** `emergencyExit: "flatten"` may sell after it: the records are sound, the market or a person is the reason. */
  readonly flattenMayFollow?: true
}

const FORCED = 'forced by the venue'

/** Every reason to STOP, in the order in which a tick looks: "immediately cancel all orders and stop trading". */
export const STOPS: Readonly<Record<StopCode, StopRow>> = {
  TRADE_ID_UNKNOWN: {
    says: 'trade_id missing/unknown',
    detector: { looksAt: 'fill', conditions: [FILL_HAS_ID], also: 'a trade of ours comes without one' },
    means: 'a fill of ours without an id',
    remedy: 'wait until the venue shows it in full; `adopt`, `resume`',
  },
  FILL_IMPOSSIBLE: {
    says: FORCED,
    detector: {
      looksAt: 'fill',
      conditions: FILL_FITS_ORDER,
      also: 'more is sold than is held; a fill changes after it was final',
    },
    means:
      'an impossible fill: beyond its order, at a worse price, of an order we never made, or settled by hand and reported the other way',
    remedy: 'do not resume before you know why; is the key used elsewhere? then `adopt`, `resume`',
  },
  STATE_LOSS: {
    says: FORCED,
    detector: { looksAt: 'item', checks: [isOurs, isWhole] },
    means: 'the table lacks records that the venue has',
    remedy: 'compare, `adopt --yes`, `resume`',
  },
  OPEN_ORDERS: {
    says: 'open_orders > allowed',
    detector: { looksAt: 'tick', watch: watchOpenOrders },
    means: 'an order in this market that is not ours, or more of ours than allowed',
    remedy: "trade by hand in the bot's markets only once a STOP is done; `resume`",
  },
  POSITION_FLAPPING: {
    says: 'REST positions flapping without trades',
    detector: { looksAt: 'tick', watch: watchPosition },
    means: 'the REST position changed twice, and no part of our trades of the last ten minutes explains it',
    remedy: "compare with the venue's page; `adopt` if the venue is right, `resume`",
  },
  BALANCE_SHORT: {
    says: FORCED,
    detector: { looksAt: 'tick', watch: watchBalance },
    means:
      'the venue says that we hold less than our fills, by more than dust (a lot of 0.01 share and what rounding down loses on each fill; `status` shows dust)',
    remedy: 'did you sell or transfer by hand? `adopt`, `resume`',
  },
  EXPOSURE: {
    says: 'Exposure > MAX_USDC_LOCKED',
    detector: { looksAt: 'tick', finds: exposureStop },
    means: 'the confirmed shares are worth more than the bound',
    remedy: '`flatten`, or raise the cap in the configuration and deploy; then `resume`',
    flattenMayFollow: true,
  },
  LOSS: {
    says: 'the limit that the user states',
    detector: { looksAt: 'tick', finds: lossStop },
    means:
      "the day's loss is beyond `maxDailyLossUsdc`, or that of all markets beyond `stackDailyLossUsdc`; if no book was believed for 3 minutes, the shares count at what the bids pay",
    remedy: 'wait for the next UTC day or raise the limit; then `resume`',
    flattenMayFollow: true,
  },
  SETTLEMENT: {
    says: FORCED,
    detector: { looksAt: 'tick', finds: settlementStop },
    means: 'several fills failed on the chain within a day',
    remedy: "wait; look at the chain's state; `resume`",
  },
  BLIND: {
    says: FORCED,
    detector: { looksAt: 'tick', finds: blindStop },
    means: 'trades could not be read for `blindSeconds`',
    remedy: 'wait for the venue, then `resume`',
  },
  BALANCE_ON_SELL: {
    says: 'BALANCE_ERROR on SELL',
    detector: { looksAt: 'answer', rejects: ['balance'], side: 'SELL' },
    means: 'a SELL was refused for balance or allowance',
    remedy: '`doctor`; set the allowance; `resume`',
  },
  ORDER_ID: {
    says: FORCED,
    detector: { looksAt: 'answer', rejects: ['version'] },
    means: "the venue's order id is not our hash",
    remedy: 'the venue changed its order format: deploy a version that supports it',
  },
  REGION: {
    says: FORCED,
    detector: { looksAt: 'answer', rejects: ['region'] },
    means: 'the venue refuses the region',
    remedy: 'deploy to another region where you may trade',
  },
  ACCOUNT: {
    says: FORCED,
    detector: { looksAt: 'answer', rejects: ['account', 'signature'] },
    means: 'banned, closed-only, or key refused',
    remedy: 'ask the venue',
  },
  INVARIANT: {
    says: 'an error in the bot',
    detector: { looksAt: 'elsewhere', found: 'an internal assertion fails, or a tick ends in an error' },
    means: 'our own records contradict each other',
    remedy: 'a bug in the bot: keep the log, `flatten` or sell by hand, report it',
  },
  OPERATOR: {
    says: 'requested',
    detector: { looksAt: 'elsewhere', found: '"halt", or the flag set by hand' },
    means: 'you, or somebody with access to the table',
    remedy: '`resume`',
    flattenMayFollow: true,
  },
  ALARM: {
    says: 'requested',
    detector: { looksAt: 'elsewhere', found: 'a message on the stop topic' },
    means: 'a message on the stop topic',
    remedy: 'see the alarm; `resume` is refused while it is active',
    flattenMayFollow: true,
  },
  ARMING: {
    says: 'requested',
    detector: { looksAt: 'elsewhere', found: '"arm", which trades only once its STOP is done' },
    means: '`arm` was interrupted before it resumed',
    remedy: '`status`; once it is done, `resume`',
  },
}
