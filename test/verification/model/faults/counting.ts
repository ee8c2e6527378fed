import type { Fault } from './fault.ts'

const protocol = 'shared/ports/controlProtocol.ts'
const stop = 'shared/engine/stop/stop.ts'
const leases = 'shared/engine/leases.ts'
const pass = 'shared/engine/stop/stopPass.ts'
const watch = 'shared/engine/stop/createWatch.ts'

/** Mistakes about what counts as a STOP, once, and what a STOP may touch. */
export const COUNTING_FAULTS: readonly Fault[] = [
  {
    name: 'id-not-stored',
    what: 'the id of a message is not stored by the write that counts it',
    edits: [
      {
        file: protocol,
        from: 'const ids = id === undefined || joins ? kept.ids : [...kept.ids, id].slice(-MAX_MESSAGE_IDS)',
        to: 'const ids = kept.ids',
      },
    ],
    scenario: 'message-twice',
    breaks: ['I11'],
  },
  {
    name: 'known-id-counts',
    what: 'a message whose id is stored counts again',
    edits: [
      { file: protocol, from: "if (isKnown(kept, id)) return { kept, answer: { is: 'already' } }", to: '' },
    ],
    scenario: 'message-twice',
    breaks: ['I11'],
  },
  {
    name: 'ids-forgotten',
    what: 'resume forgets the ids of the messages that were counted: one that is delivered again counts again',
    edits: [
      {
        file: protocol,
        from: ": { kept: { ...kept, control }, answer: { is: 'written' } }",
        to: ": { kept: { ids: control.halted ? kept.ids : [], control }, answer: { is: 'written' } }",
      },
    ],
    scenario: 'message-twice',
    breaks: ['I11'],
  },
  {
    name: 'id-of-left-aside',
    what: 'the id of an ignored message is stored: delivered again it would not count',
    edits: [
      {
        file: protocol,
        from: ": { kept, answer: { is: 'not armed' } }",
        to: ": { kept: { ...kept, ids: [...kept.ids, id ?? ''] }, answer: { is: 'not armed' } }",
      },
    ],
    scenario: 'rearm-alarm',
    breaks: ['I11'],
  },
  {
    name: 'flip-from-the-present',
    what: 'a flag set by hand is latched from the item as it is, not from the record of the change: set back it is lost',
    edits: [
      {
        file: stop,
        from: "if (flippedAtSeq !== undefined && !(await latchFlip(ports, flippedAtSeq))) return 'failed'",
        to: '',
      },
    ],
    scenario: 'flip-back',
    breaks: ['I11'],
  },
  {
    name: 'flip-on-no-condition',
    what: 'the record of a flag that was counted and resumed from counts again',
    edits: [
      {
        file: protocol,
        from: 'return isCurrent ? counted(reason)',
        to: 'return seen >= 0 ? counted(reason)',
      },
    ],
    scenario: 'flip-back',
    breaks: ['I11'],
  },
  {
    name: 'left-aside-unread',
    what: 'a message is ignored while nothing is armed, without a check of the orders in the items',
    edits: [
      {
        file: stop,
        from: 'const items = await store.marketItems()\n  if (!items.ok) return false',
        to: 'if (control.ok) return true\n  const items = await store.marketItems()\n  if (!items.ok) return false',
      },
    ],
    scenario: 'left-aside',
    breaks: ['I11'],
  },
  {
    name: 'arm-without-stop',
    what: 'arm begins to trade by its one write, without a STOP of its own and a second check of the alarms',
    edits: [
      {
        file: protocol,
        from: 'const control = { ...begun, armed: true, drain: false }',
        to: 'const cleared = { doneSeq: begun.haltSeq, clearedSeq: begun.haltSeq }\n    const control = { ...begun, ...cleared, armed: true, drain: false, halted: false }',
      },
    ],
    scenario: 'arm-alarm',
    breaks: ['I11'],
  },
  {
    name: 'unlatched-ignored',
    what: 'a run that takes the lease ignores the STOPs that were not latched',
    edits: [
      {
        file: leases,
        from: 'await settleUnlatched(ports, lease, acquired.unlatched)',
        to: '(settleUnlatched, true)',
      },
    ],
    scenario: 'unlatched',
    breaks: ['I10', 'I11'],
  },
  {
    name: 'unlatched-trades',
    what: 'a market trades while its STOP could not be latched',
    edits: [
      {
        file: leases,
        from: '? {} : { hasUnlatched: true as const }',
        to: '? {} : {}',
      },
    ],
    scenario: 'unlatched',
    breaks: ['I11'],
  },
  {
    name: 'unlatched-not-stored',
    what: 'a STOP that was found and could not be latched is not recorded',
    edits: [
      {
        file: 'shared/engine/tick.ts',
        from: '...(unlatched.length > 0 ? [unlatched] : [])',
        to: '...[]',
      },
    ],
    scenario: 'unlatched',
    breaks: ['I11'],
  },
  {
    name: 'unlatched-not-removed',
    what: 'a stored STOP is not removed after it was latched',
    edits: [
      {
        file: 'shared/engine/stop/unlatchedStops.ts',
        from: "return (await ports.store.putUnlatched(lease, [])).is === 'written'",
        to: 'return true',
      },
    ],
    scenario: 'unlatched',
    breaks: ['I10', 'I11'],
  },
  {
    name: 'late-pass',
    what: 'a STOP run that outlives its STOP keeps cancelling',
    edits: [
      {
        file: pass,
        from: "if (at.isLatched && control.ok && isResumed(control.value)) return { is: 'resumed', evidence: [] }",
        to: 'if (isResumed === null) throw at.isLatched',
      },
      {
        file: watch,
        from: "else if (at.isLatched && isResumed(now.value)) ended = 'resumed'",
        to: 'else if (isResumed === null) throw at.isLatched',
      },
    ],
    scenario: 'late-pass',
    breaks: ['I12'],
  },
  {
    name: 'no-look-before-cancel',
    what: 'a pass reads the flag only at its beginning, and then cancels in any case',
    edits: [
      { file: watch, from: 'if (ended !== null || isSilent) return ended === null', to: 'return true' },
    ],
    scenario: 'late-pass',
    breaks: ['I12'],
  },
  {
    name: 'no-look-before-market-cancel',
    what: 'a pass reads the flag before it cancels by hash, and not again before it cancels by market',
    edits: [
      {
        file: pass,
        from: 'if (records !== null || spared.length > 0 || !(await watch.mayCancel()))',
        to: 'if (records !== null || spared.length > 0)',
      },
    ],
    scenario: 'late-market-cancel',
    breaks: ['I12'],
  },
  {
    name: 'own-order-cancelled',
    what: "a pass cancels by market whoever placed the orders, including a person's own",
    edits: [
      {
        file: 'shared/engine/stop/stopPlan.ts',
        from: 'sinceMs !== null &&',
        to: 'sinceMs === -1 &&',
      },
    ],
    scenario: 'own-order',
    breaks: ['I12'],
  },
  {
    name: 'resume-over-own-order',
    what: 'resume does not check for own orders and fills of the person',
    edits: [
      {
        file: 'shared/operator/resumeBar.ts',
        from: 'state?.handOrders !== undefined || state?.handFilled === true',
        to: 'state?.handOrders === null',
      },
    ],
    scenario: 'own-order',
    breaks: ['I12'],
  },
  {
    name: 'loss-supersedes',
    what: 'a LOSS raises the number of the active STOP: the flatten that was accepted under it is void',
    edits: [
      {
        file: protocol,
        from: 'mayJoinStop(reason.code) && isStopActive(control)',
        to: 'false',
      },
    ],
    scenario: 'loss-halted',
    breaks: ['I11'],
  },
]
