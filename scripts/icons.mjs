// node scripts/icons.mjs [CHROMIUM]
//
// Draws the icons of the packages from resources/icons/firn.svg, with a Chromium (Debian's by default). What
// comes out is committed: packaging needs no browser.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { root } from './build/places.mjs'
import { icns, ico, macTypes } from './icons/containers.mjs'

const folder = join(root, 'resources', 'icons')
const macSizes = Object.keys(macTypes).map(Number)
const windowsSizes = [16, 24, 32, 48, 64, 128, 256]
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024]

// Only a Mac wants its icons with a margin: elsewhere most of it is cut away.
const wholePicture = ''
const closer = '#svgView(viewBox(76,76,872,872))'
const drawing = readFileSync(join(folder, 'firn.svg'))
const source = `data:image/svg+xml;base64,${drawing.toString('base64')}`

const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  chromiumSandbox: process.getuid?.() !== 0,
})
const page = await browser.newPage()

/**
 * @param {number} size @param {string} view
 * @returns {Promise<import('./icons/containers.mjs').Picture>}
 */
async function draw(size, view) {
  const drawn = await page.evaluate(
    async ({ size, address }) => {
      const image = new Image(size, size)
      image.src = address
      await image.decode()
      const canvas = new OffscreenCanvas(size, size)
      const context = canvas.getContext('2d')
      if (context === null) throw new Error('no canvas')
      context.drawImage(image, 0, 0, size, size)
      const png = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
      return { png: [...png], rgba: [...context.getImageData(0, 0, size, size).data] }
    },
    { size, address: `${source}${view}` },
  )
  return { size, png: Buffer.from(drawn.png), rgba: Buffer.from(drawn.rgba) }
}

/** @param {readonly number[]} sizes @param {string} view */
async function drawAll(sizes, view) {
  const pictures = []
  for (const size of sizes) pictures.push(await draw(size, view))
  return pictures
}

mkdirSync(join(folder, 'linux'), { recursive: true })
for (const { size, png } of await drawAll(linuxSizes, closer)) {
  writeFileSync(join(folder, 'linux', `${size}x${size}.png`), png)
}
writeFileSync(join(folder, 'firn.ico'), ico(await drawAll(windowsSizes, closer)))
writeFileSync(join(folder, 'firn.icns'), icns(await drawAll(macSizes, wholePicture)))
await browser.close()
// A test compares it, so that nobody changes the source and forgets to draw.
writeFileSync(
  join(folder, '.drawn-from'),
  `${createHash('sha256').update(drawing).digest('hex')}  firn.svg\n`,
)
