import type { Config } from '../../shared/config/config.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import { confirmedMicros } from '../../shared/machine/inventory.ts'
import { isEmpty } from '../../shared/machine/isEmpty.ts'
import type { MarketItem } from '../../shared/ports/store.ts'
import { withConnection } from '../aws/withConnection.ts'
import type { StackOptions } from '../terminal/options.ts'

/** Why a market may not leave the configuration yet; null: nothing is held there. */
export type HeldBy = (market: MarketId) => string | null

/**
 * By the bot's own table. A stack that is not deployed holds nothing; on paper no money is, and what a run still holds
 * it sells out all the same. A table that cannot be read is no empty one.
 */
export async function heldByMarket(options: StackOptions, config: Config): Promise<HeldBy> {
  if (config.stage === 'paper') return () => null
  try {
    const items = await readItems(options)
    return items === null ? () => null : (market) => heldIn(items, market)
  } catch (error) {
    const why = `cannot check whether it is empty: ${error instanceof Error ? error.message : String(error)}`
    return () => why
  }
}

/** null: there is no such stack. */
async function readItems(options: StackOptions): Promise<readonly MarketItem[] | null> {
  const [{ targetOf }, { stackStatus }] = await Promise.all([
    import('../aws/targetOf.ts'),
    import('../aws/deployment.ts'),
  ])
  const where = targetOf(options)
  if (where.stack !== null && (await stackStatus(where.aws, where.stack)) === null) return null
  return await withConnection(
    options,
    async ({ store }) => {
      const items = await store.marketItems()
      if (!items.ok) throw new Error(items.unknown)
      return items.value
    },
    where,
  )
}

function heldIn(items: readonly MarketItem[], market: MarketId): string | null {
  for (const { state, broken, newerSchema } of items.filter((item) => item.market === market)) {
    if (broken !== undefined || newerSchema)
      return `its item cannot be read: ${broken ?? 'newer code wrote it'}`
    if (state !== null && !isEmpty(state)) {
      return `it still holds ${formatMicros(confirmedMicros(state))} shares or has an order: ${state.phase}`
    }
  }
  return null
}
