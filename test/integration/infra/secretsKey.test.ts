import { Match, type Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { LIVE, synthStack } from './synthStack.ts'

interface Statement {
  readonly Sid?: string
  readonly Action: string | readonly string[]
  readonly Principal: { readonly AWS: unknown }
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, unknown>> }
}

const KEY = 'AWS::KMS::Key'
const WALLET = 'wallet-key'
const API = 'api-credentials'

function policyOf(template: Template): readonly Statement[] {
  const [key] = Object.values(template.findResources(KEY))
  return key?.['Properties'].KeyPolicy.Statement ?? expect.fail('no key')
}

/** Last words of the parameters whose text this statement is about. */
const namesIn = ({ Condition }: Statement): readonly string[] =>
  [...(JSON.stringify(Condition) ?? '').matchAll(/market-maker\/([\w-]+)"/g)].map(([, name = '']) => name)

/** Which secrets each principal may decrypt. */
const decrypts = (template: Template): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    policyOf(template)
      .filter(({ Action }) => [Action].flat().some((each) => /Decrypt|ReEncrypt|CreateGrant|\*/.test(each)))
      .map((each) => [
        /(Tick|Stop)BotRole/.exec(JSON.stringify(each.Principal))?.[1] ?? 'other',
        namesIn(each),
      ]),
  )

describe('the key of the secrets', () => {
  test('is kept when the stack goes, turns over by itself, and is reported as an output', () => {
    const live = synthStack(LIVE)

    live.hasResource(KEY, {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    })
    live.hasOutput('SecretsKeyId', { Value: { Ref: Match.stringLikeRegexp('^SecretsKey') } })
  })

  test('decrypts for the role of the tick, of the API credentials for that of STOP, and for nobody else', () => {
    expect(decrypts(synthStack(LIVE))).toEqual({ Tick: [WALLET, API], Stop: [API] })
  })

  test('decrypts only through SSM: its text in other hands is of no use', () => {
    for (const statement of policyOf(synthStack(LIVE)).filter(({ Action }) => Action === 'kms:Decrypt')) {
      expect(statement.Condition?.StringEquals['kms:ViaService']).toBe('ssm.eu-west-1.amazonaws.com')
    }
  })

  test('the account may store with it and administer it, and nothing more', () => {
    const account = policyOf(synthStack(LIVE)).filter((each) =>
      JSON.stringify(each.Principal).includes(':root'),
    )
    const actions = account.flatMap(({ Action }) => Action)

    expect(account.map(({ Sid }) => Sid)).toEqual(['Administer', 'Store'])
    expect(actions).toContain('kms:PutKeyPolicy')
    expect(actions.filter((each) => /\*|Decrypt|ReEncrypt|CreateGrant|GenerateData|Sign/.test(each))).toEqual(
      [],
    )
  })

  test('with a signing key in KMS no wallet key is read by anybody', () => {
    const wallet = { ...LIVE.wallet, kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' }
    expect(decrypts(synthStack({ ...LIVE, wallet }))).toEqual({ Tick: [API], Stop: [API] })
  })

  test('opens the address of the webhook to both', () => {
    const webhook = '/polymarket-market-maker/webhook'
    const policy = policyOf(synthStack({ ...LIVE, parameters: { webhook } }))
    const roles = policy
      .filter(({ Action }) => Action === 'kms:Decrypt')
      .filter((each) => namesIn(each).includes('webhook'))
    expect(roles).toHaveLength(2)
  })
})

describe('an older stack', () => {
  /** Rights on parameters, without which nothing else helps. */
  const reads = (template: Template) =>
    Object.values(template.findResources('AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Action }) => Action === 'ssm:GetParameter')

  test('goes on reading its parameters under aws/ssm after the upgrade: no right on them asks for the new key', () => {
    // Under aws/ssm decrypting is granted by that key's own policy to whoever may read the parameter.
    const [now, before] = [synthStack(LIVE), synthStack({ ...LIVE, parameters: { key: 'aws' } })]

    expect(reads(now)).toEqual(reads(before))
    expect(reads(now).length).toBeGreaterThan(1)
    for (const statement of reads(now)) expect(statement.Condition).toBeUndefined()
  })

  test('by its setting has no key, and nothing else is different', () => {
    const without = synthStack({ ...LIVE, parameters: { key: 'aws' } })

    without.resourceCountIs(KEY, 0)
    const ids = (template: Template) => Object.keys(template.toJSON()['Resources'] as object)
    const more = ids(synthStack(LIVE)).filter((id) => !ids(without).includes(id))
    expect(more).toEqual([expect.stringMatching(/^SecretsKey/)])
  })

  test('of stage paper has none: there is no secret', () => {
    synthStack().resourceCountIs(KEY, 0)
  })
})
