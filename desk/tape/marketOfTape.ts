import { basename } from 'node:path'
import type { TapeHeader } from './format.ts'

/**
 * What tapes of one market have in common, whichever outcome they hold: its id, else its tokens; a recording whose
 * tokens have no ids has its question, which is the market's slug, and one without that its file.
 */
export const marketOfTape = ({ market, tokens, question }: TapeHeader, file: string): string =>
  market ??
  (tokens.every((token) => token.length > 1) ? tokens.toSorted().join(' ') : question || basename(file))
