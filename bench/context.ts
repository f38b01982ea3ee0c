import type { DuckDBConnection } from '@duckdb/node-api'
import type { Caller } from '../shared/contract/caller.ts'
import type { Contract } from '../shared/contract/contract.ts'
import type { OpenResult } from '../shared/contract/query.ts'
import type { Row } from '../shared/model/value.ts'
import type { Ground } from './windows/ground.mjs'

/** A served Firn over an empty store. */
export interface Firn {
  /** Folder of this run; goes with it. */
  readonly home: string
  readonly call: Caller<Contract>['call']
  /** Waits until a result can be paged, and gives it with all its rows counted. */
  ready(result: OpenResult): Promise<OpenResult & { readonly rows: number }>
  close(): Promise<void>
}

/** Files of the benchmark's data. */
export interface BenchData {
  readonly csv: string
  readonly jsonLines: string
  readonly rows: string
  readonly before: string
  readonly after: string
}

/** One line of the table; times in milliseconds. */
export interface Measured {
  readonly what: string
  readonly firn: number
  readonly peer: string
  readonly peerMs: number
  /** Unless both are times. */
  readonly unit?: 'MB'
}

export interface BenchContext {
  readonly firn: Firn
  readonly data: BenchData
}

/** Cases with windows start their programs themselves. */
export type WindowCase = (context: { readonly ground: Ground }) => Promise<readonly Measured[]>

export type Case = (context: BenchContext) => Promise<readonly Measured[]>
export type Rows = readonly Row[]
export type Connection = DuckDBConnection
