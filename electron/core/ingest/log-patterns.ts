import type { LogKindName } from '../../../shared/model/log-kinds.ts'
import type { LogField } from '../../../shared/model/table.ts'

/** How records of a kind of log are split into columns; title and example: `logKinds`. */
export interface LogPattern {
  readonly name: LogKindName
  /** Runs in linear time: no group may match the same text in two ways. */
  readonly expression: string
  /** First line of a record; absent: every line is a record. */
  readonly recordStart?: string
  readonly fields: readonly PatternField[]
}

export interface PatternField extends Omit<LogField, 'timeFormat' | 'year'> {
  /** Of a time: ways it may be written; the first that fits the file is taken, and makes the type. */
  readonly timeFormats?: readonly string[]
}

const levels = '(?<level>TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL|NOTICE|SEVERE)'
const isoSecond = '\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}:\\d{2}'
const isoTime = `${isoSecond}(?:[.,]\\d{1,9})?(?:Z|[+-]\\d{2}:?\\d{2})?`
const isoFormats = [
  '%Y-%m-%d %H:%M:%S%f',
  '%Y-%m-%dT%H:%M:%S%f',
  '%Y-%m-%d %H:%M:%S%f%z',
  '%Y-%m-%dT%H:%M:%S%f%z',
]
const quoted = (name: string) => `"(?<${name}>[^"\\\\]*(?:\\\\.[^"\\\\]*)*)"`

const text = (name: string, nullText?: string): PatternField => ({
  name,
  type: 'VARCHAR',
  ...(nullText === undefined ? {} : { nullText }),
})
const time = (timeFormats: readonly string[]): PatternField => ({
  name: 'time',
  type: 'TIMESTAMP',
  timeFormats,
})

const accessHead = '(?<client>\\S+) (?<ident>\\S+) (?<user>\\S+(?: [^\\[\\s]+)?) \\[(?<time>[^\\]]+)\\] '
const request =
  '"(?:(?<method>[A-Za-z]{1,20}) )?(?<path>[^"\\\\ ]*(?:(?:\\\\.| (?!HTTP/[\\d.]+"))[^"\\\\ ]*)*)(?: (?<protocol>HTTP/[\\d.]+))?" '
const status = '(?<status>\\d{3}) (?<bytes>\\d{1,18}|-)'
const accessFields: readonly PatternField[] = [
  text('client'),
  text('ident', '-'),
  text('user', '-'),
  time(['%d/%b/%Y:%H:%M:%S %z']),
  text('method'),
  text('path', '-'),
  text('protocol'),
  { name: 'status', type: 'INTEGER' },
  { name: 'bytes', type: 'BIGINT', nullText: '-' },
]
const agentFields: readonly PatternField[] = [...accessFields, text('referrer', '-'), text('agent', '-')]

const bracketStart = `^\\[${isoTime}\\]`
const plainStart = `^${isoTime}`
/** Ends before a logger in brackets at the end of a line; what follows that line belongs to the message too. */
const messageThenLogger =
  '(?<message>(?:(?! \\([\\w.$-]+\\)(?:\\n|$))[\\s\\S])*)(?: \\((?<logger>[\\w.$-]+)\\))?(?<message_more>\\n[\\s\\S]*)?$'

