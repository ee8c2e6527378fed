import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { verifyTypedData } from 'ethers'
import { describe, expect, it } from 'vitest'
import { sdkParameters } from '../../../cli/aws/sdkParameters.ts'
import { formatApiCredentials, loadApiCredentials } from '../../../shared/keys/loadApiCredentials.ts'
import { createSecureStrings } from '../../../shared/keys/secureStrings.ts'
import { createWalletSigner } from '../../../shared/keys/walletSigner.ts'
import { PRIVATE_KEY } from '../../support/wireIds.ts'

const ADDRESS = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
const DOMAIN = { name: 'test', chainId: 137 }
const TYPES = { Note: [{ name: 'text', type: 'string' }] }

describe('the wallet signer', () => {
  it.each([PRIVATE_KEY, PRIVATE_KEY.slice(2), PRIVATE_KEY.toUpperCase().replace('0X', '0x')])(
    'knows its address and signs',
    async (key) => {
      const signer = createWalletSigner(key)
      const signature = await signer._signTypedData(DOMAIN, TYPES, { text: 'hello' })
      expect(await signer.getAddress()).toBe(ADDRESS)
      expect(verifyTypedData(DOMAIN, TYPES, { text: 'hello' }, signature)).toBe(ADDRESS)
    },
  )

  const wrong = [
    '',
    '0x',
    PRIVATE_KEY.slice(0, -1),
    `${PRIVATE_KEY}0`,
    `0x${'0'.repeat(64)}`,
    `0x${'f'.repeat(64)}`,
    `${PRIVATE_KEY.slice(0, -1)}g`,
  ]
  it.each(wrong)('refuses what is not a key, and never repeats it: case %#', (key) => {
    let message = ''
    try {
      createWalletSigner(key)
    } catch (error) {
      message =
        error instanceof Error ? `${error.message} ${JSON.stringify(error)} ${String(error.cause)}` : ''
    }
    expect(message).toContain('64 hex digits')
    if (key.length > 2) expect(message).not.toContain(key.slice(2))
  })

  it('shows no key to whoever prints it', () => {
    expect(JSON.stringify(createWalletSigner(PRIVATE_KEY))).not.toContain(PRIVATE_KEY.slice(2))
  })
})

describe('secure strings', () => {
  const ssmWith = (parameter: object) => {
    const ssm = mockClient(SSMClient)
    ssm.on(GetParameterCommand).resolves({ Parameter: parameter })
    return { ssm, load: createSecureStrings(sdkParameters(new SSMClient({ region: 'eu-west-1' }))) }
  }

  it('are fetched decrypted, once for all who ask', async () => {
    const { ssm, load } = ssmWith({ Type: 'SecureString', Value: ' secret\n' })
    expect(await Promise.all([load('/bot/key'), load('/bot/key')])).toEqual(['secret', 'secret'])
    expect(await load('/bot/key')).toBe('secret')
    expect(ssm.commandCalls(GetParameterCommand).map((call) => call.args[0].input)).toEqual([
      { Name: '/bot/key', WithDecryption: true },
    ])
  })

  it('are refused where stored in the clear or empty', async () => {
    await expect(ssmWith({ Type: 'String', Value: 'secret' }).load('/a')).rejects.toThrow(
      /\/a: type String; .*SecureString/,
    )
    await expect(ssmWith({ Type: 'SecureString', Value: ' ' }).load('/a')).rejects.toThrow(/empty/)
    await expect(ssmWith({}).load('/a')).rejects.toThrow(/type undefined/)
  })

  it('are asked for again after a failure, which names the parameter and not what the service said', async () => {
    const { ssm, load } = ssmWith({ Type: 'SecureString', Value: 'secret' })
    const failure = Object.assign(new Error('value was hunter2'), { name: 'AccessDeniedException' })
    ssm
      .on(GetParameterCommand)
      .rejectsOnce(failure)
      .resolves({ Parameter: { Type: 'SecureString', Value: 'secret' } })
    const error = await load('/a').then(String, String)
    expect(error).toMatch(/parameter \/a: AccessDeniedException; check/)
    expect(error).not.toContain('hunter2')
    expect(await load('/a')).toBe('secret')
  })
})

describe('what is loaded', () => {
  const CREDENTIALS = {
    key: 'a-key',
    secret: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    passphrase: 'words',
  }

  it('becomes credentials, as they were stored', async () => {
    expect(await loadApiCredentials(async () => formatApiCredentials(CREDENTIALS), '/a')).toEqual(CREDENTIALS)
  })

  const wrong = [
    ['no JSON', 'hunter2', 'the whole'],
    ['a missing part', JSON.stringify({ ...CREDENTIALS, passphrase: undefined }), 'passphrase'],
    [
      'a secret that is not base64',
      JSON.stringify({ ...CREDENTIALS, secret: 'hunter2 hunter2 hunter2' }),
      'secret',
    ],
    ['something more', JSON.stringify({ ...CREDENTIALS, hunter2: 1 }), 'the whole'],
  ] as const
  it.each(wrong)('is refused with %s, without showing it', async (_, text, field) => {
    const error = await loadApiCredentials(async () => text, '/a').then(String, String)
    expect(error).toContain(`parameter /a: not API credentials (${field})`)
    expect(error).not.toContain('hunter2')
  })
})
