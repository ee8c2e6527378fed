/**
 * One setting, written once: what a person may write, where, what it means, and what it becomes. The parser, the types
 * of what it returns, the tables in the documents and the schema for editors all come from it.
 */
export interface Setting<Value> {
  /** Its place in the file, below the market or `defaults` where it belongs there: `exit.targetTicks`. */
  readonly at: string
  /** As a person writes it: `cents`. */
  readonly unit: string
  /** Completes the sentence "use …". */
  readonly bound: string
  readonly help: string
  readonly tier: Tier
  readonly preset: Preset
  /** What an editor is informed of a written value: JSON Schema. */
  readonly form: JsonForm
  readonly read: (written: unknown) => Reading<Value>
}

/** Who touches a setting: everybody must state it, many tune it, or only somebody who knows why. */
export type Tier = 'must' | 'tuned' | 'expert'

export type Preset =
  | { readonly is: 'required' }
  | { readonly is: 'default'; readonly written: number | string | boolean }
  /** Left out, it is null. */
  | { readonly is: 'none' }
  /** Left out, it equals another setting of the same market. */
  | { readonly is: 'same as'; readonly at: string }

export type JsonForm = Readonly<Record<string, unknown>>

export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly remedy: string }

/** What every kind of setting states about itself. */
export interface SettingFacts<Written> {
  readonly help: string
  /** Absent: it must be stated. */
  readonly default?: Written
  /** Default: `must` where it must be stated, else `tuned`. */
  readonly tier?: Tier
}

/** One of a few words. */
export function choice<const Word extends string>(
  at: string,
  words: readonly [Word, Word, ...Word[]],
  facts: SettingFacts<NoInfer<Word>>,
): Setting<Word> {
  const bound = words.map((word) => `"${word}"`).join(' or ')
  const read = (written: unknown): Reading<Word> => {
    const word = words.find((each) => each === written)
    return word === undefined ? { ok: false, remedy: `use ${bound}` } : { ok: true, value: word }
  }
  return { ...factsOf(at, facts), unit: 'word', bound, form: { enum: words }, read }
}

export function flag(at: string, facts: SettingFacts<boolean>): Setting<boolean> {
  const bound = 'true or false'
  const read = (written: unknown): Reading<boolean> =>
    typeof written === 'boolean' ? { ok: true, value: written } : { ok: false, remedy: `use ${bound}` }
  return { ...factsOf(at, facts), unit: 'yes/no', bound, form: { type: 'boolean' }, read }
}

interface TextFacts extends SettingFacts<string> {
  readonly pattern: RegExp
  /** Completes the sentence "use …". */
  readonly bound: string
}

/** A string of one form. */
export function text(at: string, facts: TextFacts): Setting<string> {
  const { pattern, bound } = facts
  const read = (written: unknown): Reading<string> =>
    typeof written === 'string' && pattern.test(written)
      ? { ok: true, value: written }
      : { ok: false, remedy: `use ${bound}` }
  return {
    ...factsOf(at, facts),
    unit: 'text',
    bound,
    form: { type: 'string', pattern: pattern.source },
    read,
  }
}

/** The same setting with another value in the end, such as one of the rooms' own types. */
export const mapSetting = <From, To>(setting: Setting<From>, become: (value: From) => To): Setting<To> => ({
  ...setting,
  read: (written) => {
    const reading = setting.read(written)
    return reading.ok ? { ok: true, value: become(reading.value) } : reading
  },
})

/** It may be left out, and is null then. */
export const optional = <Value>(setting: Setting<Value>): Setting<Value | null> => ({
  ...setting,
  tier: 'tuned',
  preset: { is: 'none' },
})

/** It may be left out, and equals another setting then. */
export const sameAs = <Value>(setting: Setting<Value>, at: string): Setting<Value> => ({
  ...setting,
  tier: 'tuned',
  preset: { is: 'same as', at },
})

export function factsOf(
  at: string,
  facts: SettingFacts<number | string | boolean>,
): Pick<Setting<never>, 'at' | 'help' | 'tier' | 'preset'> {
  const { help } = facts
  return facts.default === undefined
    ? { at, help, tier: facts.tier ?? 'must', preset: { is: 'required' } }
    : { at, help, tier: facts.tier ?? 'tuned', preset: { is: 'default', written: facts.default } }
}
