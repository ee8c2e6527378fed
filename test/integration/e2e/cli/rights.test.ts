import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { POLICIES, RIGHTS, type Right } from '../../../../cli/operate/rights.ts'
import { startArmed } from '../../../../shared/operator/startArmed.ts'
import { MARKET } from '../../../support/wireIds.ts'
import { ROOT } from '../../../tidy/sources.ts'
import { buildStack, LIVE } from '../../infra/synthStack.ts'
import type { AwsCall } from './awsCalls.ts'
import { PAGE_TOPIC } from './fakeStack.ts'
import { type CliStage, startCliStage, ticked } from './stage.ts'

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: Readonly<Record<string, unknown>>
}

const LEVELS: readonly Right[] = ['look', 'operate', 'arm']

/** Of a mail that asks to be confirmed. */
const TOKEN = '2336412f37fb687f5d51e6e2425f004a'.repeat(4)

/** How each command of the table is run, so that it comes as far as it does in its owner's hands. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  status: [],
  doctor: [],
  why: ['12:00'],
  journal: [],
  ledger: ['--out', 'FOLDER/ledger.csv'],
  pnl: ['--key-file', 'KEY'],
  'cancel-all': ['--yes', '--key-file', 'KEY'],
  confirm: [TOKEN],
  drill: ['--yes'],
  arm: ['--yes'],
  disarm: [],
  halt: ['looking', '--wait', '0'],
  flatten: ['SEQ', '--yes'],
  resume: ['SEQ'],
  adopt: ['--market', MARKET, '--yes'],
  drain: [],
}

let stage: CliStage
let statements: Readonly<Record<Right, readonly Statement[]>>
const called = new Map<string, readonly AwsCall[]>()

beforeAll(async () => {
  statements = policies()
  stage = await startCliStage()
  stage.aws.tokens.set(TOKEN, PAGE_TOPIC)
  await stage.tick()
  for (const [command, args] of Object.entries(RUNS)) {
    const seq = String(await haltSeq())
    const words = args.map((word) =>
      word.replace('FOLDER', stage.folder).replace('KEY', stage.keyFile).replace('SEQ', seq),
    )
    stage.aws.calls.length = 0
    const run = stage.bot(command, ...words)
    await (command === 'arm' ? ticked(stage, run) : run)
    called.set(command, [...stage.aws.calls])
    if (command === 'disarm') await hold()
    if (command === 'halt') await stage.store.stopDone(await haltSeq())
  }
}, 240_000)
afterAll(() => stage.close())

async function haltSeq(): Promise<number> {
  const read = await stage.store.control()
  return read.ok && read.value !== 'absent' ? read.value.haltSeq : 1
}

/** Armed once more, with shares, so that there is something to sell. */
async function hold(): Promise<void> {
  await startArmed(stage.store)
  await stage.tick()
  expect(stage.sellToEntry()).toBe(true)
  await stage.tick()
}

/** Of the synthesized stack, by the output that names each. */
function policies(): Readonly<Record<Right, readonly Statement[]>> {
  const template = Template.fromStack(
    buildStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), LIVE),
  ).toJSON() as {
    readonly Outputs: Readonly<Record<string, { readonly Value: { readonly Ref: string } }>>
    readonly Resources: Readonly<
      Record<
        string,
        { readonly Properties: { readonly PolicyDocument: { readonly Statement: readonly Statement[] } } }
      >
    >
  }
  const of = (right: Right): readonly Statement[] => {
    const id = template.Outputs[POLICIES[right]]?.Value.Ref ?? expect.fail(`no output ${POLICIES[right]}`)
    return template.Resources[id]?.Properties.PolicyDocument.Statement ?? expect.fail(`no policy ${id}`)
  }
  return { look: of('look'), operate: of('operate'), arm: of('arm') }
}

