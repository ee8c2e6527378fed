import { isObject } from '../../shared/domain/jsonObject.ts'
import type { Read } from '../../shared/domain/read.ts'
import type { RequestUse } from '../../shared/ports/requestUse.ts'
import type { Connection } from './connection.ts'
import { loggedObject, readLogLines } from './tickLines.ts'

/** How near each run came to the venue's limits, in [fromMs, toMs], oldest first; all of them or unknown. */
export const readRequestLines = (
  connection: Connection,
  of: { readonly fromMs: number; readonly toMs: number },
): Promise<Read<readonly (readonly RequestUse[])[]>> =>
  readLogLines(connection, { ...of, message: 'requests', parse: parseRequestLine })

/** None where the line is something else. */
export function parseRequestLine(text: string): readonly (readonly RequestUse[])[] {
  const { requests: uses } = loggedObject(text)
  return Array.isArray(uses) && uses.every((use) => isObject(use) && typeof use['name'] === 'string')
    ? [uses as readonly RequestUse[]]
    : []
}
