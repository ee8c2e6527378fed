import { join } from 'node:path'
import { type BuildOptions, build, type Metafile } from 'esbuild'

const ROOT = join(import.meta.dirname, '..')

/** Some dependencies are CommonJS and call `require`, which a module does not have. */
const BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"

/** How the functions are bundled: for their deployment, for the benchmark and for the check of their sizes. */
export const BUNDLING = {
  target: 'node24',
  mainFields: ['module', 'main'],
  banner: BANNER,
  minify: true,
  sourceMap: true,
  sourcesContent: false,
} as const

/** What replaces in the bundles the packages that they never use, or use in part. */
export const ALIASES: Readonly<Record<string, string>> = {
  axios: join(ROOT, 'functions/bundled/axios.cjs'),
  '@aws-sdk/credential-provider-node': join(ROOT, 'functions/bundled/credentialProviderNode.ts'),
  viem: join(ROOT, 'functions/bundled/viem.mjs'),
  'viem-itself': join(ROOT, 'node_modules/viem'),
}

export interface Bundled {
  readonly bytes: number
  /** Files that are in it, from the root. */
  readonly inputs: readonly string[]
}

/**
 * Bundles one file as the functions are.
 * @param alias Default: that of the functions.
 */
export async function bundle(
  entry: string,
  outfile: string,
  alias: Readonly<Record<string, string>> = ALIASES,
): Promise<Bundled> {
  const { banner, sourceMap, mainFields, ...rest } = BUNDLING
  const options: BuildOptions & { readonly metafile: true } = {
    ...rest,
    entryPoints: [entry],
    outfile,
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    metafile: true,
    banner: { js: banner },
    sourcemap: sourceMap,
    mainFields: [...mainFields],
    alias: { ...alias },
  }
  const { metafile } = await build(options)
  const [output] = Object.entries(metafile.outputs).flatMap(([file, each]) =>
    file.endsWith('.mjs') ? [each] : [],
  )
  if (output === undefined) throw new Error(`${entry} gave no bundle`)
  return { bytes: output.bytes, inputs: usedIn(output) }
}

/** What was left out of it again is named with no byte. */
const usedIn = ({ inputs }: Metafile['outputs'][string]): readonly string[] =>
  Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []))
