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
import { type BotLocation, nextStep } from './nextSteps.ts'
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
import { withoutAws } from './operate/withoutAws.ts'
import { addExchange } from './run/exchange.ts'
import { addFillModelBias } from './run/fillModelBias.ts'
import { addPaper } from './run/paper.ts'
import { addReplay } from './run/replay.ts'
import { addStart } from './run/start.ts'
import { addSweep } from './run/sweep.ts'
import { addTryLive } from './run/tryLive.ts'
import { printedOutcome } from './terminal/outcome.ts'
import { type Act, createAct, type ExitStatus, type Terminal } from './terminal/runCommand.ts'
import { usageErrorText } from './terminal/usageErrorText.ts'

const NOTHING = 'nothing besides this clone'
const STACK = 'AWS credentials, and the stack'
const KEYS = 'AWS credentials; the wallet key or the API credentials, from SSM or from a file'
const FOLDER = 'or --folder of a paper run on this machine, then nothing'

/** What a command needs besides this clone: in the list of all commands, and in its own help. */
const NEEDS = {
  nothing: ['nothing', NOTHING],
  page: [
    'nothing, AWS or folder',
    `${NOTHING}, for a stored result or with --folder of a paper run; for a deployed bot AWS credentials`,
  ],
  watch: [
    'nothing, or AWS',
    `${NOTHING}, for a session or a paper run on this machine; for a deployed bot ${STACK}`,
  ],
  network: ['network', 'the network; no account, no keys'],
  aws: ['AWS', STACK],
  bot: ['AWS or folder', `${STACK}; ${FOLDER}`],
  keys: ['AWS, keys', KEYS],
  botKeys: ['AWS, keys, or folder', `${KEYS}; ${FOLDER}`],
} as const

type Add = (program: Command, act: Act) => void
type Line = readonly [add: Add, needs: keyof typeof NEEDS, example: string]
type Group = readonly [heading: string, commands: readonly Line[]]

/** Every command, in the order the help shows them. A new command is a file in one of the rooms and a line here. */
const GROUPS: readonly Group[] = [
  [
    'Run, on this machine:',
    [
      [addStart, 'nothing', 'start --halt-at 30m'],
      [addPaper, 'network', 'paper --config my-config.json --for 1h'],
      [addTryLive, 'nothing', 'try-live --for 5m'],
      [addReplay, 'nothing', 'replay examples/made-up.tape'],
      [addSweep, 'nothing', 'sweep examples/made-up.tape --vary quote.volatilityDistance=0,1,2'],
      [addFillModelBias, 'nothing', 'fill-model-bias examples/made-up.tape'],
      [addExchange, 'nothing', 'exchange --market trending --seed 7'],
    ],
  ],
  [
    'Choose markets, by public data:',
    [
      [addInit, 'network', 'init https://polymarket.com/event/EVENT/MARKET'],
      [addFind, 'network', 'find --top 10'],
      [addMarket, 'network', 'market bitcoin'],
      [addIds, 'network', 'ids --config my-config.json'],
    ],
  ],
  [
    'Operate the deployed bot:',
    [
      [addSetup, 'keys', 'setup --config my-config.json --yes'],
      [addDeploy, 'aws', 'deploy --config my-config.json'],
      [addConfirm, 'aws', "confirm 'LINK' --config my-config.json"],
      [addChat, 'aws', 'chat --config my-config.json --yes'],
      [addDoctor, 'aws', 'doctor --config my-config.json'],
      [addDrill, 'aws', 'drill --config my-config.json --yes'],
      [addArm, 'aws', 'arm --config my-config.json --yes'],
      [addStatus, 'bot', 'status --config my-config.json'],
      [addWatch, 'watch', 'watch --folder .paper'],
      [addHalt, 'bot', 'halt I want to look --config my-config.json'],
      [addResume, 'bot', 'resume 3 --config my-config.json'],
      [addDrain, 'bot', 'drain --config my-config.json'],
      [addDisarm, 'aws', 'disarm --config my-config.json'],
      [addFlatten, 'bot', 'flatten 3 --config my-config.json --yes'],
      [addAdopt, 'bot', 'adopt --config my-config.json --yes'],
      [addCancelAll, 'keys', 'cancel-all --key-file FILE --config my-config.json --yes'],
      [addJournal, 'bot', 'journal --last 2h --config my-config.json'],
      [addWhy, 'bot', 'why 12:00 --folder .paper'],
      [addRestore, 'aws', 'restore --at 2026-03-01T12:00:00Z --config my-config.json'],
      [addRotate, 'keys', 'rotate --config my-config.json --yes'],
      [addDecommission, 'aws', 'decommission --key-file FILE --config my-config.json --yes'],
      [addCost, 'nothing', 'cost --config my-config.json'],
    ],
  ],
  [
    'Account for its money:',
    [
      [addLedger, 'bot', 'ledger --year 2026 --out ledger.csv --config my-config.json'],
      [addPnl, 'botKeys', 'pnl --folder .paper'],
      [addReport, 'page', 'report --last 7d --config my-config.json'],
    ],
  ],
  [
    'Collect data:',
    [
      [addRecord, 'network', 'record my.tape --market WORDS --token Yes'],
      [
        addHistory,
        'network',
        'history WORDS --token Yes --from 2026-05-01T10 --to 2026-05-01T16 --archive https://HOST/PATH',
      ],
      [addImport, 'nothing', 'import FILE.events.jsonl'],
      [addTape, 'nothing', 'tape info examples/made-up.tape'],
    ],
  ],
]

