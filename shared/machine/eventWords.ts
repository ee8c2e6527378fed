import { formatMicros } from '../domain/decimal.ts'
import { LOT_MICROS } from '../domain/venueRules.ts'
import type { MachineEvent } from './event.ts'
import { flattenLeftWords } from './flattenLeft.ts'
import type { PageRow } from './pageRow.ts'
import { refusalWords } from './refusalWords.ts'
import { REMEDIES } from './remedy.ts'
import { waitOverText, waitText } from './waitWords.ts'

/** What happened; where a person must look, what to do next too, and the row of the runbook. */
export type EventWords =
  | { readonly text: string; readonly pages: false }
  | { readonly text: string; readonly pages: true; readonly row: PageRow }

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
      return page(
        `late fill ${event.tradeId} of order ${event.orderId}, reported after the read window: booked now`,
        'lateFill',
      )
    case 'orderEnded':
      return quiet(`order ${event.id} ended: ${ENDS[event.how]}`)
    case 'orderStuck':
      return page(
        `order ${event.id} is gone but its fills are missing: settle it with "npx bot adopt"`,
        'orderStuck',
      )
    case 'handOrder':
      return page(
        `your own order ${event.id} is open in this market: it is left alone; "npx bot resume" waits until it is gone`,
        'handOrder',
      )
    case 'handFill':
      return page(
        `trade ${event.tradeId} is your own: book it with "npx bot adopt" before "npx bot resume"`,
        'handFill',
      )
    case 'unreadable':
      return page(unreadableWords(event), event.of === 'fill' ? 'unreadableFill' : 'unreadableOrder')
    case 'marketClosed':
      return event.heldMicros > LOT_MICROS
        ? page(
            'the market closed while we hold its shares: book the payout with "npx bot adopt --resolved"',
            'marketClosed',
          )
        : quiet('the market closed; only dust is held')
    case 'unsellable':
      return page(unsellableWords(event), 'unsellable')
    case 'dayEnded':
      return quiet(`the day ${event.utc} (UTC) ended`)
    case 'exitOnlyBegan':
      return exitOnlyWords(event)
    case 'exitOnlyEnded':
      return quiet(`over: ${refusalWords(event.cause)}`)
    case 'phaseChanged':
      return quiet(`${event.from} -> ${event.to}`)
    case 'flattenLeft':
      return page(flattenLeftWords(event.left), 'flattenLeft')
    case 'postRefused':
      return refusedWords(event)
    case 'refusalsEnded':
      return quiet(`a ${event.side} was accepted again after ${event.inRow} refusals`)
    case 'waitOverdue':
      return page(waitText(event.name, event.why), event.name)
    case 'waitEnded':
      return quiet(waitOverText(event.name))
    case 'notSigned': {
      const text = `a ${event.side} could not be signed: ${event.why}; ${again(event.pauseMs)}. "npx bot doctor" checks the keys`
      return event.pages ? page(text, 'notSigned') : quiet(text)
    }
  }
}

/** Requested market by market: twenty that leave at once are no twenty pages. */
const exitOnlyWords = ({ cause, isEmpty }: Extract<MachineEvent, { is: 'exitOnlyBegan' }>): EventWords =>
  cause === 'marketDrain' || cause === 'entriesOff' || isEmpty
    ? quiet(refusalWords(cause))
    : page(
        `${refusalWords(cause)}; no entries until this ends`,
        cause === 'accountAllotted' ? 'accountAllotted' : 'exitOnly',
      )

function refusedWords(event: Extract<MachineEvent, { is: 'postRefused' }>): EventWords {
  const what = event.side === 'BUY' ? 'entry refused' : 'SELL refused'
  const often = event.inRow > 1 ? ` ${event.inRow} times in a row` : ''
  const remedy = event.code === null ? UNLISTED : REMEDIES[event.code]
  const text = `${what}${often}: ${event.text}: ${remedy}; ${again(event.pauseMs)}`
  return event.pages ? page(text, 'refused') : quiet(text)
}

const ENDS = { canceled: 'cancelled', terminal: 'filled or taken off the book', expired: 'expired' } as const

const unsellableWords = ({
  heldMicros,
  minimumMicros,
}: Extract<MachineEvent, { is: 'unsellable' }>): string =>
  `${formatMicros(heldMicros)} shares are held and the market's minimum is now ` +
  `${formatMicros(minimumMicros)}: no new order can sell them. ` +
  'Sell them by hand, then "npx bot adopt", or wait for the end of the market'

const unreadableWords = ({ of, raw, ofAccount }: Extract<MachineEvent, { is: 'unreadable' }>): string =>
  of === 'fill'
    ? `a fill that may be ours cannot be read: nothing is posted ${ofAccount === true ? 'in any market' : 'here'} until it can. The record: ${raw}. ` +
      'If this persists: "npx bot halt", compare the balance at the venue, "npx bot adopt --unreadable", "npx bot resume"'
    : `an open order that may be ours cannot be read: ${raw}. ` +
      "If this persists, cancel it on the venue's site"

/** It concerns no market more than another. */
export const isOfAccount = (event: MachineEvent): boolean =>
  event.is === 'unreadable' && event.ofAccount === true

/** Only what a person must look at. */
export const pageTexts = (events: readonly MachineEvent[]): readonly string[] =>
  events.map(eventWords).flatMap(({ text, pages }) => (pages ? [text] : []))

const again = (pauseMs: number): string => `next attempt in ${pauseMs / 1000} s at the earliest`

/** What the operator can do about a refusal whose words are on no list. */
const UNLISTED =
  'the bot does not know this answer, so the order counts as possibly live until it is proven dead; report the text to the maintainers'

const page = (text: string, row: PageRow): EventWords => ({ text, pages: true, row })
const quiet = (text: string): EventWords => ({ text, pages: false })
