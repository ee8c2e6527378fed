import { type Pager, parseClobPage } from './pages.ts'
import { askRead, type Session } from './session.ts'

/** The pages of one of the account's lists at the CLOB. `send` asks for the page at the cursor, by one request. */
export const clobPager = (session: Session, send: (cursor: string | null) => Promise<unknown>): Pager => ({
  clock: session.clock,
  limits: session.limits,
  parse: parseClobPage,
  fetch: (cursor, budget) => askRead(session, () => send(cursor), budget),
})
