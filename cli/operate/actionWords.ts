import { formatMicros } from '../../shared/domain/decimal.ts'
import type { Action } from '../../shared/machine/decision.ts'

/** What a tick wanted done, in a few words. */
export function formatAction(action: Action): string {
  switch (action.do) {
    case 'stop':
      return `STOP ${action.reason.code}: ${action.reason.text}`
    case 'cancel':
      return `cancel ${action.id.slice(0, 12)}… (${action.why})`
    case 'post': {
      const { side, sizeMicros, priceMicros, purpose } = action.draft
      return `post ${side} ${formatMicros(sizeMicros)} at ${formatMicros(priceMicros)} (${purpose})`
    }
  }
}
