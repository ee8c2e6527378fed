import type { Telemetry } from '../../shared/ports/telemetry.ts'
import type { Connection } from '../aws/connection.ts'

/** What the operator's functions of the engine take, where they need no venue. What they report goes to the person. */
export const operatorPorts = ({ store, clock }: Connection) => ({ store, clock, telemetry: quiet })

const nothing = (): void => {}
export const quiet: Telemetry = {
  tick: nothing,
  busy: nothing,
  stop: nothing,
  latched: nothing,
  page: nothing,
}
