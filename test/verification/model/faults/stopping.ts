import type { Fault } from './fault.ts'

const pass = 'shared/engine/stop/stopPass.ts'

/** Mistakes about when a STOP is over. */
export const STOPPING_FAULTS: readonly Fault[] = [
  {
    name: 'orders-before-latch',
    what: 'the orders that are cancelled were read before the latch',
    edits: [
      {
        file: 'shared/engine/stop/stop.ts',
        from: 'const ports = safePorts(given)',
        to: 'const early = await given.store.marketItems()\n  const ports = safePorts({ ...given, store: { ...given.store, marketItems: async () => early } })',
      },
    ],
    scenario: 'entry-stop',
    breaks: ['I7'],
  },
  {
    name: 'stop-not-found-is-dead',
    what: 'STOP counts an order that is not found as dead before its end',
    edits: [
      {
        file: pass,
        from: 'if (absent) return earlierMs > order.expiresAtMs + slackMs',
        to: 'if (absent) return earlierMs > slackMs',
      },
    ],
    scenario: 'entry-stop',
    breaks: ['I7'],
  },
  {
    name: 'stop-unproven',
    what: 'STOP is done by the lists alone',
    edits: [
      {
        file: pass,
        from: 'if (undead !== undefined) return notYet',
        to: 'if (undead === null) return notYet',
      },
    ],
    scenario: 'entry-stop',
    breaks: ['I7'],
  },
  {
    name: 'stop-items-unread',
    what: 'STOP is carried to its end although the items could not be read',
    edits: [
      {
        file: pass,
        from: 'if (!items.ok) return notYet(',
        to: "if (!items.ok && (await store.stopDone(item.haltSeq)).is === 'written') return { is: 'done', haltSeq: item.haltSeq, evidence }\n  if (!items.ok) return notYet(",
      },
    ],
    scenario: 'entry-stop',
    left: { faults: 2, fills: 0 },
    breaks: ['I7'],
  },
  {
    name: 'flip-uncounted',
    what: 'a flag set by hand does not become a STOP of its own',
    edits: [
      {
        file: 'shared/engine/roundReads.ts',
        from: 'if (!isArmed(control.value) || !isManuallyFlipped(control.value)) return control',
        to: 'return control',
      },
    ],
    scenario: 'by-hand-tick',
    breaks: ['I10', 'I7'],
  },
]
