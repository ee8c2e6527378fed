import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Config } from '../../shared/config/config.ts'
import { type InputError, wrongValue } from '../../shared/domain/inputError.ts'
import { runbookRow } from '../../shared/domain/runbook.ts'
import { createWebhookNotifier, shapeOf } from '../../shared/telemetry/webhookNotifier.ts'
import { type AwsAccess, createAwsAccess } from '../aws/awsAccess.ts'
import { requireCredentials } from '../aws/credentials.ts'
import { editedJson } from '../terminal/editedJson.ts'
import { withYes, type YesOption } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded, unconfirmed } from '../terminal/outcome.ts'
import { prompt } from '../terminal/prompt.ts'
import { readLocalConfig } from '../terminal/readLocalConfig.ts'
import { readWritable, replaceFile } from '../terminal/rewritableFile.ts'
import type { Act } from '../terminal/runCommand.ts'
import { lookAtSecret, type SecretStatus, storeSecret } from './storeSecret.ts'

interface ChatOptions extends YesOption {
  readonly config: string
  readonly urlFile?: string
  readonly region?: string
  readonly endpointUrl?: string
}

export const addChat = (program: Command, act: Act): void => {
  withYes(program.command('chat'))
    .description(
      'send notices to a chat of Telegram, Discord or Slack; sends a test message, and stores the address only if the chat accepts it',
    )
    .requiredOption(
      '--config <file>',
      'your configuration; gets the name of the parameter, never the address',
    )
    .option('--url-file <file>', 'a file with the https address of the webhook (default: ask)')
    .option('--region <region>', 'AWS region (default: that of the configuration)')
    .option('--endpoint-url <url>', 'a custom AWS endpoint, such as an emulator')
    .action(act(run))
}

/** The address is a secret: whoever has it may write into the chat. No text of ours quotes it. */
async function run(options: ChatOptions): Promise<CommandResult> {
  const { config: file } = options
  const before = readWritable(file)
  const { config } = readLocalConfig(file)
  const aws = createAwsAccess(options.region ?? config.region, options.endpointUrl ?? null)
  const url = await addressOf(options)
  const shape = shapeOf(url)
  if (shape === null) throw noAddress()
  await requireCredentials(aws)
  const name = parameterOf(config)
  // Under the account's own key: every function of the stack sends notices, in stage paper too.
  const secret = { name, value: url, keyId: null }
  const would = `send a test message to ${shape}, store the address in ${name}, and name that in ${file}`
  if (options.yes !== true)
    return unconfirmed(`would ${would} (now: ${STANDING[await lookAtSecret(aws, secret)]})`, {
      parameter: name,
      shape,
    })
  try {
    await createWebhookNotifier(url, shape).send(testMessage(config))
  } catch (error) {
    const why = error instanceof Error ? error.message : 'not sent'
    return failed(
      `nothing was stored: ${shape} did not accept the test message (${why}); check the address`,
      {
        shape,
      },
    )
  }
  await storeAndName(aws, { file, before, config, secret })
  const text = `${shape} accepted the test message: check that it arrived; ${name} holds the address, and ${file} names it`
  return succeeded(text, { parameter: name, shape })
}

const STANDING: Readonly<Record<SecretStatus, string>> = {
  absent: 'there is none',
  same: 'it is stored already',
  differs: 'another address is stored',
  elsewhere: 'it is stored under another key',
  sealed: 'one is stored that only the bot can read',
}

const HOW =
  'use https://api.telegram.org/bot…/sendMessage?chat_id=…, https://discord.com/api/webhooks/… or https://hooks.slack.com/…'
const noAddress = (): InputError => wrongValue('webhook', 'not one of ours', HOW)

async function addressOf({ urlFile }: ChatOptions): Promise<string> {
  if (urlFile === undefined)
    return await prompt('The https address of the webhook (it is not shown): ', {
      option: '--url-file',
      hidden: true,
    })
  try {
    return readFileSync(urlFile, 'utf8').trim()
  } catch {
    throw wrongValue('--url-file', urlFile, 'it cannot be read: name another')
  }
}

/** Next to the other parameters of this bot. */
const parameterOf = ({ name, parameters }: Config): string =>
  parameters.webhook ?? `/polymarket-market-maker/${name === null ? '' : `${name}/`}webhook`

const testMessage = ({ stage, name }: Config) =>
  ({
    kind: 'page',
    key: 'test',
    title: `Test notice of the market maker, ${[stage, ...(name === null ? [] : [name])].join(', ')}`,
    text: 'Notices arrive here once this configuration is deployed. Nothing has happened.',
    runbook: runbookRow('page', 'testNotice'),
    next: 'npx bot deploy',
  }) as const

async function storeAndName(
  aws: AwsAccess,
  of: {
    readonly file: string
    readonly before: string
    readonly config: Config
    readonly secret: Parameters<typeof storeSecret>[1]
  },
): Promise<void> {
  await storeSecret(aws, of.secret)
  if (of.config.parameters.webhook === of.secret.name) return
  replaceFile(of.file, editedJson(of.before, [{ path: ['parameters', 'webhook'], value: of.secret.name }]))
}
