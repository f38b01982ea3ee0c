import type { LoadingSnippet, Receipt } from '../../../shared/model/receipt.ts'
import { identifier, text } from '../query/sql-text.ts'

/** How to load a training set in other tools, with its own paths and columns; each text can be run as it is. */
export function loadingSnippets(receipt: Receipt): LoadingSnippet[] {
  return [
    { tool: 'pandas', language: 'python', text: pandas(receipt) },
    { tool: 'Polars', language: 'python', text: polars(receipt) },
    { tool: 'PyTorch', language: 'python', text: pytorch(receipt) },
    { tool: 'R', language: 'r', text: r(receipt) },
    { tool: 'DuckDB', language: 'sql', text: duckdb(receipt) },
  ]
}

function pandas(receipt: Receipt): string {
  const { features, label } = columnsOf(receipt)
  const frames = receipt.files.map(
    ({ split, path }) => `${variable(split)} = pd.read_parquet(${python(path)})`,
  )
  const parts = receipt.files.map(({ split }) => {
    const name = variable(split)
    return label === undefined
      ? `X_${name} = ${name}[features]`
      : `X_${name}, y_${name} = ${name}[features], ${name}[${python(label)}]`
  })
  return ['import pandas as pd', '', ...frames, '', `features = ${pythonList(features)}`, ...parts].join('\n')
}

function polars(receipt: Receipt): string {
  const { features, label } = columnsOf(receipt)
  const frames = receipt.files.map(
    ({ split, path }) => `${variable(split)} = pl.read_parquet(${python(path)})`,
  )
  const parts = receipt.files.map(({ split }) => {
    const name = variable(split)
    const x = `${name}.select(features)`
    return label === undefined ? `X_${name} = ${x}` : `X_${name}, y_${name} = ${x}, ${name}[${python(label)}]`
  })
  return ['import polars as pl', '', ...frames, '', `features = ${pythonList(features)}`, ...parts].join('\n')
}

/** Tensors hold numbers only: columns of other types must be encoded first, which only the model's author can decide. */
function pytorch(receipt: Receipt): string {
  const { numbers, others, labelColumn } = columnsOf(receipt)
  const x = `torch.tensor(frame[features].to_numpy(dtype="float32"))`
  const label = labelColumn === undefined ? undefined : python(labelColumn.name)
  const numericLabel = labelColumn !== undefined && isNumber(labelColumn.type)
  const body =
    label === undefined
      ? [`    return TensorDataset(${x})`]
      : numericLabel
        ? [
            `    y = torch.tensor(frame[${label}].to_numpy(dtype="float32"))`,
            `    return TensorDataset(${x}, y)`,
          ]
        : [
            `    y = torch.tensor(frame[${label}].map(classes.index).to_numpy(dtype="int64"))`,
            `    return TensorDataset(${x}, y)`,
          ]
  const first = receipt.files[0]?.path ?? ''
  return [
    'import pandas as pd',
    'import torch',
    'from torch.utils.data import TensorDataset',
    '',
    ...(others.length === 0
      ? []
      : [`# not numbers, to be encoded first: ${others.join(', ').replaceAll('\n', ' ')}`]),
    `features = ${pythonList(numbers)}`,
    ...(label === undefined || numericLabel
      ? []
      : [`classes = sorted(pd.read_parquet(${python(first)})[${label}].dropna().unique().tolist())`]),
    '',
    'def load(path):',
    ...(label === undefined
      ? ['    frame = pd.read_parquet(path)']
      : [`    frame = pd.read_parquet(path).dropna(subset=[${label}])`]),
    ...body,
    '',
    ...receipt.files.map(({ split, path }) => `${variable(split)} = load(${python(path)})`),
  ].join('\n')
}

function r(receipt: Receipt): string {
  const { features } = columnsOf(receipt)
  return [
    'library(arrow)',
    '',
    ...receipt.files.map(({ split, path }) => `${variable(split)} <- read_parquet(${python(path)})`),
    '',
    `features <- c(${features.map(python).join(', ')})`,
  ].join('\n')
}

function duckdb(receipt: Receipt): string {
  const { features, label } = columnsOf(receipt)
  const names = [...features, ...(label === undefined ? [] : [label])].map(identifier).join(', ')
  return receipt.files.map(({ path }) => `SELECT ${names} FROM read_parquet(${text(path)});`).join('\n')
}

function columnsOf({ columns }: Receipt) {
  const features = columns.filter(({ role }) => role === 'feature')
  const labelColumn = columns.find(({ role }) => role === 'label')
  return {
    features: features.map(({ name }) => name),
    numbers: features.filter(({ type }) => isNumber(type)).map(({ name }) => name),
    others: features.filter(({ type }) => !isNumber(type)).map(({ name }) => name),
    labelColumn,
    label: labelColumn?.name,
  }
}

function isNumber(type: string): boolean {
  return /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT)|DOUBLE|FLOAT|BOOLEAN|DECIMAL\(.*\))$/.test(type)
}

/** A split's name as a name in a program. */
function variable(split: string): string {
  const plain = split.replace(/[^a-z0-9_]/g, '_')
  return /^[a-z]/.test(plain) && !keywords.has(plain) ? plain : `split_${plain}`
}

const keywords = new Set([
  'and',
  'as',
  'class',
  'def',
  'for',
  'if',
  'in',
  'is',
  'not',
  'or',
  'pd',
  'pl',
  'torch',
  'load',
  'features',
  'classes',
])

/** A text literal that Python and R read alike. */
function python(value: string): string {
  return JSON.stringify(value)
}

function pythonList(values: readonly string[]): string {
  return `[${values.map(python).join(', ')}]`
}
