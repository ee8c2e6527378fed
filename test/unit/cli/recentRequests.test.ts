import { expect, test } from 'vitest'
import { parseRequestLine } from '../../../cli/aws/requestLines.ts'
import { requestsLine } from '../../../cli/operate/recentRequests.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { notableUses, type RequestUse } from '../../../shared/ports/requestUse.ts'
import { now } from '../../support/build.ts'

const use = (name: string, mostInTenSeconds: number, of: Partial<RequestUse> = {}): RequestUse => ({
  name,
  mostInTenSeconds,
  limit: 200,
  refusals: 0,
  heldBack: 0,
  ...of,
})

test('the kind nearest to its limit is named, and whatever was refused', () => {
  const uses = notableUses([
    use('trades', 1),
    use('books', 2, { refusals: 1, heldBack: 3 }),
    use('balances', 50),
  ])

  expect(uses.map(({ name }) => name)).toEqual(['balances', 'books'])
  expect(requestsLine(known(uses, now))).toBe(
    'requests to the venue: nearest to a limit are balances, 50 of 200 in ten seconds (25 %); books: 1 refusal, 3 not sent because their turn came too late',
  )
})

test('what is far from every limit is one kind', () => {
  expect(notableUses([use('trades', 1), use('books', 2)]).map(({ name }) => name)).toEqual(['books'])
})

test('no report, and a log that cannot be read, are said', () => {
  expect(requestsLine(known([], now))).toContain('no figures in the last 10 minutes')
  expect(requestsLine(unknown('no access'))).toContain('not known (no access)')
})

test('a line of the log is read, and any other is none', () => {
  const line = JSON.stringify({ message: 'requests', requests: [use('books', 2)] })
  expect(parseRequestLine(`2026-01-01T00:00:00Z ${line}`)).toEqual([[use('books', 2)]])
  for (const other of ['', 'START', '{', '{"requests":3}', '{"requests":[1]}', '{"tick":{}}'])
    expect(parseRequestLine(other)).toEqual([])
})
