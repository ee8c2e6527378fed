/** Paper: orders live in our own table and cost nothing. Live: they are sent to the venue. */
export type Stage = 'paper' | 'live'

/** Whose state stage paper keeps. It is not an address, so that no key can have it and no live configuration name it. */
export const PAPER_WALLET = 'paper'

export const stageOf = (wallet: string): Stage => (wallet === PAPER_WALLET ? 'paper' : 'live')

/** What was written in one stage is never gone on with in the other. */
export const foreignStage = (written: string, here: Stage): string =>
  `written in stage "${written}", and this is stage "${here}": it is ignored; give each stage its own table, or set "stage" back to "${written}"`
