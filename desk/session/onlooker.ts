import type { Config } from '../../shared/config/config.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import type { EpochMs } from '../../shared/domain/units.ts'
import type { TickAudit } from '../../shared/ports/telemetry.ts'

/** A session that is about to be played, by the market's time. */
export interface BegunSession {
  readonly config: Pick<Config, 'stack'>
  readonly outcomes: readonly { readonly settings: MarketSettings; readonly name: string }[]
  readonly startMs: EpochMs
  readonly endMs: EpochMs
}

/** Who looks on while a session is played. It changes nothing of it. */
export interface SessionOnlooker {
  /** It is played once this has ended. Options and configuration have been found right by then. */
  begin(session: BegunSession): void | Promise<void>
  tick(record: TickAudit): void
}
