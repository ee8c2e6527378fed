import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { startDynalite } from '../../../desk/aws/dynalite.ts'

const TABLE = {
  TableName: 'desk',
  BillingMode: 'PAY_PER_REQUEST' as const,
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
}

test('the embedded DynamoDB starts on a port of its own with its table active, and stops', async () => {
  const first = await startDynalite(TABLE)
  const second = await startDynalite(TABLE)

  const described = await first.createClient().send(new DescribeTableCommand({ TableName: first.tableName }))
  await first.stop()
  await second.stop()

  expect(described.Table?.TableStatus).toBe('ACTIVE')
  expect(first.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(second.endpoint).not.toBe(first.endpoint)
  await expect(fetch(first.endpoint)).rejects.toThrow()
})

test('a table that cannot be created is an error, and leaves no server behind', async () => {
  await expect(startDynalite({ ...TABLE, KeySchema: [] })).rejects.toThrow()
})
