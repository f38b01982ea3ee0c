/** A type whose optional fields are there or absent, never `undefined`, however deep. */
export type Defined<Value> = Value extends readonly (infer Item)[]
  ? Defined<Item>[]
  : Value extends object
    ? { [Key in keyof Value]: Defined<Exclude<Value[Key], undefined>> }
    : Value

/** The same plain data without fields that are `undefined`: schemas give them, our models do not know them. */
export function definedFields<Value>(value: Value): Defined<Value> {
  return JSON.parse(JSON.stringify(value)) as Defined<Value>
}
