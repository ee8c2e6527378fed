import { isObject } from '../../shared/domain/jsonObject.ts'
import type { Read } from '../../shared/domain/read.ts'
import type { RewardLine } from '../../shared/telemetry/createRewardSampler.ts'
import type { Connection } from './connection.ts'
import { loggedObject, readLogLines } from './tickLines.ts'

/** The ticks' samples of what our orders scored, in [fromMs, toMs]; all of them or unknown. */
export const readRewardLines = (
  connection: Connection,
  of: { readonly fromMs: number; readonly toMs: number },
): Promise<Read<readonly RewardLine[]>> =>
  readLogLines(connection, { ...of, message: 'reward', parse: parseRewardLine })

/** None where the line is something else. */
export function parseRewardLine(text: string): readonly RewardLine[] {
  const { reward } = loggedObject(text)
  return isObject(reward) && Array.isArray(reward['scores']) ? [reward as unknown as RewardLine] : []
}
