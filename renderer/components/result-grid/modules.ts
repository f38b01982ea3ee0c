import {
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  EventApiModule,
  InfiniteRowModelModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  ScrollApiModule,
  themeQuartz,
} from 'ag-grid-community'

ModuleRegistry.registerModules([
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  EventApiModule,
  InfiniteRowModelModule,
  RenderApiModule,
  RowApiModule,
  ScrollApiModule,
])

const line = { color: 'var(--line)', width: 1, style: 'solid' } as const

/** The grid in the window's own values; both themes at once, because the values are variables. */
export const gridTheme = themeQuartz.withParams({
  fontFamily: 'var(--font-ui)',
  fontSize: 'var(--text-m)',
  headerFontSize: 'var(--text-s)',
  headerFontWeight: 550,
  backgroundColor: 'var(--surface)',
  foregroundColor: 'var(--text)',
  cellTextColor: 'var(--text)',
  headerTextColor: 'var(--text)',
  headerBackgroundColor: 'var(--window)',
  chromeBackgroundColor: 'var(--window)',
  borderColor: 'var(--line)',
  accentColor: 'var(--accent)',
  browserColorScheme: 'inherit',
  cellHorizontalPadding: 10,
  spacing: 4,
  columnBorder: line,
  rowBorder: line,
  headerColumnBorder: line,
  headerColumnBorderHeight: '100%',
  headerRowBorder: { color: 'var(--line-strong)', width: 1, style: 'solid' },
  headerColumnResizeHandleColor: 'transparent',
  pinnedColumnBorder: { color: 'var(--line-strong)', width: 1, style: 'solid' },
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  borderRadius: 0,
  rowHoverColor: 'transparent',
  columnHoverColor: 'transparent',
})

/** Rows fetched at a time. */
export const pageRows = 200
