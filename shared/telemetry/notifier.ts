import type { MarketPart } from '../domain/outcome.ts'
import type { RunbookLink } from '../domain/runbook.ts'

/** Something a person should know, in plain text, with what to type next. Whatever calls a person says where the runbook explains it. */
export type Notice = News & (Told | Call)

interface News {
  /** The same key is the same news: sent once in `quietMs`. */
  readonly key: string
  readonly title: string
  readonly text: string
  /** The next command. */
  readonly next: string
  /** What of the stack it is of; absent: all of it. Whoever sends it puts the words of that outcome into the text. */
  readonly of?: MarketPart
}

interface Told {
  readonly kind: 'fill' | 'summary'
  readonly runbook?: undefined
}

interface Call {
  readonly kind: 'stop' | 'page'
  readonly runbook: RunbookLink
}

/** A way to people. Resolves within its own bound; rejects where the notice did not certainly arrive. */
export interface Notifier {
  send(notice: Notice): Promise<void>
}

/** In at most `maxChars` characters: a text that is too long loses its end, never what to do next. */
export function noticeText({ title, text, runbook, next }: Notice, maxChars: number): string {
  const end = `${runbook === undefined ? '' : `\nSee ${runbook}`}\nNext: ${next}`
  const all = `${title}\n${text}`
  return all.length + end.length <= maxChars ? all + end : `${all.slice(0, maxChars - end.length - 1)}…${end}`
}
