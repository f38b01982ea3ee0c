const shortNames: { readonly [type: string]: string } = {
  INTEGER: 'INT',
  VARCHAR: 'TEXT',
  BOOLEAN: 'BOOL',
  'TIMESTAMP WITH TIME ZONE': 'TIMESTAMPTZ',
  'TIME WITH TIME ZONE': 'TIMETZ',
}

/** A type as headers show it, in few letters; the exact one is in the header's tip and the panel. */
export function shortType(type: string): string {
  if (type.endsWith('[]')) return `${shortType(type.slice(0, -2))}[]`
  const family = /^(STRUCT|MAP|UNION|ENUM|DECIMAL)\(/.exec(type)?.[1]
  if (family !== undefined) return family === 'DECIMAL' ? 'DEC' : family
  const short = shortNames[type] ?? type
  return short.length > 16 ? `${short.slice(0, 14)}…` : short
}
