import type { Fault } from './fault.ts'

const leases = 'test/verification/model/leaseModel.ts'

const relay = 'shared/engine/relay.ts'

const times = 'shared/engine/tickTimes.ts'

/** Mistakes about whose turn it is, and about the bell. */
export const RELAY_FAULTS: readonly Fault[] = [
  {
    name: 'claim-unheeded',
    what: 'a holder that sees a claim keeps ticking',
    edits: [{ file: relay, from: '      await this.#leases.giveBack(ticking?.held ?? [])\n', to: '' }],
    scenario: 'relay-turns',
    breaks: ['I13'],
  },
  {
    name: 'look-hears-nothing',
    what: 'a holder whose ticks are not stored does not see who waits for its lease',
    edits: [
      {
        file: 'shared/engine/relayLeases.ts',
        from: "look?.is === 'ours' && look.isClaimed",
        to: "look?.is === 'ours' && look.isClaimed === undefined",
      },
    ],
    scenario: 'relay-turns',
    breaks: ['I13'],
  },
  {
    name: 'quiet-forgets',
    what: 'a tick that sent nothing is not stored, whatever it found',
    edits: [
      {
        file: 'shared/engine/tick.ts',
        from: ' + events.length + unlatched.length',
        to: ' + unlatched.length',
      },
      {
        file: 'shared/engine/onlyClocksMoved.ts',
        from: '.every((name) => isSame(name, stored, now))',
        to: '.length > 0',
      },
    ],
    scenario: 'relay-quiet',
    breaks: ['I9'],
  },
  {
    name: 'given-back-behind',
    what: 'a lease is given back, and its item lacks the last ticks',
    edits: [
      {
        file: 'shared/engine/leases.ts',
        from: 'ports.store.release(each.lease, each)',
        to: 'ports.store.release(each.lease)',
      },
    ],
    scenario: 'relay-hours',
    breaks: ['I13'],
  },
  {
    name: 'lag-grows',
    what: 'the lease of an item that lags is renewed, and the item is not stored',
    edits: [
      {
        file: 'shared/engine/relayLeases.ts',
        from: 'if (each.isAhead !== true) return await',
        to: 'if (each.rev >= 0) return await',
      },
      {
        file: 'shared/engine/tick.ts',
        from: 'lease.untilMs - clock.nowMs() >= leftMs',
        to: 'leftMs > 0',
      },
    ],
    scenario: 'relay-hours',
    breaks: ['I13'],
  },
  {
    name: 'wait-without-claim',
    what: 'a run waits for a lease without writing a claim',
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
    what: 'a command waits for a lease without writing a claim',
    edits: [
      {
        file: 'shared/operator/adopt.ts',
        from: 'await store.claim(request, { nowMs: clock.nowMs(), atMs: clock.nowMs() })',
        to: '',
      },
    ],
    scenario: 'relay-command',
    breaks: ['I13'],
  },
  {
    name: 'waiter-stays',
    what: 'a run does not leave although a claim that is not older is waiting',
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
    what: 'an event that is not newer than the last one gets a turn too',
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
        file: times,
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
        file: times,
        from: 'const evenMs = Math.max(nowMs, nextMs)',
        to: 'const evenMs = nowMs + this.#cadenceMs',
      },
    ],
    scenario: 'relay-hours',
    breaks: ['I13'],
  },
  {
    name: 'runs-on',
    what: 'a run that nobody relieves ticks until its function is killed',
    edits: [{ file: relay, from: 'const RUN_MS = 150_000', to: 'const RUN_MS = 900_000' }],
    scenario: 'relay-hours',
    breaks: ['I13'],
  },
  {
    name: 'commit-renews-not',
    what: 'a commit does not renew the lease',
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
  {
    name: 'lease-not-kept',
    what: 'a lease with less than a cadence and 25 s left is not renewed',
    edits: [{ file: relay, from: 'await this.#leases.keep(ticking?.held ?? [])', to: '' }],
    scenario: 'relay-hours',
    breaks: ['I13'],
  },
  {
    name: 'pass-holds-ticks',
    what: 'a pass of the STOP waits for its second list, and the next ticks for it',
    edits: [{ file: relay, from: ', this.#until, this.#lists)', to: ', this.#until)' }],
    scenario: 'relay-hours',
    breaks: ['I13'],
  },
  {
    name: 'bell-is-a-read',
    what: 'a tick that the bell brings decides by the reads of the last one',
    edits: [
      {
        file: relay,
        from: 'runRound(this.#ports, this.#stack, held, this.#reader, this.#until,',
        to: `runRound(this.#ports, this.#stack, held, { begin: (...of) => (this.kept =
          this.#times.dueMs > this.#ports.clock.monotonicMs() && this.kept ? this.kept : this.#reader.begin(...of)) }, this.#until,`,
      },
    ],
    scenario: 'relay-bell',
    breaks: ['I14', 'I5', 'I10'],
  },
  {
    name: 'bell-without-gap',
    what: 'the bell brings a tick at once, whenever the last one was',
    edits: [
      { file: times, from: 'this.#quietUntilMs = nowMs + this.#minGapMs', to: 'this.#quietUntilMs = nowMs' },
      { file: times, from: 'untilMs: beganMs + this.#minGapMs,', to: 'untilMs: beganMs,' },
    ],
    scenario: 'relay-bell',
    breaks: ['I14'],
  },
  {
    name: 'bell-past-the-end',
    what: 'a run that listens continues past its end',
    edits: [
      {
        file: relay,
        from: 'this.#endMs = Math.min(ports.clock.monotonicMs() + RUN_MS, of.until - ROUND_BUDGET_MS)',
        to: 'this.#endMs = ports.clock.monotonicMs() + (ports.bell ? 8_000 : of.until - ROUND_BUDGET_MS)',
      },
    ],
    scenario: 'relay-bell',
    breaks: ['I14'],
  },
  {
    name: 'bell-skips-claim',
    what: 'a holder is not relieved after a tick that the bell brought',
    edits: [
      {
        file: relay,
        from: '      const ticking = this.#times.toTick(',
        to: '      const isRung = this.#times.dueMs > clock.monotonicMs()\n      const ticking = this.#times.toTick(',
      },
      {
        file: relay,
        from: '      await this.#leases.giveBack(ticking?.held ?? [])\n',
        to: '      if (!isRung) await this.#leases.giveBack(ticking?.held ?? [])\n',
      },
    ],
    scenario: 'relay-bell',
    breaks: ['I13'],
  },
  {
    name: 'bell-awaited',
    what: 'a run that listens sleeps on until the bell rings, or for a minute',
    edits: [
      {
        file: relay,
        from: 'await this.#ringing.sleep(clock, restMs, held)',
        to: 'await this.#ringing.sleep(clock, restMs + 60_000, held)',
      },
    ],
    scenario: 'relay-hours',
    breaks: ['I13'],
  },
  {
    name: 'tries-seldom',
    what: 'a waiting run asks for the lease every 15 s, not every second',
    edits: [
      {
        file: 'shared/engine/waitForHolder.ts',
        from: 'export const TRY_EVERY_MS = 1_000',
        to: 'export const TRY_EVERY_MS = 15_000',
      },
    ],
    scenario: 'relay-hours',
    breaks: ['I13'],
  },
]
