import type { Fault } from './fault.ts'

const stop = 'shared/engine/stop/stop.ts'
const trigger = 'functions/stopTrigger.ts'

/** Mistakes about alarms around arming and disarming, and about the drill. */
export const ALARM_FAULTS: readonly Fault[] = [
  {
    name: 'left-aside-undone',
    what: 'a message is left aside while nothing is armed but a STOP is not done',
    edits: [
      {
        file: stop,
        from: 'if (!control.ok || isArmed(control.value) || isUndone(control.value)) return false',
        to: 'if (!control.ok || isArmed(control.value)) return false',
      },
    ],
    scenario: 'undone-unarmed',
    breaks: ['I11'],
  },
  {
    name: 'left-aside-unknown',
    what: 'a message is left aside where nobody knows whether the stack is armed',
    edits: [
      {
        file: stop,
        from: 'if (!control.ok || isArmed(control.value) || isUndone(control.value)) return false',
        to: 'if (!control.ok) return true\n  if (isArmed(control.value) || isUndone(control.value)) return false',
      },
    ],
    scenario: 'rearm-alarm',
    breaks: ['I11'],
  },
  {
    name: 'left-aside-items-unknown',
    what: 'a message is left aside where the items cannot be read',
    edits: [
      {
        file: stop,
        from: 'const items = await store.marketItems()\n  if (!items.ok) return false',
        to: 'const items = await store.marketItems()\n  if (!items.ok) return true',
      },
    ],
    scenario: 'rearm-alarm',
    breaks: ['I11'],
  },
  {
    name: 'items-before-control',
    what: 'the items are read before it is known that nothing is armed: an order stored in between is not seen',
    edits: [
      {
        file: stop,
        from: 'const control = await store.control()\n  if (!control.ok || isArmed(control.value) || isUndone(control.value)) return false\n  const items = await store.marketItems()',
        to: 'const items = await store.marketItems()\n  const control = await store.control()\n  if (!control.ok || isArmed(control.value) || isUndone(control.value)) return false',
      },
    ],
    scenario: 'disarm-alarm',
    breaks: ['I11'],
  },
  {
    name: 'aside-before-latch',
    what: 'the reads come before the latch: what is armed waits for them',
    edits: [
      {
        file: stop,
        from: 'const asked =\n    trigger.mayLeaveAside === true',
        to: "if (trigger.mayLeaveAside === true && (await isAtRest(store))) return 'left aside'\n  const asked =\n    trigger.mayLeaveAside === true",
      },
    ],
    scenario: 'disarm-alarm',
    breaks: ['I11'],
  },
  {
    name: 'never-aside',
    what: 'the latch asks nothing of whether the stack is armed: an alarm of one that has no ticks yet is a STOP',
    edits: [
      {
        file: stop,
        from: 'trigger.mayLeaveAside === true\n      ?',
        to: 'trigger.mayLeaveAside === undefined\n      ?',
      },
    ],
    scenario: 'quiet-unarmed',
    breaks: ['I10'],
  },
  {
    name: 'unsure-aside',
    what: 'a message of an alarm of this stack may be left aside whatever its state is',
    edits: [{ file: trigger, from: "alarm.data.NewStateValue === 'ALARM' && ", to: '' }],
    scenario: 'others-alarm',
    breaks: ['I11'],
  },
  {
    name: 'any-alarm-aside',
    what: 'a message of any alarm may be left aside, not only of those of this stack',
    edits: [{ file: trigger, from: 'of.alarms.includes(alarm.data.AlarmName)', to: 'of.alarms.length > 0' }],
    scenario: 'others-alarm',
    breaks: ['I11'],
  },
  {
    name: 'drill-by-name',
    what: 'the alarm of the drill is known by its name',
    edits: [
      {
        file: trigger,
        from: 'alarm.data.AlarmArn === of.drillAlarmArn)',
        to: "of.drillAlarmArn?.endsWith(':' + alarm.data.AlarmName))",
      },
    ],
    scenario: 'others-alarm',
    breaks: ['I11'],
  },
  {
    name: 'drill-latches',
    what: 'the drill is taken for an alarm like any other',
    edits: [{ file: trigger, from: "    return { by: 'drill', reason:", to: '    void { reason:' }],
    scenario: 'drill',
    breaks: ['I10', 'I11'],
  },
  {
    name: 'arm-over-alarm',
    what: 'arm writes though an alarm stands',
    edits: [
      {
        file: 'shared/operator/armWhereQuiet.ts',
        from: "why === null ? await stack.arm() : { is: 'barred', why }",
        to: "why !== '' ? await stack.arm() : { is: 'barred', why }",
      },
    ],
    scenario: 'arm-alarm',
    breaks: ['I11'],
  },
  {
    name: 'resume-over-alarm',
    what: 'resume ends the STOP of arm though an alarm stands',
    edits: [
      {
        file: 'shared/operator/operator.ts',
        from: 'if (alarm !== undefined) return refused',
        to: "if (alarm === '') return refused",
      },
    ],
    scenario: 'arm-alarm',
    breaks: ['I11'],
  },
]
