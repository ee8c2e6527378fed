import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createJournal, readJournalLines } from '../../../../desk/paper/journal.ts'

const NOW = Date.parse('2026-03-10T23:59:30Z')
const DAY_MS = 86_400_000

function stage() {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  let nowMs = NOW
  const failures: string[] = []
  const journal = createJournal({
    folder,
    config: 'abc',
    nowMs: () => nowMs,
    failed: (why) => failures.push(why),
  })
  const page = (text: string, atMs: number) => {
    nowMs = atMs
    journal.page(text, undefined, 'handFill')
  }
  const read = async (fromMs: number, toMs: number, message = 'page') => {
    const texts: unknown[] = []
    for await (const line of readJournalLines(folder, { fromMs, toMs, message })) {
      texts.push(JSON.parse(line).text)
    }
    return texts
  }
  return { folder, failures, page, read }
}

test('lines of a period are read across days, oldest first, and of one kind', async () => {
  const { page, read } = stage()
  page('one', NOW)
  page('two', NOW + 40_000)
  page('three', NOW + DAY_MS)

  expect(await read(NOW, NOW + 40_000)).toEqual(['one', 'two'])
  expect(await read(NOW + 1, NOW + 2 * DAY_MS)).toEqual(['two', 'three'])
  expect(await read(NOW, NOW + 2 * DAY_MS, 'tick')).toEqual([])
})

test('days of more than ninety days ago are removed, other files stay', () => {
  const { folder, page } = stage()
  mkdirSync(join(folder, 'journal'))
  for (const name of ['2025-12-09.jsonl', '2025-12-11.jsonl', 'mine.txt'])
    writeFileSync(join(folder, 'journal', name), '')
  page('one', NOW)

  expect(readdirSync(join(folder, 'journal')).toSorted()).toEqual([
    '2025-12-11.jsonl',
    '2026-03-10.jsonl',
    'mine.txt',
  ])
})

test('a line that cannot be written is reported once, and ends nothing', () => {
  const { folder, failures, page } = stage()
  writeFileSync(join(folder, 'journal'), 'in the way')
  page('one', NOW)
  page('two', NOW + 1)

  expect(failures).toHaveLength(1)
})
