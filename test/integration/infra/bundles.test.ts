import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { bundle } from '../../../infra/bundle.ts'
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

  test('that grew beyond its budget is told, with what it has', () => {
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

  test('have nothing of the packages that others stand for', async () => {
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
})
