import { describe, expect, test } from 'vitest'
import { sessionConfigJson } from '../../../../desk/session/sessionConfig.ts'
import { parseAxes } from '../../../../desk/sweep/axis.ts'
import { variantsOf } from '../../../../desk/sweep/variants.ts'
import { VARIED } from '../../../../desk/sweep/varied.ts'
import { settingsTable } from '../../../../shared/config/settingsTable.ts'
import { tokenId } from '../../../../shared/domain/units.ts'

const WRITTEN = sessionConfigJson(
  { config: null, cadenceSeconds: null },
  { wallet: `0x${'1'.repeat(40)}`, token: tokenId('1') },
)
const swept = (vary: readonly string[], sample: { count: number; seed: number } | null = null) =>
  variantsOf(WRITTEN, { axes: parseAxes(vary), sample })

describe('the variants of a sweep', () => {
  test('are the grid of all values, the present settings first', () => {
    const variants = swept(['quote.volatilityDistance=0,1,2', 'exit.targetTicks=2,3'])

    expect(variants.map(({ values }) => values)).toEqual([
      [1, 2],
      [0, 2],
      [0, 3],
      [1, 3],
      [2, 2],
      [2, 3],
    ])
    expect(variants.map(({ isPresent }) => isPresent)).toEqual([true, false, false, false, false, false])
    const settings = variants.map(({ config }) => config.stack.markets[0]?.quote)
    expect(settings.map((each) => each?.volatilityDistancePermille)).toEqual([1000, 0, 0, 1000, 2000, 2000])
    expect(settings.map((each) => each?.targetTicks)).toEqual([2, 2, 3, 3, 2, 3])
  })

  test('have the present settings added where the grid leaves them out', () => {
    expect(swept(['volatilityDistance=0,2']).map(({ values }) => values)).toEqual([[1], [0], [2]])
    expect(swept(['exit.takerExit=true']).map(({ values }) => values)).toEqual([[false], [true]])
  })

  test('every setting of regime, quote and exit can be varied, by its name and in its bounds', () => {
    const rows = settingsTable().filter(({ name }) => /^(regime|quote|exit)\./.test(name))
    expect(VARIED.map(({ name }) => name)).toEqual(rows.map(({ name }) => name))
    for (const { name, default: present } of rows) {
      const value = name === 'quote.rewardEntryUsdc' ? '20' : present
      expect(swept([`${name}=${value}`]), name).toHaveLength(1)
      expect(() => swept([`${name}=${value},-999999`]), name).toThrow(`${name} = -999999: use `)
    }
  })

  test('the present value is the one of the market, else that of defaults, else the default', () => {
    const market = { ...(WRITTEN['markets'] as readonly object[])[0], exit: { targetTicks: 4 } }
    const written = {
      ...WRITTEN,
      defaults: { exit: { targetTicks: 3 }, quote: { repriceTicks: 5 } },
      markets: [market],
    }
    const vary = [
      'exit.targetTicks=4',
      'quote.repriceTicks=5',
      'quote.minEdgeTicks=2',
      'exit.targetFloorTicks=1,2',
    ]

    const variants = variantsOf(written, { axes: parseAxes(vary), sample: null })

    expect(variants.map(({ values }) => values)).toEqual([
      [4, 5, 2, 1],
      [4, 5, 2, 2],
    ])
    expect(variants.map(({ config }) => config.stack.markets[0]?.quote)).toMatchObject([
      { targetTicks: 4, repriceTicks: 5, targetFloorTicks: 1 },
      { targetTicks: 4, repriceTicks: 5, targetFloorTicks: 2 },
    ])
  })

  test('a sample is drawn from the grid by its seed, each combination once', () => {
    const vary = ['quote.volatilityDistance=0,1,2,3,4,5,6,7,8,9', 'regime.stayPercent=10,20,30,40,50,60,70']
    const drawn = swept(vary, { count: 20, seed: 3 }).map(({ values }) => values.join())

    expect(swept(vary, { count: 20, seed: 3 }).map(({ values }) => values.join())).toEqual(drawn)
    expect(swept(vary, { count: 20, seed: 4 }).map(({ values }) => values.join())).not.toEqual(drawn)
    expect(new Set(drawn).size).toBe(drawn.length)
    // The present settings are among them or added.
    expect([20, 21]).toContain(drawn.length)
    expect(swept(vary, { count: 500, seed: 3 })).toHaveLength(70)
  })

  test('a sample is spread evenly over the grid', () => {
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 400; seed += 1) {
      for (const { values } of swept(['repriceTicks=1,2,3,4,5,6,7,8'], { count: 2, seed }).filter(
        ({ isPresent }) => !isPresent,
      ))
        counts.set(values.join(), (counts.get(values.join()) ?? 0) + 1)
    }
    // A quarter of 400 each; two is the present setting, which is not counted.
    expect(counts.size).toBe(7)
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(35)
  })
})

