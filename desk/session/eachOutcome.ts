import type { MarketPart } from '../../shared/domain/outcome.ts'
import type { FunctionTelemetry } from '../../shared/telemetry/createTelemetry.ts'
import { note, type SessionTally } from './tally.ts'

/** What is kept of one outcome while it runs. */
export interface OutcomeTally {
  readonly settings: Required<MarketPart>
  readonly tally: SessionTally
}

/** Each outcome hears of its own ticks; what is of none goes to the first. `print` gets what people should see at once. */
export function eachOutcome(
  outcomes: readonly OutcomeTally[],
  print: (line: string) => void,
): FunctionTelemetry {
  const of = ({ market, tokenId }: Partial<MarketPart> = {}): SessionTally | undefined => {
    const here = outcomes.filter(({ settings }) => settings.market === market)
    return (here.find(({ settings }) => settings.tokenId === tokenId) ?? here[0] ?? outcomes[0])?.tally
  }
  return {
    tick: (record) => of(record.after)?.telemetry.tick(record),
    busy: (outcome) => of(outcome)?.telemetry.busy(outcome),
    stop: (event) => {
      print(`STOP ${event.haltSeq}: ${event.pass}${event.why === '' ? '' : ` (${event.why})`}`)
      of()?.telemetry.stop(event)
    },
    latched: (reason, how) => {
      if (how === 'latched') print(`STOP ${reason.code}: ${reason.text}`)
      of(reason)?.telemetry.latched(reason, how)
    },
    late: () => {},
    silent: () => {},
    drilled: () => {},
    failed: (error) => {
      const text = error instanceof Error ? error.message : String(error)
      const tally = of()
      if (tally !== undefined && !tally.failures.includes(text)) {
        print(`failed: ${text}`)
        note(tally.failures, text)
      }
    },
    page: (text, part, row) => {
      const tally = of(part)
      if (tally !== undefined && !tally.pages.includes(text)) print(`page: ${text}`)
      tally?.telemetry.page(text, part, row)
    },
  }
}
