import { applyToPair } from './pair.ts'
import { applyToTable } from './tableModel.ts'
import { applyToVenue } from './venueModel.ts'
import type { Applied, Op, World } from './world.ts'

/** One request arrives and takes effect, at this instant, as one atomic step. */
export const apply = (world: World, op: Op): Applied =>
  world.sibling === undefined ? applyToOne(world, op) : applyToPair(world, op, applyToOne)

function applyToOne(world: World, op: Op): Applied {
  switch (op.do) {
    case 'begin':
    case 'sleep':
      return { world, result: undefined }
    case 'raise':
      return { world: { ...world, alarms: ['an alarm'] }, result: undefined }
    case 'alarms':
      return { world, result: { ok: true, value: world.alarms, asOf: world.nowMs } }
    case 'post':
      if (world.nowMs > op.sendByMs)
        return { world, result: { is: 'unsent', why: 'the send deadline has passed' } }
      return applyToVenue(world, op)
    case 'cancel':
    case 'cancelMarket':
    case 'trades':
    case 'history':
    case 'tradesById':
    case 'openOrders':
    case 'order':
    case 'balance':
    case 'positions':
      return applyToVenue(world, op)
    case 'books':
    case 'haltCheck':
      throw new RangeError(`${op.do}: only where both outcomes are traded`)
    default:
      return applyToTable(world, op)
  }
}

/** What the sender of a request is told when no answer comes, or a read fails. */
export function silence(op: Op): unknown {
  const why = 'no answer'
  switch (op.do) {
    case 'cancel':
    case 'cancelMarket': {
      const ids = op.do === 'cancel' ? op.ids : []
      return {
        byId: new Map(ids.map((id) => [id, { is: 'unknown', why }])),
        canceled: [],
        complete: false,
        why,
      }
    }
    case 'flip':
    case 'raise':
      return undefined
    case 'haltCheck':
      return { control: { ok: false, unknown: why }, sibling: { ok: false, unknown: why } }
    case 'books':
      return { ok: false, unknown: why }
    case 'alarms':
    case 'control':
    case 'marketItems':
    case 'ledgerFill':
    case 'ledgerOrder':
    case 'ledgerLateFills':
    case 'trades':
    case 'history':
    case 'tradesById':
    case 'openOrders':
    case 'order':
    case 'balance':
    case 'positions':
      return { ok: false, unknown: why }
    default:
      return { is: 'unknown', why }
  }
}
