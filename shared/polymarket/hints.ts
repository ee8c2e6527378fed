import type { Answer } from './ask.ts'

/** What an answer that is no answer asks of the operator; null where there is nothing for him to do. */
export function hintOf({ status, body }: Extract<Answer, { is: 'answer' }>): string | null {
  if (status === 401) return 'the API credentials are refused: obtain them anew and store them in SSM'
  if (status === 403 && body.is === 'text') {
    return 'a filter before the venue refuses us: check the region and the address the function goes out from'
  }
  return HINTS.get(status) ?? null
}

const HINTS: ReadonlyMap<number, string> = new Map([
  [403, 'the venue refuses the region or the account: check its geoblock page from where the function runs'],
  [425, 'the venue restarts: nothing to do, it is waited for'],
  [429, 'too many requests: lengthen cadenceSeconds if it goes on'],
  [503, 'the venue pauses: nothing to do unless it lasts, then see its announcements'],
])
