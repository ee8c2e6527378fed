import { epochMs } from '../../../shared/domain/units.ts'
import { apply } from './apply.ts'
import { noteIntents } from './invariants.ts'
import { EMPTY, exiting, halted, quoting, sequence, stopping, unarmed } from './preparations.ts'
import { disarm, flatten, flipOff, resume, tick } from './runs.ts'
import { lane, type Scenario } from './scenario.ts'
import {
  alarmMessage,
  armUnderAlarms,
  drill,
  flipRecord,
  foundLoss,
  likeTheDrill,
  othersAlarm,
  raise,
  resumeUnderAlarms,
  sameMessage,
  streamRecord,
  unsureAlarm,
} from './stopRuns.ts'
import type { Op, World } from './world.ts'

const NOTHING = { faults: 0, fills: 0, failures: 0, jumps: 0 }
const STILL = { jumpsMs: [], fillShares: [] }

/** A person has set the flag, and nobody has seen it yet. */
async function flipped(): Promise<World> {
  const world = await quoting()
  const flip: Op = { do: 'flip', halted: true }
  const after = noteIntents(world, apply(world, flip).world)
  return { ...after, ghost: { ...after.ghost, flippedAtSeq: 0 } }
}

/** Disarmed while a tick was posting: its holder died, the order lives. */
async function disarmedLate(): Promise<World> {
  const world = await quoting()
  const { control } = world
  if (control === 'absent') throw new Error('preparing: no control item')
  const doomed = world.venue.orders.map(({ id }) => id)
  const disarmed = { ...world, control: { ...control, value: { ...control.value, armed: false } } }
  const noted = noteIntents(world, disarmed)
  return { ...noted, ghost: { ...noted.ghost, doomed } }
}

/** A STOP by message was latched while nothing was armed, and its function died. */
async function undoneUnarmed(): Promise<World> {
  const reason = { code: 'ALARM' as const, text: 'an alarm', atMs: epochMs(unarmed.nowMs) }
  const latch: Op = { do: 'latchMessage', reason }
  const world = { ...unarmed, ghost: { ...unarmed.ghost, expectedCodes: ['ALARM' as const] } }
  return noteIntents(world, apply(world, latch).world)
}

/** An entry rests; a STOP is latched, and nobody has made a pass yet. */
async function stoppingQuotes(): Promise<World> {
  const world = await quoting()
  const reason = { code: 'ALARM' as const, text: 'an alarm', atMs: epochMs(world.nowMs) }
  const expecting = { ...world, ghost: { ...world.ghost, expectedCodes: ['ALARM' as const] } }
  return noteIntents(expecting, apply(expecting, { do: 'latchMessage', reason }).world)
}

/** Halted and done; a minute later the person sells or buys on its own, and a tick has seen it. */
async function byHand(): Promise<World> {
  const world = await halted(await quoting())
  const own = {
    id: 'hand',
    purpose: 'entry' as const,
    side: 'BUY' as const,
    priceMicros: 400_000,
    sizeMicros: 10_000_000,
    matchedMicros: 0,
    live: true,
    byHand: true as const,
    createdAtMs: world.nowMs,
    expiresAtMs: world.nowMs + 86_400_000,
  }
  const venue = { ...world.venue, orders: [...world.venue.orders, own] }
  return await sequence({ ...world, venue, nowMs: world.nowMs + 1_000 }, tick)
}

