import { MAX_DATA_ROWS } from '../domain/venueRules.ts'
import { handOver } from './ask.ts'
import { type Pager, parseDataApiPage } from './pages.ts'
import { askRead, type Session } from './session.ts'

/**
 * The pages of one of the Data API's lists, which the client has no call for. The limit goes with the first page only:
 * the cursor carries it on. The filter is the same on every page, for another one begins again.
 */
export const dataApiPager = (
  session: Session,
  path: string,
  filter: Readonly<Record<string, string | number>>,
): Pager => ({
  limits: session.limits,
  parse: parseDataApiPage,
  fetch: (cursor, budget) =>
    askRead(
      session,
      () =>
        handOver({
          method: 'GET',
          url: `${session.dataApiHost}${path}`,
          params: { ...filter, ...(cursor === null ? { limit: MAX_DATA_ROWS } : { cursor }) },
        }),
      budget,
    ),
})
