import { LEASE_SPARE_MS, LONGEST_LEASE_MS } from '../domain/lease.ts'
import { CLOB_HOST, DATA_HOST, GAMMA_HOST } from '../domain/venueRules.ts'
import { inMb, inMs, inPercent, inSeconds, inUsdAMonth, inUsdc, inWalletTypes, quantity } from './quantity.ts'
import { choice, flag, mapSetting, optional, type Setting, text } from './setting.ts'

/** What a crash costs: long enough to be renewed by the ticks of any cadence, with time for a slow one. */
const LEASE_SECONDS = 60
/** A lease outlasts the cadence by the longest tick. */
const MAX_CADENCE_SECONDS = LEASE_SECONDS - LEASE_SPARE_MS / 1_000

const address = { pattern: /^0x[0-9a-fA-F]{40}$/, bound: 'an address, 0x and 40 hex digits' }
const email = { pattern: /^[^\s@]{1,64}@[^\s@]{1,190}$/, bound: 'an email address' }
const parameter = { pattern: /^\/[A-Za-z0-9_.\-/]{1,200}$/, bound: 'a parameter name that begins with /' }
const lowerCase = (hex: string): string => hex.toLowerCase()

/** What all markets of a stack have in common, and where it runs. */
export const stackSettings = {
  stage: choice('stage', ['paper', 'live'], {
    help: '"paper" trades on the live feed without keys or money',
  }),
  // CloudFormation takes 128 characters of a stack and shortens what it names after it to 64: this leaves room for both.
  name: optional(
    text('name', {
      pattern: /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/,
      bound: 'up to 32 letters, digits and hyphens, beginning and ending with a letter or digit',
      help: 'distinguishes this stack from your others in the same account and region. Choose it before the first deployment: a different name is a different stack',
    }),
  ),
  accountMicros: quantity('accountUsdc', inUsdc(1, 10_000_000), {
    help: 'the most the account may lose: the caps of all markets must fit into it, including markets that were removed and still hold shares',
  }),
  // A tenth: below it the money at work hardly misses it.
  stuckPagePercent: quantity('stuckPagePercent', inPercent(1, 100), {
    default: 10,
    help: 'a page once a day while money that trading does not bring back (ended markets, pairs of both outcomes, shares below the smallest order) is at least this share of accountUsdc; `status` shows it with the steps',
  }),
  stackLockedMicros: optional(
    quantity('stackUsdcLocked', inUsdc(1, 10_000_000), {
      help: 'a cap over all markets together, in addition to the cap of each: entries use at most nine tenths of it, and confirmed shares x mid above it are a STOP',
    }),
  ),
  stackLossMicros: optional(
    quantity('stackDailyLossUsdc', inUsdc(0.1, 10_000_000), {
      help: 'a loss of all markets together, beyond this within a UTC day, is a STOP; gains in one market count against losses in another',
    }),
  ),
  // The nearest region to the venue that it does not restrict.
  region: text('region', {
    pattern: /^[a-z]{2}(-[a-z]+)+-\d$/,
    bound: 'an AWS region such as "eu-west-1"',
    default: 'eu-west-1',
    help: 'the region the bot runs in; the venue refuses orders from restricted countries',
  }),
  cadenceMs: cadence(),
  // Of 256, 512, 1024 and 1769 MB: below it everything takes twice as long, above it hardly less (docs/runbook.md, costs).
  // 1,769 is a whole core; more buys a second one, which the bot does not use.
  memoryMb: quantity('memoryMb', inMb(192, 1_769), {
    default: 512,
    help: 'memory of both functions, which also sets their share of a core (1,769 MB is a whole core): more is faster and costs more, as docs/runbook.md shows',
  }),
  marketMetrics: flag('marketMetrics', {
    default: false,
    help: 'eight CloudWatch metrics and a dashboard row for each market (2.40 USD a month each); without them the dashboard has the sums over all markets, and status and journal have each market',
  }),
  operatorEmail: optional(text('operatorEmail', { ...email, help: 'receives every STOP and page' })),
  cancelAllOnStop: flag('cancelAllOnStop', {
    default: false,
    help: 'a STOP cancels every order of the account, not only those in these markets',
  }),
  budgetEmail: optional(
    text('budgetEmail', { ...email, help: 'receives a warning when AWS costs pass the budget' }),
  ),
  // Twice what the ten-second cadence costs.
  budgetUsd: quantity('budgetUsd', inUsdAMonth(1, 10_000), { default: 30, help: 'budget for AWS' }),
  parameters: {
    walletKey: text('parameters.walletKey', {
      ...parameter,
      default: '/polymarket-market-maker/wallet-key',
      help: 'SSM SecureString with the wallet key; with a `name` the default is `/polymarket-market-maker/NAME/wallet-key`',
    }),
    apiCredentials: text('parameters.apiCredentials', {
      ...parameter,
      default: '/polymarket-market-maker/api-credentials',
      help: 'SSM SecureString with the API credentials; with a `name` the default is `/polymarket-market-maker/NAME/api-credentials`',
    }),
    key: choice('parameters.key', ['stack', 'aws'], {
      default: 'stack',
      help: '"stack": the secrets are encrypted with the stack\'s own KMS key, and only the functions can decrypt them (1 USD a month). "aws": with the key aws/ssm of the account; anyone who may read parameters in the account can then read the wallet key',
    }),
    webhook: optional(
      text('parameters.webhook', {
        ...parameter,
        help: 'SSM SecureString with the https address of a Telegram, Discord or Slack webhook, for notices',
      }),
    ),
  },
  hosts: {
    clob: host('hosts.clob', CLOB_HOST, 'order book and trading'),
    data: host('hosts.data', DATA_HOST, 'positions, for the sanity check'),
    gamma: host('hosts.gamma', GAMMA_HOST, 'the catalogue: which protocol a market belongs to'),
  },
  // A second: a read of the venue takes a fraction of that, and its lists lag by as much.
  minGapMs: quantity('expert.minGapMs', inMs(200, 10_000), {
    default: 1_000,
    tier: 'expert',
    help: 'pause before the next tick when the last one made progress; also the shortest pause before a tick that the bell begins',
  }),
  bell: flag('expert.bell', {
    default: true,
    tier: 'expert',
    help: "the bell: listens to the venue's WebSockets between ticks, and begins a tick early when a best price moves by more than repriceTicks or an own order changes",
  }),
  leaseMs: quantity('expert.leaseSeconds', inSeconds(LEASE_SECONDS, LONGEST_LEASE_MS / 1000), {
    default: LEASE_SECONDS,
    tier: 'expert',
    help: "lifetime of a market's lease, renewed while it is held: after a crash the next run waits up to this long",
  }),
  // The venue's lists lag by a second or two; ten hold the lag several times over.
  stopListGapMs: quantity('expert.stopListGapSeconds', inSeconds(10, 300), {
    default: 10,
    tier: 'expert',
    help: 'a STOP is done after two complete lists without an order of ours, at least this far apart',
  }),
}

