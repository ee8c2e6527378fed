import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/**
 * Size of an item as DynamoDB bills it, by its developer guide: names and texts in UTF-8, bytes as they are, a number a
 * byte for two digits and one more, a list or a map three and one for each entry.
 */
export const itemBytes = (item: Readonly<Record<string, AttributeValue>>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value), 0)

function bytesOf({ S, N, B, BOOL, NULL, L, M }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S)
  if (B !== undefined) return B.length
  if (N !== undefined) return Math.ceil(N.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length / 2) + 1
  if (BOOL !== undefined || NULL !== undefined) return 1
  if (L !== undefined) return L.reduce((sum, value) => sum + 1 + bytesOf(value), 3)
  if (M !== undefined) return 3 + Object.keys(M).length + itemBytes(M)
  throw new Error('no item of the bot has a set')
}
