import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')

test('from nothing to an armed live configuration on this machine: doctor, canary, ticks, and a STOP that is done', async () => {
  const args = ['cli/bot.mjs', 'try-live', '--for', '15s', '--json']
  // Nothing of AWS is there to be found.
  const env = { PATH: process.env['PATH'] ?? '', NO_PROXY: '127.0.0.1' }
  const ran = await new Promise<{ readonly code: unknown; readonly out: string; readonly said: string }>(
    (resolve) => {
      execFile(process.execPath, args, { cwd: ROOT, env, timeout: 200_000 }, (error, out, said) =>
        resolve({ code: error?.code ?? 0, out, said }),
      )
    },
  )

  expect(ran.said).toContain('doctor: credentials: accepted, 0 open orders')
  expect(ran.said).toContain('canary: after the cancel: DEAD, matched 0')
  expect(ran.said).toMatch(/STOP 1: done\narmed: it trades with signed orders/)
  expect(ran.said).toMatch(/\d+ ticks?: A calm market made up from seed 1 – Yes/)
  expect(ran.said).toMatch(/STOP OPERATOR: the trial ends\nSTOP 2: done/)
  expect(JSON.parse(ran.out)).toMatchObject({ ok: true, stopped: 'done' })
  expect(ran.code).toBe(0)
})