/** Runs one command line; resolves to its exit status. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const ran: ExitStatus = { exit: 0 }
  const program = new Command('npx bot')
    .description(DESCRIPTION)
    .addHelpText('after', AFTER)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      // With its remedy, below.
      outputError: () => {},
    })
  const act = createAct(terminal, ran, {
    explain: (name, text) => missingRight(name, text) ?? withoutAws(name, text, takesFolder(program, name)),
    next: (command, outcome, options) => nextStep(command, outcome, options as BotLocation),
  })
  for (const [heading, commands] of GROUPS) addGroup(program, act, heading, commands)
  try {
    await program.parseAsync(args, { from: 'user' })
    return ran.exit
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const text = usageErrorText(error, program, args)
    if (text === null) throw error
    if (args.includes('--json')) terminal.out(printedOutcome({ exit: 2, text, json: { error: text } }, true))
    else if (text !== '') terminal.err(`${text}\n`)
    return 2
  }
}

const DESCRIPTION = 'A market maker for Polymarket. In brackets: what a command needs.'

const AFTER = `
"npx bot COMMAND --help" shows the options of a command. Begin with:
  npx bot start          a session on this machine
  npx bot init           your configuration, by questions
  npx bot paper --config my-config.json`

const takesFolder = (program: Command, name: string): boolean =>
  program.commands.some((each) => each.name() === name && takes(each, '--folder'))

/** Every command has it; one that prints more than a line at its end says so itself. */
function addJson(command: Command): void {
  if (!takes(command, '--json')) command.option('--json', 'print one line of JSON')
}

const takes = (command: Command, option: string): boolean =>
  command.options.some(({ long }) => long === option)

function addGroup(program: Command, act: Act, heading: string, commands: Group[1]): void {
  program.commandsGroup(heading)
  for (const [add, needs, example] of commands) {
    const before = program.commands.length
    add(program, act)
    for (const command of program.commands.slice(before)) {
      for (const each of command.commands.length === 0 ? [command] : command.commands) addJson(each)
      const [short] = command.description().split('; ')
      const [listed, words] = NEEDS[needs]
      command.summary(`${short} [${listed}]`)
      command.addHelpText('after', `\nExample: npx bot ${example}\nNeeds: ${words}.`)
    }
  }
}
