import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { FAULTS } from './faults/allFaults.ts'
import { faultTable } from './faults/faultTable.ts'

const RUN_FAULT = fileURLToPath(new URL('./faults/runFault.ts', import.meta.url))
const run = promisify(execFile)

test.each(FAULTS)('the explorer finds it when $what', async ({ name, breaks }) => {
  const { stdout } = await run(process.execPath, [RUN_FAULT, name], { maxBuffer: 10_000_000 })

  const result: unknown = JSON.parse(stdout)

  expect(result).toMatchObject({ found: true, invariant: expect.stringMatching(`^(${breaks.join('|')})$`) })
})

/** As the plan of this project named them, before any was written. */
const NAMED = [
  ['no intent', 'no-intent'],
  ['intent without the halt check', 'no-halt-check'],
  ['send after the deadline', 'no-send-deadline'],
  ['known orders read before the latch', 'orders-before-latch'],
  ['"not found" taken as dead', 'not-found-is-dead'],
  ['an order without expiry', 'no-expiry'],
  ['state item overwritten whole', 'overwritten-whole'],
  ['lease without fence', 'lease-without-fence'],
  ['re-post on unknown', 'post-again'],
  ['"Duplicated" taken as placed', 'duplicated-is-placed'],
  ['failed read as empty', 'failed-read-is-empty'],
  ['the open-orders list trusted alone', 'list-alone'],
  ['provisional sold', 'provisional-sold'],
  ['trade keyed by id alone', 'trade-id-alone'],
  ['FAILED ignored', 'failed-ignored'],
  ['cancel taken as closed', 'cancel-closes'],
  ['cursor without overlap', 'no-overlap'],
  ['late fill dropped', 'late-fill-dropped'],
  ['ledger record taken for counted', 'ledger-is-counted'],
  ['resume that forgets a second STOP', 'resume-any'],
] as const

test.each(NAMED)('"%s" is one of them', (_, name) => {
  expect(FAULTS.map((fault) => fault.name)).toContain(name)
})

/** What was decided of the relay of ticks and of the alarms, clause by clause: leaving one out is found. */
const CLAUSES = [
  ['a run ticks until it is relieved', ['claim-unheeded']],
  ['and for 150 s at most', ['runs-on']],
  ['at fixed instants', ['ticks-drift']],
  ['its lease is renewed by each commit', ['commit-renews-not']],
  ['and at the latest when less than a cadence and 25 s is left', ['lease-not-kept']],
  ['no tick waits for the second list of a STOP', ['pass-holds-ticks']],
  ['nothing but clocks may be missing in the item', ['quiet-forgets']],
  ['for a while, and not in what is handed over', ['lag-grows', 'given-back-behind']],
  ['and a holder that stores nothing hears of a claim', ['look-hears-nothing']],
  ['a successor writes its event as a claim', ['wait-without-claim']],
  ['tries every second', ['tries-seldom']],
  ['and ticks one cadence after the last tick', ['successor-late']],
  ['who is not younger leaves', ['waiter-stays', 'event-twice']],
  ['commands claim too', ['command-unclaimed']],
  ['a STOP is latched by whoever holds the lease', ['judged-past-lease']],
  ['as a write shows that begins after the reads', ['proof-before-look']],
  ['unanswered: latch', ['unproven-drops']],
  [
    'a lease that is taken bars its old holder',
    ['lease-without-fence', 'lease-for-two', 'overwritten-whole'],
  ],
  ['the latch stays first, conditional on armed', ['aside-before-latch', 'never-aside']],
  ['only an alarm of this stack, in ALARM, is left aside', ['any-alarm-aside', 'unsure-aside']],
  ['only where nothing is armed', ['left-aside-unknown']],
  ['with no STOP undone', ['left-aside-undone']],
  ['and no order in the items, read after it', ['left-aside-unread', 'items-before-control']],
  ['a failed read latches', ['left-aside-unknown', 'left-aside-items-unknown']],
  ['the drill is left aside too, by its exact ARN, and answered', ['drill-latches', 'drill-by-name']],
  ['arm refuses before any write while an alarm is active', ['arm-over-alarm']],
  ['arm is one write with a STOP of its own', ['arm-without-stop']],
  ['whose resume looks at the alarms again', ['resume-over-alarm']],
  ['a restored market is rebuilt before it trades', ['restored-trades', 'lost-trades']],
  ['a message counts once', ['id-not-stored', 'known-id-counts']],
  ['resume keeps the ids', ['ids-forgotten']],
  ['no id is stored for a message left aside', ['id-of-left-aside']],
  ['a run whose STOP is over cancels nothing', ['late-pass']],
  ['a bell may end a sleep early, and its tick looks for itself', ['bell-is-a-read']],
  [
    'no sooner than the shortest gap, and not after the end of its run',
    ['bell-without-gap', 'bell-past-the-end'],
  ],
  ['and hears a claim as any other tick does', ['bell-skips-claim']],
  ['and nothing depends on its coming', ['bell-awaited']],
] as const

test.each(CLAUSES)('"%s" has its deliberate fault', (_, names) => {
  expect(FAULTS.map(({ name }) => name)).toEqual(expect.arrayContaining([...names]))
})

test('the documentation lists them all, each with the scenario that finds it', () => {
  const page = readFileSync(new URL('../../../docs/safety.md', import.meta.url), 'utf8')

  expect(page).toContain(faultTable(FAULTS))
})

test('there are at least twenty of them, each with a name of its own', () => {
  const names = new Set(FAULTS.map(({ name }) => name))

  expect(names.size).toBe(FAULTS.length)
  expect(FAULTS.length).toBeGreaterThanOrEqual(20)
})
