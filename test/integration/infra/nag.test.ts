import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { synthChecked } from '../../../infra/synthChecked.ts'
import { buildStack, LIVE } from './synthStack.ts'

const ROOT = join(import.meta.dirname, '../../..')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nag-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('cdk-nag finds nothing that is not acknowledged with its reason', () => {
  const app = new App({ outdir: folder, context: { 'aws:cdk:bundling-stacks': [] } })
  buildStack(app, {
    ...LIVE,
    operatorEmail: 'operator@example.com',
    budgetEmail: 'operator@example.com',
  })
  expect(() => synthChecked(app)).not.toThrow()
})

test('and it does look: a finding ends cdk synth with an error, and names it', async () => {
  const careless = `${process.execPath} test/integration/infra/carelessApp.ts`
  const args = ['synth', '--quiet', '--app', careless, '--output', join(folder, 'out')]
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, CI: 'true' }

  const ran = await new Promise<{ readonly failed: boolean; readonly told: string }>((resolve) => {
    execFile(join(ROOT, 'node_modules/.bin/cdk'), args, { cwd: ROOT, env }, (error, out, err) => {
      resolve({ failed: error !== null, told: out + err })
    })
  })

  expect(ran.failed).toBe(true)
  expect(ran.told).toContain('AwsSolutions-SQS')
})
