import type { StopCode } from '../../../shared/domain/control.ts'
import type { Lane, Run } from './actor.ts'
import type { Bounds } from './step.ts'
import type { Budgets, World } from './world.ts'

/** Who does what from which world on, and how much may befall them. */
export interface Scenario {
  readonly name: string
  readonly about: string
  /** How the world came to be as the schedules find it. */
  prepare(): Promise<World>
  readonly lanes: readonly Lane[]
  readonly bounds: Bounds
  readonly left: Budgets
  /** With `--full`. */
  readonly fully: Partial<Budgets>
  readonly codes: readonly StopCode[]
}

export const lane = (name: string, ...runs: readonly Run[]): Lane => ({ name, runs })
