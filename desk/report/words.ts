import type { ReplayRun, ReplayTape } from './result.ts'

/** What a venue that is made up cannot show. The recorded games are those of October 2026: 216 entries, of which 6 filled. */
const NO_FORECAST =
  'A made-up market has no informed traders. On 27 recorded games 2.8 % of entries filled, at a loss of 1.34 cents a share.'

/** Of 24 seeds and of recordings, as test/unit/desk/replay/informed.test.ts measures them. */
const INFORMED_FORECAST =
  'These informed traders are made up too. Over 24 seeds 9.6 % of entries filled, at a loss of 0.87 cents a share; in recordings 2.8 to 13.6 %, at a loss of 0.52 to 1.34 cents.'

/** The market of the option that has them. */
const INFORMED = 'informed'
/** What follows a session without them. */
export const WITH_INFORMED = `npm start -- --market ${INFORMED}`

/** What a made-up market of that kind says of a real one. */
export const noForecast = (kind: string): string => (kind === INFORMED ? INFORMED_FORECAST : NO_FORECAST)

/** The same, with the option that has informed traders. */
export const noForecastWithNext = (kind: string): string =>
  kind === INFORMED ? INFORMED_FORECAST : `${NO_FORECAST} “${WITH_INFORMED}” has them.`

/** Names as people read them; a document's own are a program's. */

export const MODEL_NAMES: Readonly<Record<ReplayRun['fillModel'], string>> = {
  touch: 'touch (filled whole)',
  proportional: 'queue (proportional)',
  trades: 'queue (trades only)',
  venue: 'the venue',
}

export const MODEL_MEANINGS: Readonly<Record<ReplayRun['fillModel'], string>> = {
  touch: 'filled whole at the first trade or display at our price, however small: optimistic',
  proportional:
    'behind the displayed size; cancels ahead of us count in proportion; no more than traded or was displayed',
  trades:
    'behind the displayed size; only trades advance us; no more than traded or was displayed: the pessimistic one',
  venue: 'filled by the venue of the session, behind the displayed size',
}

/** A replay that charges nothing for taking is kinder than most markets. null: it charges, or the venue did. */
export const noFeeWords = ({
  fillModel,
  tape,
}: Pick<ReplayRun, 'fillModel'> & { readonly tape: Pick<ReplayTape, 'feeRatePpm'> }): string | null =>
  fillModel === 'venue' || tape.feeRatePpm > 0
    ? null
    : 'No taker fee is charged. If the market has one, set it with --fee, or put the market’s own file next to the recording.'

/** The one whose word counts: the most pessimistic of those there are. */
export const mostConservative = <T extends Pick<ReplayRun, 'fillModel'>>(of: readonly T[]): T | undefined =>
  ['trades', 'venue', 'proportional', 'touch']
    .map((model) => of.find(({ fillModel }) => fillModel === model))
    .find((each) => each !== undefined)
