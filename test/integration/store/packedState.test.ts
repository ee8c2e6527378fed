import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { packState, unpackState } from '../../../shared/dynamodb/packedState.ts'
import sample1 from '../../../shared/dynamodb/stateSample1.json' with { type: 'json' }
import { state } from './samples.ts'

describe('a packed state', () => {
  test('comes back as it was', () => {
    expect(unpackState(packState(state()))).toEqual(state())
  })

  test('takes a third of its JSON at most', () => {
    expect(packState(state()).length).toBeLessThan(JSON.stringify(state()).length / 3)
  })

  test('of the first version is read forever: its dictionary never changes', () => {
    const hash = createHash('sha256').update(JSON.stringify(sample1)).digest('hex')

    expect(packState(state())[0]).toBe(1)
    expect(hash).toBe('0612b388a1a7546d616833f30923753f11c2daadc1a9e1b774205aed82494fda')
  })
})

describe('anything but a packed state of ours', () => {
  test.each<[string, unknown]>([
    ['a map, as older versions store it', { schema: 1 }],
    ['nothing', undefined],
    ['a text', 'gone'],
  ])('%s is passed on', (_, stored) => {
    expect(unpackState(stored)).toEqual(stored)
  })

  test.each<[string, Uint8Array]>([
    ['no bytes', Buffer.of()],
    ['a version that we do not know', Buffer.of(99, 1, 2, 3)],
    ['bytes that are cut off', packState(state()).subarray(0, 40)],
    ['bytes of something else', Buffer.of(1, 255, 255, 255)],
  ])('%s is no state', (_, stored) => {
    expect(unpackState(stored)).toBeUndefined()
  })
})
