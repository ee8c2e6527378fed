import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { prompt } from '../../../cli/terminal/prompt.ts'

/** A terminal on which a person types an answer, and what it shows after the last time it was cleared. */
function person(isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY })
  const stderr = new PassThrough()
  let screen = ''
  stderr.on('data', (data: Buffer) => {
    screen += data.toString()
  })
  // It clears from the first column of the line that it is on.
  const shown = () => {
    const [before = ''] = screen.split('\u001b')
    const since = stripVTControlCharacters(screen.slice(screen.lastIndexOf('\u001b[0J')))
    return `${before.slice(0, before.lastIndexOf('\n') + 1)}${since}`
  }
  return { streams: { stdin, stderr }, type: (text: string) => stdin.write(text), shown }
}

test('the whole question is on the terminal while it waits for the answer', async () => {
  const { streams, type, shown } = person(true)
  const asked = prompt('Which?\n  1  Yes\nIts number: ', { option: '--outcome' }, streams)

  expect(shown()).toBe('Which?\n  1  Yes\nIts number: ')
  type(' 1 \r')
  expect(await asked).toBe('1')
})

test('a secret is not echoed', async () => {
  const { streams, type, shown } = person(true)
  const asked = prompt('Wallet key: ', { option: '--key-file', hidden: true }, streams)

  type('0xsecret\r')
  expect(await asked).toBe('0xsecret')
  expect(shown()).not.toContain('secret')
})

test.each([
  ['--outcome', '--outcome = missing: add this option: there is no terminal to ask on'],
  ['MARKET', 'MARKET = missing: write it after the command: there is no terminal to ask on'],
])('without a terminal %s is named', async (option, message) => {
  const { streams } = person(false)

  await expect(prompt('Which? ', { option }, streams)).rejects.toThrow(message)
})
