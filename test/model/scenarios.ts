import type { StopCode } from '../../shared/domain/control.ts'
import type { Lane, Run } from './actor.ts'
import type { Instance } from './graph.ts'
import {
  draining,
  EMPTY,
  exiting,
  halted,
  holding,
  matched,
  partly,
  quoting,
  stopping,
  toldLate,
  unarmed,
} from './preparations.ts'
import {
  adopt,
  arm,
  disarm,
  drain,
  flatten,
  flipOff,
  flipOn,
  resume,
  stopByMessage,
  stopByStream,
  tick,
  undrain,
} from './runs.ts'
import { settleDown } from './settleDown.ts'
import type { Bounds } from './step.ts'
import type { Budgets, World } from './world.ts'

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

export async function instanceOf(scenario: Scenario, isFull: boolean): Promise<Instance> {
  const world = await scenario.prepare()
  const left = isFull ? { ...scenario.left, ...scenario.fully } : scenario.left
  return {
    world: { ...world, left, ghost: { ...world.ghost, expectedCodes: scenario.codes } },
    lanes: scenario.lanes,
    bounds: scenario.bounds,
    settle: settleDown,
  }
}

const lane = (name: string, ...runs: readonly Run[]): Lane => ({ name, runs })
const LEASE_ENDS_MS = 60_000
const ORDER_ENDS_MS = 420_000

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'entry',
    about: 'two overlapping invocations in an idle market',
    prepare: async () => EMPTY,
    lanes: [lane('A', tick), lane('B', tick)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'] },
    left: { faults: 1, fills: 1, failures: 0, jumps: 1 },
    fully: { faults: 2, fills: 0 },
    codes: [],
  },
  {
    name: 'crash',
    about: 'invocation after invocation, with crashes, lost answers and late arrivals',
    prepare: async () => EMPTY,
    lanes: [lane('A', tick, tick, tick)],
    bounds: { jumpsMs: [LEASE_ENDS_MS, ORDER_ENDS_MS], fillShares: ['all', 1] },
    left: { faults: 2, fills: 0, failures: 0, jumps: 1 },
    fully: { fills: 1 },
    codes: ['BLIND'],
  },
  {
    name: 'entry-stop',
    about: 'an entry being posted while a STOP comes by message',
    prepare: async () => EMPTY,
    lanes: [lane('A', tick), lane('S', stopByMessage)],
    bounds: { jumpsMs: [LEASE_ENDS_MS, ORDER_ENDS_MS], fillShares: ['all'] },
    left: { faults: 1, fills: 1, failures: 0, jumps: 0 },
    fully: { fills: 0, jumps: 1 },
    codes: ['ALARM', 'OPERATOR', 'BLIND'],
  },
  {
    name: 'settlement',
    about: 'fills, settlements and failed settlements between the steps of two invocations',
    prepare: quoting,
    lanes: [lane('A', tick, tick)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all', 1, 8] },
    left: { faults: 0, fills: 2, failures: 1, jumps: 1 },
    fully: { faults: 1, jumps: 0 },
    codes: [],
  },
  {
    name: 'reprice',
    about: 'the rest of an entry is cancelled while it fills',
    prepare: () => partly(false),
    lanes: [lane('A', tick, tick)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all', 1] },
    left: { faults: 1, fills: 1, failures: 0, jumps: 1 },
    fully: { faults: 2 },
    codes: [],
  },
  {
    name: 'requote',
    about: 'an entry is cancelled while it fills, and the next may be posted at once',
    prepare: draining,
    lanes: [lane('O', undrain), lane('A', tick, tick)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all', 1] },
    left: { faults: 1, fills: 1, failures: 0, jumps: 0 },
    fully: { faults: 2, jumps: 1 },
    codes: ['STATE_LOSS'],
  },
  {
    name: 'late-fill',
    about: 'the rest of an entry is cancelled unseen; what it filled shows when it is closed',
    prepare: () => partly(false),
    lanes: [lane('A', tick, tick)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'] },
    left: { faults: 1, fills: 1, failures: 0, jumps: 1 },
    fully: { faults: 2 },
    codes: ['BLIND'],
  },
  {
    name: 'told-late',
    about: 'a fill of an order that is closed already shows only now',
    prepare: toldLate,
    lanes: [lane('A', tick), lane('B', tick)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'] },
    left: { faults: 0, fills: 0, failures: 1, jumps: 1 },
    fully: { jumps: 2 },
    codes: [],
  },
  {
    name: 'blind-cancel',
    about: 'an entry is cancelled because the trades cannot be read, and fills meanwhile',
    prepare: quoting,
    lanes: [lane('A', tick, tick)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all', 1] },
    left: { faults: 2, fills: 1, failures: 0, jumps: 0 },
    fully: { faults: 3, jumps: 1 },
    codes: [],
  },
  {
    name: 'round-trip',
    about: 'a position is sold while an overlapping invocation wakes late; the venue reuses one trade id',
    prepare: () => partly(true),
    lanes: [lane('A', tick, tick), lane('B', tick)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'], sameTrade: true },
    left: { faults: 0, fills: 1, failures: 0, jumps: 1 },
    fully: { faults: 1, jumps: 0 },
    codes: [],
  },
  {
    name: 'exit-stop',
    about: 'an exit being posted and filled while a STOP comes by message',
    prepare: holding,
    lanes: [lane('A', tick), lane('S', stopByMessage)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'] },
    left: { faults: 1, fills: 1, failures: 0, jumps: 0 },
    fully: { failures: 1 },
    codes: ['ALARM', 'OPERATOR'],
  },
  {
    name: 'flatten',
    about: 'halted with a position: a request to flatten, and a second STOP',
    prepare: async () => halted(await exiting()),
    lanes: [lane('O', flatten), lane('A', tick, tick), lane('S', stopByMessage)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: ['all'] },
    left: { faults: 0, fills: 1, failures: 0, jumps: 0 },
    fully: { fills: 0, jumps: 1 },
    codes: ['ALARM', 'OPERATOR'],
  },
  {
    name: 'resume',
    about: 'a halted stack is resumed while a second STOP comes by message',
    prepare: async () => halted(await quoting()),
    lanes: [lane('O', resume), lane('A', tick), lane('S', stopByMessage)],
    bounds: { jumpsMs: [], fillShares: [] },
    left: { faults: 0, fills: 0, failures: 0, jumps: 0 },
    fully: { faults: 1 },
    codes: ['ALARM', 'OPERATOR'],
  },
  {
    name: 'stale-pass',
    about: 'a STOP pass sleeps while others end that STOP, resume, quote, and a second STOP comes',
    prepare: stopping,
    lanes: [lane('S', stopByStream), lane('O', stopByStream, resume, tick, stopByMessage)],
    bounds: { jumpsMs: [], fillShares: [] },
    left: { faults: 0, fills: 0, failures: 0, jumps: 0 },
    fully: { faults: 1 },
    codes: ['ALARM', 'OPERATOR'],
  },
  {
    name: 'by-hand',
    about: 'the flag is flipped by hand both ways; the stream and a tick see it',
    prepare: quoting,
    lanes: [lane('O', flipOn, flipOff), lane('A', tick), lane('S', stopByStream)],
    bounds: { jumpsMs: [], fillShares: [] },
    left: { faults: 0, fills: 0, failures: 0, jumps: 0 },
    fully: { faults: 1 },
    codes: ['OPERATOR'],
  },
  {
    name: 'by-hand-tick',
    about: 'the flag is flipped by hand, and only ticks see it',
    prepare: quoting,
    lanes: [lane('O', flipOn, resume), lane('A', tick, tick)],
    bounds: { jumpsMs: [], fillShares: ['all'] },
    left: { faults: 1, fills: 1, failures: 0, jumps: 0 },
    fully: { faults: 2 },
    codes: ['OPERATOR'],
  },
  {
    name: 'adopt',
    about: 'halted while a fill settles or fails: the operator adopts, a tick runs, a second STOP comes',
    prepare: async () => halted(await matched()),
    lanes: [lane('O', adopt), lane('A', tick), lane('S', stopByMessage)],
    bounds: { jumpsMs: [], fillShares: [] },
    left: { faults: 0, fills: 0, failures: 1, jumps: 0 },
    fully: { faults: 1 },
    codes: ['ALARM', 'OPERATOR'],
  },
  {
    name: 'arm',
    about: 'arming with its canary while ticks run and a STOP comes',
    prepare: async () => unarmed,
    lanes: [lane('O', arm), lane('A', tick), lane('S', stopByMessage)],
    bounds: { jumpsMs: [], fillShares: [] },
    left: { faults: 0, fills: 0, failures: 0, jumps: 0 },
    fully: { jumps: 0 },
    codes: ['ALARM', 'OPERATOR', 'STATE_LOSS', 'ARMING'],
  },
  {
    name: 'arm-lost',
    about: 'the canary, its answer or the operator is lost, and a STOP comes',
    prepare: async () => unarmed,
    lanes: [lane('O', arm), lane('S', stopByMessage)],
    bounds: { jumpsMs: [], fillShares: [] },
    left: { faults: 1, fills: 0, failures: 0, jumps: 0 },
    fully: { jumps: 0 },
    codes: ['ALARM', 'OPERATOR', 'STATE_LOSS', 'ARMING'],
  },
  {
    name: 'disarm',
    about: 'disarming and draining race an entry being posted',
    prepare: async () => EMPTY,
    lanes: [lane('O', drain, disarm), lane('A', tick)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: [] },
    left: { faults: 1, fills: 0, failures: 0, jumps: 1 },
    fully: { faults: 2 },
    codes: ['STATE_LOSS'],
  },
]
