import type { Fault } from './fault.ts'

const leases = 'test/verification/model/leaseModel.ts'

/** Mistakes about whose turn it is. */
export const RELAY_FAULTS: readonly Fault[] = [
  {
    name: 'claim-unheeded',
    what: 'a holder that is shown a claim goes on ticking',
    edits: [{ file: 'shared/engine/relay.ts', from: '      await this.#giveBack()\n', to: '' }],
    scenario: 'relay-turns',
    breaks: ['I13'],
  },
  {
    name: 'wait-without-claim',
    what: 'a run waits for a lease and does not say so',
    edits: [
      {
        file: 'shared/engine/leases.ts',
        from: 'return asking.claims && (claimId',
        to: 'return asking.startMs === null && (claimId',
      },
    ],
    scenario: 'relay-turns',
    breaks: ['I13'],
  },
  {
    name: 'command-unclaimed',
    what: 'a command waits for a lease and does not say so',
    edits: [
      {
        file: 'shared/operator/adopt.ts',
        from: 'await store.claim(request.market, { nowMs: clock.nowMs(), atMs: clock.nowMs() })',
        to: '',
      },
    ],
    scenario: 'relay-command',
    breaks: ['I13'],
  },
  {
    name: 'waiter-stays',
    what: 'a run does not leave although a claim that is not older waits',
    edits: [
      {
        file: leases,
        from: 'isClaimLate({ id: claimId, atMs }, item.claim, epochMs(nowMs))',
        to: 'isClaimLate({ id: claimId, atMs: nowMs }, item.claim, epochMs(nowMs))',
      },
    ],
    scenario: 'relay-turns',
    breaks: ['I13'],
  },
  {
    name: 'event-twice',
    what: 'an event that is not younger than the last one has its turn too',
    edits: [
      {
        file: 'shared/domain/lease.ts',
        from: 'startMs <= lastStartMs && lastStartMs <= nowMs',
        to: 'startMs < lastStartMs && lastStartMs <= nowMs',
      },
    ],
    scenario: 'relay-turns',
    breaks: ['I13'],
  },
  {
    name: 'successor-late',
    what: 'a run that takes over waits a whole cadence, whenever the last tick was',
    edits: [
      {
        file: 'shared/engine/relay.ts',
        from: 'return Math.min(gapMs, Math.max(0, gapMs - sinceMs))',
        to: 'return sinceMs >= 0 ? gapMs : 0',
      },
    ],
    scenario: 'relay-hours',
    breaks: ['I13'],
  },
  {
    name: 'ticks-drift',
    what: 'the next tick comes a cadence after the end of the last one, not after its beginning',
    edits: [
      {
        file: 'shared/engine/relay.ts',
        from: 'others.length > 0 ? this.#dueMs : beganMs + cadenceMs)',
        to: 'others.length > 0 ? this.#dueMs : beganMs + cadenceMs + (nowMs - beganMs))',
      },
    ],
    scenario: 'relay-hours',
    breaks: ['I13'],
  },
  {
    name: 'runs-on',
    what: 'a run that nobody relieves ticks until its function is killed',
    edits: [{ file: 'shared/engine/relay.ts', from: 'const RUN_MS = 150_000', to: 'const RUN_MS = 900_000' }],
    scenario: 'relay-hours',
    breaks: ['I13'],
  },
  {
    name: 'commit-renews-not',
    what: 'a commit leaves the lease as it was',
    edits: [
      {
        file: leases,
        from: 'const leaseUntilMs = world.nowMs + op.lease.lastsMs',
        to: 'const { leaseUntilMs } = item',
      },
    ],
    scenario: 'relay',
    breaks: ['I13'],
  },
]