/** Whose money it is; stage "paper" has none. */
export const walletSettings = {
  address: mapSetting(
    text('wallet.address', { ...address, tier: 'tuned', help: "the signing key's address" }),
    lowerCase,
  ),
  funder: optional(
    mapSetting(
      text('wallet.funder', {
        ...address,
        help: 'the address that holds the money, if it is not the address of the key (wallet types 1 to 3)',
      }),
      lowerCase,
    ),
  ),
  signatureType: quantity('wallet.signatureType', inWalletTypes(0, 3), {
    default: 0,
    help: '0 plain key, 1 proxy, 2 safe, 3 deposit wallet',
  }),
  // The id alone: an ARN would carry the account number into the template.
  kmsKeyId: optional(
    text('wallet.kmsKeyId', {
      pattern: /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
      bound: 'the id of a KMS key, such as "1234abcd-12ab-34cd-56ef-1234567890ab", not its ARN',
      help: 'sign with this AWS KMS key (ECC_SECG_P256K1) instead of parameters.walletKey',
    }),
  ),
}

/** Only the origin: adapters add the paths. */
function host(at: string, origin: string, help: string): Setting<string> {
  return text(at, {
    pattern: /^https?:\/\/[a-z0-9.-]{1,100}(:\d{1,5})?$/,
    bound: `an origin such as "${origin}", without a path`,
    default: origin,
    tier: 'expert',
    help,
  })
}

/** "once" becomes null. */
function cadence(): Setting<number | null> {
  const seconds = quantity('cadenceSeconds', inSeconds(2, MAX_CADENCE_SECONDS), {
    default: 10,
    help: 'time between ticks, also from one minute to the next; "once": one tick a minute',
  })
  const bound = `${seconds.bound}, or "once"`
  return {
    ...seconds,
    bound,
    form: { anyOf: [seconds.form, { const: 'once' }] },
    read: (written) => {
      if (written === 'once') return { ok: true, value: null }
      const reading = seconds.read(written)
      return reading.ok ? reading : { ok: false, remedy: `use ${bound}` }
    },
  }
}
