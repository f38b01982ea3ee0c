import { create } from 'zustand'

/** Which of the two is open: what the program is, or what it is made of. */
export const useAbout = create<{ readonly open: 'about' | 'licences' | undefined }>(() => ({
  open: undefined,
}))

export function showAbout(open: 'about' | 'licences' | undefined): void {
  useAbout.setState({ open })
}
