/** A kind of log that the program can split into columns. */
export interface LogKind {
  /** Kept in snapshots as `LogOptions.pattern`. */
  readonly name: string
  /** What people call it. */
  readonly title: string
  /** The first line of a record of this kind. */
  readonly example: string
}

/** All that are recognised by themselves; the most telling first: of two that fit equally well the earlier is taken. */
export const logKinds = [
  {
    name: 'vhost-combined',
    title: 'Apache combined with virtual host',
    example:
      'shop.example:443 10.0.0.1 - - [17/May/2026:10:05:03 +0000] "GET /a HTTP/1.1" 200 2326 "-" "Mozilla/5.0"',
  },
  {
    name: 'combined',
    title: 'Apache combined',
    example:
      '10.0.0.1 - - [17/May/2026:10:05:03 +0000] "GET /a HTTP/1.1" 200 2326 "https://a.example/" "Mozilla/5.0"',
  },
  {
    name: 'combined-and-more',
    title: 'Apache combined with further fields',
    example:
      '10.0.0.1 - - [17/May/2026:10:05:03 +0000] "GET /a HTTP/1.1" 200 2326 "-" "Mozilla/5.0" 0.012 "10.1.1.1"',
  },
  {
    name: 'common',
    title: 'Apache common',
    example: '10.0.0.1 - ada [17/May/2026:10:05:03 +0000] "GET /a HTTP/1.1" 200 2326',
  },
  {
    name: 'nginx-error',
    title: 'nginx error log',
    example: '2026/05/17 10:05:03 [error] 12#12: *7 open() "/srv/x" failed, client: 10.0.0.1',
  },
  {
    name: 'apache-error',
    title: 'Apache error log',
    example: '[Sun May 17 10:05:03.902022 2026] [core:error] [pid 35:tid 43] [client 10.0.0.1] no such file',
  },
  {
    name: 'log4j',
    title: 'log4j',
    example: '[2026-05-17 10:05:03,143] INFO Started the server (kafka.server.KafkaServer)',
  },
  {
    name: 'spring-boot',
    title: 'Spring Boot',
    example: '2026-05-17 10:05:03.123  INFO 4711 --- [           main] c.e.demo.App : Started App',
  },
  {
    name: 'log4j-thread',
    title: 'log4j with thread',
    example: '2026-05-17 10:05:03,123 [main] INFO  com.example.App - Started',
  },
  {
    name: 'log4j-level-thread',
    title: 'log4j with level and thread',
    example: '2026-05-17 10:05:03,123 INFO  [main] com.example.App - Started',
  },
  {
    name: 'python',
    title: 'Python logging',
    example: '2026-05-17 10:05:03,123 - app.db - ERROR - connection lost',
  },
  {
    name: 'log4j-logger',
    title: 'log4j with logger',
    example: '2026-05-17 10:05:03,123 INFO com.example.App: Started',
  },
  {
    name: 'time-level',
    title: 'time, level, message',
    example: '2026-05-17T10:05:03.123Z INFO starting up',
  },
  {
    name: 'syslog-5424',
    title: 'syslog (RFC 5424)',
    example: '<165>1 2026-05-17T10:05:03.003Z host.example su 77 ID47 - login failed',
  },
  {
    name: 'syslog',
    title: 'syslog',
    example: 'May 17 10:05:03 host su[123]: login failed',
  },
  {
    name: 'syslog-iso',
    title: 'syslog with ISO time',
    example: '2026-05-17T10:05:03.003+00:00 host su[123]: login failed',
  },
  {
    name: 'key-value',
    title: 'key=value',
    example: 'time=2026-05-17T10:05:03Z level=info msg="it runs" took=12',
  },
  { name: 'lines', title: 'plain lines', example: 'any text: every line is a row' },
] as const satisfies readonly LogKind[]

export type LogKindName = (typeof logKinds)[number]['name']
