import { Command, CommanderError } from 'commander'
import { addLedger } from './account/ledger.ts'
import { addPnl } from './account/pnl.ts'
import { addReport } from './account/report.ts'
import { addHistory } from './data/history.ts'
import { addImport } from './data/importTape.ts'
import { addRecord } from './data/record.ts'
import { addTape } from './data/tape.ts'
import { addFind } from './find/find.ts'
import { addIds } from './find/ids.ts'
import { addMarket } from './find/market.ts'
import { addAdopt } from './operate/adopt.ts'
import { addArm } from './operate/arm.ts'
import { addCancelAll } from './operate/cancelAll.ts'
import { addConfirm } from './operate/confirm.ts'
import { addCost } from './operate/cost.ts'
import { addDecommission } from './operate/decommission.ts'
import { addDeploy } from './operate/deploy.ts'
import { addDisarm } from './operate/disarm.ts'
import { addDoctor } from './operate/doctor.ts'
import { addDrain } from './operate/drain.ts'
import { addDrill } from './operate/drill.ts'
import { addFlatten } from './operate/flatten.ts'
import { addHalt } from './operate/halt.ts'
import { addJournal } from './operate/journal.ts'
import { addRestore } from './operate/restore.ts'
import { addResume } from './operate/resume.ts'
import { missingRight } from './operate/rights.ts'
import { addRotate } from './operate/rotate.ts'
import { addSetup } from './operate/setup.ts'
import { addStatus } from './operate/status.ts'
import { addWhy } from './operate/why.ts'
import { addExchange } from './run/exchange.ts'
import { addFillModelBias } from './run/fillModelBias.ts'
import { addPaper } from './run/paper.ts'
import { addReplay } from './run/replay.ts'
import { addSweep } from './run/sweep.ts'
import { type Act, createAct, type Ran, type Terminal } from './terminal/runCommand.ts'

/** Every command, in the order the help shows them. A new command is a file in one of the rooms and a line here. */
const COMMANDS: readonly ((program: Command, act: Act) => void)[] = [
  addSetup,
  addDeploy,
  addConfirm,
  addDoctor,
  addDrill,
  addArm,
  addStatus,
  addHalt,
  addResume,
  addDrain,
  addDisarm,
  addFlatten,
  addAdopt,
  addCancelAll,
  addCost,
  addFind,
  addMarket,
  addIds,
  addLedger,
  addPnl,
  addExchange,
  addPaper,
  addJournal,
  addWhy,
  addRestore,
  addRotate,
  addDecommission,
  addImport,
  addHistory,
  addRecord,
  addTape,
  addFillModelBias,
  addReplay,
  addSweep,
  addReport,
]

/** Runs one command line; resolves to its exit status. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const ran: Ran = { exit: 0 }
  const program = new Command('npm run bot --')
    .description('Operate the deployed bot with your AWS credentials')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text.replace(/^error: /, '')),
    })
  const act = createAct(terminal, ran, missingRight)
  for (const add of COMMANDS) add(program, act)
  try {
    await program.parseAsync(args, { from: 'user' })
    return ran.exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
}
