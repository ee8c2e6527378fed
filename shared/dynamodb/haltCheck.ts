import type { Outcome } from '../domain/outcome.ts'
import { known, unknown } from '../domain/read.ts'
import type { HaltCheck } from '../ports/store.ts'
import { type Stored, stateIn, unmovedStateIn } from './marketItems.ts'
import { controlIn } from './readControl.ts'
import { type Attributes, getAll, type Table } from './requests.ts'
import { controlKey, marketKey, oldMarketKey } from './table.ts'

/** One BatchGetItem, each item of it consistent; one that is not answered is unknown. */
export async function haltCheck(table: Table, sibling: Outcome): Promise<HaltCheck> {
  const asOf = table.clock.nowMs()
  const keys = [controlKey, marketKey(sibling), oldMarketKey(sibling.market)]
  const read = await getAll(table, 'haltCheck', keys)
  if (read.is === 'unknown') return { control: unknown(read.why), sibling: unknown(read.why) }
  const [control = null, own = null, old = null] = read.value
  const stored = siblingIn(table, sibling, { own, old })
  return {
    control: controlIn(table, control, asOf),
    sibling: stored.is === 'state' ? known(stored.state, asOf) : unknown(whyOf(stored)),
  }
}

/** Under its own key, or still under that of version 1, whose item may be of either outcome. */
function siblingIn(
  table: Table,
  sibling: Outcome,
  { own, old }: { readonly own: Attributes | null; readonly old: Attributes | null },
): Stored {
  if (own !== null) return stateIn(own, sibling, table.stage)
  if (old === null) return { is: 'state', state: null }
  const stored = unmovedStateIn(old, sibling.market, table.stage)
  if (stored.is !== 'state') return stored
  const isSiblings = stored.state?.tokenId === sibling.tokenId
  return { is: 'state', state: isSiblings ? stored.state : null }
}

const whyOf = (stored: Exclude<Stored, { is: 'state' }>): string =>
  stored.is === 'broken' ? stored.why : `it was written by newer code (schema ${stored.schema})`
