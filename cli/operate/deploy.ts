import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { stackName } from '../../shared/config/stackName.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { ITEM_SCHEMA } from '../../shared/dynamodb/table.ts'
import { type StackOptions, withYes, type YesOption } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded, unconfirmed } from '../terminal/outcome.ts'
import { prompt } from '../terminal/prompt.ts'
import { readLocalConfig } from '../terminal/readLocalConfig.ts'
import type { Act } from '../terminal/runCommand.ts'
import { say } from '../terminal/say.ts'
import { changedSettings } from './changedSettings.ts'
import { schemaNotice } from './schemaNotice.ts'

interface DeployOptions extends Pick<StackOptions, 'endpointUrl' | 'json'>, YesOption {
  readonly config: string
}

export const addDeploy = (program: Command, act: Act): void => {
  withYes(program.command('deploy'))
    .description('show what a deployment of this configuration would change, ask, and deploy exactly that')
    .requiredOption('--config <file>', 'the configuration')
    .option('--endpoint-url <url>', 'a custom AWS endpoint, such as an emulator')
    .action(act(deploy))
}

const ROOT = join(import.meta.dirname, '../..')
const CDK = join(ROOT, 'node_modules/.bin/cdk')

/** What is shown is synthesized once; that very assembly is deployed. */
export async function deploy(options: DeployOptions): Promise<CommandResult> {
  const { config, json } = readLocalConfig(options.config)
  if (!existsSync(CDK)) {
    throw wrongValue('cdk', 'not installed', 'run "npm ci", without --omit=dev: a deployment needs it')
  }
  const stack = stackName(config)
  const { whatIsDeployed } = await import('../aws/whatIsDeployed.ts')
  const deployed = await whatIsDeployed(options, stack)
  const before = deployed?.settings ?? null
  const changes = before === null ? null : changedSettings(JSON.parse(before), JSON.parse(json))
  say(changeText(stack, changes))
  const notice = schemaNotice({
    deployed: deployed?.schema ?? null,
    hasNewerItems: deployed?.hasNewerItems ?? false,
    own: ITEM_SCHEMA,
  })
  if (notice.is === 'barred') return failed(notice.text, { stack, changes, notice })
  const assembly = mkdtempSync(join(tmpdir(), 'assembly-'))
  try {
    const of = ['-c', `config=${resolve(options.config)}`, '--output', assembly]
    const diff = cdk(['diff', stack, '--method', 'template', '--no-fail', ...of], options)
    if (diff.status !== 0) return failed('cdk diff failed; it says why above', { stack })
    // Last, so that it is right above the question.
    if (notice.is === 'oneWay') say(notice.text)
    if (!(await isWanted(options))) {
      return unconfirmed(`would deploy ${stack} to ${config.region}`, { stack, changes, notice })
    }
    const done = cdk(['deploy', stack, '--app', assembly, '--require-approval', 'never'], options)
    if (done.status !== 0) return failed('cdk deploy failed; it says why above', { stack, changes })
    return succeeded(`${stack} is deployed`, { stack, changes, notice })
  } finally {
    rmSync(assembly, { recursive: true, force: true })
  }
}

function changeText(stack: string, changes: readonly string[] | null): string {
  if (changes === null)
    return `${stack} is not deployed yet, or was deployed by a version that does not report its settings`
  if (changes.length === 0) return `${stack}: no setting changes`
  return [`${stack}: settings that change`, ...changes.map((change) => `  ${change}`)].join('\n')
}

/** A person at a terminal is asked; a program says --yes. */
async function isWanted({ yes, json }: DeployOptions): Promise<boolean> {
  if (yes === true) return true
  if (json === true || !process.stdin.isTTY) return false
  return /^y(es)?$/i.test(await prompt('Deploy this? (yes or no) ', { option: '--yes' }))
}

/** What it prints goes to stderr: stdout is the outcome's. */
function cdk(args: readonly string[], { endpointUrl }: DeployOptions): SpawnSyncReturns<Buffer> {
  const endpoint = endpointUrl === undefined ? {} : { AWS_ENDPOINT_URL: endpointUrl }
  return spawnSync(CDK, args, {
    cwd: ROOT,
    stdio: ['inherit', 2, 2],
    env: { ...process.env, ...endpoint },
  })
}
