/** A type as people read it: the engine's name, but TEXT for VARCHAR and the short form of zoned times. */
export function typeWords(type: string): string {
  return type
    .replaceAll('VARCHAR', 'TEXT')
    .replaceAll('TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ')
    .replaceAll('TIME WITH TIME ZONE', 'TIMETZ')
}
