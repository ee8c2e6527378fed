import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Stack, Validations } from 'aws-cdk-lib'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildStack, LIVE } from './synthStack.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nag-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function watchedApp(): App {
  const app = new App({ outdir: folder, context: { 'aws:cdk:bundling-stacks': [] } })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app))
  return app
}

test('cdk-nag finds nothing that is not acknowledged with its reason', () => {
  const app = watchedApp()
  buildStack(app, {
    ...LIVE,
    operatorEmail: 'operator@example.com',
    budgetEmail: 'operator@example.com',
  })
  expect(() => app.synth()).not.toThrow()
})

test('and it does look: a queue in the open is found', () => {
  const app = watchedApp()
  new Queue(new Stack(app, 'Careless'), 'Queue')
  expect(() => app.synth()).toThrow(/AwsSolutions-SQS/)
})
