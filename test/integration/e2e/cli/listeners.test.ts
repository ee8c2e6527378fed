import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { GONE } from './fakeSns.ts'
import { PAGE_TOPIC, STOP_TOPIC } from './fakeStack.ts'
import { type CliStage, MAIL, startCliStage, ticked } from './stage.ts'

let stage: CliStage
beforeAll(async () => {
  stage = await startCliStage()
})
afterAll(() => stage.close())
beforeEach(() => {
  stage.aws.listeners.splice(0, stage.aws.listeners.length)
  stage.aws.tokens.clear()
  stage.aws.asked.length = 0
  stage.aws.confirmations.length = 0
})

const pending = { ...MAIL, arn: 'PendingConfirmation' }
const https = { ...MAIL, arn: `${PAGE_TOPIC}:hook`, protocol: 'https', endpoint: 'https://pager.example' }
const queue = { ...https, protocol: 'sqs' }
const attributes = { PendingConfirmation: 'false', ConfirmationWasAuthenticated: 'false' }
const isArmed = async () => {
  const read = await stage.store.control()
  return !read.ok || (read.value !== 'absent' && read.value.armed)
}

describe('who hears a page', () => {
  test.each([
    ['nobody', [], /listener = nobody: set operatorEmail/],
    [
      'a mail that waits to be confirmed',
      [pending],
      /listener = operator@example\.com, not confirmed: copy the link/,
    ],
    ['one that was ended', [{ ...MAIL, arn: 'Deleted' }], /not confirmed/],
    [
      'an address whose confirmation is pending',
      [{ ...https, attributes: { ...attributes, PendingConfirmation: 'true' } }],
      /not confirmed/,
    ],
    ['a queue', [queue], /listener = nobody/],
  ])('%s: the doctor says so, and arm does nothing', async (_, listeners, line) => {
    stage.aws.listeners.push(...listeners)

    const doctor = await stage.bot('doctor')
    const armed = await stage.bot('arm', '--yes')

    expect(doctor.exit).toBe(2)
    expect(doctor.json['text']).toMatch(line)
    expect(armed.exit).toBe(2)
    expect(armed.json['text']).toMatch(/^not armed/)
    expect(armed.json['text']).toMatch(line)
    expect(stage.aws.asked.filter((each) => each.includes('"arm"') || each === 'SetAlarmState')).toEqual([])
    expect(await isArmed()).toBe(false)
  })

  test.each([
    ['a mail', [MAIL], 'email operator@example.com'],
    ['a web address alone', [https], 'https https://pager.example'],
    ['a web address and a mail that waits', [pending, https], 'https https://pager.example'],
    ['a mail and a web address', [https, MAIL], 'email operator@example.com'],
  ])('%s is enough, and a test notice is sent', async (_, listeners, who) => {
    stage.aws.listeners.push(...listeners)

    const doctor = await stage.bot('doctor')

    expect(doctor.exit).toBe(0)
    expect(doctor.json['text']).toContain(`listener: ${who}`)
    expect(doctor.json['text']).toContain('test notice: sent to the page topic')
  })

  test('from this machine the test notice goes to the page topic, as a page would', async () => {
    stage.aws.listeners.push(MAIL)

    const doctor = await stage.bot('doctor', '--here', '--key-file', stage.keyFile)

    expect(doctor.exit).toBe(0)
    expect(stage.aws.published.map((each) => [each.get('TopicArn'), each.get('Subject')])).toEqual([
      [PAGE_TOPIC, 'Test notice'],
    ])
  })

  test('a mail that was confirmed by a click hears, and is asked to end by one', async () => {
    stage.aws.listeners.push({ ...MAIL, attributes })

    const doctor = await stage.bot('doctor')

    expect(doctor.exit).toBe(0)
    expect(doctor.json['text']).toMatch(/confirmed by a click, so a click on "unsubscribe"/)
  })

  test('what SNS does not tell nobody knows, and that bars arming too', async () => {
    // Listed, and gone when it is asked for.
    stage.aws.listeners.push({ ...MAIL, arn: 'arn:gone', attributes: GONE })

    const armed = await stage.bot('arm', '--yes')

    expect(armed).toMatchObject({ exit: 1 })
    expect(armed.json['text']).toMatch(/listener = not known/)
  })

  test('nor does one that cannot be read keep another from hearing', async () => {
    stage.aws.listeners.push({ ...MAIL, arn: 'arn:gone', attributes: GONE }, https)

    const doctor = await stage.bot('doctor')

    expect(doctor.exit).toBe(0)
    expect(doctor.json['text']).toContain('listener: https https://pager.example')
  })

  test('who wants no listener must say so, and is warned loudly', async () => {
    const doctor = await stage.bot('doctor', '--without-listener')
    const armed = await ticked(stage, stage.bot('arm', '--yes', '--without-listener'))

    expect(doctor.exit).toBe(0)
    for (const { json } of [doctor, armed]) expect(json['text']).toContain('NOBODY LISTENS')
    expect(doctor.json['text']).not.toContain('test notice')
    expect(armed).toMatchObject({ exit: 0, json: { running: true } })
    await stage.store.disarm()
  })
})

