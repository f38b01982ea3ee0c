import { z } from 'zod'
import type { CallContext } from '../../../../shared/contract/responder.ts'
import { method } from '../../../../shared/contract/method.ts'
import type { LogOutcome } from './parse-log.ts'
import type { StagedArrow } from './stage-arrow.ts'

const textFile = z.strictObject({
  physical: z.string(),
  compression: z.enum(['none', 'gzip']),
  encoding: z.enum(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'windows-1252']),
})

const logOptions = z.strictObject({
  kind: z.literal('log'),
  pattern: z.string(),
  expression: z.string(),
  recordStart: z.string().exactOptional(),
  fields: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      timeFormat: z.string().exactOptional(),
      nullText: z.string().exactOptional(),
      year: z.int().exactOptional(),
    }),
  ),
})

/**
 * What query workers do for ingest besides SQL: hostile text and patterns are taken apart in a process that can
 * be killed, never in the engine.
 */
export const ingestWorkerMethods = {
  'log.parse': method({
    file: textFile,
    options: logOptions,
    stagingFile: z.string(),
    rejectsFile: z.string(),
    limit: z.int().positive().optional(),
  }).returns<LogOutcome>(),
  'arrow.stage': method({
    physical: z.string(),
    compression: z.enum(['none', 'gzip']),
    stagingFile: z.string(),
  }).returns<StagedArrow>(),
  'text.repair': method({
    file: textFile,
    rules: z.strictObject({ delimiter: z.string(), quote: z.string(), escape: z.string() }),
    width: z.int().min(1),
    skip: z.int().min(0),
    target: z.string(),
    rejectsFile: z.string(),
  }).returns<{ readonly rejected: number }>(),
  'text.rewrite': method({ file: textFile, quote: z.string(), target: z.string() }).returns<{
    readonly bytes: number
  }>(),
}

/** Loaded when first needed: a worker that only queries starts without them. */
export const ingestWorkerHandlers = {
  'log.parse': async (
    job: z.output<(typeof ingestWorkerMethods)['log.parse']['input']>,
    context: CallContext,
  ) => (await import('./parse-log.ts')).parseLog(job, context),
  'arrow.stage': async (
    job: z.output<(typeof ingestWorkerMethods)['arrow.stage']['input']>,
    context: CallContext,
  ) => (await import('./stage-arrow.ts')).stageArrow(job, context),
  'text.repair': async (
    job: z.output<(typeof ingestWorkerMethods)['text.repair']['input']>,
    context: CallContext,
  ) => (await import('./repair-delimited.ts')).repairDelimited(job, context),
  'text.rewrite': async (
    job: z.output<(typeof ingestWorkerMethods)['text.rewrite']['input']>,
    context: CallContext,
  ) => (await import('./rewrite-text.ts')).rewriteText(job, context),
}
