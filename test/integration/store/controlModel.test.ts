import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isRunning } from '../../../shared/domain/control.ts'
import { controlKey } from '../../../shared/dynamodb/table.ts'
import {
  aimed,
  answers,
  controlOp,
  isLatch,
  runControlOp,
  storedControl,
} from '../../support/controlHistory.ts'
import { type ControlModel, type ControlOp, seenOf, stepControl } from '../../support/controlModel.ts'
import { type Losses, startTable, type TableFixture } from './tableFixture.ts'

let table: TableFixture
beforeAll(async () => {
  table = await startTable()
})
afterAll(() => table.close())

/** Lost replies cost back-offs, and CI machines are slow. */
const TIMEOUT_MS = 120_000

const noLoss: Losses = { count: 0 }
const losses = fc.record({ count: fc.nat({ max: 2 }), skip: fc.nat({ max: 2 }) })

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

const forget = () => table.client.send(new DeleteCommand({ TableName: table.tableName, Key: controlKey }))

it(
  'answers and stores what the model does, whatever the history',
  async () => {
    const history = fc.array(controlOp, { minLength: 5, maxLength: 40 })

    await fc.assert(
      fc.asyncProperty(history, async (ops) => {
        await forget()
        let model: ControlModel | null = null
        for (const wanted of ops) {
          const op = aimed(wanted, model)
          const next: ControlModel | null = stepControl(model, op)
          expect(await runControlOp(table.store, op, flipByHand)).toEqual(answers(op, next, model))
          model = next ?? model
          expect(await storedControl(table.store)).toEqual(model && seenOf(model))
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
    const history = fc.array(fc.record({ op: controlOp, lost: fc.oneof(fc.constant(noLoss), losses) }), {
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
          const answer = await runControlOp(lossy.store, op, flipByHand)
          lossy.lose(noLoss)

          const seen = await storedControl(table.store)
          const now: ControlModel | null = seen && { ...seen, ids: (next ?? model)?.ids ?? [] }
          if (isCountedTwice(op, next)) {
            // It may count once for each lost reply; all else is as if none were.
            expect(answer).toMatchObject({ is: 'latched', haltSeq: now?.haltSeq })
            expect(now).toEqual({ ...next, haltSeq: expect.any(Number) })
            expect(now?.haltSeq).toBeGreaterThanOrEqual(next?.haltSeq ?? 0)
            expect(now?.haltSeq).toBeLessThanOrEqual((next?.haltSeq ?? 0) + lost.count)
          } else {
            expect(now).toEqual(next ?? model)
            if (!isLatch(op)) expect(answer).toEqual(answers(op, next, model))
            else expect(['latched', 'already', 'not armed']).toContain((answer as { is: string }).is)
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

/** A message without an id: its lost reply makes it count again. */
const isCountedTwice = (op: ControlOp, next: ControlModel | null): boolean =>
  next !== null && (op.op === 'latchMessage' || op.op === 'latchIfArmed') && op.id === undefined

const isRunningModel = (model: ControlModel | null): boolean =>
  model !== null && isRunning({ ...model, messages: [], flatten: null })

/** Only an operator starts it; setting the flag back undoes a flip that nobody has counted. */
const mayStart = (op: ControlOp): boolean => ['resume', 'arm', 'flipByHand'].includes(op.op)
