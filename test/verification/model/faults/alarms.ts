import type { Fault } from './fault.ts'

const stop = 'shared/engine/stop/stop.ts'
const trigger = 'functions/stopTrigger.ts'

/** Mistakes about alarms around arming and disarming, and about the drill. */
export const ALARM_FAULTS: readonly Fault[] = [
  {
    name: 'left-aside-undone',
    what: 'a message is ignored while nothing is armed but a STOP is not done',
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
    what: 'a message is ignored while it is unknown whether the stack is armed',
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
    what: 'a message is ignored while the items cannot be read',
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
    what: 'the reads come before the latch: an armed stack waits for them',
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
    what: 'the latch does not check whether the stack is armed: an alarm of a stack without ticks is a STOP',
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
    what: 'a message of an alarm of this stack may be ignored whatever the state of the alarm',
    edits: [{ file: trigger, from: "alarm.data.NewStateValue === 'ALARM' && ", to: '' }],
    scenario: 'others-alarm',
    breaks: ['I11'],
  },
  {
    name: 'any-alarm-aside',
    what: 'a message of any alarm may be ignored, not only of those of this stack',
    edits: [{ file: trigger, from: 'of.alarms.includes(alarm.data.AlarmName)', to: 'of.alarms.length > 0' }],
    scenario: 'others-alarm',
    breaks: ['I11'],
  },
  {
    name: 'drill-by-name',
    what: 'the alarm of the drill is identified by its name',
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
    what: 'the drill is treated like any other alarm',
    edits: [{ file: trigger, from: "    return { by: 'drill', reason:", to: '    void { reason:' }],
    scenario: 'drill',
    breaks: ['I10', 'I11'],
  },
  {
    name: 'arm-over-alarm',
    what: 'arm writes although an alarm is active',
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
    what: 'resume ends the STOP of arm although an alarm is active',
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
