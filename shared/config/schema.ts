import { z } from 'zod'
import { LONGEST_LEASE_MS } from '../domain/lease.ts'
import { choice, fieldFacts, flag, quantity, text, textOr } from './fields.ts'
import { marketSchema } from './marketFields.ts'

/** A holder of the lease dies with the Lambda, 50 s after it began; 5 s cover the difference of clocks. */
export const LAMBDA_TIMEOUT_SECONDS = 50
const MIN_LEASE_SECONDS = LAMBDA_TIMEOUT_SECONDS + 5
/** The whole configuration must fit into a Lambda's environment (4 KB). */
const MAX_MARKETS = 10

const objectError = (what: string) => ({
  error: (issue: { readonly code?: string | undefined }) =>
    issue.code === 'unrecognized_keys' ? undefined : `use an object with ${what}`,
})

const address = /^0x[0-9a-fA-F]{40}$/
const email = /^[^\s@]{1,64}@[^\s@]{1,190}$/
const parameter = /^\/[A-Za-z0-9_.\-/]{1,200}$/

const kmsKey = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

const walletSchema = z.strictObject(
  {
    address: text(address, { form: 'an address, 0x and 40 hex digits', help: "the signing key's address" }),
    funder: text(address, {
      form: 'an address, 0x and 40 hex digits',
      help: 'whose money it is, where that is another address (wallet types 1 to 3)',
    }).optional(),
    signatureType: quantity({
      unit: 'count',
      min: 0,
      max: 3,
      default: 0,
      help: 'wallet type: 0 plain key, 1 proxy, 2 safe, 3 deposit wallet',
    }),
    // The id alone: an ARN would carry the account number into the template.
    kmsKeyId: text(kmsKey, {
      form: 'the id of a KMS key, such as "1234abcd-12ab-34cd-56ef-1234567890ab", not its ARN',
      help: 'sign by this key of AWS KMS (ECC_SECG_P256K1) instead of parameters.walletKey',
    }).optional(),
  },
  objectError('address, funder, signatureType and kmsKeyId'),
)

const hostsSchema = z.strictObject(
  {
    clob: host('https://clob.polymarket.com', 'order book and trading'),
    data: host('https://data-api.polymarket.com', 'positions, for the sanity check'),
    gamma: host('https://gamma-api.polymarket.com', 'the catalogue: which protocol a market belongs to'),
  },
  objectError('clob, data and gamma'),
)

const parametersSchema = z.strictObject(
  {
    walletKey: textOr('/polymarket-market-maker/wallet-key', parameter, {
      form: 'a parameter name that begins with /',
      help: 'SSM SecureString with the wallet key',
    }),
    apiCredentials: textOr('/polymarket-market-maker/api-credentials', parameter, {
      form: 'a parameter name that begins with /',
      help: 'SSM SecureString with the API credentials',
    }),
    webhook: text(parameter, {
      form: 'a parameter name that begins with /',
      help: 'SSM SecureString with the https address of a Telegram, Discord or Slack webhook, for notices',
    }).optional(),
  },
  objectError('walletKey and apiCredentials'),
)

/** The configuration file as the user writes it: human units; no key that is not named here. */
export const configSchema = z.strictObject(
  {
    stage: choice(['paper', 'live'], { help: '"paper" trades on the live feed without keys or money' }),
    accountUsdc: quantity({
      unit: 'USDC',
      min: 1,
      max: 10_000_000,
      help: 'what the account may lose altogether: the caps of all markets must fit into it, also of those that left and still hold',
    }),
    wallet: walletSchema.optional(),
    // The nearest region to the venue that it does not restrict.
    region: textOr('eu-west-1', /^[a-z]{2}(-[a-z]+)+-\d$/, {
      form: 'an AWS region such as "eu-west-1"',
      help: 'where it runs; the venue refuses orders from restricted countries',
    }),
    cadenceSeconds: cadence(),
    minGapMs: quantity({
      unit: 'ms',
      min: 200,
      max: 10_000,
      default: 1_000,
      help: 'pause before the next tick when the last one made progress',
    }),
    leaseSeconds: quantity({
      unit: 'seconds',
      min: MIN_LEASE_SECONDS,
      max: LONGEST_LEASE_MS / 1000,
      default: MIN_LEASE_SECONDS,
      help: "life of a market's lease: longer than the Lambda lives",
    }),
    // The book's lists lag by a second or two; ten hold the lag several times over.
    stopListGapSeconds: quantity({
      unit: 'seconds',
      min: 10,
      max: 300,
      default: 10,
      help: 'two complete lists without an order of ours, so far apart, end a STOP',
    }),
    cancelAllOnStop: flag({
      default: false,
      help: 'a STOP cancels every order of the account, not only those in these markets',
    }),
    operatorEmail: text(email, {
      form: 'an email address',
      help: 'told of every STOP and page',
    }).optional(),
    budgetEmail: text(email, {
      form: 'an email address',
      help: 'told when AWS costs pass the budget',
    }).optional(),
    // Twice what the ten-second cadence costs.
    budgetUsd: quantity({ unit: 'USD a month', min: 1, max: 10_000, default: 30, help: 'budget for AWS' }),
    hosts: hostsSchema.prefault({}),
    parameters: parametersSchema.prefault({}),
    markets: z
      .array(marketSchema, { error: 'use a list of markets [ {…} ]' })
      .min(1, { error: 'name at least one market' })
      .max(MAX_MARKETS, { error: `name at most ${MAX_MARKETS} markets` }),
  },
  objectError('stage, accountUsdc and markets'),
)
export type ConfigInput = z.output<typeof configSchema>

/** Only the origin: adapters add the paths. */
function host(origin: string, help: string) {
  return textOr(origin, /^https?:\/\/[a-z0-9.-]{1,100}(:\d{1,5})?$/, {
    form: `an origin such as "${origin}", without a path`,
    help,
  })
}

/** "once" comes out as null. */
function cadence() {
  const facts = {
    unit: 'seconds',
    bound: '2 to 40, or "once"',
    help: 'time from tick to tick within one invocation; "once": one tick a minute',
  }
  const seconds = quantity({ unit: 'seconds', min: 2, max: 40, help: facts.help })
  return z
    .unknown()
    .transform((written, context) => {
      if (written === 'once') return null
      const parsed = seconds.safeParse(written)
      if (parsed.success) return parsed.data
      context.addIssue({ code: 'custom', message: `use ${facts.bound}`, input: written })
      return z.NEVER
    })
    .prefault(10)
    .register(fieldFacts, facts)
}
