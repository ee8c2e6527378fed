import type { Reply } from './reply.ts'

interface Kept {
  readonly reply: Reply
  readonly atMs: number
}

/** Answers of the Data API by their whole address, as the venue's network keeps them. */
export type DataCache = Map<string, Kept>