describe('the drill', () => {
  test('is run by arm before anything is written, and its time is reported', async () => {
    stage.aws.listeners.push(MAIL)

    const armed = await ticked(stage, stage.bot('arm', '--yes'))

    expect(armed.json['text']).toMatch(/drill: answered after \d+\.\d s/)
    const asked = stage.aws.asked.filter((each) => each === 'SetAlarmState' || each.includes('"arm"'))
    expect(asked).toEqual(['SetAlarmState', 'SetAlarmState', 'Invoke {"command":"arm"}'])
    await stage.store.disarm()
  })

  test('by itself shows the way, armed or not, and needs to be confirmed', async () => {
    const dry = await stage.bot('drill')
    const before = await stage.store.control()
    const run = await stage.bot('drill', '--yes')

    expect(dry).toMatchObject({ exit: 2, json: { confirmed: false } })
    expect(run).toMatchObject({ exit: 0, json: { drilled: { is: 'answered' }, armed: false } })
    expect(await stage.store.control()).toMatchObject({ value: (before as { value: object }).value })
  })
})

describe('a mail is confirmed', () => {
  const TOKEN = `${'2336412f37fb687f5d51e6e2425f004a'.repeat(4)}`
  const link = (topic: string) =>
    `https://sns.eu-west-1.amazonaws.com/confirmation.html?TopicArn=${topic}&Token=${TOKEN}&Endpoint=operator@example.com`

  test.each([
    ['the link of the email', link(PAGE_TOPIC)],
    ['the token alone', TOKEN],
  ])('by %s, so that only credentials of the account can end it', async (_, given) => {
    stage.aws.tokens.set(TOKEN, PAGE_TOPIC)

    const run = await stage.bot('confirm', given)

    expect(run).toMatchObject({ exit: 0, json: { topic: PAGE_TOPIC } })
    expect(stage.aws.confirmations.map((each) => each.get('AuthenticateOnUnsubscribe'))).toEqual(['true'])
  })

  test('pasted twice: it is confirmed, and stays so', async () => {
    stage.aws.tokens.set(TOKEN, PAGE_TOPIC)

    const runs = [await stage.bot('confirm', TOKEN), await stage.bot('confirm', link(PAGE_TOPIC))]

    for (const run of runs) expect(run).toMatchObject({ exit: 0, json: { topic: PAGE_TOPIC } })
    expect(stage.aws.confirmations.map((each) => each.get('AuthenticateOnUnsubscribe'))).toEqual([
      'true',
      'true',
    ])
  })

  test('with the token of the other topic of the stack: that one is confirmed', async () => {
    stage.aws.tokens.set(TOKEN, STOP_TOPIC)

    const run = await stage.bot('confirm', TOKEN)

    expect(run).toMatchObject({ exit: 0, json: { topic: STOP_TOPIC } })
    const wrong = await stage.bot('confirm', link(PAGE_TOPIC))
    expect(wrong).toMatchObject({ exit: 1, json: { text: expect.stringMatching(/^not confirmed: /) } })
  })

  test('never for a topic of somebody else: nothing is asked', async () => {
    const run = await stage.bot('confirm', link('arn:aws:sns:eu-west-1:111122223333:other'))

    expect(run.exit).toBe(2)
    expect(run.json['error']).toMatch(/LINK = arn:aws:sns:.*other: use the link of an email for/)
    expect(stage.aws.confirmations).toEqual([])
  })

  test('or the reason and what to do are reported', async () => {
    const unknown = await stage.bot('confirm', TOKEN)
    const nonsense = await stage.bot('confirm', 'https://example.com/?x=1')

    expect(unknown).toMatchObject({ exit: 1 })
    expect(unknown.json['text']).toMatch(/^not confirmed: .*A link works for two days/)
    expect(nonsense).toMatchObject({ exit: 2, json: { error: expect.stringMatching(/^LINK = /) } })
  })
})
