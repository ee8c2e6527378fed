import { parseArgs } from 'node:util'
import { type Explored, explore, replay } from './explorer.ts'
import { INVARIANTS } from './invariants.ts'
import { instanceOf, SCENARIOS, type Scenario } from './scenarios.ts'

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    scenario: { type: 'string', multiple: true },
    replay: { type: 'string' },
    schedules: { type: 'string' },
    profile: { type: 'boolean' },
  },
})
const chosen = SCENARIOS.filter(({ name }) => values.scenario === undefined || values.scenario.includes(name))
for (const scenario of chosen) {
  const started = performance.now()
  const instance = await instanceOf(scenario, values.full)
  if (values.replay !== undefined) {
    const r = await replay(instance, values.replay.split('.').map(Number))
    console.log(r.words.join('\n'), r.breaches)
    continue
  }
  const e = await explore(instance, {
    reduce: true,
    merge: true,
    maxSchedules: Number(values.schedules ?? 1e9),
    stopAtFirst: values.first,
  })
  const { ends, violations, ...rest } = e
  console.log(scenario.name, rest, ends.size, ((performance.now() - started) / 1000).toFixed(1), process.memoryUsage().rss / 1e6)
  const shortest = new Map<string, (typeof violations)[number]>()
  for (const v of violations) {
    const k = v.invariant + v.what.replace(/[\d.]+/g, '')
    const w = shortest.get(k)
    if (w === undefined || w.path.length > v.path.length) shortest.set(k, v)
  }
  for (const v of shortest.values()) {
    console.log(v.invariant, v.what, `--scenario ${scenario.name} --replay ${v.path.join('.')}`)
    const r = await replay(instance, v.path)
    for (const w of r.words) console.log('    ', w)
  }
}
