import { ChevronDown, GitBranch } from 'lucide-react'
import { useState } from 'react'
import type { DatasetSummary } from '../../../shared/model/dataset.ts'
import { mainBranch } from '../../../shared/model/names.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Menu } from '../../components/menu.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { refreshCatalogue } from '../../workbench/catalogue.ts'

/** Which branch new versions go onto, and the others to switch to. */
export function BranchMenu({ summary }: { summary: DatasetSummary }) {
  const client = useClient()
  const [open, setOpen] = useState(false)
  const { name: dataset, branches = [], branch: current = mainBranch } = summary
  const switchTo = async (branch: string) => {
    try {
      await client.call('branch.switch', { dataset, branch })
      await refreshCatalogue(client)
      toast('good', `New versions of ${dataset} go onto ${branch}`)
    } catch (error) {
      toast('bad', asFirnError(error).message)
    }
  }
  return (
    <Menu
      label="Branches"
      open={open}
      onOpenChange={setOpen}
      list={branches.map(({ name, version }) => ({
        id: name,
        title: name,
        note: version === undefined ? 'no version' : `v${version}`,
        checked: name === current,
        run: () => void switchTo(name),
      }))}
      trigger={
        <Button aria-label={`New versions go onto ${current}, choose another branch`}>
          <GitBranch size={13} aria-hidden="true" />
          {current}
          <ChevronDown size={13} aria-hidden="true" />
        </Button>
      }
    />
  )
}
