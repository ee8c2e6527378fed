import { createHash } from 'node:crypto'

/** Distinguishes two configurations in logs. @param json compact, as deployed. */
export const fingerprint = (json: string): string =>
  createHash('sha256').update(json).digest('hex').slice(0, 12)
