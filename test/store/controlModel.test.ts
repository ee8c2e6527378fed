import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isRunning } from '../../shared/domain/control.ts'
import { price } from '../../shared/domain/units.ts'
import { controlKey } from '../../shared/dynamodb/table.ts'
import type { Store } from '../../shared/engine/store.ts'
import { type ControlModel, type ControlOp, stepControl } from './controlModel.ts'
import { MARKET, reason } from './samples.ts'
import { type Losses, startTable, type TableFixture } from './tableFixture.ts'

let table: TableFixture
beforeAll(async () => {
  table = await startTable()
})
afterAll(() => table.close())

/** Lost replies cost back-offs, and CI machines are slow. */
const TIMEOUT_MS = 120_000

const code = fc.constantFrom('EXPOSURE' as const, 'LOSS' as const, 'ALARM' as const)
const seq = fc.nat({ max: 4 })
const opArbitrary: fc.Arbitrary<ControlOp> = fc.oneof(
  fc.record({ op: fc.constantFrom('latchMessage' as const, 'latchCondition' as const), code }),
  fc.record({ op: fc.constant('latchFlip' as const), seq }),
  // A STOP runs its course often enough to reach what comes after it.
  { arbitrary: fc.record({ op: fc.constantFrom('stopDone' as const, 'resume' as const), seq }), weight: 4 },
  {
    arbitrary: fc.record({ op: fc.constantFrom('requestFlatten' as const, 'dropFlatten' as const), seq }),
    weight: 2,
  },
  fc.record({ op: fc.constantFrom('arm' as const, 'disarm' as const, 'endDrain' as const) }),
  fc.record({ op: fc.constantFrom('drain' as const, 'flipByHand' as const), on: fc.boolean() }),
)
const noLoss: Losses = { count: 0 }
const losses = fc.record({ count: fc.nat({ max: 2 }), skip: fc.nat({ max: 2 }) })

/** Latches and their ends from what stands in the table, so that long histories stay meaningful. */
const aimed = (op: ControlOp, model: ControlModel | null): ControlOp =>
  'seq' in op && op.seq > 1 ? { ...op, seq: model?.haltSeq ?? 0 } : op

async function run(store: Store, op: ControlOp): Promise<unknown> {
  switch (op.op) {
    case 'latchMessage':
    case 'latchCondition':
      return await store[op.op](reason(op.code))
    case 'latchFlip':
      return await store.latchFlip(reason('OPERATOR'), op.seq)
    case 'requestFlatten':
      return await store.requestFlatten({ seq: op.seq, markets: [MARKET], floorMicros: price(1) })
    case 'stopDone':
    case 'resume':
    case 'dropFlatten':
      return await store[op.op](op.seq)
    case 'arm':
    case 'disarm':
    case 'endDrain':
      return await store[op.op]()
    case 'drain':
      return await store.drain(op.on)
    case 'flipByHand':
      return await flipByHand(op.on)
  }
}

async function flipByHand(on: boolean): Promise<void> {
  await table.client
    .send(
      new UpdateCommand({
        TableName: table.tableName,
        Key: controlKey,
        UpdateExpression: 'SET halted = :on',
        ConditionExpression: 'attribute_exists(sk)',
        ExpressionAttributeValues: { ':on': on },
      }),
    )
    .catch(() => null)
}

const isLatch = (op: ControlOp): boolean => op.op.startsWith('latch')

/** What the call must answer, given what the model did with it. */
function answers(op: ControlOp, next: ControlModel | null): unknown {
  if (op.op === 'flipByHand') return undefined
  if (!isLatch(op)) return { is: next === null ? 'lost' : 'written' }
  return next === null ? { is: 'already' } : { is: 'latched', haltSeq: next.haltSeq }
}

async function stored(): Promise<ControlModel | null> {
  const read = await table.store.control()
  if (!read.ok) throw new Error(read.unknown)
  if (read.value === 'absent') return null
  const { flatten, messages: _, codes, ...rest } = read.value
  return { ...rest, codes: codes.toSorted(), flattenSeq: flatten?.seq ?? null }
}

const forget = () => table.client.send(new DeleteCommand({ TableName: table.tableName, Key: controlKey }))

it(
  'answers and stores what the model does, whatever the history',
  async () => {
    const history = fc.array(opArbitrary, { minLength: 5, maxLength: 40 })

    await fc.assert(
      fc.asyncProperty(history, async (ops) => {
        await forget()
        let model: ControlModel | null = null
        for (const wanted of ops) {
          const op = aimed(wanted, model)
          const next: ControlModel | null = stepControl(model, op)
          expect(await run(table.store, op)).toEqual(answers(op, next))
          model = next ?? model
          expect(await stored()).toEqual(model)
        }
      }),
      { numRuns: 60 },
    )
  },
  TIMEOUT_MS,
)

it(
  'with replies lost anywhere, stores the same, never claims what it did not do, and never runs by it',
  async () => {
    const history = fc.array(fc.record({ op: opArbitrary, lost: fc.oneof(fc.constant(noLoss), losses) }), {
      minLength: 3,
      maxLength: 15,
    })

    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        await forget()
        // A client of its own: the SDK stops retrying after too many lost replies, however old.
        const lossy = table.lossy()
        let model: ControlModel | null = null
        for (const { op: wanted, lost } of steps) {
          const op = aimed(wanted, model)
          const next: ControlModel | null = stepControl(model, op)
          lossy.lose(lost)
          const answer = await run(lossy.store, op)
          lossy.lose(noLoss)

          const now = await stored()
          if (op.op === 'latchMessage') {
            // It may count once for each lost reply; all else is as if none were.
            expect(answer).toMatchObject({ is: 'latched', haltSeq: now?.haltSeq })
            expect(now).toEqual({ ...next, haltSeq: expect.any(Number) })
            expect(now?.haltSeq).toBeGreaterThanOrEqual(next?.haltSeq ?? 0)
            expect(now?.haltSeq).toBeLessThanOrEqual((next?.haltSeq ?? 0) + lost.count)
          } else {
            expect(now).toEqual(next ?? model)
            if (!isLatch(op)) expect(answer).toEqual(answers(op, next))
            else expect(['latched', 'already']).toContain((answer as { is: string }).is)
          }
          if (!mayStart(op)) expect(isRunningModel(now) && !isRunningModel(model)).toBe(false)
          model = now
        }
      }),
      { numRuns: 15 },
    )
  },
  TIMEOUT_MS,
)

const isRunningModel = (model: ControlModel | null): boolean =>
  model !== null && isRunning({ ...model, messages: [], flatten: null })

/** Only an operator starts it; setting the flag back undoes a flip that nobody has counted. */
const mayStart = (op: ControlOp): boolean => ['resume', 'arm', 'flipByHand'].includes(op.op)
