/** What the stack's policies are called among its outputs; each of them adds to the one before. */
export const POLICIES = {
  look: 'LookPolicyArn',
  operate: 'OperatePolicyArn',
  arm: 'ArmPolicyArn',
} as const

export type Right = keyof typeof POLICIES

/** The least that each command about a deployed bot needs; the others deploy, store secrets, or ask no AWS. */
export const RIGHTS: Readonly<Record<string, Right>> = {
  status: 'look',
  doctor: 'look',
  why: 'look',
  journal: 'look',
  ledger: 'look',
  pnl: 'look',
  'cancel-all': 'look',
  halt: 'operate',
  resume: 'operate',
  drain: 'operate',
  disarm: 'operate',
  flatten: 'operate',
  adopt: 'operate',
  drill: 'operate',
  confirm: 'operate',
  arm: 'arm',
}

const BEFORE: Readonly<Record<Right, readonly Right[]>> = {
  look: ['look'],
  operate: ['look', 'operate'],
  arm: ['look', 'operate', 'arm'],
}

/** What a person who was refused has to be given; null: it was no refusal of AWS's. */
export function missingRight(command: string, text: string): string | null {
  if (!/AccessDenied|not authorized to perform/.test(text)) return null
  const right = RIGHTS[command]
  if (right === undefined) {
    return `"${command}" needs an administrator's rights: none of the stack's policies for operators includes them`
  }
  const policies = BEFORE[right].map((each) => POLICIES[each]).join(', ')
  return `"${command}" needs the right to ${right}: have ${policies} attached; their ARNs are among the outputs of the stack`
}
