import type { Position } from '../../shared/accounting/position.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { type Leg, legKey, type SeenLeg } from '../../shared/domain/leg.ts'
import type { PaperHolding } from '../../shared/paper/paperAccount.ts'

export interface PaperAgreement {
  readonly differences: readonly string[]
  /** Fills that the venue learned of after the bot's last look: the next run books them. */
  readonly unseen: number
}

/**
 * What the bot believes, before anybody books a payout, against the paper venue's own account, to the last micro-share and micro-dollar: every fill of
 * its ledger there, alike; every fill there in the ledger, but those that came after the bot's last look.
 */
export function comparePaper(of: {
  readonly ledger: readonly Leg[]
  readonly position: Position
  readonly venue: readonly SeenLeg[]
  /** null: no order of this outcome ever was at the paper venue. */
  readonly holding: PaperHolding | null
}): PaperAgreement {
  const theirs = new Map(of.venue.map((leg) => [legKey(leg), leg]))
  const ours = new Set(of.ledger.map(legKey))
  const unseen = of.venue.filter((leg) => !ours.has(legKey(leg)))
  const differences = [
    ...(ours.size === of.ledger.length ? [] : ['the ledger holds a fill twice']),
    ...of.ledger.flatMap((leg) => compareFill(leg, theirs.get(legKey(leg)))),
  ]
  if (unseen.length > 0 || of.holding === null) return { differences, unseen: unseen.length }
  return { differences: [...differences, ...compareHoldings(of.position, of.ledger, of.holding)], unseen: 0 }
}

function compareFill(ours: Leg, theirs: SeenLeg | undefined): readonly string[] {
  const what = `${ours.side} ${formatMicros(ours.sizeMicros)} at ${formatMicros(ours.priceMicros)}`
  if (theirs === undefined) return [`the paper venue lacks a fill of the ledger: ${what}`]
  const fields = ['side', 'sizeMicros', 'priceMicros', 'notionalMicros', 'matchedAtMs', 'role'] as const
  return fields
    .filter((field) => ours[field] !== theirs[field])
    .map(
      (field) => `${what}: ${field} is ${ours[field]} in the ledger and ${theirs[field]} at the paper venue`,
    )
}

function* compareHoldings(
  position: Position,
  ledger: readonly Leg[],
  holding: PaperHolding,
): Generator<string> {
  const provisional = ledger.filter(({ status }) => status === 'PROVISIONAL')
  const unsettled = (of: (leg: Leg, sign: 1 | -1) => number): number =>
    provisional.reduce((sum, leg) => sum + of(leg, leg.side === 'BUY' ? 1 : -1), 0)
  const held = position.sizeMicros + unsettled((leg, sign) => sign * leg.sizeMicros)
  if (held !== holding.sharesMicros + holding.redeemed.sizeMicros) {
    yield `${formatMicros(held)} shares by the ledger, ${formatMicros(holding.sharesMicros)} at the paper venue`
  }
  const unsettledMicros = unsettled((leg, sign) => sign * leg.notionalMicros + leg.feeMicros)
  // What a position cost and what the sold ones brought: no micro-dollar lies anywhere else.
  const spent = position.costMicros - position.realisedMicros + unsettledMicros
  const gone = holding.redeemed.paidMicros - holding.cashMicros
  if (spent !== gone) {
    yield `${formatMicros(spent)} USDC spent by the ledger, ${formatMicros(gone)} at the paper venue`
  }
}
