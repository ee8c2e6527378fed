import { assert } from '../domain/assert.ts'
import type { OrderPurpose, Side } from '../domain/order.ts'
import type { Row } from './context.ts'
import type { MarketState, Phase } from './state.ts'

/**
 * The requirement's table of states and allowed actions. Waiting is always allowed.
 *
 * | State         | Allowed Actions             |
 * | IDLE          | Post entry order            |
 * | ENTRY_PENDING | Cancel entry, wait          |
 * | POSITION_OPEN | Post exit order             |
 * | EXIT_PENDING  | Reprice exit, wait          |
 */
export const ALLOWED: Readonly<
  Record<Phase, { readonly post: readonly OrderPurpose[]; readonly cancel: readonly Side[] }>
> = {
  IDLE: { post: ['entry'], cancel: [] },
  ENTRY_PENDING: { post: [], cancel: ['BUY'] },
  // The rest of an entry that has become a position is cancelled from both states that hold it.
  POSITION_OPEN: { post: ['exit', 'takerExit'], cancel: ['BUY'] },
  EXIT_PENDING: { post: [], cancel: ['SELL', 'BUY'] },
}

/** Rows outside the four states: STOP and halts cancel whatever lives; only they may flatten. */
const BEYOND = ['STOP', 'HALTED', 'NOT_ARMED', 'SETTLING']

/** Nothing outside the state's allowed actions comes out of the machine. */
export function checkActions(state: MarketState, { row, actions }: Row): void {
  const posts = actions.filter((action) => action.do === 'post')
  assert(posts.length <= 1, `${row}: more than one post`)
  const beyond = BEYOND.some((name) => row.startsWith(name))
  for (const action of actions) {
    if (action.do === 'post') {
      const { purpose, side } = action.draft
      const allowed = beyond
        ? row.startsWith('HALTED') && purpose === 'flatten'
        : ALLOWED[state.phase].post.includes(purpose)
      assert(allowed, `${row}: a ${purpose} may not be posted from ${state.phase}`)
      assert((side === 'BUY') === (purpose === 'entry'), `${row}: a ${purpose} is a ${side}`)
    }
    if (action.do === 'cancel' && !beyond) {
      const side = state.orders.find((order) => order.id === action.id)?.side
      assert(
        side !== undefined && ALLOWED[state.phase].cancel.includes(side),
        `${row}: cancel from ${state.phase}`,
      )
    }
  }
}
