import { syntaxTree } from '@codemirror/language'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'

const mark = Decoration.mark({ class: 'cm-function-name' })
const plain = new Set(['Identifier', 'Keyword', 'Type', 'Builtin', 'Statement', 'Script', 'Parens'])

const matcher = new MatchDecorator({
  regexp: /\b[a-z_]\w*(?=\()/gi,
  decorate(add, from, to, match, view) {
    // Not within strings and comments, and not for words such as IN and OVER.
    const { name } = syntaxTree(view.state).resolveInner(from, 1)
    if (
      plain.has(name) &&
      !/^(in|over|and|or|not|as|values|using|on|by|from|select|where|filter|within|exists|any|all|case|when|then)$/i.test(
        match[0],
      )
    ) {
      add(from, to, mark)
    }
  },
})

/** Colours names in front of a bracket: SQL's grammar here does not tell functions from columns. */
export const functionNames = [
  ViewPlugin.fromClass(
    class {
      decorations: DecorationSet
      constructor(view: EditorView) {
        this.decorations = matcher.createDeco(view)
      }
      update(update: ViewUpdate) {
        this.decorations = matcher.updateDeco(update, this.decorations)
      }
    },
    { decorations: (plugin) => plugin.decorations },
  ),
  EditorView.theme({ '.cm-function-name, .cm-function-name *': { color: 'var(--aggregation)' } }),
]
