import { isDead, type Side } from '../domain/order.ts'
import type { StateCondition } from './condition.ts'
import { FILL_HAS_ID, FILL_IS_OF_OUR_TOKEN, type FillCondition } from './fillConditions.ts'
import { isHeld, unclosed } from './inventory.ts'

/** A condition of the fills, of every one that the item holds. */
const ofEveryFill = ({ says, holds }: FillCondition): StateCondition => ({
  says,
  holds: (after) => after.legs.every((leg) => holds({ leg, order: undefined, isOurs: true, state: after })),
})
export const FILLS_HAVE_IDS = ofEveryFill(FILL_HAS_ID)
export const FILLS_ARE_OF_OUR_TOKEN = ofEveryFill(FILL_IS_OF_OUR_TOKEN)

/** By the answer to it, or by another proof that the order can never trade again. */
export const cancelConfirmed = (side: Side): StateCondition => ({
  says: 'Cancel confirmed via API',
  holds: ({ orders }) => orders.every((order) => order.side !== side || isDead(order)),
})

/** What is left, if anything, is below the minimum size: nothing can sell it. */
export const POSITION_IS_CLOSED: StateCondition = {
  says: 'Fill closes entire position',
  holds: (after) => !isHeld(after),
}

export const STILL_HELD: StateCondition = { says: 'Still have confirmed inventory', holds: isHeld }

export const SETTLED: StateCondition = { says: 'Settled', holds: isHeld }

export const deadByProof = (side: Side): StateCondition => ({
  ...cancelConfirmed(side),
  says: 'Dead by proof',
})

/** A replacement waits for the fills of what it replaces, but of one that a person was called for. */
export const fillsCounted = (side: Side): StateCondition => ({
  says: 'Every fill it had is counted',
  holds: (after) => unclosed(after, side).every(({ stuck }) => stuck === true),
})
