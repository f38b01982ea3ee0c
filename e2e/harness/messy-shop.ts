import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const statuses = [200, 200, 200, 304, 404, 500]

/** A web shop's folder as it comes: three formats, a torn line in the log and a torn row in the table. */
export async function writeMessyShop(folder: string): Promise<void> {
  await mkdir(folder)
  const requests = Array.from({ length: 120 }, (_, at) => request(at))
  requests.splice(60, 0, '10.0.0.9 - - [05/Jan/2026:10:01 "GET /torn')
  const events = Array.from({ length: 30 }, (_, at) =>
    JSON.stringify({ id: at + 1, kind: at % 3 === 0 ? 'buy' : 'view', amount: at * 2.5 }),
  )
  const orders = Array.from({ length: 25 }, (_, at) => order(at + 1, (at + 1) * 10))
  orders.splice(10, 0, '11b,2026-01-11')
  await writeLines(join(folder, 'access.log'), requests)
  await writeLines(join(folder, 'events.jsonl'), events)
  await writeLines(join(folder, 'orders.csv'), ['order,day,amount', ...orders])
}

/** A folder in which nothing is a table. */
export async function writeNothingReadable(folder: string): Promise<void> {
  await mkdir(folder)
  await writeFile(join(folder, 'picture.bin'), Buffer.from([0, 255, 0, 254, 0, 1, 2, 3]))
}

/** A day later: two orders came, one was withdrawn, the amount of one was corrected. */
export async function changeOrders(folder: string): Promise<void> {
  const file = join(folder, 'orders.csv')
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  const kept = lines
    .filter((line) => line !== order(3, 30))
    .map((line) => (line === order(11, 110) ? order(11, 999) : line))
  await writeLines(file, [...kept, order(26, 260), order(27, 270)])
}

/** Requests of 40 clients, three each. */
function request(at: number): string {
  const time = `10:${two(Math.floor(at / 60))}:${two(at % 60)}`
  const client = `10.0.0.${(at % 40) + 1}`
  const status = statuses[at % statuses.length]
  return `${client} - - [05/Jan/2026:${time} +0000] "GET /item/${at % 7} HTTP/1.1" ${status} ${500 + at} "-" "Mozilla/5.0"`
}

function order(number: number, amount: number): string {
  return `${number},2026-01-${two(number)},${amount}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

function writeLines(file: string, lines: readonly string[]): Promise<void> {
  return writeFile(file, `${lines.join('\n')}\n`)
}
