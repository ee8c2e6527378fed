import { expect, test } from 'vitest'
import { saleWords } from '../../../cli/operate/saleWords.ts'
import { openState, state } from '../../support/build.ts'

test('what is held after a STOP comes with the command that sells it, and nothing held with none', () => {
  expect(saleWords([{ state: openState }, { state: state() }, { state: null }], 7, '--folder .paper')).toBe(
    'Shares are held in 1 outcome. To sell them: npx bot flatten 7 --folder .paper --yes',
  )
  expect(saleWords([{ state: state() }], 7, '--folder .paper')).toBe('')
})
