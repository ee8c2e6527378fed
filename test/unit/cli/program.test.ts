import { expect, test } from 'vitest'
import { NEXT_STEPS, nextStep } from '../../../cli/nextSteps.ts'
import { runCli } from '../../../cli/program.ts'

const cli = async (...args: readonly string[]) => {
  let out = ''
  let err = ''
  const exit = await runCli(args, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
  })
  return { exit, out, err }
}

const help = async (...args: readonly string[]) => {
  let out = ''
  const write = (text: string) => {
    out += text
  }
  return { exit: await runCli([...args, '--help'], { out: write, err: write }), out }
}

test('the help shows every command in a group, each with what it needs', async () => {
  const { exit, out } = await help()
  const [, ...groups] = out.split(/\n\n(?=[A-Z][^\n]*:\n)/).filter((part) => !part.startsWith('Options:'))
  const commands = groups.flatMap((group) =>
    group.split('\n').filter((line) => /^ {2}(?!npx)[a-z]/.test(line)),
  )

  expect(exit).toBe(0)
  expect(groups.map((group) => group.split('\n')[0])).toEqual([
    'Run, on this machine:',
    'Choose markets, by public data:',
    'Operate the deployed bot:',
    'Account for its money:',
    'Collect data:',
    'Commands:',
  ])
  expect(commands.length).toBeGreaterThan(35)
  const needs = [
    ...out
      .replaceAll(/\s+/g, ' ')
      .matchAll(
        /\[(nothing|nothing, or AWS|nothing, AWS or folder|network|AWS|AWS, keys|AWS or folder|AWS, keys, or folder|nothing, AWS or folder)\]/g,
      ),
  ]
  // "help" needs no word.
  expect(needs).toHaveLength(commands.length - 1)
})

test('every command has its next step, which names the same bot', async () => {
  const { out } = await help()
  const names = [...out.matchAll(/^ {2}([a-z][a-z-]+) /gm)].map(([, name = '']) => name)
  const steps = Object.keys(NEXT_STEPS)
  const done = { exit: 0, text: '', json: {} } as const

  expect(names.filter((name) => !['npx', 'help', 'tape'].includes(name) && !steps.includes(name))).toEqual([])
  expect(steps.filter((name) => name !== 'info' && !names.includes(name))).toEqual([])
  expect(nextStep('arm', done, { config: 'my config.json' })).toBe("npx bot status --config 'my config.json'")
  expect(nextStep('pnl', done, { folder: '.paper', config: 'x' })).toBe('npx bot status --folder .paper')
  expect(nextStep('arm', { ...done, exit: 1 }, {})).toBeNull()
  expect(nextStep('drill', { ...done, json: { armed: false } }, {})).toBe('npx bot arm --yes')
  expect(nextStep('drill', { ...done, json: { armed: true } }, {})).toBe('npx bot status')
})

test('the help of a command says what it needs', async () => {
  expect((await help('find')).out).toContain('Needs: the network; no account, no keys.')
  expect((await help('status')).out).toContain(
    'Needs: AWS credentials, and the stack; or --folder of a paper',
  )
})

/** As a shell splits it: no example needs more than quotes around one word. */
const words = (line: string): readonly string[] => line.replaceAll("'", '').split(' ')

test('every command has an example that its parser takes, and a wrong option leads to it', async () => {
  const { out } = await help()
  const names = [...out.matchAll(/^ {2}([a-z][a-z-]+) /gm)].flatMap(([, name = '']) => name)
  const commands = names.filter((name) => !['npx', 'help'].includes(name))

  expect(commands.length).toBeGreaterThan(35)
  for (const name of commands) {
    const [, example = ''] = /^Example: npx bot (.+)$/m.exec((await help(name)).out) ?? []
    const wrong = await cli(...words(example), '--bogus')
    const command = name === 'tape' ? 'tape info' : name

    expect(words(example)[0]).toBe(name)
    expect(wrong).toEqual({
      exit: 2,
      out: '',
      err: `unknown option '--bogus'\n"npx bot ${command} --help" shows its options and an example\n`,
    })
  }
})

test('a line that was typed wrong is one line of JSON for a program', async () => {
  const { exit, out, err } = await cli('halt', '--json')

  expect({ exit, err }).toEqual({ exit: 2, err: '' })
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    error: expect.stringMatching(/^missing required argument 'reason'\n"npx bot halt --help"/),
  })
})

// Without AWS and without a folder: each would end there if it looked at the value later.
test.each([
  ['flatten x', 'SEQ = x: use the number'],
  ['flatten 1 --floor 7', '--floor = 7: use a price from 0 to 1'],
  ['resume x', 'SEQ = x: use the number'],
  ['halt look --wait x', '--wait = x: use whole seconds'],
  ['restore --wait x', '--wait = x: use whole seconds'],
  ['adopt --price 7', '--price = 7: use a price'],
  ['adopt --brought 7', '--brought = 7: use a price'],
  ['ledger --year x', '--year = x: use a year'],
  ['pnl --time-zone Nowhere', '--time-zone = Nowhere: use a name'],
  ['journal --from x', '--from = x: use a time'],
  ['journal --to x', '--to = x: use a time'],
  ['report --last x', '--last = x: use a time'],
  ['why 25:00', 'trade-or-time = 25:00: not a time'],
  ['try-live --for x', '--for = x: use a time'],
  ['cancel-all --key-file FILE', '--key-file = FILE: the configuration is of stage "paper"'],
])('a wrong value is refused before anything is asked: %s', async (line, message) => {
  const { exit, out, err } = await cli(...line.split(' '))

  expect({ exit, out }).toEqual({ exit: 2, out: '' })
  expect(err).toContain(message)
})
