import type { DatasetKind } from './kind.ts'

/** A snapshot that another one was made from. */
export interface LineageInput {
  readonly dataset: string
  readonly version: number
  readonly id: string
  /** As the recipe named it: `events` follows the latest, `events@v3` is pinned. */
  readonly named: string
  readonly table?: string
}

/** What a name of an input stood for when a plan was made of it. */
export type PlannedInput = Pick<LineageInput, 'named' | 'version' | 'id'>

/** State of the git repository around a recipe or source when a snapshot was made. */
export interface GitState {
  readonly remote?: string
  readonly commit: string
  /** The folder had changes that were not committed. */
  readonly dirty: boolean
}

/** A program that made the files of a snapshot, as `firn run` ran it; it ended with exit code 0. */
export interface CommandRun {
  readonly words: readonly string[]
  readonly seconds: number
  /** Object with what it wrote on its standard output and error, in the order in which that came. */
  readonly log?: string
}

/** What a snapshot came from. */
export interface Lineage {
  readonly inputs: readonly LineageInput[]
  readonly recipe?: Recipe
  readonly parameters: { readonly [name: string]: string }
  readonly seed?: string
  readonly program: string
  /** Version of the database that made the rows; absent where another program made them. */
  readonly engine?: string
  readonly command?: CommandRun
  readonly git?: GitState
}

/** One named SQL step; later steps may select from earlier ones by name. */
export interface RecipeStep {
  readonly name: string
  readonly sql: string
}

/** Steps that turn input snapshots into a new one. The last step's rows are the result. */
export interface Recipe {
  readonly steps: readonly RecipeStep[]
  /** Default values; a run may give others. */
  readonly parameters: { readonly [name: string]: string }
  readonly description?: string
  /** The file it was read from: its path in the git repository around it, with slashes, else its bare name. */
  readonly file?: string
}

export interface LineageNode {
  /** `dataset@vN`, unique in the graph. */
  readonly key: string
  readonly dataset: string
  readonly kind: DatasetKind
  readonly version: number
  readonly id: string
  readonly rows: number
  readonly time: string
  readonly message: string
  readonly expired: boolean
  readonly tags: readonly string[]
  /** Short text about how it was made: recipe, seed, commit. */
  readonly made?: string
  /** Set when the snapshot is lost or damaged: why. Its rows, and what it came from, are not known then. */
  readonly problem?: string
}

/** `from` is the input, `to` what was made of it; both are node keys. */
export interface LineageEdge {
  readonly from: string
  readonly to: string
}

export interface LineageGraph {
  readonly nodes: readonly LineageNode[]
  readonly edges: readonly LineageEdge[]
}

/** What of the store a graph could not take in. */
export interface LineageProblem {
  /** A dataset whose history cannot be read, so that versions of it may be missing, or a snapshot. */
  readonly reference: string
  /** What is wrong, with the file or object. */
  readonly problem: string
}

/** The graph of what can be read, and what it therefore may lack. */
export interface LineageResult extends LineageGraph {
  readonly problems: readonly LineageProblem[]
}
