import { wrongValue } from '../../shared/domain/inputError.ts'
import { type Varied, variedBy } from './varied.ts'

/** One setting and the values it is to take, as the configuration writes them. */
export interface Axis extends Varied {
  readonly values: readonly SettingValue[]
}
export type SettingValue = number | string | boolean

/** More than anybody looks at on a page, in one setting. */
const MAX_VALUES = 100
/** As many as there are settings worth varying at once; a grid of more has no picture. */
const MAX_AXES = 12
const FIELD = '--vary'
const EXAMPLE = 'use NAME=VALUE,VALUE,... such as quote.volatilityDistance=0,1,2'

/** @param texts Each as "quote.volatilityDistance=0,1,2". @throws InputError */
export function parseAxes(texts: readonly string[]): readonly Axis[] {
  if (texts.length === 0) throw wrongValue(FIELD, 'missing', EXAMPLE)
  if (texts.length > MAX_AXES) {
    throw wrongValue(FIELD, `${texts.length} settings`, `vary at most ${MAX_AXES} settings at once`)
  }
  const axes = texts.map(parseAxis)
  for (const [index, { name }] of axes.entries()) {
    if (axes.findIndex((each) => each.name === name) === index) continue
    throw wrongValue(FIELD, name, 'name each setting once, with all its values')
  }
  return axes
}

function parseAxis(text: string): Axis {
  const [, name = '', list] = /^([^=]*)=(.*)$/s.exec(text.trim()) ?? []
  if (list === undefined || name.trim() === '') throw wrongValue(FIELD, text, EXAMPLE)
  const varied = variedBy(name.trim())
  if ('remedy' in varied) throw wrongValue(FIELD, name.trim(), varied.remedy)
  const values = list.split(',').map((each) => settingValue(each.trim()))
  const refuse = (value: string, remedy: string): never => {
    throw wrongValue(varied.name, value, remedy)
  }
  if (values.length > MAX_VALUES) refuse(`${values.length} values`, `use at most ${MAX_VALUES} values`)
  for (const [index, value] of values.entries()) {
    if (value === '') refuse(list === '' ? 'no value' : list, 'write a value between the commas')
    if (values.indexOf(value) !== index) refuse(list, `write ${String(value)} once`)
  }
  return { ...varied, values }
}

/** As it would be in the file; what is neither a number nor yes or no stays text, for the schema to refuse. */
export function settingValue(text: string): SettingValue {
  if (text === 'true' || text === 'false') return text === 'true'
  const number = Number(text)
  return /^-?\d{1,12}(\.\d{1,9})?$/.test(text) && Number.isFinite(number) ? number : text
}
