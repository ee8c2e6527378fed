import { z } from 'zod'
import { fieldFacts } from './fields.ts'
import { configSchema } from './schema.ts'

/** One setting as the README's table shows it. */
export interface SettingRow {
  /** `markets[].repriceTicks` */
  readonly name: string
  readonly unit: string
  /** As one would write it in the file; "none": it may be left out; "required": it may not. */
  readonly default: string
  readonly bound: string
  readonly help: string
}

/** Every setting there is, read from the schema itself. */
export function settingsTable(): readonly SettingRow[] {
  return rowsOf(configSchema, '')
}

/** The table as Markdown, for the README. */
export function settingsMarkdown(): string {
  const cells = settingsTable().map((row) => [`\`${row.name}\``, row.unit, row.default, row.bound, row.help])
  const head = ['setting', 'unit', 'default', 'bound', 'what it does']
  const line = (columns: readonly string[]) => `| ${columns.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...cells.map(line)].join('\n')
}

function rowsOf(schema: z.core.$ZodType, name: string): SettingRow[] {
  const facts = fieldFacts.get(schema)
  if (facts !== undefined) return [{ name, ...facts, default: defaultOf(schema) }]
  if (schema instanceof z.ZodOptional) {
    const inner = schema.unwrap()
    const rows = rowsOf(inner, name)
    // What may be left out as a whole still has parts that, once it is there, may not.
    return fieldFacts.has(inner) ? rows.map((row) => ({ ...row, default: 'none' })) : rows
  }
  if (schema instanceof z.ZodPrefault) return rowsOf(schema.unwrap(), name)
  if (schema instanceof z.ZodArray) return rowsOf(schema.element, `${name}[]`)
  if (!(schema instanceof z.ZodObject)) throw new TypeError(`setting ${name} has no facts`)
  return Object.entries(schema.shape).flatMap(([key, field]) =>
    rowsOf(field as z.core.$ZodType, name === '' ? key : `${name}.${key}`),
  )
}

function defaultOf(schema: z.core.$ZodType): string {
  if (!(schema instanceof z.ZodPrefault)) return 'required'
  const value: unknown = schema.def.defaultValue
  return typeof value === 'string' ? value : JSON.stringify(value)
}
