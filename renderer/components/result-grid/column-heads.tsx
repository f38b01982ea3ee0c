import type { IHeaderComp, IHeaderParams } from 'ag-grid-community'
import { useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import type { ResultColumn, Row } from '../../../shared/model/value.ts'
import { ColumnHeader } from './column-header.tsx'

/** What a column's definition gives to its head. */
export interface HeadParameters {
  readonly shown: ResultColumn
}

/** A place in the grid's own document for the head of one column. */
interface Head extends HeadParameters {
  readonly key: number
  readonly element: HTMLElement
}

/** The places that one grid has made for the heads of its columns. */
export interface HeadPlaces {
  /** What the grid makes a place with. */
  readonly component: new () => IHeaderComp
  readonly subscribe: (listener: () => void) => () => void
  readonly all: () => readonly Head[]
}

/**
 * The grid draws its cells itself, because drawing each of them by React costs several times as much while somebody
 * scrolls. Heads are few and have menus and filters: the grid makes their places, React draws into them.
 */
export function createHeadPlaces(): HeadPlaces {
  let heads: readonly Head[] = []
  let nextKey = 1
  const listeners = new Set<() => void>()
  const change = (next: readonly Head[]) => {
    heads = next
    for (const listener of listeners) listener()
  }
  class HeadPlace implements IHeaderComp {
    private readonly element = document.createElement('div')

    init({ shown }: IHeaderParams<Row> & HeadParameters): void {
      this.element.className = 'grid-header-place'
      change([...heads, { key: nextKey, element: this.element, shown }])
      nextKey += 1
    }

    getGui(): HTMLElement {
      return this.element
    }

    refresh(): boolean {
      return true
    }

    destroy(): void {
      change(heads.filter(({ element }) => element !== this.element))
    }
  }
  return {
    component: HeadPlace,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    all: () => heads,
  }
}

/** Draws the heads of a grid's columns. */
export function ColumnHeads({ places }: { places: HeadPlaces }) {
  const heads = useSyncExternalStore(places.subscribe, places.all)
  return heads.map(({ key, element, shown }) => createPortal(<ColumnHeader shown={shown} />, element, key))
}
