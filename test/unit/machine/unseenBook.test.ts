import { expect, test } from 'vitest'
import { unknown } from '../../../shared/domain/read.ts'
import { balanceOf, decisionOf, openState, posts } from '../../support/build.ts'

test('an exit that is priced without a book rests: it is post-only, and no sale at the market', () => {
  const unseen = { ...openState, lastGoodMid: null }

  const { actions, audit } = decisionOf(unseen, { book: unknown('no answer'), balance: balanceOf(20) })

  expect(posts(actions)).toMatchObject([{ side: 'SELL', purpose: 'exit', postOnly: true }])
  expect(audit).toMatchObject({ code: 'unseen', reason: 'confirmed inventory can be sold' })
})
