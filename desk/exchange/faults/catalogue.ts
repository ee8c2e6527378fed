import { ANSWER_FAULTS } from './answerFaults.ts'
import type { FaultKind } from './faultKind.ts'
import { ORDER_FAULTS } from './orderFaults.ts'
import { REQUEST_FAULTS } from './requestFaults.ts'
import { SETTLEMENT_FAULTS, VENUE_FAULTS } from './settlementFaults.ts'

/** Every fault of the simulated venue by name. */
const CATALOGUE = {
  ...REQUEST_FAULTS,
  ...ANSWER_FAULTS,
  ...ORDER_FAULTS,
  ...SETTLEMENT_FAULTS,
  ...VENUE_FAULTS,
} as const

export type FaultName = keyof typeof CATALOGUE

export const FAULTS: Readonly<Record<string, FaultKind>> = CATALOGUE

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(CATALOGUE, name)

/** One line a fault, for `--help`. */
export function faultsHelp(): string {
  return Object.entries(FAULTS)
    .map(([name, { argument = '', help }]) => `  ${`${name} ${argument}`.trim().padEnd(34)} ${help}`)
    .join('\n')
}
