import { known } from '../../../../shared/domain/read.ts'
import { epochMs, monotonicMs, price } from '../../../../shared/domain/units.ts'
import { runStop } from '../../../../shared/engine/stop/stop.ts'
import { adopt } from '../../../../shared/operator/adopt.ts'
import type { AdoptRequest } from '../../../../shared/operator/adoptRequest.ts'
import * as operator from '../../../../shared/operator/operator.ts'
import type { Run } from '../actor.ts'
import { BID_MICROS, INFO, MARKET, TOKEN } from '../modelSettings.ts'
import type { ModelPorts } from '../ports.ts'
import { LIFE_STACK } from './life.ts'

/** What an operator can ask for, and the time that it takes. */
export interface OperatorCommand extends Run {
  /** Passed before it is given, a tick in each minute. */
  readonly waitMs: number
  /** Minutes at most, a tick in each, until nothing moves any more. */
  readonly looks: number
}

const STOP_MS = 16_000
/** A trade that never settles, and an order past its date, may be settled by hand after half an hour. */
const HALF_AN_HOUR_MS = 31 * 60_000
/** The lowest floor there is: whoever wants to be rid of shares at any price gives this one. */
export const FLOOR_MICROS = INFO.tickMicros

const command = (
  name: string,
  looks: number,
  run: (ports: ModelPorts, haltSeq: number, startMs: number) => Promise<unknown>,
  waitMs = 0,
): OperatorCommand => ({
  name,
  kind: 'control',
  waitMs,
  looks,
  run: async (ports, startMs) => {
    const control = await ports.store.control()
    if (control.ok && control.value !== 'absent') await run(ports, control.value.haltSeq, startMs)
  },
})

const adoption = (flags: 'unsettled' | 'undecided' | null): OperatorCommand =>
  command(
    flags === null ? 'adopt' : `adopt --${flags}`,
    2,
    (ports) => {
      const request: AdoptRequest = {
        market: MARKET,
        tokenId: TOKEN,
        resolved: false,
        priceMicros: price(BID_MICROS),
        ...(flags === 'unsettled' ? { unsettled: true } : {}),
        ...(flags === 'undecided' ? { undecided: true } : {}),
      }
      return adopt(ports, LIFE_STACK, request)
    },
    flags === null ? 0 : HALF_AN_HOUR_MS,
  )

/** The likeliest first: of ways that are equally short the first is told. */
export const OPERATOR_COMMANDS: readonly OperatorCommand[] = [
  // From the latch until the last order of unknown outcome is dead, and the items say what the STOP proved.
  command('halt', 18, (ports, _, startMs) =>
    runStop(
      ports,
      LIFE_STACK,
      { by: 'message', reason: { code: 'OPERATOR', text: 'halt', atMs: epochMs(startMs) } },
      monotonicMs(startMs + STOP_MS),
    ),
  ),
  // A flatten whose hash cannot be read is proven dead by its date and two lists.
  command('flatten', 14, (ports, seq) => operator.flatten(ports, { seq, markets: [MARKET] })),
  command('flatten --floor', 14, (ports, seq) =>
    operator.flatten(ports, { seq, markets: [MARKET], floorMicros: FLOOR_MICROS }),
  ),
  adoption(null),
  adoption('unsettled'),
  adoption('undecided'),
  command('disarm', 1, (ports) => operator.disarm(ports)),
  command('drain', 6, (ports) => operator.drain(ports, true)),
  command('resume', 3, (ports, seq) => operator.resume(ports, seq, known([], ports.clock.nowMs()))),
  // Its calls alone: between them it waits by the machine's own clock.
  command('cancel-all', 3, (ports) => ports.venue.cancelMarket(MARKET, [TOKEN])),
]
