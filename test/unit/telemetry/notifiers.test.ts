import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AwsRequest } from '../../../shared/http/createAwsCall.ts'
import { noticeText } from '../../../shared/telemetry/notifier.ts'
import { createSnsNotifier } from '../../../shared/telemetry/snsNotifier.ts'
import { createWebhookNotifier, shapeOf } from '../../../shared/telemetry/webhookNotifier.ts'
import { notice } from './notice.ts'

const MAX_CHARS = 2_000

describe('the notifiers', () => {
  test.each([
    ['telegram', 'https://api.telegram.org/bot1:a/sendMessage?chat_id=7', 'telegram'],
    ['telegram without a chat', 'https://api.telegram.org/bot1:a/sendMessage', null],
    ['discord', 'https://discord.com/api/webhooks/1/a', 'discord'],
    ['slack', 'https://hooks.slack.com/services/a/b', 'slack'],
    ['plain http', 'http://hooks.slack.com/services/a/b', null],
    ['a host that only looks like it', 'https://hooks.slack.com.example.org/services/a', null],
    ['no address', 'hello', null],
  ])('%s is known by its address', (_, url, shape) => {
    expect(shapeOf(url)).toBe(shape)
  })

  test.each([
    ['telegram', { text: noticeText(notice, MAX_CHARS), disable_web_page_preview: true }],
    ['discord', { content: noticeText(notice, MAX_CHARS), allowed_mentions: { parse: [] } }],
    ['slack', { text: noticeText(notice, MAX_CHARS).replace('<b> & more', '&lt;b&gt; &amp; more') }],
  ] as const)('%s is sent its own shape', async (shape, body) => {
    const hook = await startHook(204)

    await createWebhookNotifier(`${hook.url}/secret`, shape).send(notice)

    expect(hook.bodies).toEqual([body])
  })

  test('a text that is too long loses its end, not the way to the runbook and the next command', async () => {
    const hook = await startHook(204)
    const long = { ...notice, text: 'long '.repeat(1_000) }

    await createWebhookNotifier(`${hook.url}/secret`, 'discord').send(long)

    const [{ content }] = hook.bodies as [{ content: string }]
    expect(content).toHaveLength(2_000)
    expect(content).toMatch(/…\nSee docs\/runbook\.md#page-refused\nNext: npx bot status$/)
  })

  test('a refusal is an error that does not quote the address', async () => {
    const hook = await startHook(404)
    const sending = createWebhookNotifier(`${hook.url}/secret`, 'slack').send(notice)

    await expect(sending).rejects.toThrow(/^webhook: status 404$/)
    const nowhere = createWebhookNotifier('http://127.0.0.1:1/secret', 'slack').send(notice)
    await expect(nowhere).rejects.toThrow(/^webhook: TypeError$/)
  })

  test('mail goes through the page topic, with a subject that SNS takes', async () => {
    const asked: AwsRequest[] = []
    const sns = async (request: AwsRequest): Promise<string> => {
      asked.push(request)
      return '<PublishResponse/>'
    }

    await createSnsNotifier(sns, 'arn:page').send({ ...notice, title: `STOP: é\n${'x'.repeat(200)}` })

    const sent = new URLSearchParams(asked[0]?.body)
    expect([sent.get('Action'), sent.get('TopicArn')]).toEqual(['Publish', 'arn:page'])
    expect(sent.get('Subject')).toMatch(/^STOP: {1,2}x{80,95}$/)
    expect(sent.get('Message')).toContain('Next: npx bot status')
  })
})

async function startHook(status: number): Promise<{ readonly url: string; readonly bodies: unknown[] }> {
  const bodies: unknown[] = []
  const server = createServer(async (request, response) => {
    bodies.push(await json(request))
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, bodies }
}
