import { type Notice, type Notifier, noticeText } from './notifier.ts'

/** What a host of chats wants to be sent. Telegram's chat is in the address: `…/sendMessage?chat_id=…`. */
export type WebhookShape = 'telegram' | 'discord' | 'slack'

const TIMEOUT_MS = 3_000
const BODIES: Readonly<Record<WebhookShape, (notice: Notice) => object>> = {
  telegram: (notice) => ({ text: noticeText(notice, 4_096), disable_web_page_preview: true }),
  // Nobody is called by a text that came from outside.
  discord: (notice) => ({ content: noticeText(notice, 2_000), allowed_mentions: { parse: [] } }),
  // Slack takes 40,000 characters; escaped, each of ours is five at most.
  slack: (notice) => ({ text: escapeSlack(noticeText(notice, 4_000)) }),
}

/** Whose address it is; null: of nobody we know. */
export function shapeOf(url: string): WebhookShape | null {
  if (!URL.canParse(url)) return null
  const { protocol, hostname, pathname, searchParams } = new URL(url)
  if (protocol !== 'https:') return null
  if (hostname === 'api.telegram.org') {
    return pathname.endsWith('/sendMessage') && searchParams.has('chat_id') ? 'telegram' : null
  }
  if (hostname === 'discord.com' && pathname.startsWith('/api/webhooks/')) return 'discord'
  return hostname === 'hooks.slack.com' && pathname.startsWith('/') ? 'slack' : null
}

/** Notices into a chat. The address is a secret: no error of ours quotes it. */
export const createWebhookNotifier = (url: string, shape: WebhookShape): Notifier => ({
  async send(notice) {
    const response = await post(url, BODIES[shape](notice))
    if (!response.ok) throw new Error(`webhook: status ${response.status}`)
  },
})

async function post(url: string, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (error) {
    throw new Error(`webhook: ${error instanceof Error ? error.name : 'not sent'}`)
  }
}

const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
