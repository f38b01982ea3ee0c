import { expect, test } from 'vitest'
import { rulesOf, textsOf } from './keep-texts.ts'

test('fields become rules, and wrong or no numbers become none', () => {
  const texts = textsOf({ last: 3, weekly: 4 })
  expect(texts).toEqual({ last: '3', hourly: '', daily: '', weekly: '4', monthly: '', yearly: '' })
  expect(rulesOf(texts)).toEqual({ last: 3, weekly: 4 })
  expect(rulesOf({ ...texts, last: ' ', weekly: '' })).toBeUndefined()
  for (const wrong of ['0', '-1', '1.5', 'x', '1e3', '1000000'])
    expect(rulesOf({ ...texts, last: wrong }), wrong).toBeUndefined()
})
