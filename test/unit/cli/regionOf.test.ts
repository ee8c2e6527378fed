import { expect, test } from 'vitest'
import { regionOf } from '../../../cli/aws/regionOf.ts'

const CONFIG = { region: 'eu-west-1' }

test('a command looks where the configuration deploys, whatever the environment says', () => {
  expect(regionOf(undefined, CONFIG, {})).toEqual({ region: 'eu-west-1', note: null })
  expect(regionOf(undefined, CONFIG, { AWS_REGION: 'eu-west-1' })).toEqual({
    region: 'eu-west-1',
    note: null,
  })
  expect(regionOf(undefined, CONFIG, { AWS_REGION: 'us-east-1' })).toEqual({
    region: 'eu-west-1',
    note: 'region eu-west-1, of the configuration; the environment says us-east-1',
  })
})

test('the environment counts where there is no configuration, and that is said', () => {
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    expect(regionOf(undefined, null, { [name]: 'us-east-1' })).toEqual({
      region: 'us-east-1',
      note: 'region us-east-1, of the environment: no configuration names one; --region names another',
    })
  }
  expect(regionOf(undefined, null, {})).toMatchObject({
    region: 'eu-west-1',
    note: expect.stringContaining('the default'),
  })
})

test('--region wins', () => {
  const environment = { AWS_REGION: 'us-east-1' }
  expect(regionOf('eu-north-1', CONFIG, environment)).toEqual({ region: 'eu-north-1', note: null })
  expect(regionOf('eu-north-1', null, environment)).toEqual({ region: 'eu-north-1', note: null })
})
