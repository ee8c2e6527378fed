import { epochMs, monotonicMs, price } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { adopt } from '../../../shared/operator/adopt.ts'
import type { TickAudit } from '../../../shared/ports/telemetry.ts'
import type { Run } from './actor.ts'
import { RunBreach } from './invariants.ts'
import { jsonOf } from './json.ts'
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

/**
 * The same run, which listens: whenever it sleeps to the bell it may be woken. What breaks the bounds of the bell ends
 * the run at its next sleep.
 */
export const listening = (event: number, forMs: number): Run => ({
  ...relayed(event, forMs),
  name: `an invocation in the relay that listens, by event ${event}`,
  run: async (ports, startMs) => {
    const ticks: TickAudit[] = []
    let breach: RunBreach | null = null
    const { clock, telemetry, chime: bell } = ports
    const watched = {
      ...ports,
      bell,
      telemetry: {
        ...telemetry,
        tick: (tick: TickAudit): void => {
          const why = bellBreach(tick, ticks.at(-1), startMs + forMs)
          if (why !== null) breach ??= new RunBreach('I14', why)
          ticks.push(tick)
        },
      },
      clock: {
        ...clock,
        sleep: async (ms: number, wake?: AbortSignal): Promise<void> => {
          if (breach !== null) throw breach
          await clock.sleep(ms, wake)
        },
      },
    }
    await relayed(event, forMs).run(watched, startMs)
    if (breach !== null) throw breach
  },
})

/**
 * The same run, held to what its item may lack: a tick that is done leaves the item without nothing but what time alone
 * has moved.
 */
export const lagging = (event: number, forMs: number): Run => ({
  ...relayed(event, forMs),
  name: `an invocation in the relay whose item may lag, by event ${event}`,
  run: async (ports, startMs) => {
    let inItem = ''
    let breach: RunBreach | null = null
    const { store, telemetry } = ports
    const watched: ModelPorts = {
      ...ports,
      store: {
        ...store,
        acquire: async (...of) => {
          const acquired = await store.acquire(...of)
          if (acquired.is === 'held' && acquired.state !== null) inItem = factsIn(acquired.state)
          return acquired
        },
        commit: async (lease, rev, state, unlatched) => {
          const wrote = await store.commit(lease, rev, state, unlatched)
          if (wrote.is === 'written') inItem = factsIn(state)
          return wrote
        },
      },
      telemetry: {
        ...telemetry,
        tick: ({ outcome, after }) => {
          if (outcome === 'done' && factsIn(after) !== inItem)
            breach ??= new RunBreach('I9', 'a tick is done, and its item lacks what it found')
        },
      },
    }
    await relayed(event, forMs).run(watched, startMs)
    if (breach !== null) throw breach
  },
})

/** What no item may lack. */
function factsIn(state: MarketState): string {
  const { phase, exitOnly, settling, orders, legs, folded, foldedUntilMs, vouchedMicros = 0 } = state
  const { tally = null, suspicion, heldSinceMs, waits = {} } = state
  const waited = Object.entries(waits).map(([name, { sinceMs, told }]) => [name, sinceMs, told])
  const rest = [tally, suspicion, heldSinceMs, waited]
  return jsonOf([phase, exitOnly, settling, orders, legs, folded, foldedUntilMs, vouchedMicros, ...rest])
}

/** What a tick of a run that listens broke; null: nothing. All by the run's own clock: others' steps take time. */
function bellBreach({ seen }: TickAudit, last: TickAudit | undefined, endMs: number): string | null {
  const { beganAtMs = seen.nowMs } = seen
  if (beganAtMs > endMs) return `a tick ${(beganAtMs - endMs) / 1000} s after the end of its run`
  if (last === undefined) return null
  if (beganAtMs <= (last.seen.beganAtMs ?? 0)) return 'a tick at the instant of the last, or by its reads'
  const gapMs = beganAtMs - last.seen.nowMs
  return gapMs < RELAY.minGapMs ? `a tick ${gapMs} ms after the last` : null
}

/** A person's command asks every second, for about two cadences. */
const TRIES = 5

export const adoptWaiting: Run = {
  name: 'adopt, asked again while a tick is running',
  kind: 'control',
  run: async (ports) => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const adopted = await adopt(ports, RELAY, {
        market: MARKET,
        tokenId: TOKEN,
        resolved: false,
        priceMicros: price(BID_MICROS),
      })
      if (!('busy' in adopted)) return
      await ports.clock.sleep(1_000)
    }
  },
}
