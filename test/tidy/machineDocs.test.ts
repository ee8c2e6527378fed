import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asksTables, statesTable, stopRemedies, stopsTable } from '../support/machineTables.ts'
import { allSources, ROOT } from './sources.ts'

const page = (name: string): string => readFileSync(join(ROOT, 'docs', name), 'utf8')
const REWRITE = 'write it with: node test/verification/model/states/main.ts --write-docs'

test.each([
  ['states', statesTable],
  ['conditions that are asked', asksTables],
  ['STOPs', stopsTable],
])('the page of transitions has the table of %s that runs', (_, table) => {
  expect(page('transitions.md').includes(table().join('\n')), REWRITE).toBe(true)
})

test('the runbook has the meanings and remedies of the table of STOPs', () => {
  expect(page('runbook.md')).toContain(stopRemedies().join('\n'))
})

test('only the risk check makes what may be posted', () => {
  const makers = allSources()
    .filter(
      ({ path, text }) =>
        /^(shared|functions|cli|desk|infra)\//.test(path) && /\bas RiskApproved\b/.test(text),
    )
    .map(({ path }) => path)

  expect(makers).toEqual(['shared/machine/riskCheck.ts'])
})
