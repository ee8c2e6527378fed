import { formatMicros } from '../domain/decimal.ts'
import type { MachineEvent } from './event.ts'
import { REMEDIES } from './remedy.ts'

export interface EventWords {
  /** What happened; where it pages, what to do next too. */
  readonly text: string
  /** A person must look. */
  readonly pages: boolean
}

/** Each event in words. */
export function eventWords(event: MachineEvent): EventWords {
  switch (event.is) {
    case 'fill': {
      const { side, sizeMicros, priceMicros, role, status } = event.leg
      return quiet(
        `fill ${side} ${formatMicros(sizeMicros)} at ${formatMicros(priceMicros)} as ${role}: ${status}`,
      )
    }
    case 'lateFill':
      return page(`fill ${event.tradeId} of order ${event.orderId} was told late and is counted only now`)
    case 'orderStuck':
      return page(`order ${event.id} is gone but its fills are missing: settle it with "adopt"`)
    case 'marketClosed':
      return event.heldMicros > 0
        ? page('the market closed while we hold shares of it: book the payout with "adopt --resolved"')
        : quiet('the market closed; nothing is held')
    case 'unsellable':
      return page(
        `${formatMicros(event.heldMicros)} shares are held and the market's minimum is now ` +
          `${formatMicros(event.minimumMicros)}: no new order can sell them. ` +
          'Sell them by hand and "adopt", or wait for the end of the market',
      )
    case 'dayEnded':
      return quiet(`the day ${event.utc} (UTC) ended`)
    case 'exitOnlyBegan':
      return page(`exit only (${event.cause}): no entries until it ends`)
    case 'exitOnlyEnded':
      return quiet(`exit only (${event.cause}) ended`)
    case 'phaseChanged':
      return quiet(`${event.from} -> ${event.to}`)
    case 'entryRefused':
      return page(`entry refused: ${event.text}: ${REMEDIES[event.code]}`)
    case 'notSigned':
      return page(`not signed: ${event.why}`)
  }
}

/** Only what a person must look at. */
export const pageTexts = (events: readonly MachineEvent[]): readonly string[] =>
  events.map(eventWords).flatMap(({ text, pages }) => (pages ? [text] : []))

const page = (text: string): EventWords => ({ text, pages: true })
const quiet = (text: string): EventWords => ({ text, pages: false })
