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
import { addInit } from './find/init.ts'
import { addMarket } from './find/market.ts'
import { nextStep, type Where } from './nextSteps.ts'
import { addAdopt } from './operate/adopt.ts'
import { addArm } from './operate/arm.ts'
import { addCancelAll } from './operate/cancelAll.ts'
import { addChat } from './operate/chat.ts'
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
import { addWatch } from './operate/watch.ts'
import { addWhy } from './operate/why.ts'
import { addExchange } from './run/exchange.ts'
import { addFillModelBias } from './run/fillModelBias.ts'
import { addPaper } from './run/paper.ts'
import { addReplay } from './run/replay.ts'
import { addStart } from './run/start.ts'
import { addSweep } from './run/sweep.ts'
import { addTryLive } from './run/tryLive.ts'
import { type Act, createAct, type Ran, type Terminal } from './terminal/runCommand.ts'

/** What a command needs beside this clone. */
const NEEDS = {
  nothing: 'nothing',
  network: 'network',
  aws: 'AWS',
  bot: 'AWS or folder',
  keys: 'AWS, keys',
  botKeys: 'AWS, keys, or folder',
} as const

const NEEDS_WORDS: Readonly<Record<keyof typeof NEEDS, string>> = {
  nothing: 'nothing beside this clone',
  network: 'the network; no account, no keys',
  aws: 'AWS credentials, and the stack',
  bot: 'AWS credentials, and the stack; or --folder of a paper run on this machine, then nothing',
  keys: 'AWS credentials; the wallet key or the API credentials, from SSM or from a file',
  botKeys:
    'AWS credentials; the wallet key or the API credentials, from SSM or from a file; or --folder of a paper run on this machine, then nothing',
}

type Add = (program: Command, act: Act) => void
type Group = readonly [heading: string, commands: readonly (readonly [Add, keyof typeof NEEDS])[]]

/** Every command, in the order the help shows them. A new command is a file in one of the rooms and a line here. */
const GROUPS: readonly Group[] = [
  [
    'Run, on this machine:',
    [
      [addStart, 'nothing'],
      [addPaper, 'network'],
      [addTryLive, 'nothing'],
      [addReplay, 'nothing'],
      [addSweep, 'nothing'],
      [addFillModelBias, 'nothing'],
      [addExchange, 'nothing'],
    ],
  ],
  [
    'Choose markets, by public data:',
    [
      [addInit, 'network'],
      [addFind, 'network'],
      [addMarket, 'network'],
      [addIds, 'network'],
    ],
  ],
  [
    'Operate the deployed bot:',
    [
      [addSetup, 'keys'],
      [addDeploy, 'aws'],
      [addConfirm, 'aws'],
      [addChat, 'aws'],
      [addDoctor, 'aws'],
      [addDrill, 'aws'],
      [addArm, 'aws'],
      [addStatus, 'bot'],
      [addWatch, 'bot'],
      [addHalt, 'bot'],
      [addResume, 'bot'],
      [addDrain, 'bot'],
      [addDisarm, 'aws'],
      [addFlatten, 'bot'],
      [addAdopt, 'bot'],
      [addCancelAll, 'keys'],
      [addJournal, 'bot'],
      [addWhy, 'bot'],
      [addRestore, 'aws'],
      [addRotate, 'keys'],
      [addDecommission, 'aws'],
      [addCost, 'nothing'],
    ],
  ],
  [
    'Account for its money:',
    [
      [addLedger, 'bot'],
      [addPnl, 'botKeys'],
      [addReport, 'nothing'],
    ],
  ],
  [
    'Collect data:',
    [
      [addRecord, 'network'],
      [addHistory, 'network'],
      [addImport, 'nothing'],
      [addTape, 'nothing'],
    ],
  ],
]

/** Runs one command line; resolves to its exit status. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const ran: Ran = { exit: 0 }
  const program = new Command('npx bot')
    .description(DESCRIPTION)
    .addHelpText('after', AFTER)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text.replace(/^error: /, '')),
    })
  const act = createAct(terminal, ran, {
    explain: missingRight,
    next: (command, outcome, options) => nextStep(command, outcome, options as Where),
  })
  for (const [heading, commands] of GROUPS) addGroup(program, act, heading, commands)
  try {
    await program.parseAsync(args, { from: 'user' })
    return ran.exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
}

const DESCRIPTION = 'A market maker for Polymarket. In brackets: what a command needs.'

const AFTER = `
"npx bot COMMAND --help" shows the options of a command. Begin with:
  npx bot start          a session on this machine
  npx bot init           your configuration, by questions
  npx bot paper --config my-config.json`

function addGroup(program: Command, act: Act, heading: string, commands: Group[1]): void {
  program.commandsGroup(heading)
  for (const [add, needs] of commands) {
    const before = program.commands.length
    add(program, act)
    for (const command of program.commands.slice(before)) {
      const [short] = command.description().split('; ')
      command.summary(`${short} [${NEEDS[needs]}]`)
      command.addHelpText('after', `\nNeeds: ${NEEDS_WORDS[needs]}.`)
    }
  }
}
