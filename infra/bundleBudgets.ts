import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bundled, bundle } from './bundle.ts'

/** Of each function's bundle. More bytes are more milliseconds of each cold start. */
export const BUDGETS = { tick: 1_000_000, stop: 900_000 } as const

/** A STOP signs nothing: what could do so has no place in it. */
const SIGNERS =
  /shared\/keys\/(kmsSigner|walletSigner|derSignature)|shared\/polymarket\/signOrder|client-kms|signing-key|secp256k1/

/** What is wrong with a bundle, in words; none: nothing. */
export function faultsOf(name: keyof typeof BUDGETS, { bytes, inputs }: Bundled): readonly string[] {
  const budget = BUDGETS[name]
  const signers = name === 'stop' ? inputs.filter((file) => SIGNERS.test(file)) : []
  return [
    ...(bytes <= budget
      ? []
      : [
          `the bundle of ${name} has ${bytes} bytes, more than ${budget}: see what was added, and leave it out`,
        ]),
    ...signers.map((file) => `the bundle of ${name} carries a signer, ${file}: it must not sign`),
  ]
}

/** Bundles both functions as they are deployed. */
export async function bundleAll(): Promise<Readonly<Record<keyof typeof BUDGETS, Bundled>>> {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'))
  const one = (name: keyof typeof BUDGETS) => bundle(`functions/${name}.ts`, join(folder, `${name}.mjs`))
  try {
    const [tick, stop] = await Promise.all([one('tick'), one('stop')])
    return { tick, stop }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
