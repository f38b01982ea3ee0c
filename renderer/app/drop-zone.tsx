import { useEffect, useRef, useState } from 'react'
import { useClient } from '../client/client.tsx'
import { isDesktop } from '../client/host.ts'
import { asFirnError } from '../client/use-answer.ts'
import { droppedFiles, uploadFiles } from '../client/upload.ts'
import { Button } from '../components/button.tsx'
import { bytes, counted } from '../components/figures.ts'
import { ProgressBar } from '../components/states.tsx'
import { toast } from '../components/toast/announcements.ts'
import { openData } from '../workbench/open.ts'

/** Takes files and folders that are dropped anywhere on the window. */
export function DropZone() {
  const client = useClient()
  const [over, setOver] = useState(false)
  const [upload, setUpload] = useState<{ done: number; total: number; files: number }>()
  const running = useRef<AbortController>(undefined)

  useEffect(() => {
    // dragleave comes for every element that is left; only the last one leaves the window.
    let depth = 0
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth += 1
      setOver(true)
    }
    const onLeave = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth -= 1
      if (depth <= 0) setOver(false)
    }
    const onOver = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault()
    }
    const onDrop = (event: DragEvent) => {
      depth = 0
      setOver(false)
      if (!hasFiles(event) || event.dataTransfer === null) return
      event.preventDefault()
      // In the desktop the preload knows the paths and tells them by the event `opened`.
      if (!isDesktop()) void take(event.dataTransfer)
    }
    const take = async (transfer: DataTransfer) => {
      const controller = new AbortController()
      running.current = controller
      try {
        const files = await droppedFiles(transfer)
        if (files.length === 0) return
        const folder = await uploadFiles(files, controller.signal, (done, total) =>
          setUpload({ done, total, files: files.length }),
        )
        const dropped = new Set(files.map(({ path }) => path.split('/')[0] ?? path))
        await openData(
          client,
          [...dropped].map((name) => `${folder}/${name}`),
        )
      } catch (error) {
        if (!controller.signal.aborted) toast('bad', asFirnError(error).message)
      } finally {
        setUpload(undefined)
      }
    }
    const listeners = [
      ['dragenter', onEnter],
      ['dragleave', onLeave],
      ['dragover', onOver],
      ['drop', onDrop],
    ] as const
    for (const [name, listener] of listeners) window.addEventListener(name, listener)
    return () => {
      for (const [name, listener] of listeners) window.removeEventListener(name, listener)
    }
  }, [client])

  return (
    <>
      {over && (
        <div className="drop-veil" role="status">
          <h2>Drop to look at it</h2>
          <p className="secondary">Nothing is imported yet: first you see what was found</p>
        </div>
      )}
      {upload !== undefined && (
        <div className="toasts">
          <div className="toast" role="status">
            <span>
              Reading {counted(upload.files, 'file')}, {bytes(upload.total)}
            </span>
            <ProgressBar label="Reading files" done={upload.done} total={upload.total} />
            <Button onClick={() => running.current?.abort()}>Cancel</Button>
          </div>
        </div>
      )}
    </>
  )
}
