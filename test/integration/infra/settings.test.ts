import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { afterAll, expect, test } from 'vitest'
import { ITEM_SCHEMA } from '../../../shared/dynamodb/table.ts'
import { configFile, marketFile } from '../../support/configFile.ts'
import { buildStack, LIVE } from './synthStack.ts'

const folder = mkdtempSync(join(tmpdir(), 'settings-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Really bundled, as it is deployed: where each function's code lies, and what settings it carries. */
function synthesized(overrides: Record<string, unknown>) {
  const outdir = mkdtempSync(join(folder, 'out-'))
  const template = Template.fromStack(buildStack(new App({ outdir }), overrides))
  const functions = Object.entries(template.findResources('AWS::Lambda::Function'))
    .filter(([id]) => /^(Tick|Stop)Bot/.test(id))
    .map(([, { Properties }]) => Properties)
  const hashes = functions.map(({ Code }) => String(Code.S3Key).replace(/\.zip$/, ''))
  return {
    template,
    functions,
    hashes,
    settings: hashes.map((hash) => readFileSync(join(outdir, `asset.${hash}`, 'settings.json'), 'utf8')),
    files: hashes.map((hash) => readdirSync(join(outdir, `asset.${hash}`)).toSorted()),
  }
}

const many = Array.from({ length: 10 }, (_, index) =>
  marketFile({
    name: 'x'.repeat(80),
    market: `0x${String(index).repeat(64)}`,
    regime: { gameStartMarginMinutes: 60 },
    quote: { entryTtlSeconds: 300 },
    exit: { exitTtlSeconds: 600 },
  }),
)

test('settings travel in the code of both functions, more of them than an environment holds', () => {
  // Prepare
  const wishes = { ...LIVE, accountUsdc: 1_000, markets: many }
  const json = JSON.stringify(configFile(wishes))
  expect(json.length).toBeGreaterThan(4_096)

  // Act
  const { functions, settings, files, hashes, template } = synthesized(wishes)
  const other = synthesized({ ...wishes, accountUsdc: 1_001 })

  // Assess
  expect(settings).toEqual([json, json])
  for (const names of files) expect(names).toEqual(['index.mjs', 'index.mjs.map', 'settings.json'])
  for (const { Environment } of functions) {
    expect(JSON.stringify(Environment.Variables).length).toBeLessThan(1_500)
    expect(Environment.Variables).not.toHaveProperty('CONFIG')
  }
  // Commands and `cdk diff` read them in the template; a change is another code, and so another function version.
  expect(JSON.stringify(template.toJSON()['Metadata'].Settings)).toBe(json)
  expect(template.toJSON()['Metadata'].Schema).toBe(ITEM_SCHEMA)
  expect(other.hashes.filter((hash) => hashes.includes(hash))).toEqual([])
})
