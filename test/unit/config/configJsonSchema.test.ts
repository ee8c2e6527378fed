import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import configJson from '../../../config.json' with { type: 'json' }
import { configJsonSchema } from '../../../shared/config/configJsonSchema.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { everySetting, placesOf } from '../../../shared/config/places.ts'
import { valueAt } from '../../../shared/config/problem.ts'
import { configFile, marketFile, WALLET } from '../../support/configFile.ts'

type Json = Readonly<Record<string, unknown>>

/** As much of JSON Schema as the file uses; an unknown word of it is an error. */
function accepts(schema: Json, value: unknown): boolean {
  return Object.entries(schema).every(([word, of]) => {
    const judge = JUDGES[word]
    if (judge === undefined) throw new Error(`JSON Schema: ${word}`)
    return judge(of, value, schema)
  })
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const typeOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
const ofNumber = (holds: (value: number, bound: number) => boolean) => (of: unknown, value: unknown) =>
  typeof value !== 'number' || holds(value, Number(of))

const JUDGES: Readonly<Record<string, (of: unknown, value: unknown, schema: Json) => boolean>> = {
  ...Object.fromEntries(['$schema', 'title', 'description', 'default'].map((word) => [word, () => true])),
  type: (of, value) => [of].flat().includes(typeOf(value)),
  enum: (of, value) => (of as unknown[]).includes(value),
  const: (of, value) => of === value,
  anyOf: (of, value) => (of as Json[]).some((each) => accepts(each, value)),
  minimum: ofNumber((value, bound) => value >= bound),
  maximum: ofNumber((value, bound) => value <= bound),
  multipleOf: ofNumber((value, step) => value % step === 0),
  pattern: (of, value) => typeof value !== 'string' || new RegExp(String(of)).test(value),
  minItems: (of, value) => !Array.isArray(value) || value.length >= Number(of),
  maxItems: (of, value) => !Array.isArray(value) || value.length <= Number(of),
  items: (of, value) => !Array.isArray(value) || value.every((each) => accepts(of as Json, each)),
  required: (of, value) => !isObject(value) || (of as string[]).every((name) => Object.hasOwn(value, name)),
  properties: (of, value) =>
    !isObject(value) ||
    Object.entries(value).every(
      ([name, each]) =>
        !Object.hasOwn(of as Json, name) || accepts((of as Record<string, Json>)[name] ?? {}, each),
    ),
  additionalProperties: (_, value, { properties }) =>
    !isObject(value) || Object.keys(value).every((name) => Object.hasOwn(properties as Json, name)),
}

const schema = configJsonSchema()

/** A file that says one thing more than it must. */
function fileWith(place: string, value: unknown): Json {
  const file = structuredClone(configFile({ wallet: { address: WALLET } })) as Record<string, unknown>
  const [name = '', group, top = ''] = place.split('.').toReversed()
  const market = { ...marketFile() } as Record<string, unknown>
  if (place.startsWith('markets[].')) {
    const [one = '', two] = place.replace('markets[].', '').split('.')
    return { ...file, markets: [{ ...market, [one]: two === undefined ? value : { [two]: value } }] }
  }
  if (group === undefined) return { ...file, [name]: value }
  const inner = { ...(group === 'wallet' ? { address: WALLET } : {}), [name]: value }
  return top === '' ? { ...file, [group]: inner } : { ...file, [top]: { [group]: inner } }
}

describe('the schema for editors', () => {
  test('takes the configuration that comes with the project, and names the file', () => {
    expect(configJson.$schema).toBe('./config.schema.json')
    expect(accepts(schema, configJson)).toBe(true)
    expect(parseConfig(configJson).ok).toBe(true)
  })

  test('takes whatever the parser takes, wherever a setting may be, and no number that it refuses', () => {
    const values = fc.oneof(
      fc.integer({ min: -200, max: 20_000_000 }),
      fc.double({ min: 0, max: 100, noNaN: true }).map((each) => Math.round(each * 100) / 100),
      fc.constantFrom(
        '12',
        '0.5',
        '1e3',
        '-1',
        '',
        'once',
        'carry',
        'MINED',
        'flatten',
        'live',
        'x@y.z',
        null,
      ),
      fc.constantFrom<unknown>(true, false, [], {}, '/name', 'eu-west-1', 'http://127.0.0.1:80', WALLET, '7'),
    )
    const places = everySetting.flatMap((setting) => placesOf(setting).map((place) => ({ setting, place })))
    fc.assert(
      fc.property(fc.constantFrom(...places), values, ({ setting, place }, value) => {
        const isTaken = setting.read(value).ok
        const isAccepted = accepts(schema, fileWith(place, value))
        if (isTaken) expect(isAccepted).toBe(true)
        if (!isTaken && typeof value === 'number') expect(isAccepted).toBe(false)
        if (!isTaken && typeof value === 'object') expect(isAccepted).toBe(false)
      }),
      { numRuns: 3_000 },
    )
  })

  test.each<readonly [string, Json]>([
    ['a setting of the flat form', configFile({ markets: [marketFile({ takerSlippageCents: 3 })] })],
    ['a setting in the wrong group', configFile({ defaults: { quote: { targetTicks: 3 } } })],
    ['a market without its cap', configFile({ markets: [{ market: `0x${'a'.repeat(64)}`, token: '1' }] })],
    ['no market', configFile({ markets: [] })],
    ['a wallet without its address', configFile({ wallet: { signatureType: 0 } })],
  ])('marks %s', (_, file) => {
    expect(accepts(schema, configFile())).toBe(true)
    expect(accepts(schema, file)).toBe(false)
  })

  test('shows of each setting what it does, its unit and its default', () => {
    const place = ['properties', 'defaults', 'properties', 'regime', 'properties', 'maxSpreadCents']
    expect(valueAt(schema, place)).toEqual({
      type: ['number', 'string'],
      minimum: 0.1,
      maximum: 99,
      pattern: '^-?\\d+(\\.\\d*)?$',
      default: 5,
      description: 'widest spread to quote in (cents, 0.1 to 99)',
    })
    for (const group of ['wallet', 'parameters', 'hosts', 'expert']) {
      expect(valueAt(schema, ['properties', group, 'description'])).toMatch(/\w/)
    }
    for (const group of ['regime', 'quote', 'exit', 'safety']) {
      const inDefaults = ['properties', 'defaults', 'properties', group, 'description']
      expect(valueAt(schema, inDefaults)).toMatch(/\w/)
      const inMarket = ['properties', 'markets', 'items', 'properties', group, 'description']
      expect(valueAt(schema, inMarket)).toBe(valueAt(schema, inDefaults))
    }
  })
})
