import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { runCli } from '../../cli/program.ts'
import { ROOT } from './sources.ts'

interface Step {
  readonly run?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, string>>
}

interface Job {
  readonly needs?: string
  readonly environment?: string
  readonly steps: readonly Step[]
}

const text = readFileSync(join(ROOT, 'examples/github-actions.yml'), 'utf8')
const workflow = parse(text) as {
  readonly permissions: Readonly<Record<string, string>>
  readonly concurrency: Readonly<Record<string, unknown>>
  readonly jobs: Readonly<Record<string, Job>>
}
const jobs = Object.values(workflow.jobs)
const runs = jobs.flatMap(({ steps }) => steps.flatMap(({ run }) => (run === undefined ? [] : [run])))
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>
}

/** The options of a command of ours, by its own help; null: there is no such command. */
async function helpOf(command: string): Promise<string | null> {
  let told = ''
  const exit = await runCli([command, '--help'], { out: (out) => (told += out), err: () => undefined })
  return exit === 0 && told.includes(` ${command} `) ? told : null
}

test('every step of the workflow runs a command that exists, with options that it has', async () => {
  const unknown: string[] = []
  for (const run of runs) {
    const [, script = ''] = /^npm run (\S+)/.exec(run) ?? []
    const [, command = ''] = /^npx bot (\S+)/.exec(run) ?? []
    const isKnown =
      script !== '' ? script in scripts : command !== '' || run === 'npm ci' || run.startsWith("printf '%s' ")
    const help = command === '' ? '' : await helpOf(command)
    const options = command === '' ? [] : (run.match(/--[a-z][a-z-]*/g) ?? [])
    if (!isKnown || help === null || options.some((option) => !help.includes(option))) unknown.push(run)
  }

  expect(runs.length).toBeGreaterThan(7)
  expect(unknown).toEqual([])
})

test('what it shows is approved before it is deployed, and looked at afterwards', () => {
  const { diff, deploy } = workflow.jobs
  const of = (job: Job | undefined) => job?.steps.flatMap(({ run }) => run ?? []) ?? []

  expect(of(diff).some((run) => run.startsWith('npx bot deploy ') && !run.includes('--yes'))).toBe(true)
  expect(of(diff).some((run) => run.includes('deploy --yes') || run.includes('cdk deploy'))).toBe(false)
  expect(deploy).toMatchObject({ needs: 'diff', environment: 'live' })
  expect(of(deploy).slice(-2)).toEqual([
    'npx bot deploy --yes --config my-config.json',
    'npx bot status --config my-config.json',
  ])
  for (const word of ['arm', 'resume', 'flatten']) expect(text).not.toContain(`npx bot ${word}`)
})

test('it holds no AWS key: a role is assumed by the token of the run', () => {
  const roles = jobs.flatMap(({ steps }) => steps.filter(({ uses = '' }) => uses.startsWith('aws-actions/')))

  expect(workflow.permissions).toEqual({ contents: 'read', 'id-token': 'write' })
  expect(workflow.concurrency).toMatchObject({ 'cancel-in-progress': false })
  expect(roles.map((step) => step.with?.['role-to-assume'])).toEqual([
    `\${{ vars.LOOK_ROLE_ARN }}`,
    `\${{ vars.DEPLOY_ROLE_ARN }}`,
  ])
  expect(text).not.toMatch(/secrets\.|aws-access-key/i)
  expect(existsSync(join(ROOT, '.nvmrc'))).toBe(true)
})
