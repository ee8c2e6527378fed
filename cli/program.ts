import { Command, CommanderError } from 'commander'
import { addAdopt } from './commands/adopt.ts'
import { addArm } from './commands/arm.ts'
import { addCancelAll } from './commands/cancelAll.ts'
import { addDisarm } from './commands/disarm.ts'
import { addDoctor } from './commands/doctor.ts'
import { addDrain } from './commands/drain.ts'
import { addExchange } from './commands/exchange.ts'
import { addFlatten } from './commands/flatten.ts'
import { addFlattery } from './commands/flattery.ts'
import { addGoodbye } from './commands/goodbye.ts'
import { addHalt } from './commands/halt.ts'
import { addHistory } from './commands/history.ts'
import { addImport } from './commands/importTape.ts'
import { addJournal } from './commands/journal.ts'
import { addLedger } from './commands/ledger.ts'
import { addPaper } from './commands/paper.ts'
import { addPnl } from './commands/pnl.ts'
import { addRecord } from './commands/record.ts'
import { addReplay } from './commands/replay.ts'
import { addReport } from './commands/report.ts'
import { addResume } from './commands/resume.ts'
import { addSetup } from './commands/setup.ts'
import { addStatus } from './commands/status.ts'
import { addSweep } from './commands/sweep.ts'
import { addTape } from './commands/tape.ts'
import { addWhy } from './commands/why.ts'
import { type Act, createAct, type Ran, type Terminal } from './runCommand.ts'

/** Every command, in the order the help shows them. A new one is a file in `commands/` and a line here. */
const COMMANDS: readonly ((program: Command, act: Act) => void)[] = [
  addSetup,
  addDoctor,
  addArm,
  addStatus,
  addHalt,
  addResume,
  addDrain,
  addDisarm,
  addFlatten,
  addAdopt,
  addCancelAll,
  addLedger,
  addPnl,
  addExchange,
  addPaper,
  addJournal,
  addWhy,
  addGoodbye,
  addImport,
  addHistory,
  addRecord,
  addTape,
  addFlattery,
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
  const act = createAct(terminal, ran)
  for (const add of COMMANDS) add(program, act)
  try {
    await program.parseAsync(args, { from: 'user' })
    return ran.exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
}