/** In the order of `logKinds`: of two that fit equally well the earlier one is taken. */
export const logPatterns: readonly LogPattern[] = [
  {
    name: 'vhost-combined',
    expression: `^(?<host>[^\\s:]+:\\d+) ${accessHead}${request}${status} ${quoted('referrer')} ${quoted('agent')}$`,
    fields: [text('host'), ...agentFields],
  },
  {
    name: 'combined',
    expression: `^${accessHead}${request}${status} ${quoted('referrer')} ${quoted('agent')}$`,
    fields: agentFields,
  },
  {
    name: 'combined-and-more',
    expression: `^${accessHead}${request}${status} ${quoted('referrer')} ${quoted('agent')} (?<rest>.*)$`,
    fields: [...agentFields, text('rest')],
  },
  {
    name: 'common',
    expression: `^${accessHead}${request}${status}$`,
    fields: accessFields,
  },
  {
    name: 'nginx-error',
    recordStart: '^\\d{4}/\\d{2}/\\d{2} \\d{2}:\\d{2}:\\d{2} \\[',
    expression:
      '^(?<time>\\d{4}/\\d{2}/\\d{2} \\d{2}:\\d{2}:\\d{2}) \\[(?<level>\\w+)\\] (?<pid>\\d{1,10})#(?<tid>\\d{1,10}): (?:\\*(?<connection>\\d{1,18}) )?(?<message>[\\s\\S]*)$',
    fields: [
      time(['%Y/%m/%d %H:%M:%S']),
      text('level'),
      { name: 'pid', type: 'BIGINT' },
      { name: 'tid', type: 'BIGINT' },
      { name: 'connection', type: 'BIGINT' },
      text('message'),
    ],
  },
  {
    name: 'apache-error',
    recordStart: '^\\[[A-Z][a-z]{2} [A-Z][a-z]{2} \\d{2} \\d{2}:\\d{2}:\\d{2}',
    expression:
      '^\\[(?<time>[A-Z][a-z]{2} [A-Z][a-z]{2} \\d{2} \\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})? \\d{4})\\] \\[(?:(?<module>\\w*):)?(?<level>\\w+)\\] (?:\\[pid (?<pid>\\d{1,10})(?::tid (?<tid>\\d{1,18}))?\\] )?(?:\\[client (?<client>[^\\]]+)\\] )?(?<message>[\\s\\S]*)$',
    fields: [
      time(['%a %b %d %H:%M:%S%f %Y']),
      text('module'),
      text('level'),
      { name: 'pid', type: 'BIGINT' },
      { name: 'tid', type: 'BIGINT' },
      text('client'),
      text('message'),
    ],
  },
  {
    name: 'log4j',
    recordStart: bracketStart,
    expression: `^\\[(?<time>${isoTime})\\] ${levels} ${messageThenLogger}`,
    fields: [time(isoFormats), text('level'), text('logger'), text('message')],
  },
  {
    name: 'spring-boot',
    recordStart: plainStart,
    expression: `^(?<time>${isoTime}) +${levels} (?<pid>\\d{1,10}) --- (?:\\[[^\\]\\n]*\\] (?=\\[))?\\[ *(?<thread>[^\\]\\n]*)\\] (?<logger>\\S+) *: (?<message>[\\s\\S]*)$`,
    fields: [
      time(isoFormats),
      text('level'),
      { name: 'pid', type: 'BIGINT' },
      text('thread'),
      text('logger'),
      text('message'),
    ],
  },
  {
    name: 'log4j-thread',
    recordStart: plainStart,
    expression: `^(?<time>${isoTime}) +\\[(?<thread>[^\\]\\n]*)\\] +${levels} +(?<logger>[\\w.$/-]+)(?: +-|:) +(?<message>[\\s\\S]*)$`,
    fields: [time(isoFormats), text('thread'), text('level'), text('logger'), text('message')],
  },
  {
    name: 'log4j-level-thread',
    recordStart: plainStart,
    expression: `^(?<time>${isoTime})(?: -)? +${levels} +\\[(?<thread>[^\\]\\n]*)\\] +(?:(?<logger>[\\w.$/-]+)(?: +-|:) +|- )?(?<message>[\\s\\S]*)$`,
    fields: [time(isoFormats), text('level'), text('thread'), text('logger'), text('message')],
  },
  {
    name: 'python',
    recordStart: plainStart,
    expression: `^(?<time>${isoTime}) - (?<logger>[^\\s]+) - ${levels} - (?<message>[\\s\\S]*)$`,
    fields: [time(isoFormats), text('logger'), text('level'), text('message')],
  },
  {
    name: 'log4j-logger',
    recordStart: plainStart,
    expression: `^(?<time>${isoTime}) +${levels} +(?<logger>[A-Za-z_$][\\w$]*(?:[.$/][\\w$-]+)+)(?: +-|:) +(?<message>[\\s\\S]*)$`,
    fields: [time(isoFormats), text('level'), text('logger'), text('message')],
  },
  {
    name: 'time-level',
    recordStart: plainStart,
    expression: `^(?<time>${isoTime}) +\\[?${levels}\\]?(?: -|:)? +${messageThenLogger}`,
    fields: [time(isoFormats), text('level'), text('logger'), text('message')],
  },
  {
    name: 'syslog-5424',
    expression: `^<(?<priority>\\d{1,3})>1 (?<time>${isoTime}) (?<host>\\S+) (?<program>\\S+) (?<pid>\\S+) (?<message_id>\\S+) (?<data>-|(?:\\[(?:[^\\]"\\\\]|"[^"\\\\]*(?:\\\\.[^"\\\\]*)*")*\\])+)(?: (?<message>.*))?$`,
    fields: [
      { name: 'priority', type: 'INTEGER' },
      time(isoFormats),
      text('host', '-'),
      text('program', '-'),
      text('pid', '-'),
      text('message_id', '-'),
      text('data', '-'),
      text('message'),
    ],
  },
  {
    name: 'syslog',
    expression:
      '^(?:<(?<priority>\\d{1,3})>)?(?<time>[A-Z][a-z]{2} [ \\d]\\d \\d{2}:\\d{2}:\\d{2}) (?<host>\\S+) (?<program>[^\\s:\\[]+)(?:\\[(?<pid>\\d{1,10})\\])?: ?(?<message>.*)$',
    fields: [
      { name: 'priority', type: 'INTEGER' },
      time(['%b %d %H:%M:%S']),
      text('host'),
      text('program'),
      { name: 'pid', type: 'BIGINT' },
      text('message'),
    ],
  },
  {
    name: 'syslog-iso',
    expression: `^(?:<(?<priority>\\d{1,3})>)?(?<time>${isoTime}) (?<host>\\S+) (?<program>[^\\s:\\[]+)(?:\\[(?<pid>\\d{1,10})\\])?: ?(?<message>.*)$`,
    fields: [
      { name: 'priority', type: 'INTEGER' },
      time(isoFormats),
      text('host'),
      text('program'),
      { name: 'pid', type: 'BIGINT' },
      text('message'),
    ],
  },
]

/** Any text, one line a row: what a plain text file is when the user insists. */
export const linesPattern: LogPattern = {
  name: 'lines',
  expression: '^(?<line>[\\s\\S]*)$',
  fields: [text('line')],
}

/** Pairs such as `level=info msg="it runs"`; the columns come from the keys. */
export const keyValuePattern = { name: 'key-value' } as const satisfies { readonly name: LogKindName }
