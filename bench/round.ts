import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { assert } from '../shared/domain/assert.ts'
import { price, size } from '../shared/domain/units.ts'
import { dutyCycle } from './dutyCycle.ts'
import type { RoundAsk, RoundTook } from './roundChild.ts'
import { saidBy } from './saidBy.ts'
import { createDesk, type Desk } from './tickDesk.ts'

const MOST = 200
const FEWER = [10, 50] as const
/** The first of a process includes its leases; an odd number of others, so that the median is a round. */
const ROUNDS = 8
/** Ticks until all of them hold and their exits rest. */
const MOST_TICKS = 30
const TICK_GAP_MS = 1_000
const ADVANCE_MS = 50
const SOLD_PRICE = price(470_000)
const SOLD_SIZE = size(5_000_000_000)

/** What a round over two hundred markets, and a STOP over them, may take. */
export const ROUND_LIMITS = { wallMs: 1_000, cpuMs: 500, firstMs: 3_000, stopMs: 3_000 } as const

/** In milliseconds. */
export type RoundFigures = Readonly<Record<string, number>>

interface Measured {
  /** From an empty table: books begun, first orders posted. */
  readonly beginMs: number
  /** A process that has just been started takes the leases and ticks once. */
  readonly firstMs: number
  readonly wallMs: number
  /** Of the rounds but the first, the longest. */
  readonly mostMs: number
  /** Of a round in which every item is stored, as in one of three: the others are quiet. */
  readonly storedWallMs: number
  readonly storedCpuMs: number
  readonly cpuMs: number
  readonly stopMs: number
  /** Of all these, how near to a published limit of the venue, and what was refused or not sent for one. */
  readonly limitUse: number
  readonly refusals: number
}

/** A round over markets that all hold shares, with 30 ms to the venue and 5 ms to the table; how it grows; and a STOP. */
export async function rounds(): Promise<RoundFigures> {
  const figures: Record<string, number> = {}
  for (const count of FEWER) {
    const { wallMs, cpuMs } = await measured(count)
    figures[`roundWallMs${count}`] = Math.round(wallMs)
    figures[`roundCpuMs${count}`] = Math.round(cpuMs)
  }
  const most = await measured(MOST)
  return {
    ...figures,
    roundWallMs: Math.round(most.wallMs),
    roundCpuMs: Math.round(most.cpuMs),
    storedRoundWallMs: Math.round(most.storedWallMs),
    storedRoundCpuMs: Math.round(most.storedCpuMs),
    firstRoundMs: Math.round(most.firstMs),
    beginMs: Math.round(most.beginMs),
    stopWallMs: Math.round(most.stopMs),
    venueLimitUsePercent: Math.round(100 * most.limitUse),
    venueLimitRefusals: most.refusals,
  }
}

/** The share of a processor that 512 MB buy, and a whole one; and with how many outcomes each is shown. */
const SHARES = [
  { name: '50At512Mb', count: 50, share: 512 / 1_769 },
  { name: '200At1769Mb', count: MOST, share: 1 },
] as const

/** The same rounds with less of a processor: no market falls out of the run, or this fails and names it. */
export async function sharedRounds(): Promise<RoundFigures> {
  const figures: Record<string, number> = {}
  for (const { name, count, share } of SHARES) {
    const { firstMs, wallMs, cpuMs, mostMs, storedWallMs } = await measured(count, share)
    figures[`firstRoundMs${name}`] = Math.round(firstMs)
    figures[`roundWallMs${name}`] = Math.round(wallMs)
    figures[`longestRoundMs${name}`] = Math.round(mostMs)
    figures[`storedRoundWallMs${name}`] = Math.round(storedWallMs)
    figures[`roundCpuMs${name}`] = Math.round(cpuMs)
  }
  return figures
}

