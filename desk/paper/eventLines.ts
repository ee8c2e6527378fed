import { formatMicros } from '../../shared/domain/decimal.ts'
import type { MachineEvent } from '../../shared/machine/event.ts'
import { eventWords } from '../../shared/machine/eventWords.ts'
import { position } from '../../shared/machine/inventory.ts'
import { refusalsInWords } from '../../shared/machine/refusalWords.ts'
import type { TickRecord } from '../../shared/ports/telemetry.ts'

/**
 * What a tick did, a line each, in the order in which it did it: what it learned, what it sent, and the phase that came of
 * it. A tick in which nothing happened says nothing.
 */
export function eventLines(record: TickRecord): readonly string[] {
  const isPhase = ({ is }: MachineEvent): boolean => is === 'phaseChanged'
  return [
    ...eventTexts(record, (event) => !isPhase(event)),
    ...postLines(record),
    ...eventTexts(record, isPhase),
    ...refusalLines(record),
  ]
}

function postLines({ results }: TickRecord): readonly string[] {
  return results.map((result) => {
    if (result.of === 'sign') return `${result.side} not signed: ${result.why}`
    if (result.of === 'cancel') return `cancel ${short(result.id)}: ${result.why} (${result.outcome.is})`
    const { purpose, side, sizeMicros, priceMicros, id } = result.order
    const what = `${side} ${formatMicros(sizeMicros)} at ${formatMicros(priceMicros)}`
    const { outcome } = result
    const came =
      outcome.is === 'accepted'
        ? 'accepted'
        : `${outcome.is}: ${'text' in outcome ? outcome.text : outcome.why}`
    return `${purpose} ${what} ${short(id)}: ${came}`
  })
}

/** Pages have a line of their own already. */
function eventTexts(
  { events, after, outcome, decision }: TickRecord,
  isWanted: (event: MachineEvent) => boolean,
): readonly string[] {
  if (outcome !== 'done') return []
  const { sizeMicros, realisedMicros } = position(after)
  const held = `position ${formatMicros(sizeMicros)}, ${formatMicros(realisedMicros)} USDC realised`
  return events.filter(isWanted).flatMap((event) => {
    const { text: whole, pages } = eventWords(event)
    // How an order ended comes after its id.
    const text = whole.replaceAll(/(0x|paper-)[0-9a-fA-F]{20,}/g, short)
    // The cancel itself has a line.
    if (pages || (event.is === 'orderEnded' && event.how === 'canceled')) return []
    if (event.is === 'fill') return [`${text} (${held})`]
    const { row, reason } = decision.audit
    // A row's name begins with the phase that it starts from.
    const how = event.is === 'phaseChanged' ? `: ${row.replace(/^[A-Z_]+: /, '')}, ${reason}` : ''
    return [`${text}${how}`]
  })
}

/** Why it posts no entry; the caller prints it only when it changes. */
const refusalLines = ({ decision }: TickRecord): readonly string[] =>
  decision.audit.refusals.length === 0 ? [] : [`${ASIDE} ${refusalsInWords(decision.audit.refusals)}`]

export const ASIDE = 'no entry:'

const short = (id: string): string => (id.length > 18 ? `${id.slice(0, 18)}…` : id)