describe('what cannot be varied so is reported by name, value and remedy before anything runs', () => {
  test.each([
    [[], '--vary = missing: use NAME=VALUE,VALUE,... such as quote.volatilityDistance=0,1,2'],
    [['volatilityDistance'], '--vary = volatilityDistance: use NAME=VALUE,VALUE,... such as'],
    [['=1,2'], '--vary = =1,2: use NAME=VALUE,VALUE,...'],
    [
      ['quote.volatilityDistanec=1'],
      '--vary = quote.volatilityDistanec: did you mean "quote.volatilityDistance"?',
    ],
    [
      ['regime.volatilityDistance=1'],
      '--vary = regime.volatilityDistance: did you mean "quote.volatilityDistance"?',
    ],
    [['quote.exitFloor=0.1'], '--vary = quote.exitFloor: did you mean "exit.exitFloor"?'],
    [['entryUsdc=20,40'], '--vary = entryUsdc: this setting is not varied: a sweep varies those of regime'],
    [['nonsense=1'], '--vary = nonsense: use a setting of regime, quote or exit, such as'],
    [['constructor=1'], '--vary = constructor: use a setting of regime, quote or exit'],
    [['volatilityDistance='], 'quote.volatilityDistance = no value: write a value between the commas'],
    [['volatilityDistance=1,,2'], 'quote.volatilityDistance = 1,,2: write a value between the commas'],
    [['volatilityDistance=1,2,1.0'], 'quote.volatilityDistance = 1,2,1.0: write 1 once'],
    [['volatilityDistance=1,99'], 'quote.volatilityDistance = 99: use 0 to 20 (times the deviation)'],
    [['volatilityDistance=1,x'], 'quote.volatilityDistance = x: write a plain decimal number'],
    [['repriceTicks=1.5'], 'exit'],
    [['allowInPlay=yes'], 'regime.allowInPlay = yes: use true or false'],
    [['stayPercent=1', 'regime.stayPercent=2'], '--vary = regime.stayPercent: name each setting once'],
    [
      ['regime.minSpreadCents=1,6'],
      'regime.minSpreadCents = 6 (in regime.minSpreadCents=6): use at most maxSpreadCents',
    ],
    [
      ['exit.targetTicks=1,3', 'exit.targetFloorTicks=1,2'],
      'exit.targetFloorTicks = 2 (in exit.targetTicks=1 exit.targetFloorTicks=2): use at most targetTicks',
    ],
    [
      ['regime.minMid=0.1,0.45', 'regime.maxMid=0.4,0.5'],
      'regime.minMid = 0.45 (in regime.minMid=0.45 regime.maxMid=0.4): use less than maxMid',
    ],
  ])('%j', (vary, message) => {
    const told = message === 'exit' ? /^quote\.repriceTicks = 1\.5: .*(decimals|whole)/ : message
    expect(() => swept(vary)).toThrow(told)
  })

  test('a combination that is not drawn is not judged, and one that is made right by another value passes', () => {
    expect(swept(['regime.minSpreadCents=6', 'regime.maxSpreadCents=8'])).toHaveLength(2)
  })

  test('too many', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index / 100).join()
    const vary = [`volatilityDistance=${hundred}`, 'stayPercent=1,2,3,4,5,6,7,8,9,10,11']
    expect(() => swept(vary)).toThrow(
      '--vary = 1100 combinations: name fewer values, or have some of them drawn by --sample N, N at most 1000',
    )
    expect(() => swept(vary, { count: 1_001, seed: 1 })).toThrow('have some of them drawn by --sample N')
    expect(() => swept([`volatilityDistance=${hundred},1`])).toThrow('101 values: use at most 100 values')
  })
})
