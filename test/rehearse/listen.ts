import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { clientOf } from './clientOf.ts'
import { paste } from './paste.ts'
import { must } from './rehearsalError.ts'
import { type Stage, until } from './stage.ts'
import { perform, say } from './step.ts'

const DELIVERY_MS = 30_000

interface Delivered {
  readonly Type: string
  readonly Token?: string
  readonly Subject?: string
}

/** An address that is informed of pages, as a pager's would be: the emulator's mails go nowhere. */
async function startListener(delivered: Delivered[]): Promise<Server> {
  const server = createServer((request, response) => {
    text(request).then(
      (body) => {
        delivered.push(JSON.parse(body) as Delivered)
        response.writeHead(200).end()
      },
      () => response.writeHead(400).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.unref()
}

/** Nobody hears; then somebody subscribes, is confirmed by the token, and gets the test notice. */
export async function somebodyListens(stage: Stage): Promise<void> {
  const { emulator, outputs, bot, store } = stage
  const delivered: Delivered[] = []
  await perform('nobody listens: doctor and arm say so, and arm writes nothing', async () => {
    for (const args of [['doctor'], ['arm', '--yes']]) {
      const told = await bot(args, 2)
      must(
        String(told['text']).includes('listener = nobody'),
        `it does not name the listener: ${told['text']}`,
      )
    }
    const read = await store.control()
    must(read.ok && read.value === 'absent', 'arm wrote though nobody listens')
  })
  await perform('an address subscribes to the pages, and the command confirms its token', async () => {
    const { port } = (await startListener(delivered)).address() as AddressInfo
    const Endpoint = `http://127.0.0.1:${port}/pager`
    const command = new SubscribeCommand({ TopicArn: outputs.PageTopicArn, Protocol: 'http', Endpoint })
    await new SNSClient(clientOf(emulator)).send(command)
    const asked = () => delivered.find(({ Type }) => Type === 'SubscriptionConfirmation')
    await until('the request to confirm', DELIVERY_MS, () => asked() !== undefined)
    const pending = await bot(['doctor'], 2)
    must(String(pending['text']).includes('not confirmed'), `it does not wait: ${pending['text']}`)
    await paste(stage, "npx bot confirm 'LINK' --config my-config.json", {
      words: { LINK: String(asked()?.Token) },
    })
  })
  await perform('doctor sends a test notice, and it arrives', async () => {
    const begunMs = performance.now()
    await bot(['doctor'])
    await until('the test notice', DELIVERY_MS, () =>
      delivered.some(({ Subject }) => Subject === 'Test notice'),
    )
    say(`from the command to the pager: ${((performance.now() - begunMs) / 1000).toFixed(2)} s`)
  })
}
