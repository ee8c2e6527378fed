import { MAX_MARKETS } from './parseConfig.ts'
import { atTheTop, grouped, ownOfMarket } from './places.ts'
import { givenLevelOf, type SettingLevel } from './readGiven.ts'
import type { JsonForm, Setting } from './setting.ts'

const GROUP_HELP: Readonly<Record<string, string>> = {
  wallet: 'the wallet that holds the money, and the key that signs its orders',
  parameters: 'names of SSM parameters that hold secrets; never the secrets themselves',
  hosts: 'addresses of the venue; change them only for rehearsals',
  expert: 'timings of the safety protocol, the same for all markets: change them only if you know why',
  regime: 'when a market may be entered',
  quote: 'where entries are quoted, and when they are moved',
  exit: 'how a position is sold',
  safety: 'what triggers a STOP, and what happens to the position afterwards',
}

/**
 * `config.schema.json`: what editors need to complete and explain a configuration while it is written. It knows each
 * setting by itself; the rules between them are the parser's alone.
 */
export function configJsonSchema(): JsonForm {
  const top = objectOf(givenLevelOf(atTheTop))
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of the market maker',
    ...top,
    properties: {
      $schema: { type: 'string' },
      ...top.properties,
      defaults: {
        ...objectOf(givenLevelOf(grouped)),
        description: 'Settings for every market that does not set its own.',
      },
      markets: {
        type: 'array',
        minItems: 1,
        maxItems: MAX_MARKETS,
        items: objectOf(givenLevelOf([...ownOfMarket, ...grouped])),
      },
    },
    required: [...top.required, 'markets'],
  }
}

function objectOf(level: SettingLevel) {
  const entries = [...level].map(([name, entry]) => [
    name,
    'read' in entry ? formOf(entry) : { ...objectOf(entry), description: GROUP_HELP[name] },
  ])
  const required = [...level].flatMap(([name, entry]) =>
    'read' in entry && entry.preset.is === 'required' ? [name] : [],
  )
  const properties: JsonForm = Object.fromEntries(entries)
  return { type: 'object', additionalProperties: false, properties, required }
}

function formOf({ form, help, unit, bound, preset }: Setting<unknown>): JsonForm {
  const standard = preset.is === 'default' ? { default: preset.written } : {}
  const inUnit = ['word', 'yes/no', 'text'].includes(unit) ? '' : ` (${unit}, ${bound})`
  return { ...form, ...standard, description: `${help}${inUnit}` }
}
