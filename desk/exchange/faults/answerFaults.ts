import { after, altered, before } from './altered.ts'
import { alterJson, changeEach, changeList, moveCursor } from './alterJson.ts'
import { EVERYWHERE, type FaultKind } from './faultKind.ts'

const LISTS = ['GET *', 'POST /books']
const PAGED = ['GET *']
const PRIVATE_READS = [
  'GET /data/orders',
  'GET /data/order/:',
  'GET /data/trades',
  'GET /balance-allowance',
  'GET data-api/v2/positions',
]

/** Answers that came, and are not what the venue knows. */
export const ANSWER_FAULTS = {
  truncated: altered(
    'the answer is cut in the middle of its JSON, with a length that fits',
    EVERYWHERE,
    (honest) => ({ ...honest, body: honest.body.slice(0, Math.floor(honest.body.length / 2)) }),
  ),
  torn: {
    help: 'half of the bytes that were announced, then the socket closes',
    make: () => ({ on: 'request', after: { do: 'tear' } }),
  },
  endless: {
    help: 'a body that never ends',
    make: () => ({ on: 'request', after: { do: 'endless' } }),
  },
  empty: altered(
    'the list without its records, as if there were none: a read that lies',
    LISTS,
    changeList(() => []),
  ),
  'no-cursor': altered(
    'a page without next_cursor',
    PAGED,
    alterJson((body) => ({ ...body, next_cursor: undefined })),
  ),
  'empty-cursor': altered(
    'a page whose next_cursor is ""',
    PAGED,
    alterJson((body) => ({ ...body, next_cursor: '' })),
  ),
  'same-cursor': altered(
    'a page that always leads to the first one again',
    PAGED,
    alterJson((body) => ({ ...body, next_cursor: 'MA==' })),
  ),
  'duplicate-rows': {
    argument: '[RECORDS]',
    help: 'the next page repeats records of this one (default 10); a last page repeats its own',
    routes: PAGED,
    make: (words) => after(moveCursor(-words.count(10))),
  },
  'skip-rows': {
    argument: '[RECORDS]',
    help: 'the next page begins too late (default 10), as when records left the list between two pages',
    routes: PAGED,
    make: (words) => after(moveCursor(words.count(10))),
  },
  stale: {
    argument: 'TIME',
    help: 'reads of the account show its state as it was this long before',
    routes: PRIVATE_READS,
    make: (words) => before({ do: 'stale', ms: words.durationMs(null) }),
  },
  'no-trade-id': altered(
    'trades whose id is ""',
    ['GET /data/trades'],
    changeEach((record) => ({ ...record, id: '' })),
  ),
  'order-status': {
    argument: 'TEXT',
    help: 'orders are shown with this status, such as ORDER_STATUS_LIVE or INVALID, whatever their real one',
    routes: ['GET /data/order/:', 'GET /data/orders'],
    make: (words) => {
      const status = words.rest()
      return after(changeEach((record) => ({ ...record, status })))
    },
  },
} as const satisfies Record<string, FaultKind>
