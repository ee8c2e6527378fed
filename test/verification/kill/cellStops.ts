import { setTimeout as wait } from 'node:timers/promises'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { createDocumentClient } from '../../../shared/dynamodb/documentClient.ts'
import { controlKey } from '../../../shared/dynamodb/table.ts'
import type { Attack } from './attack.ts'

/** Shifted, as deployed: STOP has a quarter of an hour. */
const STOP_REMAINING_MS = 900_000
const STOP_GAP_MS = [8_000, 20_000] as const
const MAX_STOP_TRIES = 40

type DocumentClient = ReturnType<typeof createDocumentClient>

/** The STOPs of one cell: by message, and by the flag in its table. */
export interface CellStops {
  /** STOPs now and then while the cell is under fire. */
  fire(): Promise<void>
  /** One STOP by message; whether it was brought to its end. */
  one(text: string): Promise<boolean>
}

export function createCellStops(attack: Attack, client: DocumentClient, table: string): CellStops {
  const { random } = attack
  return {
    fire: async () => {
      while (attack.underFire) {
        await wait(random.between(...STOP_GAP_MS))
        if (!attack.underFire) return
        if (random.chance(0.75)) await stop(attack, message('an alarm of the test'))
        else {
          await flip(client, table)
          await stop(attack, STREAM)
        }
      }
    },
    one: (text) => stop(attack, message(text)),
  }
}

/** As Lambda does: the same event again until its run was brought to its end. */
async function stop(attack: Attack, event: unknown): Promise<boolean> {
  const { pool, random, tally } = attack
  tally.stops += 1
  for (let tries = 0; tries < MAX_STOP_TRIES; tries += 1) {
    const worker = pool.take('stop', 1)
    if (worker !== null) {
      const killAfterMs = attack.underFire && random.chance(0.75) ? random.between(0, 2_500) : null
      const outcome = await pool.run(worker, event, STOP_REMAINING_MS, killAfterMs)
      if (outcome.is === 'answered') return true
    }
    await wait(100)
  }
  return false
}

const message = (text: string) => ({ Records: [{ EventSource: 'aws:sns', Sns: { Message: text } }] })
const STREAM = { Records: [{ eventSource: 'aws:dynamodb' }] }

/** As a person in the console: the one attribute, and nothing asked. */
const flip = (client: DocumentClient, table: string) =>
  client.send(
    new UpdateCommand({
      TableName: table,
      Key: controlKey,
      UpdateExpression: 'SET #halted = :true',
      ExpressionAttributeNames: { '#halted': 'halted' },
      ExpressionAttributeValues: { ':true': true },
    }),
  )
