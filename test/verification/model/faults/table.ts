import type { Fault } from './fault.ts'

const protocol = 'shared/ports/controlProtocol.ts'
const leases = 'test/verification/model/leaseModel.ts'
const holds =
  'const holds = item.leaseId === op.lease.id && item.fence === op.lease.fence && item.rev === op.rev'

/** Mistakes about who may write what: the table as a naive store would use it. */
export const TABLE_FAULTS: readonly Fault[] = [
  {
    name: 'overwritten-whole',
    what: 'the whole item is written without a condition',
    edits: [{ file: leases, from: holds, to: 'const holds = true' }],
    scenario: 'entry',
    breaks: ['I8'],
  },
  {
    name: 'lease-without-fence',
    what: 'a write only asks that some lease is running',
    edits: [{ file: leases, from: holds, to: 'const holds = item.leaseUntilMs >= world.nowMs' }],
    scenario: 'entry',
    breaks: ['I8'],
  },
  {
    name: 'lease-for-two',
    what: 'a running lease is given to another run',
    edits: [
      {
        file: leases,
        from: 'const isFree = item.leaseId === null || isLeaseOver(item.leaseUntilMs, epochMs(nowMs))',
        to: 'const isFree = true',
      },
    ],
    scenario: 'entry',
    breaks: ['I10', 'I1', 'I8'],
  },
  {
    name: 'judged-past-lease',
    what: 'an overtaken run latches what it sees',
    edits: [
      {
        file: 'shared/engine/tick.ts',
        from: 'if (stops.length > 0 && (await isOvertaken(ports, held))) return OVERTAKEN',
        to: '',
      },
    ],
    scenario: 'entry',
    breaks: ['I10'],
  },
  {
    name: 'proof-before-look',
    what: 'the write that shows the lease comes before the reads: what they show may be a successor’s',
    edits: [
      {
        file: 'shared/engine/tick.ts',
        from: '  const observed = await observe(',
        to: '  const wasOvertaken = await isOvertaken(ports, held)\n  const observed = await observe(',
      },
      {
        file: 'shared/engine/tick.ts',
        from: 'if (stops.length > 0 && (await isOvertaken(ports, held))) return OVERTAKEN',
        to: 'if (stops.length > 0 && wasOvertaken) return OVERTAKEN',
      },
    ],
    scenario: 'entry',
    left: { torn: 1, faults: 0 },
    breaks: ['I10'],
  },
  {
    name: 'unproven-drops',
    what: 'a STOP is dropped if the proof of the lease gets no answer',
    edits: [
      {
        file: 'shared/engine/tick.ts',
        from: "(is === 'unknown' && clock.nowMs() > lease.untilMs)",
        to: "(is === 'unknown' && clock.nowMs() > 0 && lease.untilMs > 0)",
      },
    ],
    scenario: 'proof-unanswered',
    breaks: ['I11'],
  },
  {
    name: 'resume-any',
    what: 'resume ends whatever STOP is active, even a newer one',
    edits: [
      {
        file: protocol,
        from: 'if (!isDoneOf(now, seq)) return null',
        to: 'if (!isStopActive(now)) return null',
      },
      {
        file: protocol,
        from: 'halted: false, clearedSeq: seq,',
        to: 'halted: false, clearedSeq: now.haltSeq,',
      },
    ],
    scenario: 'resume',
    breaks: ['I7'],
  },
  {
    name: 'done-any',
    what: 'a STOP is called done although a newer one is active',
    edits: [
      {
        file: protocol,
        from: 'const isCurrent = now.haltSeq === seq && now.clearedSeq < seq && now.flatten?.seq !== seq',
        to: 'const isCurrent = seq > 0',
      },
      { file: protocol, from: '...now, doneSeq: seq }', to: '...now, doneSeq: now.haltSeq }' },
    ],
    scenario: 'stale-pass',
    breaks: ['I7'],
  },
  {
    name: 'lost-trades',
    what: 'an item that is marked as not rebuilt, as a restored one is, is traded as if it were whole',
    edits: [
      {
        file: 'shared/machine/stops.ts',
        from: 'checks: [isOurs, isWhole]',
        to: 'checks: [isOurs]',
      },
    ],
    scenario: 'put-back',
    breaks: ['I2'],
  },
  {
    name: 'restored-trades',
    what: 'a restored market is resumed and traded before it was rebuilt from the venue',
    edits: [
      {
        file: 'shared/machine/stops.ts',
        from: 'checks: [isOurs, isWhole]',
        to: 'checks: [isOurs]',
      },
      {
        file: 'shared/operator/resumeBar.ts',
        from: 'if (lost !== undefined) return',
        to: 'if (lost === null) return',
      },
    ],
    scenario: 'restored',
    breaks: ['I2'],
  },
]
