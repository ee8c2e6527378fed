import { known } from '../../../shared/domain/read.ts'
import type { StackSettings } from '../../../shared/domain/settings.ts'
import { epochMs, monotonicMs, price, type TokenId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { runStop } from '../../../shared/engine/stop/stop.ts'
import { adopt as engineAdopt } from '../../../shared/operator/adopt.ts'
import { arm as engineArm } from '../../../shared/operator/arm.ts'
import * as operator from '../../../shared/operator/operator.ts'
import type { Ports } from '../../../shared/ports/ports.ts'
import type { Run } from './actor.ts'
import { type InvariantId, RunBreach } from './invariants.ts'
import {
  BID_MICROS,
  LIMITED_PAIR_STACK,
  MARKET,
  NO_ENTRIES_STACK,
  PAIR_STACK,
  SIBLING_TOKEN,
  STACK,
  TOKEN,
} from './modelSettings.ts'
import type { ModelPorts } from './ports.ts'

/** No deadline of ours ends a tick here: a Lambda that is killed is a crash, and those are tried everywhere. */
export const NEVER = monotonicMs(Number.MAX_SAFE_INTEGER)
/** Room for one STOP pass with its wait between the lists, and for a second one where the first was quick. */
export const STOP_MS = 16_000

export const tick: Run = {
  name: 'an invocation of the tick function',
  kind: 'tick',
  run: (ports) => runInvocation(ports, STACK, NEVER),
}

/** Under a configuration that says `"entries": false`: nothing is bought. */
export const tickWithoutEntries: Run = {
  name: 'an invocation without entries',
  kind: 'tick',
  run: (ports) =>
    runWithoutBuys(ports, NO_ENTRIES_STACK, { invariant: 'I6', what: 'is sent without entries configured' }),
}

async function runWithoutBuys(
  ports: ModelPorts,
  stack: StackSettings,
  breach: { readonly invariant: InvariantId; readonly what: string },
): Promise<void> {
  const bought: string[] = []
  const post: ModelPorts['venue']['post'] = (order, sendBy) => {
    if (order.draft.side === 'BUY') bought.push(order.id)
    return ports.venue.post(order, sendBy)
  }
  await runInvocation({ ...ports, venue: { ...ports.venue, post } }, stack, NEVER)
  if (bought.length > 0) throw new RunBreach(breach.invariant, `${bought[0]} ${breach.what}`)
}

/** Both outcomes in one invocation. */
export const tickPair: Run = {
  name: 'an invocation of both outcomes',
  kind: 'tick',
  isPair: true,
  run: (ports) => runInvocation(ports, PAIR_STACK, NEVER),
}

/** The same under a cap of the stack, which what one of them holds has used up: nothing is bought. */
export const tickLimitedPair: Run = {
  name: 'an invocation of both outcomes, under a cap over both',
  kind: 'tick',
  isPair: true,
  run: (ports) =>
    runWithoutBuys(ports, LIMITED_PAIR_STACK, {
      invariant: 'I3',
      what: 'is sent although what is held uses up the cap of the stack',
    }),
}

/** Another run holds the lease of the other outcome. */
const tickHalf = (token: TokenId, name: string): Run => ({
  name: `an invocation that has ${name} alone`,
  kind: 'tick',
  isPair: true,
  run: (ports) => runInvocation(withLeaseOf(ports, token), PAIR_STACK, NEVER),
})

const withLeaseOf = (ports: ModelPorts, token: TokenId): ModelPorts => ({
  ...ports,
  store: {
    ...ports.store,
    acquire: async (outcome, at) =>
      outcome.tokenId === token ? await ports.store.acquire(outcome, at) : { is: 'busy', untilMs: null },
  },
})

export const tickFirst = tickHalf(TOKEN, 'the first outcome')
export const tickSecond = tickHalf(SIBLING_TOKEN, 'the other outcome')

export const stopPair: Run = {
  name: 'a STOP of both outcomes by message',
  kind: 'control',
  isPair: true,
  run: (ports, startMs) =>
    runStop(
      ports,
      PAIR_STACK,
      { by: 'message', reason: { code: 'ALARM', text: 'an alarm', atMs: epochMs(startMs) } },
      monotonicMs(startMs + STOP_MS),
    ),
}

export const flattenPair: Run = { ...flattenRun(), isPair: true }

export const stopByMessage: Run = {
  name: 'a STOP by message',
  kind: 'control',
  run: (ports, startMs) =>
    runStop(
      ports,
      STACK,
      { by: 'message', reason: { code: 'ALARM', text: 'an alarm', atMs: epochMs(startMs) } },
      monotonicMs(startMs + STOP_MS),
    ),
}

export const stopByStream: Run = {
  name: 'a STOP by the stream',
  kind: 'control',
  run: (ports, startMs) => runStop(ports, STACK, { by: 'stream' }, monotonicMs(startMs + STOP_MS)),
}

export const flipOn: Run = { name: 'halt by hand', kind: 'control', run: (ports) => ports.flip(true) }
export const flipOff: Run = { name: 'unhalt by hand', kind: 'control', run: (ports) => ports.flip(false) }

/** The operator looks at the status first, and means the STOP seen there. */
export const resume: Run = {
  name: 'status, then resume of what it shows',
  kind: 'control',
  run: async (ports) => {
    const seq = await seenHaltSeq(ports)
    if (seq !== null) await operator.resume(ports, seq, known([], ports.clock.nowMs()))
  },
}

export const flatten: Run = flattenRun()

function flattenRun(): Run {
  return {
    name: 'status, then a request to flatten',
    kind: 'control',
    run: async (ports) => {
      const seq = await seenHaltSeq(ports)
      if (seq === null) return
      await operator.flatten(ports, { seq, markets: [MARKET], floorMicros: price(100_000) })
    },
  }
}

/** Settles whatever is open by writing the item again from the venue's truth. */
export const adopt: Run = {
  name: 'adopt',
  kind: 'control',
  run: (ports) =>
    engineAdopt(ports, STACK, {
      market: MARKET,
      tokenId: TOKEN,
      resolved: false,
      priceMicros: price(BID_MICROS),
    }),
}

export const arm: Run = { name: 'arm', kind: 'control', run: (ports) => engineArm(ports, STACK) }
export const disarm: Run = { name: 'disarm', kind: 'item', run: (ports) => operator.disarm(ports) }
export const drain: Run = { name: 'drain', kind: 'control', run: (ports) => operator.drain(ports, true) }
export const drainMarket: Run = {
  name: 'drain of the market',
  kind: 'control',
  run: (ports) => operator.drainMarket(ports, MARKET, true),
}
export const undrain: Run = {
  name: 'the end of a drain',
  kind: 'control',
  run: (ports) => operator.drain(ports, false),
}

export async function seenHaltSeq({ store }: Ports): Promise<number | null> {
  const control = await store.control()
  return control.ok && control.value !== 'absent' ? control.value.haltSeq : null
}
