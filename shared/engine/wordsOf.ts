/** Errors quote what they stumbled over, and that may be of any length. */
const MAX_WORDS = 200

/** What an exception says, for people. */
export const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, MAX_WORDS)
