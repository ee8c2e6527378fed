import { contradictions } from './contradictions.ts'
import { RESULT_SCHEMA, type ReplayResult, resultSchema } from './result.ts'

/** Checks a document somebody read from a file: its form, its bounds, and that its parts agree. */
export function parseReplayResult(
  json: unknown,
):
  | { readonly ok: true; readonly result: ReplayResult }
  | { readonly ok: false; readonly problems: readonly string[] } {
  const found = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : undefined
  if (typeof found === 'number' && found !== RESULT_SCHEMA) {
    const remedy = `this version reads ${RESULT_SCHEMA}: run the replay or the session again`
    return { ok: false, problems: [`schema: ${found} is of another version of the bot, ${remedy}`] }
  }
  const parsed = resultSchema.safeParse(json)
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`) }
  }
  const problems = contradictions(parsed.data)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, result: parsed.data }
}
