import { counted } from '../../shared/domain/counted.ts'
import { position } from '../../shared/machine/inventory.ts'
import type { MarketItem } from '../../shared/ports/store.ts'

/** How what is held is sold after a STOP that is done; empty: nothing is held. @param where the options that name the bot. */
export function saleWords(
  items: readonly Pick<MarketItem, 'state'>[],
  haltSeq: number,
  where: string,
): string {
  const held = items.filter(({ state }) => state !== null && position(state).sizeMicros > 0).length
  return held === 0
    ? ''
    : `Shares are held in ${counted(held, 'outcome')}. To sell them: npx bot flatten ${haltSeq} ${where} --yes`
}
