import { readFileSync } from 'node:fs'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { buildStack, LIVE } from './synthStack.ts'

interface Named {
  /** Logical id and type. */
  readonly resources: Readonly<Record<string, string>>
  readonly outputs: readonly string[]
  /** Values of the dimension that tells stacks apart. */
  readonly services: readonly string[]
  /** SSM parameters that may be read. */
  readonly parameters: readonly string[]
}

/** As it was before there were names: what is deployed must stay where it is. */
const BEFORE = JSON.parse(readFileSync(new URL('golden/unnamed.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Named>
>

const MAIL = { operatorEmail: 'operator@example.com', budgetEmail: 'operator@example.com' }

function synth(overrides: Record<string, unknown>) {
  const stack = buildStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), overrides)
  return { stack: stack.stackName, template: Template.fromStack(stack).toJSON() }
}

function namesIn(template: Record<string, unknown>): Named {
  const text = JSON.stringify(template)
  const all = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([found]) => found))].sort()
  const resources = template['Resources'] as Record<string, { readonly Type: string }>
  return {
    resources: Object.fromEntries(Object.entries(resources).map(([id, { Type }]) => [id, Type])),
    outputs: Object.keys(template['Outputs'] as object),
    services: all(/market-maker-[\w-]+/g),
    parameters: all(/parameter\/[\w/-]+/g),
  }
}

describe('without a name', () => {
  test.each([
    ['MarketMaker-live', { ...LIVE, ...MAIL }],
    ['MarketMaker-paper', MAIL],
  ])('%s keeps every id that it was deployed with', (name, overrides) => {
    // Act
    const { stack, template } = synth(overrides)
    const now = namesIn(template)

    // Assess: there may be more, but what there was is where it was.
    const before = BEFORE[name] ?? expect.fail(`no golden of ${name}`)
    expect(stack).toBe(name)
    expect(now.resources).toMatchObject(before.resources)
    expect(now.outputs).toEqual(expect.arrayContaining([...before.outputs]))
    expect(now.services).toEqual(before.services)
    expect(now.parameters).toEqual(before.parameters)
  })
})

describe('with a name', () => {
  const named = (name: string) => synth({ ...LIVE, ...MAIL, name })

  test('stack, dimension of the metrics and parameters carry it', () => {
    // Act
    const { stack, template } = named('alpha')
    const { services, parameters } = namesIn(template)

    // Assess
    expect(stack).toBe('MarketMaker-live-alpha')
    expect(services).toEqual(['market-maker-live-alpha'])
    expect(parameters).toEqual([
      'parameter/polymarket-market-maker/alpha/api-credentials',
      'parameter/polymarket-market-maker/alpha/wallet-key',
    ])
  })

  test('two stacks of one region have no name in common', () => {
    // Prepare
    const [alpha, beta, none] = [named('alpha'), named('beta'), synth({ ...LIVE, ...MAIL })]
    const own = ({ stack, template }: typeof alpha) => {
      const { services, parameters } = namesIn(template)
      return [stack, ...services, ...parameters]
    }

    // Assess
    const all = [alpha, beta, none].flatMap(own)
    expect(new Set(all).size).toBe(all.length)
  })

  test('nothing in a stack has a name of our making: CloudFormation names it after the stack', () => {
    const { template } = named('alpha')
    const resources = Object.entries(template['Resources'] as Record<string, { Properties: object }>)
    const physical = ['AlarmName', 'BudgetName', 'DashboardName', 'FunctionName', 'LogGroupName', 'Name']
    const others = ['PolicyName', 'QueueName', 'RoleName', 'TableName', 'TopicName']
    // A policy within a role is named inside that role, an alias inside its function; an event's settings name their function by reference.
    const found = resources
      .filter(([id]) => !id.startsWith('TickAlias'))
      .flatMap(([id, { Properties }]) =>
        Object.entries(Properties)
          .filter(([key, value]) => [...physical, ...others].includes(key) && typeof value === 'string')
          .map(([key]) => `${id.replace(/[0-9A-F]{8}$/, '')}.${key}`),
      )
    expect(found.filter((each) => !each.endsWith('DefaultPolicy.PolicyName'))).toEqual([])
  })
})
