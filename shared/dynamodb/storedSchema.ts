import type { Attributes } from './requests.ts'
import { SCHEMA } from './table.ts'

/** The version of an item written by code newer than this, where every word may mean something else; null: it is not. */
export const newerSchema = (item: Attributes): number | null => newerThan(SCHEMA, item)

export function newerThan(version: number, { schema }: Attributes): number | null {
  return Number.isSafeInteger(schema) && Number(schema) > version ? Number(schema) : null
}

/** An item of ours names a version that we know; one without it was made by hand and is read with care. */
export const hasBrokenSchema = (item: Attributes): boolean => {
  const { schema } = item
  return schema !== undefined && !(Number.isSafeInteger(schema) && Number(schema) >= 1)
}

/** Null for what is none, whatever it is. */
export const safeInteger = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : null
