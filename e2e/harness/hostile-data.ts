import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Tables whose values and column names are these texts, and one with rows that cannot be read. */
export async function writeHostileTables(
  folder: string,
  texts: readonly string[],
  values: readonly string[] = texts,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const cells = values.map((payload, id) => ({ id, payload }))
  await writeLines(
    join(folder, 'cells.jsonl'),
    cells.map((row) => JSON.stringify(row)),
  )
  await writeLines(join(folder, 'columns.jsonl'), [
    objectText([['id', 1], ...texts.map((text, at) => [text, at] as const)]),
  ])
  const torn = values
    .filter((text) => !/[\n\r\f\0]/.test(text))
    .map((text, id) => `${id},${quoted(text)},more,than,fits`)
  await writeLines(join(folder, 'torn.csv'), [
    'id,text',
    ...texts.map((_, id) => `${id},fine`),
    ...torn.slice(0, 20),
  ])
}

/**
 * A file for each text that can name one; a slash in it makes folders. Answers the texts that could.
 */
export async function writeHostileFiles(
  folder: string,
  texts: readonly string[],
): Promise<readonly string[]> {
  const made: string[] = []
  for (const text of texts) {
    const parts = text.split('/')
    const isPath = parts.every(
      (part) => part !== '' && part !== '.' && part !== '..' && Buffer.byteLength(part) < 240,
    )
    if (!isPath || text.includes('\0')) continue
    // A folder of its own for each, as a file may be called like another one's folder.
    const file = join(folder, String(made.length), `${text}.jsonl`)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, `{"number":${made.length}}\n`)
    made.push(text)
  }
  return made
}

/** JSON of an object, also with a field that is called `__proto__`. */
function objectText(fields: readonly (readonly [string, number])[]): string {
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

function writeLines(file: string, lines: readonly string[]): Promise<void> {
  return writeFile(file, `${lines.join('\n')}\n`)
}
