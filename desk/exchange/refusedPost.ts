import type { PostOutcome } from '../../shared/machine/decision.ts'
import { rejectCodeOf } from '../../shared/polymarket/rejections.ts'

/** A refusal in the venue's words, as the deployed adapter reads it: words that prove nothing are unknown. */
export function refusedPost(text: string): PostOutcome {
  const code = rejectCodeOf(text)
  return code === null ? { is: 'unknown', why: text, refused: true } : { is: 'rejected', code, text }
}
