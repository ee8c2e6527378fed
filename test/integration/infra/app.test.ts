import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfigFile } from '../../../infra/readConfigFile.ts'
import { configFile } from '../../support/configFile.ts'

const ROOT = join(import.meta.dirname, '../../..')
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synth-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Ran {
  readonly status: number
  readonly stderr: string
}

/** The app as the cdk command runs it, without credentials, bundling nothing. */
function runApp(configPath: string): Promise<Ran> {
  const context = { config: configPath, 'aws:cdk:bundling-stacks': [] }
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    CDK_OUTDIR: join(folder, 'out'),
    CDK_CONTEXT_JSON: JSON.stringify(context),
  }
  return new Promise((resolve) => {
    execFile(process.execPath, ['infra/app.ts'], { cwd: ROOT, env }, (error, _, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stderr })
    })
  })
}

function fileWith(content: unknown): string {
  const path = join(folder, 'config.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

test('a correct file becomes a template of its stage', async () => {
  // Act
  const ran = await runApp(fileWith(configFile()))

  // Assess
  expect(ran).toMatchObject({ status: 0 })
  expect(readdirSync(join(folder, 'out'))).toContain('MarketMaker-paper.template.json')
})

test('a named file becomes a template of its own, judged by cdk-nag at synth', async () => {
  // Act
  const ran = await runApp(fileWith(configFile({ name: 'alpha' })))

  // Assess
  expect(ran).toMatchObject({ status: 0 })
  expect(readdirSync(join(folder, 'out'))).toContain('MarketMaker-paper-alpha.template.json')
  const report = readFileSync(join(folder, 'out', 'validation-report.json'), 'utf8')
  for (const pack of ['AwsSolutions', 'Serverless']) expect(report).toContain(pack)
})

test('a file with problems is refused, line by line, before anything is made', async () => {
  // Act
  const ran = await runApp(fileWith(configFile({ accountUsdc: 1, stage: 'prod' })))

  // Assess
  expect(ran.status).toBe(1)
  expect(ran.stderr).toMatch(/^stage = "prod": use "paper" or "live"$/m)
  expect(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.template.json'))).toEqual([])
})

test.each([['text that is not JSON', '{', /configuration = not JSON/]])(
  '%s is refused',
  (_, content, message) => {
    const read = readConfigFile(fileWith(content))
    expect(read.ok ? 'accepted' : read.why).toMatch(message)
  },
)

test('a file that is not there is refused by name', () => {
  const read = readConfigFile(join(folder, 'nowhere.json'))
  expect(read.ok ? 'accepted' : read.why).toMatch(
    /nowhere\.json: cannot be read; name another with -c config=FILE/,
  )
})
