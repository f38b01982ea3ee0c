/**
 * Unpacks an LZ4 frame (github.com/lz4/lz4, doc/lz4_Frame_format.md), as Arrow files hold them. Checksums are
 * not checked. Throws a RangeError when the frame is damaged.
 */
export function unpackLz4(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  if (frame.length < 7 || view.getUint32(0, true) !== 0x184d2204) throw new RangeError('not an LZ4 frame')
  const flags = frame[4] ?? 0
  const hasSize = (flags & 0x08) !== 0
  const hasBlockChecksum = (flags & 0x10) !== 0
  const hasDictionary = (flags & 0x01) !== 0
  const size = hasSize ? Number(view.getBigUint64(6, true)) : frame.length * 4
  if (size > frame.length * 255 + 64) throw new RangeError('an LZ4 frame promises more than it can hold')
  const output = new Output(size)
  let position = 6 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1
  for (;;) {
    if (position + 4 > frame.length) throw new RangeError('an LZ4 frame is cut off')
    const header = view.getUint32(position, true)
    position += 4
    if (header === 0) return output.bytes()
    const length = header & 0x7fffffff
    if (position + length > frame.length) throw new RangeError('an LZ4 block is cut off')
    const block = frame.subarray(position, position + length)
    if (header >>> 31 === 1) output.append(block)
    else unpackBlock(block, output)
    position += length + (hasBlockChecksum ? 4 : 0)
  }
}

function unpackBlock(block: Uint8Array, output: Output): void {
  let position = 0
  while (position < block.length) {
    const token = block[position] ?? 0
    position += 1
    let literals = token >>> 4
    if (literals === 15) {
      let more: number
      do {
        more = block[position] ?? 0
        position += 1
        literals += more
      } while (more === 255)
    }
    if (position + literals > block.length) throw new RangeError('an LZ4 block is damaged')
    output.append(block.subarray(position, position + literals))
    position += literals
    // The last sequence of a block has no match.
    if (position >= block.length) return
    const offset = (block[position] ?? 0) | ((block[position + 1] ?? 0) << 8)
    position += 2
    let match = (token & 15) + 4
    if (match === 19) {
      let more: number
      do {
        more = block[position] ?? 0
        position += 1
        match += more
      } while (more === 255)
    }
    output.repeat(offset, match)
  }
}

/** Grows as needed; matches may reach back over the borders of blocks. */
class Output {
  private buffer: Uint8Array
  private length = 0

  constructor(size: number) {
    this.buffer = new Uint8Array(Math.max(size, 64))
  }

  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length)
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.buffer.set(bytes, this.length)
    this.length += bytes.length
  }

  repeat(offset: number, count: number): void {
    if (offset === 0 || offset > this.length) throw new RangeError('an LZ4 block is damaged')
    this.reserve(count)
    const { buffer } = this
    let from = this.length - offset
    let to = this.length
    if (offset >= count) buffer.copyWithin(to, from, from + count)
    else for (let left = count; left > 0; left -= 1) buffer[to++] = buffer[from++] ?? 0
    this.length += count
  }

  private reserve(more: number): void {
    const needed = this.length + more
    if (needed <= this.buffer.length) return
    const larger = new Uint8Array(Math.max(needed, this.buffer.length * 2))
    larger.set(this.bytes())
    this.buffer = larger
  }
}
