import { formatMicros } from '../../shared/domain/decimal.ts'
import { legKey } from '../../shared/domain/leg.ts'
import type { TickRecord } from '../../shared/engine/telemetry.ts'
import { position } from '../../shared/machine/inventory.ts'

/** What a tick did, a line each; a tick in which nothing happened says nothing. */
export function eventLines(record: TickRecord): readonly string[] {
  return [...postLines(record), ...fillLines(record), ...phaseLines(record), ...refusalLines(record)]
}

function postLines({ results }: TickRecord): readonly string[] {
  return results.map((result) => {
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

function fillLines({ before, after, outcome }: TickRecord): readonly string[] {
  if (outcome !== 'done') return []
  const was = new Map(before.legs.map((leg) => [legKey(leg), leg.status]))
  const changed = after.legs.filter((leg) => was.get(legKey(leg)) !== leg.status)
  const { sizeMicros, realisedMicros } = position(after)
  return changed.map((leg) => {
    const what = `${leg.side} ${formatMicros(leg.sizeMicros)} at ${formatMicros(leg.priceMicros)}`
    const stands = `hold ${formatMicros(sizeMicros)}, realised ${formatMicros(realisedMicros)} USDC`
    return `fill ${what} as ${leg.role}: ${leg.status} (${stands})`
  })
}

const phaseLines = ({ before, after, decision }: TickRecord): readonly string[] =>
  before.phase === after.phase
    ? []
    : [`${before.phase} -> ${after.phase}: ${decision.audit.row}, ${decision.audit.reason}`]

/** Why it stands aside; told by the caller only when it is news. */
const refusalLines = ({ decision }: TickRecord): readonly string[] =>
  decision.audit.refusals.length === 0 ? [] : [`${ASIDE} ${decision.audit.refusals.join(', ')}`]

export const ASIDE = 'stands aside:'

const short = (id: string): string => (id.length > 18 ? `${id.slice(0, 18)}…` : id)
