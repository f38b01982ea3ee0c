// The two formats that hold an icon in several sizes. Both are a table of contents before pictures as they are.

/**
 * @typedef {object} Picture
 * @property {number} size width and height in pixels
 * @property {Buffer} png the picture as a file
 * @property {Buffer} rgba its pixels, row by row from the top, four bytes each
 */

/**
 * What a Mac calls each size: documented in "Apple Icon Image format"; the second name is for screens with twice
 * the density, where the same pixels show half the size.
 *
 * @type {Readonly<Record<number, readonly string[]>>}
 */
export const macTypes = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
}

/** @param {number} value @returns {Buffer} */
function uint32BE(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/**
 * An icon of a Mac (.icns).
 *
 * @param {readonly Picture[]} pictures of the sizes in `macTypes`
 */
export function icns(pictures) {
  const parts = pictures.flatMap(({ size, png }) =>
    (macTypes[size] ?? []).map((type) => Buffer.concat([Buffer.from(type), uint32BE(png.length + 8), png])),
  )
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from('icns'), uint32BE(body.length + 8), body])
}

/**
 * A bitmap as it stands in an .ico file: header, rows from the bottom in BGRA, and a mask nobody looks at where
 * there is an alpha channel.
 *
 * @param {Picture} picture
 */
function bitmap({ size, rgba }) {
  const header = Buffer.alloc(40)
  header.writeUInt32LE(40, 0)
  header.writeInt32LE(size, 4)
  // Twice the height: the mask counts as part of the picture.
  header.writeInt32LE(size * 2, 8)
  header.writeUInt16LE(1, 12)
  header.writeUInt16LE(32, 14)
  const pixels = Buffer.alloc(size * size * 4)
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const from = ((size - 1 - y) * size + x) * 4
      const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(from, from + 4)
      pixels.set([blue, green, red, alpha], (y * size + x) * 4)
    }
  }
  const mask = Buffer.alloc(Math.ceil(size / 32) * 4 * size)
  return Buffer.concat([header, pixels, mask])
}

/** From this size on an .ico file holds a PNG; the installer's own tools read smaller ones as bitmaps only. */
const smallestPng = 256

/**
 * An icon of Windows (.ico).
 *
 * @param {readonly Picture[]} pictures of at most 256 pixels
 */
export function ico(pictures) {
  const contents = pictures.map((picture) => (picture.size >= smallestPng ? picture.png : bitmap(picture)))
  const header = Buffer.alloc(6 + 16 * pictures.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let offset = header.length
  for (const [position, { size }] of pictures.entries()) {
    const content = contents[position] ?? Buffer.alloc(0)
    const at = 6 + 16 * position
    // One byte, in which 256 is 0.
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(content.length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += content.length
  }
  return Buffer.concat([header, ...contents])
}
