import { describe, expect, test } from 'vitest'
import { freezeCommand } from '../core/curate/as-command.ts'
import { nameList, renameList } from './name-list.ts'

describe('names in a list', () => {
  test('are separated by commas; quotes keep a comma', () => {
    expect(nameList('Country Code, Year')).toEqual(['Country Code', 'Year'])
    expect(nameList('"size, cm",id')).toEqual(['size, cm', 'id'])
    expect(nameList('"a ""b"""')).toEqual(['a "b"'])
    expect(nameList('')).toEqual([])
  })
  test('are those of the command that the window shows', () => {
    const id = ['id', 'a,b', ' "c" d', 'e f']
    const [, list = ''] = /--id '(.*)'$/.exec(freezeCommand({ dataset: 'set', from: 'odd', id })) ?? []
    expect(nameList(list)).toEqual(id)
    expect(freezeCommand({ dataset: 'set', from: 'odd', id: ['a', 'b'] })).toMatch(/ --id a,b$/)
  })
})

describe('renames', () => {
  test('are pairs, or auto', () => {
    expect(renameList('auto')).toBe('auto')
    expect(renameList('Name=Security,Sector=GICS Sector')).toEqual([
      { from: 'Name', to: 'Security' },
      { from: 'Sector', to: 'GICS Sector' },
    ])
    expect(renameList('"a=b"="c,d"')).toEqual([{ from: 'a=b', to: 'c,d' }])
  })
  test.each(['Name', 'Name=', '=x', 'a=b=c'])('%s is refused', (text) => {
    expect(() => renameList(text)).toThrow('old=new')
  })
})
