/** What a property holds: a kind of value, or one of some texts. */
export type PropertyType = 'string' | 'number' | 'boolean' | readonly string[]

/** A property of an event: its type alone, or with what there is to say of it. */
export type PropertySpec =
  | PropertyType
  | {
      readonly type: PropertyType
      /** Whether an event may lack it. Default: false. */
      readonly optional?: boolean
      /** What it means, with its unit. */
      readonly description?: string
    }

export type EventSpec = {
  /** When it happens. */
  readonly description?: string
  readonly properties?: Readonly<Record<string, PropertySpec>>
}

/** Usage events by their names, each `resource.action`. */
export type EventCatalogue = Readonly<Record<string, EventSpec>>

type TypeOf<S> = S extends { readonly type: infer T } ? T : S
type ValueOf<T> = T extends 'string'
  ? string
  : T extends 'number'
    ? number
    : T extends 'boolean'
      ? boolean
      : T extends readonly (infer V)[]
        ? V
        : never

type OptionalNames<P> = { [K in keyof P]: P[K] extends { readonly optional: true } ? K : never }[keyof P]

/** The properties that an event of a catalogue takes. */
export type PropertiesOf<E> = E extends { readonly properties: infer P }
  ? { readonly [K in Exclude<keyof P, OptionalNames<P>>]: ValueOf<TypeOf<P[K]>> } & {
      readonly [K in OptionalNames<P>]?: ValueOf<TypeOf<P[K]>> | undefined
    }
  : { readonly [name: string]: never }

/** Marks what `defineEvents()` returns: registered, since the command line has a copy of this package of its own. */
export const catalogueMark: unique symbol = Symbol.for('plainsight.event-catalogue')
