import type { WatchView } from '../../../desk/report/watchView.ts'

const EVENT = /^event: view\ndata: (.*)$/m
/** The longest session of fifty markets takes a few minutes. */
const PATIENCE_MS = 600_000

/**
 * What the server of a page pushes, until it is what is waited for. @param url as the command printed it.
 * @throws Error where it does not come in time.
 */
export async function viewWhen(url: string, isIt: (view: WatchView) => boolean): Promise<WatchView> {
  const { origin, search } = new URL(url)
  const { body } = await fetch(`${origin}/events${search}`, { signal: AbortSignal.timeout(PATIENCE_MS) })
  if (body === null) throw new Error(`${origin} pushes nothing`)
  let text = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const pushed = EVENT.exec(text.slice(0, end))?.[1]
      text = text.slice(end + 2)
      if (pushed === undefined) continue
      const view = JSON.parse(pushed) as WatchView
      if (isIt(view)) return view
    }
  }
  throw new Error(`${origin} ended before it showed what was waited for`)
}
