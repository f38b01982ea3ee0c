// The icons of the packages are those of the source, in every size that the systems ask for.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../build/places.mjs'
import { ico } from './containers.mjs'

const folder = join(root, 'resources', 'icons')

/** @param {Buffer} png */
function sizeOf(png) {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  expect(png.readUInt32BE(20)).toBe(png.readUInt32BE(16))
  return png.readUInt32BE(16)
}

/** @param {Buffer} file @returns {[string, Buffer][]} */
function partsOfIcns(file) {
  expect(file.toString('latin1', 0, 4)).toBe('icns')
  expect(file.readUInt32BE(4)).toBe(file.length)
  /** @type {[string, Buffer][]} */
  const parts = []
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    parts.push([file.toString('latin1', at, at + 4), file.subarray(at + 8, at + file.readUInt32BE(at + 4))])
  }
  return parts
}

/** @param {Buffer} file @returns {{ size: number, content: Buffer }[]} */
function picturesOfIco(file) {
  expect([...file.subarray(0, 4)]).toEqual([0, 0, 1, 0])
  return Array.from({ length: file.readUInt16LE(4) }, (_, position) => {
    const at = 6 + position * 16
    const from = file.readUInt32LE(at + 12)
    return { size: file[at] || 256, content: file.subarray(from, from + file.readUInt32LE(at + 8)) }
  })
}

test('the icons were drawn from the source as it is', () => {
  const hash = createHash('sha256')
    .update(readFileSync(join(folder, 'firn.svg')))
    .digest('hex')
  const drawnFrom = readFileSync(join(folder, '.drawn-from'), 'utf8')
  expect(drawnFrom, 'run `node scripts/icons.mjs` and commit what it draws').toBe(`${hash}  firn.svg\n`)
})

test('the mark is the one of the window', () => {
  const strokes = (/** @type {string} */ svg) =>
    [...svg.matchAll(/ d="([^"]+)"/g)]
      .map(([, path = '']) => path.replaceAll(/(\.\d*?)0+(?=\D|$)/g, '$1'))
      .join('')
  const page = readFileSync(join(root, 'renderer', 'public', 'icon.svg'), 'utf8')
  expect(strokes(readFileSync(join(folder, 'firn.svg'), 'utf8'))).toBe(strokes(page))
})

test('every picture for Linux has the size that its name says', () => {
  const files = readdirSync(join(folder, 'linux'))
  const sizes = files.map((name) => {
    const size = sizeOf(readFileSync(join(folder, 'linux', name)))
    expect(name).toBe(`${size}x${size}.png`)
    return size
  })
  expect(sizes.toSorted((a, b) => a - b)).toEqual([16, 24, 32, 48, 64, 128, 256, 512, 1024])
})

test('the icon of a Mac holds each size for plain and for dense screens', () => {
  const parts = partsOfIcns(readFileSync(join(folder, 'firn.icns')))
  expect(Object.fromEntries(parts.map(([type, png]) => [type, sizeOf(png)]))).toEqual({
    icp4: 16,
    icp5: 32,
    ic11: 32,
    ic12: 64,
    ic07: 128,
    ic08: 256,
    ic13: 256,
    ic09: 512,
    ic14: 512,
    ic10: 1024,
  })
})

test('the icon of Windows holds bitmaps, and the largest as a PNG', () => {
  const pictures = picturesOfIco(readFileSync(join(folder, 'firn.ico')))
  expect(pictures.map(({ size }) => size)).toEqual([16, 24, 32, 48, 64, 128, 256])
  for (const { size, content } of pictures) {
    if (size === 256) expect(sizeOf(content)).toBe(256)
    else {
      expect([content.readUInt32LE(0), content.readInt32LE(4), content.readInt32LE(8)]).toEqual([
        40,
        size,
        size * 2,
      ])
      // Opaque in the middle, where the flake's strokes cross, and clear in the corner.
      const middle = 40 + ((size / 2) * size + size / 2) * 4
      expect([...content.subarray(middle, middle + 4)]).toEqual([255, 255, 255, 255])
      expect(content[40 + 3]).toBe(0)
    }
  }
})

test('a bitmap lies upside down, blue first', () => {
  const rgba = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])
  const [picture] = picturesOfIco(ico([{ size: 2, png: Buffer.alloc(0), rgba }]))
  const pixels = picture?.content.subarray(40, 56) ?? []
  expect([...pixels]).toEqual([11, 10, 9, 12, 15, 14, 13, 16, 3, 2, 1, 4, 7, 6, 5, 8])
})
