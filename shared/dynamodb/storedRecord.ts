import * as z from 'zod'
import type { Attributes } from './requests.ts'
import { hasBrokenSchema, newerSchema } from './storedSchema.ts'

/** What a record is called, and what it keeps: all of its attributes, or one of them. */
export interface RecordKind<T> {
  readonly what: string
  readonly schema: z.ZodType<T>
  readonly contentOf: (attributes: Attributes) => unknown
}

/** A record that is written once and never changed; or why it cannot be read. */
export function storedRecord<T>({ what, schema, contentOf }: RecordKind<T>, item: Attributes): T | string {
  const { pk, sk, schema: version, ...attributes } = item
  const name = `${what} ${pk} ${sk}`
  const newer = newerSchema(item)
  if (newer !== null) return `${name}: written by newer code (schema ${newer}): deploy that version`
  if (hasBrokenSchema(item)) return `${name} is unreadable: its schema is ${JSON.stringify(version)}`
  const parsed = schema.safeParse(contentOf(attributes))
  return parsed.success ? parsed.data : `${name} is unreadable: ${z.prettifyError(parsed.error)}`
}
