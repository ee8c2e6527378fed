import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { id, toUtf8String } from 'ethers'
import { afterAll, describe, expect, test } from 'vitest'
import { HASHED_AT_LOAD } from '../../../functions/bundled/hashedAtLoad.ts'
import { ALIASES, bundle } from '../../../infra/bundle.ts'
import { BUDGETS, bundleAll, faultsOf } from '../../../infra/bundleBudgets.ts'

const folder = mkdtempSync(join(tmpdir(), 'bundles-test-'))
afterAll(() => rmSync(folder, { recursive: true }))
const ROOT = join(import.meta.dirname, '../../..')

async function bundleOf(name: string, source: string) {
  const entry = join(folder, `${name}.ts`)
  writeFileSync(entry, source)
  return await bundle(entry, join(folder, `${name}.mjs`))
}

describe('the bundles', () => {
  test('of both functions are within their budgets, and that of STOP carries no signer', async () => {
    const { tick, stop } = await bundleAll()
    expect([faultsOf('tick', tick), faultsOf('stop', stop)]).toEqual([[], []])
    expect(tick.inputs).toContain('shared/polymarket/signOrder.ts')
  })

  test('that grew beyond its budget is reported, with what it has', () => {
    const bytes = BUDGETS.tick + 1
    expect(faultsOf('tick', { bytes, inputs: [] })).toMatchObject([expect.stringContaining(String(bytes))])
    expect(faultsOf('tick', { bytes: BUDGETS.tick, inputs: [] })).toEqual([])
  })

  test.each(['shared/keys/kmsSigner.ts', 'shared/keys/walletSigner.ts', 'shared/polymarket/signOrder.ts'])(
    'of a STOP that imports %s is told',
    async (file) => {
      const used = await bundleOf('signs', `export * from '${ROOT}/${file}'`)
      expect(faultsOf('stop', used)).toContainEqual(expect.stringContaining(file))
    },
  )

  test('have nothing of the packages that others replace', async () => {
    const { tick, stop } = await bundleAll()
    const all = [...tick.inputs, ...stop.inputs]
    expect(
      all.filter((file) =>
        /node_modules\/(axios|form-data|mime-db|@aws-sdk\/(client-(ssm|kms|sns)|credential-provider-(node|ini|sso)))\//.test(
          file,
        ),
      ),
    ).toEqual([])
    // English, and the list of the languages, of which nothing is left but its name.
    expect(all.filter((file) => /zod.*locales\/(?!(en|index)\.js)/.test(file))).toEqual([])
  })

  test('know beforehand what the client of the venue hashes while it loads', async () => {
    const counting = join(folder, 'counting.mjs')
    const standIn = join(ROOT, 'functions/bundled/viem.mjs')
    writeFileSync(
      counting,
      `import { keccak256 as hash } from '${standIn}'
       export * from '${standIn}'
       export const hashed = []
       export const keccak256 = (...of) => { hashed.push(of[0]); return hash(...of) }`,
    )
    const entry = join(folder, 'loads.ts')
    writeFileSync(
      entry,
      `export { ClobClient } from '${ROOT}/node_modules/@polymarket/clob-client-v2'; export { hashed } from '${counting}'`,
    )
    const outfile = join(folder, 'loads.mjs')
    await bundle(entry, outfile, { ...ALIASES, viem: counting })

    const loaded = (await import(outfile)) as { readonly hashed: readonly string[] }

    expect(loaded.hashed.map((hex) => toUtf8String(hex)).toSorted()).toEqual(
      Object.keys(HASHED_AT_LOAD).toSorted(),
    )
    expect(Object.values(HASHED_AT_LOAD)).toEqual(Object.keys(HASHED_AT_LOAD).map((text) => id(text)))
  })
})
