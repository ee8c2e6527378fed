import type { Command } from 'commander'
import { parseMicros } from '../../shared/domain/decimal.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { type MarketId, MICROS, marketId, type PriceMicros, price } from '../../shared/domain/units.ts'
import { parseWhole } from '../../shared/domain/wholeNumber.ts'

/** Where the bot is: what every command that looks at one takes. */
export interface StackOptions {
  readonly stack?: string
  readonly table?: string
  readonly region?: string
  readonly endpointUrl?: string
  readonly config?: string
  /** Of a paper run on this machine. */
  readonly folder?: string
  readonly json?: true
}

/** Where the keys are, for what is done from this machine. */
export interface KeyOptions {
  readonly keyFile?: string
  readonly credentialsFile?: string
}

export interface YesOption {
  readonly yes?: true
}

export const withStack = (command: Command): Command =>
  command
    .option(
      '--stack <name>',
      'the CloudFormation stack (default: that of the configuration, by its stage and name)',
    )
    .option('--table <name>', 'the table, if there is no stack')
    .option('--region <region>', 'AWS region (default: that of the configuration)')
    .option('--endpoint-url <url>', 'a custom AWS endpoint, such as an emulator')
    .option('--config <file>', 'the configuration (default: that of the deployed function, else config.json)')

/** For what a paper run on this machine can do too. */
export const withBot = (command: Command): Command =>
  withStack(command).option(
    '--folder <folder>',
    'the folder of a paper run on this machine, such as .paper: needs no AWS',
  )

export const withKeys = (command: Command): Command =>
  command
    .option('--key-file <file>', 'a file with the wallet key; then AWS is not needed for it')
    .option('--credentials-file <file>', 'a file with the API credentials: JSON with key, secret, passphrase')

export const withYes = (command: Command): Command =>
  command.option('--yes', 'apply the changes (default: dry run)')

export function parseSeq(text: string): number {
  const remedy = 'use the number of the STOP that "npx bot status" shows'
  return parseWhole('SEQ', text, { least: 1, most: 999_999_999, remedy })
}

export function parseMarketId(text: string): MarketId {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return marketId(text)
  throw wrongValue('--market', text, 'use the condition id, 0x and 64 hex digits')
}

/** 0 to 1 USDC a share, as a decimal. */
export function parsePrice(field: string, text: string): PriceMicros {
  const micros = parseMicros(text, 'nearest')
  if (micros !== null && micros >= 0 && micros <= MICROS) return price(micros)
  throw wrongValue(field, text, 'use a price from 0 to 1, such as 0.42')
}

const MAX_WAIT_SECONDS = 3_600

export function parseSeconds(field: string, text: string): number {
  const remedy = `use whole seconds from 0 to ${MAX_WAIT_SECONDS}`
  return parseWhole(field, text, { least: 0, most: MAX_WAIT_SECONDS, remedy })
}

/** Of an option that may be repeated: each value adds to the ones before. It has no default: the help would print it. */
export const several = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
]
