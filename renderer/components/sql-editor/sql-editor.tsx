import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab, toggleComment } from '@codemirror/commands'
import { keywordCompletionSource, sql } from '@codemirror/lang-sql'
import { bracketMatching } from '@codemirror/language'
import { lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import { useLatest } from '../use-latest.ts'
import { type CompletionFacts, catalogueCompletion } from './completion.ts'
import { duckdb } from './dialect.ts'
import { editorTheme } from './editor-theme.ts'
import { functionNames } from './function-names.ts'
import '../../styles/sql-editor.css'

/** What can be asked of an editor from outside. */
export interface SqlEditorHandle {
  /** The selected text and where it begins; undefined when nothing is selected. */
  selection(): { readonly text: string; readonly from: number } | undefined
  cursor(): number
  focus(): void
  /** Replaces the whole text as one step that can be undone. */
  replaceAll(text: string): void
  insert(text: string): void
}

export interface EditorProblem {
  /** Offset in characters into the whole text; without it the problem is shown elsewhere only. */
  readonly position: number
  readonly message: string
}

/** Where a person is in an editor. */
export interface EditorPlace {
  readonly anchor: number
  readonly head: number
  /** The first line in sight, as an offset into the text. */
  readonly top: number
}

export interface SqlEditorProps {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly facts: CompletionFacts
  readonly problems?: readonly EditorProblem[]
  readonly onRun?: () => void
  readonly onRunSelection?: () => void
  readonly placeholder?: string
  readonly readOnly?: boolean
  readonly styleNonce: string
  readonly place?: EditorPlace | undefined
  readonly onPlace?: (place: EditorPlace) => void
  readonly ref?: Ref<SqlEditorHandle>
}

/** An editor for DuckDB's SQL. Ctrl+Enter runs, Shift+Enter runs the selection, Ctrl+/ comments. */
export function SqlEditor(props: SqlEditorProps) {
  const { label, text, problems, styleNonce, readOnly = false, ref } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const latest = useLatest(props)
  const lock = useRef(new Compartment())

  useEffect(() => {
    if (host.current === null) return undefined
    const { text: first, place } = latest.current
    const within = (offset: number) => Math.max(0, Math.min(first.length, offset))
    const note = (at: EditorView) => {
      const { anchor, head } = at.state.selection.main
      const top = at.lineBlockAtHeight(at.scrollDOM.scrollTop).from
      latest.current.onPlace?.({ anchor, head, top })
    }
    const editor = new EditorView({
      parent: host.current,
      ...(place === undefined
        ? {}
        : { scrollTo: EditorView.scrollIntoView(within(place.top), { y: 'start', yMargin: 0 }) }),
      state: EditorState.create({
        doc: first,
        ...(place === undefined
          ? {}
          : { selection: { anchor: within(place.anchor), head: within(place.head) } }),
        extensions: [
          EditorView.cspNonce.of(styleNonce),
          Prec.highest(keymap.of(runKeys(() => latest.current))),
          lineNumbers(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          highlightSelectionMatches(),
          search({ top: true }),
          sql({ dialect: duckdb, upperCaseKeywords: true }),
          autocompletion({
            override: [
              catalogueCompletion(() => latest.current.facts),
              keywordCompletionSource(duckdb, true, (word, type) => ({ label: word, type, boost: -10 })),
            ],
            icons: false,
            maxRenderedOptions: 60,
          }),
          keymap.of([
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...completionKeymap,
            ...lintKeymap,
            { key: 'Mod-/', run: toggleComment },
            indentWithTab,
          ]),
          editorTheme,
          functionNames,
          placeholder(latest.current.placeholder ?? ''),
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
          lock.current.of(EditorState.readOnly.of(false)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onText(update.state.doc.toString())
            if (update.selectionSet || update.docChanged) note(update.view)
          }),
          EditorView.domEventHandlers({ scroll: (_event, at) => note(at) }),
        ],
      }),
    })
    view.current = editor
    return () => editor.destroy()
  }, [label, styleNonce, latest])

  useEffect(() => {
    const editor = view.current
    if (editor === undefined || editor.state.doc.toString() === text) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } })
  }, [text])
  useEffect(() => {
    view.current?.dispatch({ effects: lock.current.reconfigure(EditorState.readOnly.of(readOnly)) })
  }, [readOnly])
  useEffect(() => {
    const editor = view.current
    if (editor === undefined) return
    const end = editor.state.doc.length
    const marks = (problems ?? []).map(({ position, message }) => {
      const from = Math.max(0, Math.min(end, position))
      const word = editor.state.wordAt(from)
      return { from, to: word?.to ?? Math.min(end, from + 1), severity: 'error' as const, message }
    })
    editor.dispatch(setDiagnostics(editor.state, marks))
    const [first] = marks
    if (first !== undefined)
      editor.dispatch({ effects: EditorView.scrollIntoView(first.from, { y: 'center' }) })
  }, [problems])

  useImperativeHandle(ref, () => handle(() => view.current), [])
  return <div ref={host} className="sql-editor" />
}

function runKeys(props: () => SqlEditorProps) {
  const run = () => {
    props().onRun?.()
    return props().onRun !== undefined
  }
  const runSelection = () => {
    props().onRunSelection?.()
    return props().onRunSelection !== undefined
  }
  return [
    { key: 'Mod-Enter', run },
    { key: 'Shift-Enter', run: runSelection },
    { key: 'Mod-Shift-Enter', run: runSelection },
  ]
}

function handle(view: () => EditorView | undefined): SqlEditorHandle {
  return {
    selection() {
      const state = view()?.state
      const range = state?.selection.main
      if (state === undefined || range === undefined || range.empty) return undefined
      return { text: state.sliceDoc(range.from, range.to), from: range.from }
    },
    cursor: () => view()?.state.selection.main.head ?? 0,
    focus: () => view()?.focus(),
    replaceAll(text) {
      const editor = view()
      editor?.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } })
    },
    insert(text) {
      const editor = view()
      if (editor === undefined) return
      editor.dispatch(editor.state.replaceSelection(text))
      editor.focus()
    },
  }
}
