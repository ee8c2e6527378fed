import { expect, test } from 'vitest'
import { ofStack } from '../../../functions/notices.ts'
import type { Notice } from '../../../shared/telemetry/notifier.ts'

const NOTICE: Notice = { kind: 'stop', key: 'k', title: 'STOP 3', text: 'x', next: 'npm run bot -- resume 3' }

async function sentBy(name: string | null): Promise<readonly Notice[]> {
  const sent: Notice[] = []
  const notifier = { send: async (notice: Notice) => void sent.push(notice) }
  await ofStack(notifier, { stage: 'live', name, region: 'eu-north-1' }).send(NOTICE)
  return sent
}

test('a notice says which stack it comes from, and its command reaches that one', async () => {
  expect(await sentBy('alpha')).toEqual([
    {
      ...NOTICE,
      title: '[alpha] STOP 3',
      next: 'npm run bot -- resume 3 --stack MarketMaker-live-alpha --region eu-north-1',
    },
  ])
  expect(await sentBy(null)).toEqual([
    { ...NOTICE, next: 'npm run bot -- resume 3 --stack MarketMaker-live --region eu-north-1' },
  ])
})
