import { describe, expect, test } from 'vitest'
import { schemaNotice } from '../../../cli/operate/schemaNotice.ts'

const at = (deployed: number | null, own: number, hasNewerItems = false) =>
  schemaNotice({ deployed, own, hasNewerItems })

describe('what a deployment says of the schema', () => {
  test.each([
    [null, 2],
    [2, 2],
  ])('nothing, from %s to %i', (deployed, own) => {
    expect(at(deployed, own)).toEqual({ is: 'none' })
  })

  test('that there is no way back to what cannot read it, and the way that keeps exits working', () => {
    const notice = at(1, 2)

    expect(notice).toMatchObject({
      is: 'oneWay',
      text: expect.stringMatching(
        /^after this deployment you cannot simply go back: it writes schema 2, and the deployed version reads up to 1\nway back: run "npx bot drain" with this version/,
      ),
    })
  })

  test.each([
    ['a newer version is deployed', at(3, 2), 'schema 3 is deployed'],
    ['a newer one has written already', at(2, 2, true), 'the table has items of a newer schema'],
    ['both', at(3, 2, true), 'the table has items of a newer schema'],
  ])('refused where %s', (_, notice, why) => {
    expect(notice).toMatchObject({
      is: 'barred',
      text: expect.stringContaining(`not deployed: ${why}, and this version reads up to 2`),
    })
    expect(notice).toMatchObject({ text: expect.stringContaining('keep the newer version deployed') })
  })
})
