/** 0: done, and the check afterwards agrees. 1: not done. 2: the user has something to correct or to confirm. */
export type Exit = 0 | 1 | 2

/** What a command came to: the same for a person and for a program. */
export interface Outcome {
  readonly exit: Exit
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

export const succeeded = (text: string, json: Outcome['json'] = {}): Outcome => ({ exit: 0, text, json })
export const failed = (text: string, json: Outcome['json'] = {}): Outcome => ({ exit: 1, text, json })

/** What would be done, and how to have it done. */
export const unconfirmed = (would: string, json: Outcome['json'] = {}): Outcome => ({
  exit: 2,
  text: `${would}\nNothing was done. Repeat with --yes to do it.`,
  json: { ...json, confirmed: false, would },
})

/** One line of JSON, or the text; `ok` first, so that a program needs to know nothing else. */
export const printedOutcome = ({ exit, text, json }: Outcome, asJson: boolean): string =>
  asJson ? `${JSON.stringify({ ok: exit === 0, ...json, text })}\n` : `${text}\n`
