import type { Command } from 'commander'
import { type ReportOptions, wantedReport } from '../../desk/report/reportFile.ts'
import { sessionConfigJson } from '../../desk/session/sessionConfig.ts'
import { type Axis, parseAxes } from '../../desk/sweep/axis.ts'
import { ResultsFolder } from '../../desk/sweep/resultsFolder.ts'
import { runSweep, type SweepProgress } from '../../desk/sweep/runSweep.ts'
import { sweepResultOf } from '../../desk/sweep/sweepResultOf.ts'
import { sweepSummary } from '../../desk/sweep/sweepSummary.ts'
import { MAX_VARIANTS, type VariantOptions, variantsOf } from '../../desk/sweep/variants.ts'
import { writeSweep } from '../../desk/sweep/writeSweep.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { tokenId } from '../../shared/domain/units.ts'
import { MAX_SEED, parseWhole } from '../../shared/domain/wholeNumber.ts'
import { FILL_MODELS, type FillModel } from '../../shared/simulator/fillModel.ts'
import { namedBook } from '../data/namedBook.ts'
import { type TapeFlags, withTape } from '../data/tapeOptions.ts'
import { several } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { say } from '../terminal/say.ts'
import {
  configOf,
  createProgressLine,
  playedBy,
  REPLAY_WALLET,
  type ReplayTerms,
  withTerms,
} from './replayTerms.ts'

const DEFAULT_PAGE = 'sweep.html'
const DEFAULT_FOLDER = '.sweep'
/** A part of less would prove nothing, or leave nothing to search. */
const HELD_OUT = { least: 10, most: 90 }

interface SweepOptions extends TapeFlags, ReplayTerms, Pick<ReportOptions, 'report'> {
  readonly vary?: readonly string[]
  readonly sample?: string
  readonly seed?: string
  readonly heldOut: string
  readonly fill: string
  readonly results: string
}

export const addSweep = (program: Command, act: Act): void => {
  withTerms(withTape(program.command('sweep')))
    .argument('<tape...>', 'tapes or recordings')
    .option(
      '--vary <name=values>',
      'a setting of regime, quote or exit and its values, such as quote.volatilityDistance=0,1,2; may be repeated',
      several,
    )
    .option('--sample <n>', 'draw this many combinations instead of running them all')
    .option('--seed <n>', 'seed of the sample (default: 1)')
    .option('--held-out <percent>', 'latest part of the time, on which settings are validated', '33')
    .option('--fill <model>', FILL_MODELS.join(', '), 'trades')
    .option(
      '--results <folder>',
      'folder of the results, so that an interrupted sweep continues',
      DEFAULT_FOLDER,
    )
    .option('--report <file>', `the page (default: ${DEFAULT_PAGE}; with --json none)`)
    .option('--no-report', 'write no page')
    .description('vary settings over recorded markets: select on some, validate on others')
    .action(act(run))
}

async function run(files: readonly string[], given: SweepOptions): Promise<CommandResult> {
  const options = await namedBook(given)
  const { axes, sample } = variation(options)
  const written = sessionConfigJson(configOf(options), { wallet: REPLAY_WALLET, token: tokenId('1') })
  const variants = variantsOf(written, { axes, sample })
  const heldOutPercent = parseHeldOut(options.heldOut)
  const terms = {
    ...playedBy(options),
    model: parseModel(options.fill),
  }
  const report = wantedReport(options, DEFAULT_PAGE)
  const folder = new ResultsFolder(options.results)
  const line = createProgressLine()
  const swept = await runSweep({
    files,
    terms,
    variants,
    heldOutPercent,
    folder,
    onProgress: (progress) => line.show(progressText(progress)),
  })
  line.end()
  if (swept.is === 'fault') {
    folder.undo()
    const text = swept.messages.join('\n')
    return { exit: 2, text, json: { error: text } }
  }
  const result = sweepResultOf({ ...swept, variants, axes, sample, terms, heldOutPercent })
  if (report !== null) {
    const { page, json } = await writeSweep(report, result)
    say(`page: ${page}, its figures: ${json}`)
  }
  const text = sweepSummary(result)
  return result.variants.some(({ failures }) => failures.length > 0)
    ? failed(text, result)
    : succeeded(text, result)
}

function variation({
  vary,
  sample,
  seed,
}: SweepOptions): VariantOptions & { readonly axes: readonly Axis[] } {
  const axes = parseAxes(vary ?? [])
  if (sample === undefined) {
    if (seed === undefined) return { axes, sample: null }
    throw wrongValue('--seed', seed, 'leave it out: it belongs to --sample; a full grid has no sample')
  }
  const count = parseWhole('--sample', sample, { least: 1, most: MAX_VARIANTS })
  return { axes, sample: { count, seed: parseWhole('--seed', seed ?? '1', { least: 0, most: MAX_SEED }) } }
}

const parseHeldOut = (text: string): number =>
  parseWhole('--held-out', text, {
    ...HELD_OUT,
    remedy: `use whole percent from ${HELD_OUT.least} to ${HELD_OUT.most}`,
  })

function parseModel(text: string): FillModel {
  const model = FILL_MODELS.find((each) => each === text)
  if (model !== undefined) return model
  throw wrongValue('--fill', text, `use ${FILL_MODELS.join(', ')}`)
}

function progressText(progress: SweepProgress): string {
  if (progress.is === 'looking') return `checking tape ${progress.done + 1} of ${progress.of}`
  const { done, of, events, stored } = progress
  const known = stored === 0 ? '' : `, ${stored} results were stored before`
  return `${done} of ${of} passes over tapes, ${(events / 1e6).toFixed(2)} million events${known}`
}