/** STOPs that come twice, are set back, found in the act or over; alarms around `arm`; the person's own orders. */
export const STOP_SCENARIOS: readonly Scenario[] = [
  {
    name: 'message-twice',
    about: 'one message is delivered twice, also after the resume of its STOP',
    prepare: stopping,
    lanes: [lane('S', sameMessage, sameMessage), lane('O', resume, resume)],
    bounds: STILL,
    left: { ...NOTHING, faults: 1 },
    fully: { faults: 2 },
    codes: ['ALARM'],
  },
  {
    name: 'flip-back',
    about: 'the flag is set by hand and set back before anybody latched it; its record is delivered twice',
    prepare: flipped,
    lanes: [lane('O', flipOff, resume), lane('S', flipRecord, flipRecord)],
    bounds: STILL,
    left: { ...NOTHING, faults: 1 },
    fully: { faults: 2 },
    codes: ['OPERATOR'],
  },
  {
    name: 'arm-alarm',
    about: 'an alarm rings before, within and after arming and its STOP',
    prepare: async () => unarmed,
    lanes: [
      lane('O', armUnderAlarms, streamRecord, resumeUnderAlarms, tick),
      lane('S', raise, alarmMessage, alarmMessage),
    ],
    bounds: {
      ...STILL,
      faults: ['latchIfArmed:late', 'latchMessage:late', 'control (fails)', 'marketItems (fails)'],
    },
    left: NOTHING,
    fully: { faults: 1 },
    codes: ['ALARM', 'STATE_LOSS', 'ARMING'],
  },
  {
    name: 'disarm-alarm',
    about: 'an alarm rings before, within and after disarming, while a tick is about to post',
    prepare: async () => EMPTY,
    lanes: [lane('O', disarm), lane('A', tick), lane('S', raise, alarmMessage)],
    bounds: STILL,
    left: NOTHING,
    fully: { faults: 1 },
    codes: ['ALARM'],
  },
  {
    name: 'rearm-alarm',
    about: 'an alarm rings while the stack is disarmed and armed again',
    prepare: async () => EMPTY,
    lanes: [
      lane('O', disarm, armUnderAlarms, streamRecord, resumeUnderAlarms),
      lane('S', raise, alarmMessage),
    ],
    bounds: {
      ...STILL,
      faults: ['latchIfArmed:late', 'latchMessage:late', 'control (fails)', 'marketItems (fails)'],
    },
    left: { ...NOTHING, faults: 1 },
    fully: { faults: 2 },
    codes: ['ALARM', 'ARMING'],
  },
  {
    name: 'undone-unarmed',
    about: 'the message of an alarm comes while nothing is armed and a STOP is not done',
    prepare: undoneUnarmed,
    lanes: [lane('S', raise, alarmMessage)],
    bounds: STILL,
    left: { ...NOTHING, faults: 1 },
    fully: { faults: 2 },
    codes: ['ALARM'],
  },
  {
    name: 'others-alarm',
    about: 'messages that are not of this stack’s STOP alarms come while nothing is armed',
    prepare: async () => unarmed,
    lanes: [lane('S', othersAlarm, unsureAlarm), lane('T', likeTheDrill)],
    bounds: STILL,
    left: NOTHING,
    fully: { faults: 1 },
    codes: ['ALARM', 'STATE_LOSS'],
  },
  {
    name: 'quiet-unarmed',
    about: 'the message of an alarm comes while nothing is armed and nothing lives: it is left aside',
    prepare: async () => unarmed,
    lanes: [lane('S', raise, alarmMessage, alarmMessage)],
    bounds: STILL,
    left: NOTHING,
    fully: {},
    codes: [],
  },
  {
    name: 'drill',
    about: 'the drill runs while the stack trades',
    prepare: async () => EMPTY,
    lanes: [lane('S', drill, drill), lane('A', tick)],
    bounds: STILL,
    left: { ...NOTHING, faults: 1 },
    fully: { faults: 2 },
    codes: [],
  },
  {
    name: 'left-aside',
    about: 'the message of an alarm comes while nothing is armed, but an order lives',
    prepare: disarmedLate,
    lanes: [lane('S', raise, alarmMessage, alarmMessage)],
    bounds: STILL,
    left: { ...NOTHING, faults: 1 },
    fully: { faults: 2 },
    codes: ['ALARM', 'STATE_LOSS'],
  },
  {
    name: 'unlatched',
    about: 'a STOP that was found in the act cannot be latched, by act, pass and next tick',
    prepare: async () => EMPTY,
    lanes: [lane('A', tick, tick)],
    bounds: { ...STILL, faults: ['post:refused', 'latchCondition:late'] },
    left: { ...NOTHING, faults: 7 },
    fully: { faults: 8 },
    codes: ['REGION'],
  },
  {
    name: 'late-pass',
    about: 'a STOP run sleeps between its passes while others end that STOP, resume, and quote',
    prepare: stopping,
    lanes: [lane('S', streamRecord), lane('O', streamRecord, resume, tick)],
    bounds: { ...STILL, faults: ['openOrders (fails)'] },
    left: { ...NOTHING, faults: 1 },
    fully: { faults: 2 },
    codes: ['ALARM'],
  },
  {
    name: 'late-market-cancel',
    about:
      'a STOP run rests between what it reads and what it cancels while others end that STOP, resume, and quote',
    prepare: stoppingQuotes,
    lanes: [lane('S', streamRecord), lane('O', tick, resume, tick)],
    bounds: STILL,
    left: NOTHING,
    fully: { faults: 1 },
    codes: ['ALARM'],
  },
  {
    name: 'own-order',
    about: 'a person has an order of its own while halted: further STOPs, ticks, flatten and resume come',
    prepare: byHand,
    lanes: [lane('S', sameMessage), lane('A', tick), lane('O', flatten, resume)],
    bounds: STILL,
    left: NOTHING,
    fully: { faults: 1 },
    codes: ['ALARM', 'OPERATOR'],
  },
  {
    name: 'loss-halted',
    about: 'a loss is found while halted, before and after a flatten is accepted',
    prepare: async () => halted(await exiting()),
    lanes: [lane('O', flatten), lane('L', foundLoss), lane('A', tick, tick)],
    bounds: STILL,
    left: NOTHING,
    fully: { faults: 1 },
    codes: ['ALARM', 'LOSS'],
  },
]
