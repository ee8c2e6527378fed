import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { allSources, isCode, ROOT, withoutComments } from './sources.ts'

const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>
}

test('"npm ci --omit=dev" installs what every command but deploy loads', () => {
  // The bundler alone reads functions/bundled, and resolves an alias of its own there.
  const loaded = allSources()
    .filter((source) => isCode(source) && /^(shared|functions(?!\/bundled)|desk|cli)\//.test(source.path))
    .flatMap(({ path, text }) => packagesIn(withoutComments(text)).map((name) => ({ path, name })))

  expect(new Set(loaded.map(({ name }) => name)).size).toBeGreaterThan(15)
  expect(loaded.filter(({ name }) => !(name in dependencies))).toEqual([])
})

test('packages are found however they are loaded, types aside', () => {
  const text =
    "import type { A } from 'only-types'\nimport b from 'b/part'\nimport { c } from './c.ts'\nimport fs from 'node:fs'\n" +
    "await import('@d/e')\nrequire.resolve(`f/x`)"
  expect(packagesIn(text)).toEqual(['b', '@d/e', 'f'])
})

/** What a file loads at run time, by package. */
function packagesIn(text: string): readonly string[] {
  const values = text.replaceAll(/\b(?:import|export) type [^'`]*['`][^'`]+['`]/g, '')
  const found = values.matchAll(
    /(?:\bfrom |\bimport |\bimport\(|\brequire(?:\.resolve)?\()['`]((?:@[\w.-]+\/)?[\w.-]+)/g,
  )
  return [...found].flatMap(([, name = '']) => (name.startsWith('.') || name === 'node' ? [] : [name]))
}
