import type { GridOptions } from 'ag-grid-community'
import type { Row } from '../../../shared/model/value.ts'
import type { RowHeights } from '../row-heights.ts'
import { gridTheme, pageRows } from './modules.ts'
import { enterGrid, leaveGrid } from './tab-stop.ts'

/** What all grids have in common. */
export const gridOptions: GridOptions<Row> = {
  theme: gridTheme,
  rowModelType: 'infinite',
  cacheBlockSize: pageRows,
  maxBlocksInCache: 40,
  maxConcurrentDatasourceRequests: 2,
  blockLoadDebounceMillis: 40,
  rowBuffer: 8,
  animateRows: false,
  suppressColumnMoveAnimation: true,
  suppressDragLeaveHidesColumns: true,
  suppressContextMenu: true,
  tabToNextCell: leaveGrid,
  tabToNextHeader: leaveGrid,
  focusGridInnerElement: enterGrid,
  preventDefaultOnContextMenu: false,
}

/** The chosen size of text, as the grid is told of it. */
export const gridHeights = ({ row, header }: RowHeights) => ({ rowHeight: row, headerHeight: header })