/** @param share Of a processor, for the process of the ticks: table and venue have theirs. */
export async function measured(count: number, share = 1): Promise<Measured> {
  const desk = await createDesk({
    count,
    // Entered at once, and left resting.
    market: { regime: { minHistorySeconds: 0 }, quote: { minQuoteAgeSeconds: 0 } },
    settlement: {
      broadcastMs: 0,
      mineMs: [100, 100],
      confirmMs: [100, 100],
      failPermille: 0,
      retryPermille: 0,
    },
  })
  const advancing = setInterval(() => desk.advance(), ADVANCE_MS)
  try {
    const begun = await inChild(desk, 1, async (ask) => {
      const [began] = await ask({ do: 'begin' })
      await hold(desk, ask)
      return began?.wallMs ?? 0
    })
    return await inChild(desk, share, async (ask) => {
      const [first, ...more] = await ask({ do: 'rounds', count: ROUNDS })
      const [others, stored] = [more.slice(0, -1), more.at(-1)]
      assert(first !== undefined && stored !== undefined, 'there are a first and a last round')
      for (const each of [first, ...more])
        assert(
          each.holding === count && each.ticked === count,
          `all hold and are ticked: ${each.holding}, ${each.ticked}`,
        )
      const [stop] = count === MOST ? await ask({ do: 'stop' }) : []
      const everyOne = [first, ...more, ...(stop === undefined ? [] : [stop])]
      return {
        beginMs: begun,
        firstMs: first.wallMs,
        wallMs: median(others.map(({ wallMs }) => wallMs)),
        mostMs: Math.max(...others.map(({ wallMs }) => wallMs)),
        storedWallMs: stored.wallMs,
        storedCpuMs: stored.cpuMs,
        cpuMs: median(others.map(({ cpuMs }) => cpuMs)),
        stopMs: stop?.wallMs ?? 0,
        limitUse: Math.max(...everyOne.map(({ limitUse }) => limitUse)),
        refusals: everyOne.reduce((sum, { refusals }) => sum + refusals, 0),
      }
    })
  } finally {
    clearInterval(advancing)
    await desk.close()
  }
}

/** Sells into the entries, and ticks until each market's exit rests. */
async function hold(desk: Desk, ask: Ask): Promise<void> {
  const { exchange, account, markets } = desk
  for (let nth = 0; nth < MOST_TICKS; nth += 1) {
    const open = exchange.openOrders(account)
    if (open.length === markets.length && open.every(({ side }) => side === 'SELL')) return
    for (const { market, side } of open)
      if (side === 'BUY')
        exchange.feed(market, {
          type: 'trade',
          atMs: exchange.nowMs(),
          taker: 'SELL',
          priceMicros: SOLD_PRICE,
          sizeMicros: SOLD_SIZE,
        })
    await sleep(TICK_GAP_MS)
    await ask({ do: 'tick' })
  }
  const open = exchange.openOrders(account)
  const sides = ['BUY', 'SELL'].map((side) => `${open.filter((each) => each.side === side).length} ${side}`)
  throw new Error(`not all markets hold: ${sides.join(', ')} of ${markets.length}`)
}

type Ask = (ask: RoundAsk) => Promise<readonly RoundTook[]>

/** The ticks run in a process of their own, and so do table and venue. */
async function inChild<T>({ given }: Desk, share: number, work: (ask: Ask) => Promise<T>): Promise<T> {
  const child = fork(join(import.meta.dirname, 'roundChild.ts'), [JSON.stringify(given)], {
    silent: true,
    execArgv: [],
  })
  const said = saidBy(child)
  const endCycle = dutyCycle(child, share)
  try {
    return await work((ask) => answered(child, ask, said))
  } finally {
    endCycle()
    child.kill('SIGKILL')
  }
}

const answered = (child: ChildProcess, ask: RoundAsk, said: () => string): Promise<readonly RoundTook[]> =>
  new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`the process of the ticks ended without an answer: ${said()}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message as readonly RoundTook[])
    })
    child.send(ask)
  })

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
