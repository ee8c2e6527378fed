import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MEMORIES_MB } from '../cli/operate/cost.ts'
import { bundle } from '../infra/bundle.ts'
import { monthlyCost } from '../shared/config/monthlyCost.ts'
import { processorShare } from './processorShare.ts'
import { saidBy } from './saidBy.ts'
import { createDesk } from './tickDesk.ts'

const IMPORTS = 5
const CHILD = join(import.meta.dirname, 'usageChild.ts')

/** What a function of that memory takes, and costs at the default cadence with one market. */
export interface UsageRow {
  readonly memoryMb: number
  /** Node's start and the import of the tick's bundle. */
  readonly coldMs: number
  /** An invocation with one quiet tick: in all, and of it the processor's time. */
  readonly onceMs: number
  readonly onceCpuMs: number
  readonly usdAMonth: number
}

/** Each memory of Lambda by the share of a processor that it buys; table and venue run outside it, unshared. */
export async function usage(): Promise<readonly UsageRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'usage-'))
  try {
    const tick = join(folder, 'tick.mjs')
    await bundle('functions/tick.ts', tick)
    const rows: UsageRow[] = []
    for (const memoryMb of MEMORIES_MB) rows.push(await rowOf(memoryMb, tick))
    return rows
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function rowOf(memoryMb: number, tick: string): Promise<UsageRow> {
  const share = processorShare(memoryMb)
  try {
    const colds = Array.from({ length: IMPORTS }, () => coldMs(tick, share.prefix))
    const { wallMs, cpuMs } = await measured(share.prefix)
    return {
      memoryMb,
      coldMs: Math.round(colds.toSorted((a, b) => a - b)[(IMPORTS - 1) / 2] ?? 0),
      onceMs: Math.round(wallMs),
      onceCpuMs: Math.round(cpuMs),
      usdAMonth: monthlyCost({ memoryMb, cadenceMs: 10_000, markets: 1, marketMetrics: false, kmsKeys: 0 })
        .totalUsd,
    }
  } finally {
    share.close()
  }
}

/** As the function is deployed, source maps included. */
function coldMs(file: string, [program = '', ...prefix]: readonly string[]): number {
  const code = `await import(${JSON.stringify(pathToFileURL(file).href)}); process.exit(0)`
  const begunMs = performance.now()
  const node = [process.execPath, '--enable-source-maps', '--input-type=module', '--eval', code]
  execFileSync(program, [...prefix, ...node], { env: { PATH: process.env['PATH'] ?? '' } })
  return performance.now() - begunMs
}

async function measured([program = '', ...prefix]: readonly string[]): Promise<{
  readonly wallMs: number
  readonly cpuMs: number
}> {
  const desk = await createDesk()
  try {
    const child = spawn(program, [...prefix, process.execPath, CHILD, JSON.stringify(desk.given)], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const said = saidBy(child)
    return await new Promise((resolve, reject) => {
      let answer: { readonly wallMs: number; readonly cpuMs: number } | null = null
      child.once('message', (message) => {
        answer = message as typeof answer
      })
      child.once('exit', () =>
        answer === null
          ? reject(new Error(`the tick's process ended without an answer: ${said()}`))
          : resolve(answer),
      )
      child.once('error', reject)
    })
  } finally {
    await desk.close()
  }
}
