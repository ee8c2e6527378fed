import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../../../cli/program.ts'
import type { ReplayResult } from '../../../desk/report/result.ts'
import { book, folder, tapeOf } from '../../support/tapeFile.ts'

async function bot(...args: readonly string[]) {
  const said = { out: '', err: '' }
  const exit = await runCli(args, {
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
  })
  return { exit, ...said }
}

const tape = () => tapeOf([book(0, [[49, 10]], [[52, 10]]), book(60, [[49, 10]], [[52, 10]])])

test.each([
  [['--tick', '0.37'], '--tick = 0.37: use a tick of the venue: 0.1, 0.01, 0.005, 0.0025, 0.001, 0.0001'],
  [['--tick', '0'], '--tick = 0: use a tick of the venue: '],
  [['--fee', '5'], '--fee = 5: use a rate up to 0.1'],
  [['--fee', '0.05,1.5'], '--fee = 0.05,1.5: use a rate up to 0.1'],
  [['--rebate', '25'], '--rebate = 25: use a part from 0 to 1 such as 0.25'],
  [['--end', '2025-06-25'], '--end = 2025-06-25: use a time with its zone such as 2025-06-25T05:00:00Z'],
  [['--end', '2025-02-30T00:00:00Z'], '--end = 2025-02-30T00:00:00Z: use a time with its zone'],
  [['--game-start', '2025-02-30T00:00:00Z'], '--game-start = 2025-02-30T00:00:00Z: use UTC such as'],
  [['--rewards', '50,3.5'], '--rewards = 50,3.5: use three positive decimals such as 50,3.5,100'],
  [['--min-size', '-5'], '--min-size = -5: use a positive decimal'],
  [['--resolved', '2'], '--resolved = 2: use yes, no, a price from 0 to 1, or TOKEN=PRICE'],
])('what a recording does not say is refused where it cannot be right: %s', async (options, message) => {
  for (const command of [
    ['replay', tape()],
    ['import', tape(), '--salvage'],
    ['tape', 'info', tape()],
  ]) {
    // Only a replay asks for the resolution.
    if (options[0] === '--resolved' && command[0] !== 'replay') continue
    const { exit, out, err } = await bot(...command, ...options)

    expect([exit, out]).toEqual([2, ''])
    expect(err.startsWith(message)).toBe(true)
  }
})

test('both outcomes of each tape are replayed, one after the other, each with every fill model', async () => {
  const another = tapeOf([book(0, [[40, 10]], [[43, 10]]), book(60, [[40, 10]], [[43, 10]])])
  const { exit, out } = await bot('replay', tape(), another, '--outcomes', 'both', '--json')

  const { runs } = JSON.parse(out) as ReplayResult
  const models = ['touch', 'proportional', 'trades']
  const ofTape = ['11', '22'].flatMap((token) => models.map((model) => `${token} ${model}`))
  expect(exit).toBe(0)
  expect(runs.map(({ tape: { token }, fillModel }) => `${token} ${fillModel}`)).toEqual([
    ...ofTape,
    ...ofTape,
  ])
  const { err } = await bot('replay', tape(), '--outcomes', 'three')
  expect(err).toBe('--outcomes = three: use one or both\n')
})

test('a venue that cannot be reached is named; a program finds it on stdout alone, a person on stderr', async () => {
  const file = join(folder(), 'new', 'folder', 'live.tape')
  const of = [
    'record',
    file,
    '--market',
    `0x${'ab'.repeat(32)}`,
    '--token',
    '7',
    '--host',
    'http://127.0.0.1:9',
  ]

  const forPeople = await bot(...of)
  const forPrograms = await bot(...of, '--json')

  expect([forPeople.exit, forPeople.out]).toEqual([1, ''])
  expect(forPeople.err).toMatch(/^not recorded: market 0xabab\w+ at http:\/\/127\.0\.0\.1:9: /)
  expect([forPrograms.exit, forPrograms.err]).toEqual([1, ''])
  expect(JSON.parse(forPrograms.out)).toMatchObject({ ok: false, error: forPeople.err.trimEnd() })
  expect(existsSync(file)).toBe(false)
})

test('a tape is not imported again, and it is said what can be done with it', async () => {
  const file = tape()

  const { exit, err } = await bot('import', file)

  expect(exit).toBe(2)
  expect(err).toBe(
    `FILE = ${file}: it is a tape already: replay it as it is, or write its valid part with --salvage\n`,
  )
})

test('two recordings of one name do not overwrite each other', async () => {
  const [first, second, out] = [tape(), tape(), folder()]

  const { exit, err } = await bot('import', first, second, '--salvage', '--out', out)

  expect(exit).toBe(2)
  expect(err).toBe(
    `FILE = ${second}: its tape would get the same name as that of ${first}: import it into another folder with --out\n`,
  )
  expect(readdirSync(out)).toEqual([])
})
