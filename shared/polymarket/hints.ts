import type { Answer } from './answer.ts'

/** What an answer that is not an answer asks of the operator; null where no action is needed. */
export function hintOf({ status, body }: Extract<Answer, { is: 'answer' }>): string | null {
  if (status === 401)
    return 'the API credentials are refused: run "npx bot setup" to derive them again and store them in SSM'
  if (status === 403 && body.is === 'text') {
    return 'a filter in front of the venue blocks us: check the region and the outgoing address of the function'
  }
  return HINTS.get(status) ?? null
}

const HINTS: ReadonlyMap<number, string> = new Map([
  [403, 'the venue refuses the region or the account: check its geoblock page from where the function runs'],
  [425, 'the venue is restarting: no action needed, the bot waits'],
  [429, 'too many requests: raise cadenceSeconds if it persists'],
  [503, 'the venue has paused trading: no action needed; if it lasts, see its announcements'],
])
