import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ControlItem, isRunning } from '../../../shared/domain/control.ts'
import { controlKey } from '../../../shared/dynamodb/table.ts'
import {
  aimed,
  type ControlOp,
  comparable,
  controlOp,
  isLatch,
  NOTHING_KEPT,
  runControlOp,
  stepControl,
  storedControl,
} from '../../support/controlHistory.ts'
import { type Losses, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()

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
  'answers and stores what the protocol does, whatever the history',
  async () => {
    const history = fc.array(controlOp, { minLength: 5, maxLength: 40 })

    await fc.assert(
      fc.asyncProperty(history, async (ops) => {
        await forget()
        let kept = NOTHING_KEPT
        for (const wanted of ops) {
          const op = aimed(wanted, kept)
          const step = stepControl(kept, op)
          expect(await runControlOp(table.store, op, flipByHand)).toEqual(step.answer)
          kept = step.kept
          expect(comparable(await storedControl(table.store))).toEqual(comparable(kept.control))
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
        let kept = NOTHING_KEPT
        for (const { op: wanted, lost } of steps) {
          const op = aimed(wanted, kept)
          const { kept: next, answer: wantedAnswer } = stepControl(kept, op)
          lossy.lose(lost)
          const answer = await runControlOp(lossy.store, op, flipByHand)
          lossy.lose(noLoss)

          const now = await storedControl(table.store)
          const haltSeq = now === 'absent' ? 0 : now.haltSeq
          if (mayCountTwice(op) && next !== kept) {
            // It may count once for each lost reply; all else is as if none were.
            const once = next.control === 'absent' ? 0 : next.control.haltSeq
            expect(answer).toMatchObject({ is: 'latched', haltSeq })
            expect(comparable(now)).toEqual(
              comparable(next.control === 'absent' ? 'absent' : { ...next.control, haltSeq }),
            )
            expect(haltSeq).toBeGreaterThanOrEqual(once)
            expect(haltSeq).toBeLessThanOrEqual(once + lost.count)
          } else {
            expect(comparable(now)).toEqual(comparable(next.control))
            if (!isLatch(op)) expect(answer).toEqual(wantedAnswer)
            else expect(['latched', 'already', 'not armed']).toContain((answer as { is: string }).is)
          }
          if (!mayStart(op)) expect(runs(now) && !runs(kept.control)).toBe(false)
          kept = { control: now, ids: next.ids }
        }
      }),
      { numRuns: 15 },
    )
  },
  TIMEOUT_MS,
)

/** A message without an id: its lost reply makes it count again. */
const mayCountTwice = (op: ControlOp): boolean =>
  (op.op === 'latchMessage' || op.op === 'latchIfArmed') && op.id === undefined

const runs = (control: ControlItem): boolean => control !== 'absent' && isRunning(control)

/** Only an operator starts it; setting the flag back undoes a flip that nobody has counted. */
const mayStart = (op: ControlOp): boolean => ['resume', 'arm', 'flipByHand'].includes(op.op)
