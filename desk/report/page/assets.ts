import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { build } from 'esbuild'

/** What a page is made of besides its figures, as text to be put into it. */
export interface Assets {
  readonly style: string
  /** The plotting library as its authors ship it. */
  readonly plot: string
  readonly plotLicence: string
  /** Our own script, in one piece. */
  readonly script: string
}

/** What a page without charts is made of. */
export type PlainAssets = Pick<Assets, 'style' | 'script'>

export async function loadPlainAssets(): Promise<PlainAssets> {
  const [style, script] = await Promise.all([ownStyle(), bundled('plain.ts')])
  return { style, script: inline(script) }
}

/** Reads the library from node_modules and puts our script together; nothing is fetched. */
export const loadAssets = (): Promise<Assets> => assetsWith('main.ts')

/** The same for the page of a bot that is watched. */
export const loadWatchAssets = (): Promise<Assets> => assetsWith('watch.ts')

async function assetsWith(entry: string): Promise<Assets> {
  const require = createRequire(import.meta.url)
  const ofPlot = (name: string): Promise<string> => readFile(require.resolve(`uplot/${name}`), 'utf8')
  const [plot, plotLicence, plotStyle, style, script] = await Promise.all([
    ofPlot('dist/uPlot.iife.min.js'),
    ofPlot('LICENSE'),
    ofPlot('dist/uPlot.min.css'),
    ownStyle(),
    bundled(entry),
  ])
  return { style: `${plotStyle}\n${style}`, plot: inline(plot), plotLicence, script: inline(script) }
}

const ownStyle = (): Promise<string> => readFile(new URL('report.css', import.meta.url), 'utf8')

async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL(`../browser/${entry}`, import.meta.url).pathname],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

/** The one sequence that would end a script element early. */
const inline = (script: string): string => script.replaceAll('</script', '<\\/script')
