// What a disk may hold after a power loss: everything that was synced, and of the rest any part in any order.

import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { RecordedWrite } from './recorded-writes.ts'

interface Inode {
  /** Undefined for a folder. */
  readonly bytes: Buffer | undefined
  /** Changes of its bytes that no sync has made durable. */
  readonly pending: { readonly bytes: Buffer; readonly at: number | undefined }[]
}

interface Naming {
  readonly parent: Inode
  readonly name: string
  /** What the name stands for from then on; undefined for nothing. */
  readonly inode: Inode | undefined
}

/** Names that change together: a rename takes one away and gives one. */
interface Change {
  readonly names: readonly Naming[]
  durable: boolean
}

/** What becomes of things that were not synced. */
export interface Luck {
  /** From 0 (nothing was written) to 1 (everything was), for each of them. */
  readonly kept: number
  readonly random: () => number
}

/**
 * A folder as it was before a program ran. {@link after} tells what may be left of it when the power fails at
 * some point of what the program did.
 */
export class FolderBefore {
  readonly #files: { readonly path: string; readonly bytes: Buffer | undefined }[]

  private constructor(files: { readonly path: string; readonly bytes: Buffer | undefined }[]) {
    this.#files = files
  }

  static async of(folder: string): Promise<FolderBefore> {
    const files: { path: string; bytes: Buffer | undefined }[] = []
    const found = await readdir(folder, { recursive: true, withFileTypes: true })
    for (const entry of found.toSorted((a, b) => a.parentPath.length - b.parentPath.length)) {
      const file = join(entry.parentPath, entry.name)
      files.push({
        path: file.slice(folder.length + 1),
        bytes: entry.isFile() ? await readFile(file) : undefined,
      })
    }
    return new FolderBefore(files)
  }

  /** Writes into `folder`, which must not exist, what a power loss after these writes may leave. */
  async after(writes: readonly RecordedWrite[], luck: Luck, folder: string): Promise<void> {
    const disk = new FailingPower()
    for (const { path, bytes } of this.#files) disk.begin(path, bytes)
    for (const write of writes) disk.take(write)
    await disk.write(folder, luck)
  }
}

class FailingPower {
  readonly #root: Inode = { bytes: undefined, pending: [] }
  /** As the program sees it. */
  readonly #seen = new Map<string, Inode>([['', this.#root]])
  readonly #changes: Change[] = []
  /** Bytes that are durable, of files that were synced. */
  readonly #durable = new Map<Inode, Buffer>()

  begin(path: string, bytes: Buffer | undefined): void {
    const inode: Inode = { bytes, pending: [] }
    if (bytes !== undefined) this.#durable.set(inode, bytes)
    this.#rename([[path, inode]], true)
  }

  take(write: RecordedWrite): void {
    switch (write.do) {
      case 'say':
        return
      case 'make folder':
        this.#rename([[write.path, { bytes: undefined, pending: [] }]])
        return
      case 'create':
      case 'empty':
        if (write.do === 'create' && this.#seen.has(write.path)) return
        // A file that is emptied and written anew may show either, or nothing: as if it were another one.
        this.#rename([[write.path, { bytes: Buffer.alloc(0), pending: [] }]])
        return
      case 'write':
        this.#at(write.path).pending.push({ bytes: write.bytes, at: write.at })
        return
      case 'sync': {
        const inode = this.#at(write.path)
        if (inode.bytes !== undefined) this.#durable.set(inode, this.#settled(inode, inode.pending.splice(0)))
        else
          for (const change of this.#changes)
            if (change.names.some(({ parent }) => parent === inode)) change.durable = true
        return
      }
      case 'link':
        this.#rename([[write.to, this.#at(write.path)]])
        return
      case 'rename':
        this.#rename([
          [write.path, undefined],
          [write.to, this.#at(write.path)],
        ])
        return
      case 'remove':
        this.#rename([[write.path, undefined]])
    }
  }

  #at(path: string): Inode {
    const inode = this.#seen.get(path)
    if (inode === undefined) throw new Error(`the recording has lost ${path}`)
    return inode
  }

  #rename(names: readonly (readonly [string, Inode | undefined])[], durable = false): void {
    const namings = names.map(([path, inode]) => {
      const parent = dirname(path) === '.' ? this.#root : this.#at(dirname(path))
      return { parent, name: basename(path), inode }
    })
    this.#changes.push({ names: namings, durable })
    for (const [path, inode] of names) {
      if (inode === undefined) this.#seen.delete(path)
      else this.#seen.set(path, inode)
    }
  }

  #settled(inode: Inode, writes: Inode['pending']): Buffer {
    let bytes = this.#durable.get(inode) ?? Buffer.alloc(0)
    for (const write of writes) {
      const at = write.at ?? bytes.length
      const longer = Buffer.alloc(Math.max(bytes.length, at + write.bytes.length))
      bytes.copy(longer)
      write.bytes.copy(longer, at)
      bytes = longer
    }
    return bytes
  }

  async write(folder: string, luck: Luck): Promise<void> {
    const { kept, random } = luck
    const tree = new Map<Inode, Map<string, Inode>>()
    for (const { names, durable } of this.#changes) {
      if (!durable && random() >= kept) continue
      for (const { parent, name, inode } of names) {
        const children = tree.get(parent) ?? new Map<string, Inode>()
        tree.set(parent, children)
        if (inode === undefined) children.delete(name)
        else children.set(name, inode)
      }
    }
    // The machine was down for a while.
    const then = new Date(Date.now() - 5 * 60_000)
    const put = async (path: string, inode: Inode): Promise<void> => {
      if (inode.bytes === undefined) {
        await mkdir(path)
        for (const [name, child] of tree.get(inode) ?? []) await put(join(path, name), child)
        return
      }
      const survived = inode.pending.filter(() => random() < kept).map((one) => torn(one, random))
      await writeFile(path, this.#settled(inode, survived))
      await utimes(path, then, then)
    }
    await put(folder, this.#root)
  }
}

/** A write that was under way: whole, only its beginning, or the room for it without the bytes. */
function torn(
  write: { readonly bytes: Buffer; readonly at: number | undefined },
  random: () => number,
): typeof write {
  const fate = random()
  if (fate < 0.5) return write
  if (fate < 0.75)
    return { ...write, bytes: write.bytes.subarray(0, Math.floor(random() * write.bytes.length)) }
  return { ...write, bytes: Buffer.alloc(write.bytes.length) }
}
