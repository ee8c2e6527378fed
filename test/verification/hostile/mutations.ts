import fc from 'fast-check'

/** One thing done to a good answer, as a careless proxy, a new release or an attacker would. */
export interface Mutation {
  readonly name: string
  readonly apply: (text: string) => string
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** What a field may be found to hold instead. */
const hostileValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    0,
    -1,
    1e308,
    '',
    ' ',
    '0',
    '-1',
    'NaN',
    'unknown',
    '1e9',
    [],
    {},
    [[]],
  ),
  fc.constantFrom<Json>(
    '9'.repeat(400),
    'x'.repeat(5_000),
    Array.from({ length: 500 }, () => 0),
  ),
  fc.string({ maxLength: 20 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

const retype: fc.Arbitrary<Mutation> = fc
  .tuple(fc.nat(), hostileValue)
  .map(([at, value]) => ({ name: 'retyped', apply: (text) => edit(text, at, () => value) }))

const drop: fc.Arbitrary<Mutation> = fc
  .nat()
  .map((at) => ({ name: 'a field is missing', apply: (text) => edit(text, at, () => undefined) }))

const repeat: fc.Arbitrary<Mutation> = fc.nat().map((at) => ({
  name: 'a record comes twice',
  apply: (text) =>
    editRecords(text, (records) =>
      records.length === 0 ? records : [...records, records[at % records.length] as Json],
    ),
}))

const reorder: fc.Arbitrary<Mutation> = fc.constant({
  name: 'records in another order',
  apply: (text) => editRecords(text, (records) => records.toReversed()),
})

const cut: fc.Arbitrary<Mutation> = fc
  .double({ min: 0, max: 1, noNaN: true })
  .map((share) => ({ name: 'cut', apply: (text) => text.slice(0, Math.floor(text.length * share)) }))

const garbled: fc.Arbitrary<Mutation> = fc
  .tuple(fc.nat(), fc.constantFrom('"', '{', '}', '[', ']', ',', '0', '-', '\u0000', 'é'))
  .map(([at, by]) => ({
    name: 'a character changed',
    apply: (text) => `${text.slice(0, at % text.length)}${by}${text.slice((at % text.length) + 1)}`,
  }))

const replaced: fc.Arbitrary<Mutation> = fc
  .constantFrom(
    '',
    'null',
    '""',
    '[]',
    '{}',
    '<html><body>502 Bad Gateway</body></html>',
    'OK',
    '[[[[',
    '{"data":[]}',
  )
  .map((by) => ({ name: 'replaced', apply: () => by }))

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 6, arbitrary: retype },
  { weight: 3, arbitrary: drop },
  repeat,
  reorder,
  cut,
  garbled,
  replaced,
)

/** The body as the adapter sees it: JSON, text that is none, or nothing. */
export function bodyOf(
  text: string,
): { is: 'json'; value: unknown } | { is: 'text'; text: string } | { is: 'empty' } {
  if (text.trim() === '') return { is: 'empty' }
  try {
    return { is: 'json', value: JSON.parse(text) as unknown }
  } catch {
    return { is: 'text', text }
  }
}

/** Replaces the n-th value of the document, wherever it is; undefined removes it. */
function edit(text: string, nth: number, by: (old: Json) => Json | undefined): string {
  const document = JSON.parse(text) as Json
  const places = placesOf(document)
  const place = places[nth % places.length]
  if (place === undefined) return text
  const { holder, key } = place
  const value = by((holder as Record<string | number, Json>)[key] ?? null)
  if (value !== undefined) (holder as Record<string | number, Json>)[key] = value
  else if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[String(key)]
  return JSON.stringify(document)
}

function placesOf(json: Json): { holder: Json[] | { [key: string]: Json }; key: string | number }[] {
  if (json === null || typeof json !== 'object') return []
  const own = Array.isArray(json)
    ? json.map((_, key) => ({ holder: json, key }))
    : Object.keys(json).map((key) => ({ holder: json, key }))
  return own.flatMap((place) => [
    place,
    ...placesOf((place.holder as Record<string | number, Json>)[place.key] ?? null),
  ])
}

function editRecords(text: string, by: (records: Json[]) => Json[]): string {
  const document = JSON.parse(text) as Json
  if (document === null || typeof document !== 'object') return text
  if (Array.isArray(document)) return JSON.stringify(by(document))
  const { data } = document
  return Array.isArray(data) ? JSON.stringify({ ...document, data: by(data) }) : text
}
