import { known } from '../../../shared/domain/read.ts'
import { pageTexts } from '../../../shared/machine/eventWords.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { WaitName } from '../../../shared/machine/wait.ts'
import { at, cents, decide, observation, shares } from '../../support/build.ts'
import { calmBook } from '../../support/market.ts'

export type Seen = NonNullable<Parameters<typeof observation>[0]>

/** A book too wide to be believed; read in each tick. */
export const WIDE: Seen = {
  book: known(
    {
      ...calmBook,
      bids: [{ priceMicros: cents(10), sizeMicros: shares(500) }],
      asks: [{ priceMicros: cents(80), sizeMicros: shares(500) }],
    },
    at(0),
  ),
}

/** As read just before that second. */
export const seenAt = (second: number, seen: Seen): Seen => ({
  nowMs: at(second),
  ...seen,
  ...(seen.book?.ok === true ? { book: { ...seen.book, asOf: at(second - 1) } } : {}),
})

/** Ticks every ten seconds; what was told, with the second of it. Nothing that is decided is ever done. */
export function watch(of: MarketState, seconds: number, see: (second: number) => Seen, fromSecond = 0) {
  let after = of
  const told: [number, string][] = []
  const ended: [number, WaitName][] = []
  for (let second = fromSecond; second <= fromSecond + seconds; second += 10) {
    const { state: next, decision } = decide(after, observation(seenAt(second, see(second))))
    for (const text of pageTexts(decision.events)) told.push([second, text])
    for (const event of decision.events) if (event.is === 'waitEnded') ended.push([second, event.name])
    after = next
  }
  return { after, told, ended }
}
