import { MAX_DATA_RECORDS } from '../domain/venueRules.ts'
import { type Pager, type PageSource, parseDataApiPage } from './pages.ts'
import { askGet, type PublicSession, type Session } from './session.ts'

type Filter = Readonly<Record<string, string | number | boolean>>

/** The pages of one of the Data API's lists, which the client has no call for. */
export const dataApiPager = (session: Session, path: string, filter: Filter): Pager => ({
  clock: session.clock,
  limits: session.limits,
  parse: parseDataApiPage,
  fetch: dataApiPages(session, path, { ...filter, limit: MAX_DATA_RECORDS }),
})

/**
 * The limit goes with the first page only: the cursor carries it on. The filter is the same on every page, for another
 * one begins again.
 */
export function dataApiPages(
  session: Pick<PublicSession, 'limits' | 'turns' | 'dataApiHost'>,
  path: string,
  { limit, ...filter }: Filter & { readonly limit: number },
): PageSource<never>['fetch'] {
  const url = `${session.dataApiHost}${path}`
  return (cursor, budget) => {
    const params = { ...filter, ...(cursor === null ? { limit } : { cursor }) }
    return askGet(session, url, params, budget)
  }
}