/** The part of the stack that a resource of a policy is: its construct, and the alias where it names one. */
function partOf(resource: unknown): string {
  if (resource === '*') return '*'
  const text = JSON.stringify(resource)
  if (text.includes('AWS::StackId')) return 'stack'
  const [, construct = text] = /"(?:Ref|Fn::GetAtt)":\[?"([A-Za-z]+?)[0-9A-F]{8}"/.exec(text) ?? []
  const [, alias] = /":([a-z]+)"\]\]/.exec(text) ?? []
  return alias === undefined ? construct : `${construct}:${alias}`
}

const isAllowed = (given: readonly Statement[], { action, resource }: AwsCall): boolean =>
  given.some(
    ({ Action, Resource }) =>
      [Action].flat().includes(action) && [Resource].flat().map(partOf).includes(resource),
  )

const upTo = (right: Right): readonly Statement[] =>
  LEVELS.slice(0, LEVELS.indexOf(right) + 1).flatMap((level) => statements[level])

/** What the runbook says. */
function tableOf(page: string): Readonly<Record<string, Right>> {
  const [, section = ''] = page.split('\n### Who may do what\n')
  const rows = [...(section.split('\n#')[0] ?? '').matchAll(/^\| (`.+?) \| (`.+?) \|$/gm)]
  return Object.fromEntries(
    rows.flatMap(([, needs = '', commands = '']) => {
      const right = LEVELS.findLast((level) => needs.includes(POLICIES[level])) ?? 'look'
      return [...commands.matchAll(/`([a-z-]+)`/g)].map(([, command = '']) => [command, right] as const)
    }),
  )
}

test('the table of the runbook, that of the refusals and the commands that are run here are one', () => {
  const table = tableOf(readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8'))

  expect(table).toEqual(RIGHTS)
  expect(Object.keys(RUNS).sort()).toEqual(Object.keys(RIGHTS).sort())
})

describe.each(Object.entries(RIGHTS))('%s needs the right to %s', (command, right) => {
  test('and no more: each of its calls is allowed', () => {
    const calls = called.get(command) ?? []

    expect(calls.length).toBeGreaterThan(0)
    expect(calls.filter((call) => !isAllowed(upTo(right), call))).toEqual([])
  })

  test('and no less: what the right before gives is not enough', () => {
    const before = LEVELS[LEVELS.indexOf(right) - 1]
    const refused = (called.get(command) ?? []).filter(
      (call) => before !== undefined && !isAllowed(upTo(before), call),
    )

    expect(refused.length > 0).toBe(before !== undefined)
  })
})

describe('who may look', () => {
  const may = (action: string, resource: string) => isAllowed(statements.look, { action, resource })

  test('may ask the doctor, and the function nothing else', () => {
    expect(may('lambda:InvokeFunction', 'TickBotFunction:doctor')).toBe(true)
    for (const resource of [
      'TickBotFunction',
      'TickBotFunction:arm',
      'TickBotFunction:adopt',
      'StopBotFunction',
    ]) {
      expect(may('lambda:InvokeFunction', resource)).toBe(false)
    }
  })

  test('changes nothing and reads no secret; nobody of the three does', () => {
    const actions = (right: Right) => statements[right].flatMap(({ Action }) => Action)

    expect(actions('look').filter((each) => !/:(Describe|Filter|Get|List|Query|Invoke)/.test(each))).toEqual(
      [],
    )
    expect(actions('look').filter((each) => /Put|Update|Delete|Set[A-Z]|Create/.test(each))).toEqual([])
    const all = LEVELS.flatMap(actions)
    expect(all.filter((each) => /\*|^kms:|ssm:GetParameter|secretsmanager/.test(each))).toEqual([])
  })
})

test('a command that is refused says which policies it needs', async () => {
  stage.aws.denied.add('dynamodb:UpdateItem')
  const drain = await stage.bot('drain')
  stage.aws.denied.clear()
  stage.aws.denied.add('cloudformation:ListStackResources')
  const status = await stage.bot('status')
  stage.aws.denied.clear()

  expect(drain.exit).not.toBe(0)
  expect(drain.json['text']).toContain(
    '"drain" needs the right to operate: have LookPolicyArn, OperatePolicyArn attached',
  )
  expect(status.json['text']).toContain('"status" needs the right to look: have LookPolicyArn attached')
})
