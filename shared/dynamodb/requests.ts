import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import type { Stage } from '../domain/stage.ts'
import type { Clock } from '../ports/clock.ts'
import { failureReason } from './failureReason.ts'
import type { ItemKey } from './table.ts'

/** Attributes as stored: nothing is known of them until a schema has looked. */
export type Attributes = Readonly<Record<string, unknown>>

export interface Table {
  readonly client: DynamoDBDocumentClient
  readonly name: string
  readonly clock: Pick<Clock, 'nowMs'>
  /** A fresh random id: a retry keeps it, a rival cannot have it. */
  readonly newId: () => string
  /** Items of the other stage are not read; absent: the reader does not ask. */
  readonly stage?: Stage
}

export type TableAnswer<T> =
  | { readonly is: 'done'; readonly value: T }
  | { readonly is: 'unknown'; readonly why: string }

/**
 * 'refused': the condition failed. 'invalid': the stored types do not allow it. Neither wrote anything, unless an
 * earlier attempt whose reply was lost did: the caller reads the item and looks for its own mark.
 */
export type Updated =
  | TableAnswer<Attributes>
  | { readonly is: 'refused' }
  | { readonly is: 'invalid'; readonly why: string }

export interface Update {
  readonly what: string
  readonly key: ItemKey
  /** Every attribute is written `#name`, every value `:name`; names are taken from the expressions. */
  readonly update: string
  readonly condition: string
  readonly values: Attributes
}

/** One conditional UpdateItem; answers with all attributes as they are after it. */
export async function update(table: Table, request: Update): Promise<Updated> {
  try {
    const output = await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: request.key,
        UpdateExpression: request.update,
        ConditionExpression: request.condition,
        ExpressionAttributeNames: namesIn(request.update, request.condition),
        ExpressionAttributeValues: request.values,
        ReturnValues: 'ALL_NEW',
      }),
    )
    return { is: 'done', value: output.Attributes ?? {} }
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'ConditionalCheckFailedException') return { is: 'refused' }
    const why = failureReason(request.what, table.name, error)
    return name === 'ValidationException' ? { is: 'invalid', why } : { is: 'unknown', why }
  }
}

/** A look at what became of a write that was not answered: one attempt's time, for a table that is silent stays so. */
export const LOOK_UP_MS = 1_500

/** One consistent GetItem; null: there is no such item. @param withinMs For all its attempts; default: the client's own. */
export async function get(
  table: Table,
  what: string,
  key: ItemKey,
  withinMs?: number,
): Promise<TableAnswer<Attributes | null>> {
  try {
    const output = await table.client.send(
      new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
      withinMs === undefined ? {} : { abortSignal: AbortSignal.timeout(withinMs) },
    )
    return { is: 'done', value: output.Item ?? null }
  } catch (error) {
    return { is: 'unknown', why: failureReason(what, table.name, error) }
  }
}

/**
 * Consistent reads in one request, each item null where there is none; one that is left out is unknown with all.
 * @param names Of the attributes that are wanted; default: all.
 */
export async function getAll(
  table: Table,
  what: string,
  keys: readonly ItemKey[],
  names?: readonly string[],
): Promise<TableAnswer<readonly (Attributes | null)[]>> {
  const wanted = names === undefined ? {} : projectionOf(['pk', 'sk', ...names])
  try {
    const output = await table.client.send(
      new BatchGetCommand({
        RequestItems: { [table.name]: { Keys: [...keys], ConsistentRead: true, ...wanted } },
      }),
    )
    const left = output.UnprocessedKeys?.[table.name]?.Keys?.length ?? 0
    if (left > 0) return { is: 'unknown', why: `${what}: ${left} of ${keys.length} items were not answered` }
    const items: readonly Attributes[] = output.Responses?.[table.name] ?? []
    const itemAt = ({ pk, sk }: ItemKey): Attributes | null =>
      items.find((item) => item['pk'] === pk && item['sk'] === sk) ?? null
    return { is: 'done', value: keys.map(itemAt) }
  } catch (error) {
    return { is: 'unknown', why: failureReason(what, table.name, error) }
  }
}

/**
 * Pages of at most 1 MB each, of which two of the largest items fill one: 200 outcomes, and as many items of version 1
 * that were moved and keep what they held.
 */
const MAX_PAGES = 250

export interface Items {
  readonly items: readonly Attributes[]
  /** False where `limit` or the page bound ended the reading first. */
  readonly complete: boolean
}

/** A consistent Query of one partition, page by page until its end, `limit` items or the bound on pages. */
export async function query(
  table: Table,
  request: {
    readonly what: string
    readonly pk: string
    readonly skPrefix?: string
    readonly limit: number
  },
): Promise<TableAnswer<Items>> {
  const items: Attributes[] = []
  let from: Record<string, unknown> | undefined
  const { pk, skPrefix: prefix } = request
  const where =
    prefix === undefined
      ? { text: '#pk = :pk', values: { ':pk': pk } }
      : { text: '#pk = :pk AND begins_with(#sk, :prefix)', values: { ':pk': pk, ':prefix': prefix } }
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const output = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          ConsistentRead: true,
          KeyConditionExpression: where.text,
          ExpressionAttributeNames: namesIn(where.text),
          ExpressionAttributeValues: where.values,
          // One more than asked distinguishes an exact end from a cut.
          Limit: request.limit + 1 - items.length,
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      )
      items.push(...(output.Items ?? []))
      if (items.length > request.limit)
        return { is: 'done', value: { items: items.slice(0, request.limit), complete: false } }
      if (output.LastEvaluatedKey === undefined) return { is: 'done', value: { items, complete: true } }
      from = output.LastEvaluatedKey
    }
    return { is: 'done', value: { items, complete: false } }
  } catch (error) {
    return { is: 'unknown', why: failureReason(request.what, table.name, error) }
  }
}

function projectionOf(names: readonly string[]) {
  const ProjectionExpression = names.map((name) => `#${name}`).join(', ')
  return { ProjectionExpression, ExpressionAttributeNames: namesIn(ProjectionExpression) }
}

/** Every name gets a placeholder, so that no word of ours can be a reserved one of DynamoDB's. */
function namesIn(...expressions: readonly string[]): Record<string, string> {
  const names = expressions.flatMap((expression) => expression.match(/#\w+/g) ?? [])
  return Object.fromEntries(names.map((name) => [name, name.slice(1)]))
}
