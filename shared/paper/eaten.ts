import type { Level } from '../domain/market.ts'
import { size } from '../domain/units.ts'
import type { Ladder } from '../engine/publicFeed.ts'
import type { EatenLevel } from './paperBook.ts'

/** What is left of a display once what we have taken of it is gone. */
export function afterMeal(ladder: Ladder, eaten: readonly EatenLevel[]): Ladder {
  if (eaten.length === 0) return ladder
  const left = (levels: readonly Level[], side: EatenLevel['side']): readonly Level[] =>
    levels.flatMap((level) => {
      const gone = eaten
        .filter((each) => each.side === side && each.priceMicros === level.priceMicros)
        .reduce((sum, each) => sum + each.takenMicros, 0)
      return gone < level.sizeMicros ? [{ ...level, sizeMicros: size(level.sizeMicros - gone) }] : []
    })
  return { bids: left(ladder.bids, 'bid'), asks: left(ladder.asks, 'ask') }
}

/** Taken until the display says something new: then it is another supply. */
export const stillEaten = (eaten: readonly EatenLevel[], ladder: Ladder): readonly EatenLevel[] =>
  eaten.filter((each) => {
    const levels = each.side === 'bid' ? ladder.bids : ladder.asks
    const level = levels.find(({ priceMicros }) => priceMicros === each.priceMicros)
    return level?.sizeMicros === each.displayedMicros
  })
