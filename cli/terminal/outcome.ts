/** 0: done, and the check afterwards agrees. 1: not done. 2: the user has something to correct or to confirm. */
export type Exit = 0 | 1 | 2

/** What a command came to: the same for a person and for a program. */
export interface CommandResult {
  readonly exit: Exit
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

export const succeeded = (text: string, json: CommandResult['json'] = {}): CommandResult => ({
  exit: 0,
  text,
  json,
})
export const failed = (text: string, json: CommandResult['json'] = {}): CommandResult => ({
  exit: 1,
  text,
  json,
})

/** What would be done, and how to have it done. */
export const unconfirmed = (would: string, json: CommandResult['json'] = {}): CommandResult => ({
  exit: 2,
  text: `${would}\nNothing was done. Repeat with --yes to do it.`,
  json: { ...json, confirmed: false, would },
})

/** One line of JSON, or the text; `ok` first, so that a program needs to know nothing else. */
export const printedOutcome = ({ exit, text, json }: CommandResult, asJson: boolean): string =>
  asJson ? `${JSON.stringify({ ok: exit === 0, ...json, text })}\n` : `${text}\n`
