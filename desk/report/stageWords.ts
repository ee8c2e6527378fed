import type { WatchView } from './watchView.ts'

/** Whose money it is, next to the name of what is watched. */
export const STAGE_WORDS: Readonly<Record<WatchView['stage'], string>> = {
  paper: 'on paper',
  live: 'with real money',
  simulated: 'simulated',
}
