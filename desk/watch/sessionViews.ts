import type { WatchView } from '../report/watchView.ts'

const VIEW = 'event: view\ndata: '
/** A view of two hundred outcomes has a tenth of it. */
const MAX_CHARS = 5_000_000

/** The views that a session pushes, as they come; of several that came at once the last. @throws where the connection breaks. */
export async function* sessionViews(url: string, signal: AbortSignal): AsyncGenerator<WatchView> {
  const { origin, search } = new URL(url)
  const answer = await fetch(`${origin}/events${search}`, { signal })
  if (!answer.ok || answer.body === null) throw new Error(`HTTP ${answer.status}`)
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of answer.body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MAX_CHARS) throw new Error(`more than ${MAX_CHARS} characters without an end`)
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    const last = events.findLast((event) => event.startsWith(VIEW))
    if (last !== undefined) yield JSON.parse(last.slice(VIEW.length)) as WatchView
  }
}
