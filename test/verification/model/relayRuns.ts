import { epochMs, monotonicMs, price } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { adopt } from '../../../shared/operator/adopt.ts'
import type { Run } from './actor.ts'
import { RunBreach } from './invariants.ts'
import { BID_MICROS, MARKET, STACK, START_MS, TOKEN } from './modelSettings.ts'
import type { ModelPorts } from './ports.ts'
import { NEVER } from './runs.ts'

/** The shortest cadence there is, so that few seconds hold several ticks. */
const RELAY = { ...STACK, cadenceMs: 2_000 }
/** What the engine keeps before a deadline: no round begins later. */
const KEPT_MS = 12_000

/** A run in the relay, by the number of its event; it ticks, or waits, for this long. */
export const relayed = (event: number, forMs: number): Run => ({
  name: `an invocation in the relay, by event ${event}`,
  kind: 'tick',
  run: (ports, startMs) =>
    runInvocation(ports, RELAY, monotonicMs(startMs + forMs + KEPT_MS), epochMs(START_MS - 60_000 + event)),
})

/** A tick that finds a STOP latches it also where the proof of its lease is not answered. */
export const latchingTick: Run = {
  name: 'an invocation that finds a STOP',
  kind: 'tick',
  run: async (ports) => {
    let isUnanswered = false
    let hasLatched = false
    const { store } = ports
    const watched: ModelPorts = {
      ...ports,
      store: {
        ...store,
        renew: async (lease) => {
          const renewed = await store.renew(lease)
          isUnanswered ||= renewed.is === 'unknown'
          return renewed
        },
        latchCondition: async (reason, id) => {
          hasLatched = true
          return await store.latchCondition(reason, id)
        },
      },
    }
    await runInvocation(watched, STACK, NEVER)
    if (isUnanswered && !hasLatched)
      throw new RunBreach('I11', 'a STOP was found, and dropped for the proof of the lease was not answered')
  },
}

/** A person's command asks every second, for about two cadences. */
const TRIES = 5

export const adoptWaiting: Run = {
  name: 'adopt, asked again while a tick is running',
  kind: 'control',
  run: async (ports) => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const adopted = await adopt(ports, RELAY, {
        ...{ market: MARKET, tokenId: TOKEN, resolved: false },
        priceMicros: price(BID_MICROS),
      })
      if (!('busy' in adopted)) return
      await ports.clock.sleep(1_000)
    }
  },
}
