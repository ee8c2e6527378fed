import { expect, test } from 'vitest'
import { NEXT_STEPS, nextStep } from '../../../cli/nextSteps.ts'
import { runCli } from '../../../cli/program.ts'

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
      .matchAll(/\[(nothing|network|AWS|AWS, keys|AWS or folder|AWS, keys, or folder)\]/g),
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
})

test('the help of a command says what it needs', async () => {
  expect((await help('find')).out).toContain('Needs: the network; no account, no keys.')
  expect((await help('status')).out).toContain(
    'Needs: AWS credentials, and the stack; or --folder of a paper',
  )
})
