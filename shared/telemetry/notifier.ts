import type { MarketPart } from '../domain/outcome.ts'

/** Something a person should know, in plain text, with what to type next. */
export interface Notice {
  readonly kind: 'fill' | 'stop' | 'page' | 'summary'
  /** The same key is the same news: sent once in `quietMs`. */
  readonly key: string
  readonly title: string
  readonly text: string
  /** The next command. */
  readonly next: string
  /** What of the stack it is of; absent: all of it. Whoever sends it puts the words of that outcome into the text. */
  readonly of?: MarketPart
}

/** A way to people. Resolves within its own bound; rejects where the notice did not certainly arrive. */
export interface Notifier {
  send(notice: Notice): Promise<void>
}

export const noticeText = ({ title, text, next }: Notice): string => `${title}\n${text}\nNext: ${next}`
